"""A component table as one Arrow file: three tables, one behind the other, compressed with LZ4."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from documine_nb.frames.arrow import arrow
from documine_nb.models import FileComponents
from documine_nb.models.component_table import ComponentTable
from documine_nb.transport.body import parse_json

__all__ = ["SCHEMA", "Segment", "opened", "write_segment"]

SCHEMA = "1"
"""Changes whenever a segment is written in another way: older ones are then left alone."""

_OF_FILES = {
    "stamps": "once",
    "file_ids": "text",
    "filenames": "text",
    "template_ids": "once",
    "dossier_ids": "once",
    "detailed": "bool",
    "rows": "int",
    "record": "text",
}
_OF_ROWS = {
    "component": "once",
    "position": "int",
    "value": "text",
    "description": "once",
    "rule_id": "once",
    "overridden": "bool",
    "original": "text",
    "entities": "int",
}
_OF_ENTITIES = {
    "entity_id": "text",
    "entity_type": "once",
    "entity_rule": "once",
    "entity_page": "int",
}


class Segment:
    """A segment on the disk; which files it has is read at once, the rest on demand."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._files = self._next()
        self.stamps = list(zip(self._files["file_ids"], self._files["stamps"], strict=True))

    def read(self) -> ComponentTable:
        """Return all its files."""
        table = ComponentTable()
        for columns in (self._files, self._next(), self._next()):
            for name in columns.keys() - {"stamps", "record"}:
                setattr(table, name, columns[name])
        table.original = [
            value if value == original else original
            for value, original in zip(table.value, table.original, strict=True)
        ]  # one text in memory for both
        table.records = {
            number: FileComponents.from_json(parse_json(text.encode()))
            for number, text in enumerate(self._files["record"])
            if text is not None
        }
        return table

    def _next(self) -> dict[str, list[Any]]:
        reader = arrow().ipc.open_stream(self._source)
        if (reader.schema.metadata or {}).get(b"documine_nb") != SCHEMA.encode():
            raise ValueError("a segment of another release")
        columns = reader.read_all()
        return {name: _values(columns[name].combine_chunks()) for name in columns.column_names}


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
    pa = arrow()
    target = folder / f"{number:08}-{uuid.uuid4().hex}.arrow"
    unfinished = target.with_suffix(".unfinished")
    records = [
        table.records[number].to_json() if number in table.records else None
        for number in range(len(table))
    ]
    files = {
        **{name: getattr(table, name) for name in _OF_FILES if hasattr(table, name)},
        "stamps": stamps,
        "record": [None if record is None else json.dumps(record) for record in records],
    }
    streams = [(files, _OF_FILES)]
    streams += [
        ({name: getattr(table, name) for name in of}, of) for of in (_OF_ROWS, _OF_ENTITIES)
    ]
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as to:
            for columns, kinds in streams:
                batch = _batch(columns, kinds)
                with pa.ipc.new_stream(to, batch.schema, options=options) as writer:
                    writer.write_batch(batch)
        return unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _batch(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, str]) -> Any:
    pa = arrow()
    types = {
        "once": pa.dictionary(pa.int32(), pa.large_string()),
        "text": pa.large_string(),
        "bool": pa.bool_(),
        "int": pa.int64(),
    }
    schema = pa.schema({name: types[kind] for name, kind in kinds.items()})
    arrays = [pa.array(columns[name], types[kind]) for name, kind in kinds.items()]
    return pa.RecordBatch.from_arrays(arrays, schema=schema.with_metadata({"documine_nb": SCHEMA}))


def _values(column: Any) -> list[Any]:
    """Return a column's values; what repeats is one object."""
    kinds = arrow().types
    if kinds.is_dictionary(column.type):
        texts = np.array([*column.dictionary.to_pylist(), None], dtype=object)
        values = texts[column.indices.fill_null(len(texts) - 1).to_numpy()]
    elif kinds.is_integer(column.type) and column.null_count:
        return list(column.to_pylist())  # NumPy has no integers that are missing
    else:  # through NumPy: Arrow's own way makes an object of its own of every value first
        values = column.to_numpy(zero_copy_only=False)
    return list(values.tolist())
