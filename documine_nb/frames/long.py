"""The long frame: one row a value, with where it came from. The wide one is a view of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.models.component_table import ComponentTable

__all__ = ["DTYPES", "long_columns", "long_frame"]

DTYPES = {
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
    columns = long_columns(table, names)
    return pd.DataFrame({name: _array(found, dtype=DTYPES[name]) for name, found in columns})


def long_columns(table: ComponentTable, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Return the columns of the long frame, one at a time; None is missing."""
    rows = _rows(table, names)
    of_file = np.repeat(np.arange(len(table)), table.rows)[rows]
    yield "file_id", _objects(table.file_ids)[of_file]
    yield "filename", _texts(table.filenames)[of_file]
    yield "component", _objects(table.component)[rows]
    yield "position", np.array(table.position, dtype=np.int64)[rows]
    yield "value", _texts(table.value)[rows]
    yield "description", _texts(table.description)[rows]
    yield "rule_id", _texts(table.rule_id)[rows]
    yield "overridden", _objects(table.overridden)[rows]
    yield "original", _texts(table.original)[rows]
    types = [kind or "" for kind in table.entity_type]
    yield "entity_types", _texts(_joined(table.entities, types, "; "))[rows]
    pages = ["" if page is None else str(page) for page in table.entity_page]
    yield "pages", _texts(_joined(table.entities, pages, ", "))[rows]


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


def _joined(counts: Sequence[int], texts: Sequence[str], mark: str) -> Iterator[str | None]:
    """Return, row by row, what is said of its entity references."""
    for count, end in zip(counts, accumulate(counts), strict=True):
        if count == 1:
            yield texts[end - 1]
        else:
            yield mark.join(texts[end - count : end]) if count else None
