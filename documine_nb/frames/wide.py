"""The wide frame: one row a file, one column a component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.frames.columns import (
    Cells,
    Column,
    is_identifier,
    text_column,
    typed_column,
)
from documine_nb.frames.pairs import as_text, fold_markers, quantity_column, unit_of
from documine_nb.models.components import FileComponents

__all__ = ["FILE_NAME", "cells_of", "component_order", "lists", "typed_columns", "wide_frame"]

FILE_NAME = "file name"
"""The first column; component names have no blanks, so that it cannot collide with one."""


def component_order(files: Sequence[FileComponents], order: Sequence[str] | None) -> list[str]:
    """Return the components in the template's order, or else as they first appear."""
    names = dict.fromkeys(order or ())
    for file in files:
        names.update(dict.fromkeys(file.components))
        names.update(dict.fromkeys(file.details or ()))
    return list(names)


def cells_of(files: Sequence[FileComponents], names: Sequence[str]) -> dict[str, Cells]:
    """Return the values by component, file by file; blank texts are no values."""
    return {name: _cells(files, name) for name in names}


def typed_columns(cells: Mapping[str, Cells]) -> list[Column]:
    """Return the typed columns, marker columns folded into their values' columns."""
    markers = fold_markers(cells)
    folded: dict[str, Column] = {}
    hidden = set()
    for name, (marker, sign) in markers.items():
        column = quantity_column(name, cells[name], cells[marker], sign)
        if isinstance(column, Column):
            hidden.add(marker)
            folded[name] = column
        else:  # apart, so that nothing is lost; as text, so that no limit looks exact
            folded[name] = as_text(name, cells[name], column)
            folded[marker] = text_column(marker, cells[marker])
    return [folded.get(name) or _column(name, cells[name]) for name in cells if name not in hidden]


def _column(name: str, cells: Cells) -> Column:
    if not any(cells) or is_identifier(name):
        return text_column(name, cells)
    plain = typed_column(name, cells) if unit_of(name) is None else None
    if plain is not None and not plain.is_text:
        return plain
    quantities = quantity_column(name, cells)
    if isinstance(quantities, Column):
        return quantities
    # Text it is. Told are the failures of the kind that came closest.
    told = [column for column in (plain, as_text(name, cells, quantities)) if column is not None]
    return min(told, key=lambda column: column.unconverted or len(cells) + 1)


def _cells(files: Sequence[FileComponents], name: str) -> Cells:
    found = [
        file.components[name] if name in file.components else _detailed(file, name)
        for file in files
    ]
    blank = {key for key in set(found) if not all(value and not value.isspace() for value in key)}
    if blank:
        found = [_filled(key) if key in blank else key for key in found]
    return found


def _detailed(file: FileComponents, name: str) -> tuple[str, ...]:
    component = (file.details or {}).get(name)
    values = component.values if component else ()  # noqa: PD011 -- no array
    return tuple(item.value or "" for item in values)


def _filled(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value and not value.isspace())


def wide_frame(files: Sequence[FileComponents], columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return the frame with file ids as its index."""
    data = {FILE_NAME: pd.array([file.filename for file in files], dtype="string"), **columns}
    index = pd.Index([file.file_id for file in files], dtype="string", name="file_id")
    return pd.DataFrame(data, index=index)


def lists(cells: Cells) -> Any:
    """Return the values of a component as a column of lists, NA where there are none."""
    array = np.empty(len(cells), dtype=object)
    for row, values in enumerate(cells):
        array[row] = list(values) if values else pd.NA
    return array
