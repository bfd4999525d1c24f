"""A component table as one Arrow file: its columns as they are, compressed with LZ4.

Columns of different length stand one behind the other, each group as a stream of its own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from documine_nb.frames.arrow import arrow
from documine_nb.models import FileComponents
from documine_nb.models.columns import Codes, Column, Texts, listed
from documine_nb.models.component_table import OF_FILE, ComponentTable
from documine_nb.resources.sealed import read_sealed, write_sealed
from documine_nb.transport.body import parse_json

__all__ = ["SCHEMA", "Segment", "read_segment", "write_segment"]

SCHEMA = "3"
"""Changes whenever a segment is written in another way: older ones are then left alone."""


class Segment(ComponentTable):
    """What a segment holds: which files it has is read at once, the rest when it is needed.

    Attributes
    ----------
    name : str
        The segment's own, which none of other content has.
    stamps : array
        One row a file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name = path.stem
        source = arrow().BufferReader(read_sealed(path))
        files = _next(source)
        self.stamps = _stamps(files.pop("stamps"))
        self._odd = [files.pop(name) for name in ("record", "apart")]
        for name in OF_FILE:
            getattr(self, name).extend(_listed(files[name]))
        self._unread = source.read_buffer()

    def _pack(self) -> None:
        # Two threads may be here at once: the second reads the same again.
        if (unread := self._unread) is not None:
            self._columns = self._columns | self._read(arrow().BufferReader(unread))
            self._unread = None
        super()._pack()

    def _read(self, source: Any) -> dict[str, Any]:
        empty = ComponentTable().columns()
        found: dict[str, Any] = {}
        while len(columns := _next(source)):
            found |= {name: _restored(empty[name], block) for name, block in columns.items()}
        records, apart = map(_listed, self._odd)
        found["records"] = {
            number: FileComponents.from_json(parse_json(text.encode()))
            for number, text in enumerate(records)
            if text is not None
        }
        return found | {"apart": {number for number, is_apart in enumerate(apart) if is_apart}}


def read_segment(path: Path) -> Segment:
    """Open a segment.

    Raises
    ------
    ValueError
        It is no segment of this release, or damaged.
    OSError
        It cannot be read; another process may have removed it.
    """
    return Segment(path)


def write_segment(folder: Path, number: int, table: ComponentTable, stamps: Any) -> Path:
    """Write a table, each file with its stamp, a row of numbers of 64 bits."""
    target = folder / f"{number:08}-{uuid.uuid4().hex}.arrow"
    options = arrow().ipc.IpcWriteOptions(compression="lz4")

    def write(to: IO[bytes]) -> None:
        for columns in (_of_files(table, stamps), *_by_length(table), {}):
            batch = _batch(columns)
            with arrow().ipc.new_stream(to, batch.schema, options=options) as writer:
                writer.write_batch(batch)

    write_sealed(target, write)
    return target


def _next(source: Any) -> dict[str, Any]:
    reader = arrow().ipc.open_stream(source)
    if (reader.schema.metadata or {}).get(b"documine_nb") != SCHEMA.encode():
        raise ValueError("a segment of another release")
    (batch,) = reader  # which also sees that nothing is missing behind it
    return dict(zip(batch.schema.names, batch.columns, strict=True))


def _stamps(block: Any) -> Any:
    numbers = np.frombuffer(block.buffers()[1], np.int64)
    return numbers.reshape(len(block), -1)


def _of_files(table: ComponentTable, stamps: Any) -> dict[str, Any]:
    pa = arrow()
    records = [
        json.dumps(table.records[number].to_json()) if number in table.records else None
        for number in range(len(table))
    ]
    apart = [number in table.apart for number in range(len(table))]
    columns = {name: getattr(table, name) for name in OF_FILE} | {"record": records}
    packed = {name: _array(values) for name, values in columns.items()}
    width = pa.binary(stamps.shape[1] * stamps.itemsize)
    numbers = [None, pa.py_buffer(np.ascontiguousarray(stamps))]
    stamped = pa.FixedSizeBinaryArray.from_buffers(width, len(stamps), numbers)
    return packed | {"apart": pa.array(apart), "stamps": stamped}


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


def _restored(empty: Column[Any], block: Any) -> Column[Any]:
    """Return a column as it was, given one of its kind."""
    if isinstance(empty, Codes):
        codes = block.indices.fill_null(-1).to_numpy()
        return Codes.of(block.dictionary.to_pylist(), codes)
    if isinstance(empty, Texts):
        empty.append(block)
    else:
        empty.append(block.to_numpy())
    return empty


def _batch(columns: Mapping[str, Any]) -> Any:
    schema = arrow().schema([(name, array.type) for name, array in columns.items()])
    schema = schema.with_metadata({"documine_nb": SCHEMA})
    return arrow().RecordBatch.from_arrays(list(columns.values()), schema=schema)
