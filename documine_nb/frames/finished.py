"""A finished frame as one Arrow record batch and back, the same in every value, dtype and name.

pandas' own way is not taken: it would make categories of texts that are held once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from documine_nb.frames.arrow import arrow
from documine_nb.frames.strings import compute, strings

__all__ = ["Build", "Finished", "anew", "batch_of", "frame_of"]

Build: TypeAlias = Callable[[], pd.DataFrame]
Finished: TypeAlias = Callable[[str, Build], pd.DataFrame]
"""Returns the frame of a kind: one that was kept, or what is built."""

_FACTS = b"documine_nb"
_SAMPLE = 1_000


def anew(kind: str, build: Build) -> pd.DataFrame:  # noqa: ARG001 -- as `Finished` has it
    """Return the frame built anew: nothing is kept."""
    return build()


def batch_of(frame: pd.DataFrame) -> Any:
    """Return a wide or long frame as a ``pyarrow.RecordBatch``.

    Texts that repeat are held once, and columns of the very same texts are one column.

    Raises
    ------
    ValueError, pyarrow.ArrowException
        A value is none that Arrow can hold.

    Examples
    --------
    >>> frame = pd.DataFrame({"Sex": pd.array(["male", None], "string")})
    >>> frame_of(batch_of(frame)).equals(frame)
    True
    """
    index = frame.index.name  # of the long frame, rows have numbers alone
    arrays: list[tuple[Any, Any]] = [] if index is None else [(index, frame.index.array)]
    arrays += [(name, frame[name].array) for name in frame.columns]
    known: dict[Any, tuple[int, Any]] = {}
    columns = []
    for name, array in arrays:
        block = _block(array)
        # It stays as long as this goes on: else what comes next could have its memory.
        place, _ = known.setdefault(_memory(block), (len(known), block))
        columns.append((name, str(array.dtype), place))
    blocks = [_once(block) for _, block in known.values()]
    said = {_FACTS: json.dumps({"index": index, "columns": columns})}
    schema = arrow().schema([(str(place), block.type) for place, block in enumerate(blocks)])
    return arrow().RecordBatch.from_arrays(blocks, schema=schema.with_metadata(said))


def frame_of(batch: Any) -> pd.DataFrame:
    """Return the frame that :func:`batch_of` was given; nobody else has its memory."""
    said = json.loads(batch.schema.metadata[_FACTS])
    texts: dict[int, Any] = {}
    arrays = []
    for name, kind, place in said["columns"]:
        if kind == "string" and place not in texts:
            texts[place] = _spread(batch.column(place))
        arrays.append((name, _array(texts.get(place, batch.column(place)), kind)))
    if said["index"] is None:
        return pd.DataFrame(dict(arrays))
    (name, labels), *columns = arrays
    return pd.DataFrame(dict(columns), index=pd.Index(labels, name=name))


def _block(array: Any) -> Any:
    pa = arrow()
    is_text = isinstance(array.dtype, pd.StringDtype)
    block = pa.array(array, pa.large_string() if is_text else None)
    return block.combine_chunks() if isinstance(block, pa.ChunkedArray) else block


def _memory(block: Any) -> Any:
    """Return what is the same of the very same texts, and of nothing else."""
    if not _is_text(block):
        return object()
    places = [None if part is None else part.address for part in block.buffers()]
    return block.offset, len(block), *places


def _is_text(block: Any) -> bool:
    return bool(arrow().types.is_large_string(block.type))


def _once(block: Any) -> Any:
    """Return texts that repeat as codes of those that there are."""
    sample = block[:_SAMPLE]
    if not _is_text(block) or compute().count_distinct(sample).as_py() > len(sample) // 2:
        return block
    return block.dictionary_encode()


def _spread(block: Any) -> Any:
    return block if _is_text(block) else block.cast(arrow().large_string())


def _array(block: Any, kind: str) -> Any:
    if kind == "string":
        return strings(block)
    if kind == "category":
        codes = block.indices.fill_null(-1).to_numpy()
        categories = pd.CategoricalDtype(strings(block.dictionary))
        return pd.Categorical.from_codes(codes, dtype=categories)
    if kind.startswith("datetime64"):
        return np.array(block.to_numpy(zero_copy_only=False), kind)
    dtype: Any = pd.api.types.pandas_dtype(kind)
    return dtype.__from_arrow__(block)
