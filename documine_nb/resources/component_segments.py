"""A component table as one Arrow file: its columns as they are, compressed with LZ4.

Columns of different length stand one behind the other, each group as a stream of its own.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from documine_nb.frames.arrow import arrow
from documine_nb.models import FileComponents
from documine_nb.models.columns import Codes, Column, Texts, listed
from documine_nb.models.component_table import ComponentTable
from documine_nb.transport.body import parse_json

__all__ = ["SCHEMA", "Segment", "opened", "write_segment"]

SCHEMA = "2"
"""Changes whenever a segment is written in another way: older ones are then left alone."""

_OF_FILES = ("file_ids", "filenames", "template_ids", "dossier_ids", "detailed")


class Segment:
    """A segment on the disk; which files it has is read at once, the rest on demand."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._files = {name: _listed(block) for name, block in self._next().items()}
        self.file_ids: list[str] = self._files["file_ids"]
        self.stamps: list[str] = self._files.pop("stamps")

    def read(self) -> ComponentTable:
        """Return all its files."""
        table = ComponentTable()
        for name in _OF_FILES:
            getattr(table, name).extend(self._files[name])
        records = enumerate(zip(self._files["record"], self._files["apart"], strict=True))
        while len(columns := self._next()):
            for name, block in columns.items():
                _restore(getattr(table, name), block)
        for number, (text, is_apart) in records:
            if text is not None:
                table.records[number] = FileComponents.from_json(parse_json(text.encode()))
            if is_apart:
                table.apart.add(number)
        return table

    def _next(self) -> dict[str, Any]:
        reader = arrow().ipc.open_stream(self._source)
        if (reader.schema.metadata or {}).get(b"documine_nb") != SCHEMA.encode():
            raise ValueError("a segment of another release")
        (batch,) = reader  # which also sees that nothing is missing behind it
        return dict(zip(batch.schema.names, batch.columns, strict=True))


@contextmanager
def opened(path: Path) -> Iterator[Segment]:
    """Open a segment.

    Raises
    ------
    ValueError
        It is no segment of this release, or damaged.
    OSError
        It cannot be read; another process may have removed it.
    """
    with arrow().OSFile(str(path)) as source:
        yield Segment(source)


def write_segment(folder: Path, number: int, table: ComponentTable, stamps: Sequence[str]) -> Path:
    """Write a table, each file with its stamp; it has its name only once it is whole."""
    target = folder / f"{number:08}-{uuid.uuid4().hex}.arrow"
    unfinished = target.with_suffix(".unfinished")
    options = arrow().ipc.IpcWriteOptions(compression="lz4")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as to:
            for columns in (_of_files(table, stamps), *_by_length(table), {}):
                batch = _batch(columns)
                with arrow().ipc.new_stream(to, batch.schema, options=options) as writer:
                    writer.write_batch(batch)
        return unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _of_files(table: ComponentTable, stamps: Sequence[str]) -> dict[str, Any]:
    records = [
        json.dumps(table.records[number].to_json()) if number in table.records else None
        for number in range(len(table))
    ]
    apart = [number in table.apart for number in range(len(table))]
    columns = {name: getattr(table, name) for name in _OF_FILES}
    columns |= {"stamps": stamps, "record": records, "apart": apart}
    packed = {name: _array(values) for name, values in columns.items()}
    return packed | {"stamps": packed["stamps"].dictionary_encode()}


def _array(values: Sequence[Any]) -> Any:
    pa = arrow()
    return pa.array(values, pa.bool_() if isinstance(values[0], bool) else pa.large_string())


def _by_length(table: ComponentTable) -> Iterator[dict[str, Any]]:
    """Return the table's columns, those of the same length together."""
    groups: dict[int, dict[str, Any]] = {}
    for name, column in table.columns().items():
        groups.setdefault(len(column), {})[name] = _packed(column)
    yield from groups.values()


def _packed(column: Column[Any]) -> Any:
    """Return a column as Arrow has it."""
    pa, whole = arrow(), column.whole()
    if not isinstance(column, Codes):
        return pa.array(whole, pa.large_string()) if isinstance(column, Texts) else pa.array(whole)
    codes = pa.array(whole, mask=whole < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.texts, pa.large_string()))


def _listed(block: Any) -> list[Any]:
    if arrow().types.is_dictionary(block.type):
        block = block.cast(block.type.value_type)
    return listed(block)


def _restore(column: Column[Any], block: Any) -> None:
    if isinstance(column, Codes):
        codes = block.indices.fill_null(-1).to_numpy()
        column.extend(Codes.of(block.dictionary.to_pylist(), codes))
    elif isinstance(column, Texts):
        column.append(block)
    else:
        column.append(block.to_numpy())


def _batch(columns: Mapping[str, Any]) -> Any:
    schema = arrow().schema([(name, array.type) for name, array in columns.items()])
    schema = schema.with_metadata({"documine_nb": SCHEMA})
    return arrow().RecordBatch.from_arrays(list(columns.values()), schema=schema)
