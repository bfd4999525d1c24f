"""The long frame: one row a value, with where it came from. The wide one is a view of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    return pd.DataFrame(
        {name: _array(columns[name], dtype=dtype) for name, dtype in DTYPES.items()}
    )


def long_columns(table: ComponentTable, names: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the long frame; None is missing."""
    rows = _rows(table, names)
    of_file = np.repeat(np.arange(len(table)), table.rows)[rows]
    types, pages = _entities(table)
    return {
        "file_id": _objects(table.file_ids)[of_file],
        "filename": _texts(table.filenames)[of_file],
        "component": _objects(table.component)[rows],
        "position": np.array(table.position, dtype=np.int64)[rows],
        "value": _texts(table.value)[rows],
        "description": _texts(table.description)[rows],
        "rule_id": _texts(table.rule_id)[rows],
        "overridden": _objects(table.overridden)[rows],
        "original": _texts(table.original)[rows],
        "entity_types": _texts(types)[rows],
        "pages": _texts(pages)[rows],
    }


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


def _texts(values: Sequence[str | None]) -> Any:
    """Return texts; an empty one is none."""
    return _objects([text or None for text in values])


def _entities(table: ComponentTable) -> tuple[list[str | None], list[str | None]]:
    """Return, by row, the types of its entity references and their pages, joined."""
    pages = ["" if page is None else str(page) for page in table.entity_page]
    return (
        list(_joined(table.entities, [kind or "" for kind in table.entity_type], "; ")),
        list(_joined(table.entities, pages, ", ")),
    )


def _joined(counts: Sequence[int], texts: Sequence[str], mark: str) -> Iterator[str | None]:
    for count, end in zip(counts, accumulate(counts), strict=True):
        if count == 1:
            yield texts[end - 1]
        else:
            yield mark.join(texts[end - count : end]) if count else None
