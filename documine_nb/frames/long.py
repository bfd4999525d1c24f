"""The long frame: one row a value, with where it came from. The wide one is a view of it."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.frames.strings import Coded, coded, strings
from documine_nb.models.component_table import ComponentTable

__all__ = ["DTYPES", "long_columns", "long_frame"]

DTYPES = {
    "dossier": "string",
    "file_id": "string",
    "filename": "string",
    "component": "string",
    "position": "Int64",
    "value": "string",
    "description": "string",
    "rule_id": "string",
    "overridden": "boolean",
    "original": "string",
    "entity_types": "string",
    "pages": "string",
}

_array: Any = pd.array  # the stubs know dtypes only as literals


def long_frame(table: ComponentTable, names: Sequence[str]) -> pd.DataFrame:
    """Return all values, file by file, in the order of `names`."""
    return pd.DataFrame(dict(_arrays(table, names)))


def _arrays(table: ComponentTable, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    value: Any = None
    for name, found in long_columns(table, names):
        if isinstance(found, Coded):
            yield name, found.strings()
        elif name == "original" and _are_same(table.original, table.value):
            yield name, value.copy()  # the memory of Arrow's texts is shared
        elif DTYPES[name] == "string":
            array = strings(found)
            value = array if name == "value" else value
            yield name, array
        else:
            yield name, _array(found, dtype=DTYPES[name])


def _are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return all(map(operator.is_, some, others))


def long_columns(table: ComponentTable, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Return the columns of the long frame, one at a time, texts that repeat as codes.

    None is missing.
    """
    rows = _rows(table, names)
    of_file = np.repeat(np.arange(len(table)), table.rows)[rows]
    yield "dossier", coded(table.dossier_ids).take(of_file)
    yield "file_id", coded(table.file_ids).take(of_file)
    yield "filename", coded(table.filenames).take(of_file)
    yield "component", coded(table.component).take(rows)
    yield "position", np.array(table.position, dtype=np.int64)[rows]
    yield "value", _texts(table.value)[rows]
    yield "description", coded(table.description).take(rows)
    yield "rule_id", coded(table.rule_id).take(rows)
    yield "overridden", _objects(table.overridden)[rows]
    yield "original", _texts(table.original)[rows]
    yield "entity_types", _joined(table.entities, coded(table.entity_type), "; ").take(rows)
    pages = coded(None if page is None else str(page) for page in table.entity_page)
    yield "pages", _joined(table.entities, pages, ", ").take(rows)


def _rows(table: ComponentTable, names: Sequence[str]) -> Any:
    """Return the rows that hold a value, in the order of the files and then of `names`."""
    place = {name: number for number, name in enumerate(names)}
    count = len(table.component)
    of_component = np.fromiter(map(place.__getitem__, table.component), np.int64, count)
    key = np.repeat(np.arange(len(table)) * len(names), table.rows) + of_component
    filled = np.flatnonzero(np.array(table.position, dtype=np.int64))
    key = key[filled]
    if (key[1:] >= key[:-1]).all():
        return filled
    return filled[np.argsort(key, kind="stable")]


def _objects(values: Sequence[Any]) -> Any:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _texts(values: Iterable[str | None]) -> Any:
    """Return texts; an empty one is none."""
    return _objects([text or None for text in values])


def _joined(counts: Sequence[int], parts: Coded, mark: str) -> Coded:
    """Return, row by row, what is said of its entity references; most rows have one."""
    sizes = np.array(counts, dtype=np.int64)
    ends = np.cumsum(sizes)
    codes = np.full(len(sizes), -1, dtype=np.int32)
    single = sizes == 1
    codes[single] = parts.codes[ends[single] - 1]
    places = {text: place for place, text in enumerate(parts.texts)}
    texts = [*parts.texts, ""]
    for row in np.flatnonzero(sizes > 1):
        of_row = parts.codes[ends[row] - sizes[row] : ends[row]]
        text = mark.join([texts[code] for code in of_row])
        codes[row] = places.setdefault(text, len(places))
    return Coded(codes, list(places))
