"""The frames as Arrow and Parquet, without a detour through pandas."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.errors import MissingExtraError, StorageError
from documine_nb.frames.long import long_columns
from documine_nb.frames.strings import Coded, compute
from documine_nb.models.component_table import ComponentTable

__all__ = [
    "arrow",
    "long_batches",
    "long_schema",
    "parts_of",
    "quantities",
    "wide_table",
    "write_parts",
]

_FILES_OF_A_BATCH = 500
_BATCHES_OF_A_PART = 10


def arrow() -> Any:
    """Return pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional
        import pyarrow.parquet  # noqa: PLC0415 -- the same
    except ImportError as missing:
        raise MissingExtraError(
            "Arrow and Parquet need pyarrow, which is not installed",
            cure='Install it with: pip install "documine_nb[arrow]"',
        ) from missing
    return pa


def long_schema() -> Any:
    """Return the schema of the long frame; what repeats is held once."""
    pa = arrow()
    text, once = pa.large_string(), pa.dictionary(pa.int32(), pa.large_string())
    return pa.schema(
        {
            "dossier": once,
            "file_id": once,
            "filename": once,
            "component": once,
            "position": pa.int64(),
            "value": text,
            "description": once,
            "rule_id": once,
            "overridden": pa.bool_(),
            "original": text,
            "entity_types": once,
            "pages": once,
        }
    )


def long_batches(table: ComponentTable, names: Sequence[str]) -> Iterator[Any]:
    """Return the long frame as record batches of some hundred files."""
    pa = arrow()
    schema = long_schema()
    for part in table.parts(_FILES_OF_A_BATCH):
        columns = long_columns(part, names)
        arrays = [_array(values, schema.field(name).type) for name, values in columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: Any) -> Any:
    pa = arrow()
    if not isinstance(values, Coded):
        return pa.array(values, kind)
    once = values.distinct()
    codes = pa.array(once.codes, kind.index_type, mask=once.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(once.texts, kind.value_type))


def wide_table(frame: pd.DataFrame) -> Any:
    """Return the wide frame, with its index as the first column."""
    pa = arrow()
    flat = frame.reset_index()
    arrays = [pa.array(flat.iloc[:, place].array) for place in range(flat.shape[1])]
    return pa.table(arrays, names=list(flat.columns))


def quantities(low: Any, high: Any, qualifiers: Sequence[str | None], unit: str) -> Any:
    """Return quantities as structs; a missing one has no qualifier."""
    pa = arrow()
    missing = pa.array([qualifier is None for qualifier in qualifiers])
    parts = {
        "low": pa.array(low, pa.float64()),
        "high": pa.array(high, pa.float64()),
        "qualifier": pa.array(qualifiers, pa.string()),
        "unit": pa.array([unit] * len(qualifiers), pa.string()),
    }
    return pa.StructArray.from_arrays(list(parts.values()), names=list(parts), mask=missing)


def parts_of(structs: Any, qualifiers: Sequence[str]) -> tuple[Any, Any, Any]:
    """Return the low and high ends of quantities, and their qualifiers by number."""
    pa = arrow()
    whole = structs.combine_chunks() if isinstance(structs, pa.ChunkedArray) else structs
    low, high, signs = (whole.field(name) for name in ("low", "high", "qualifier"))
    codes = compute().index_in(signs, pa.array(qualifiers, signs.type))
    missing = whole.is_null().to_numpy(zero_copy_only=False)
    ends = [np.where(missing, np.nan, end.to_numpy(zero_copy_only=False)) for end in (low, high)]
    return ends[0], ends[1], codes.fill_null(0).to_numpy().astype("int8")


def write_parts(batches: Iterable[Any], schema: Any, folder: Path) -> list[Path]:
    """Write record batches as the parts of a Parquet data set, one batch in memory at a time.

    The parts come to their names together, once all are whole: until then the folder holds what
    it held before, be it an earlier data set or nothing. Of no batches one part is written, which
    has the columns. Parts of an earlier data set do not stay: they would be read as of this one.
    """
    folder = folder.expanduser()
    # Readers of data sets pass over names that begin so.
    unfinished = folder / f"_unfinished-{uuid.uuid4().hex}"
    try:
        unfinished.mkdir(parents=True)
        parts = _write_each(batches, schema, unfinished)
        written = [part.replace(folder / part.name) for part in parts]
        for stale in set(folder.glob(f"part-{'[0-9]' * 5}.parquet")).difference(written):
            stale.unlink()
    except OSError as error:
        raise StorageError(
            f"{str(folder)!r} cannot be written: {error.strerror or error}",
            cure="Choose another folder, or make room.",
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return written


def _write_each(batches: Iterable[Any], schema: Any, folder: Path) -> list[Path]:
    written: list[Path] = []
    rest = iter(batches)
    first = list(islice(rest, 1))
    while first or not written:
        written.append(folder / f"part-{len(written):05}.parquet")
        with arrow().parquet.ParquetWriter(written[-1], schema, compression="zstd") as writer:
            for batch in chain(first, islice(rest, _BATCHES_OF_A_PART - 1)):
                writer.write_batch(batch)
        first = list(islice(rest, 1))
    return written
