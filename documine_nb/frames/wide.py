"""The wide frame: one row a file, one column a component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
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
from documine_nb.frames.decimals import Mark, by_evidence, resolved
from documine_nb.frames.pairs import as_text, fold_markers, quantity_column, unit_of
from documine_nb.models.component_table import ComponentTable

__all__ = ["FILE_NAME", "cells_of", "lists", "typed_columns"]

FILE_NAME = "file name"
"""The first column; component names have no blanks, so that it cannot collide with one."""


def cells_of(table: ComponentTable, names: Sequence[str]) -> dict[str, Cells]:
    """Return the values by component, file by file; blank texts are no values."""
    return {name: _without_blanks(cells) for name, cells in table.cells(names).items()}


def typed_columns(cells: Mapping[str, Cells], mark: Mark | None = None) -> list[Column]:
    """Return the typed columns, marker columns folded into their values' columns."""
    markers = fold_markers(cells)
    folded: dict[str, Column] = {}
    hidden = set()
    for name, (marker, sign) in markers.items():
        read, note = resolved(cells[name], mark)
        column = quantity_column(name, read, cells[marker], sign)
        if isinstance(column, Column):
            hidden.add(marker)
            folded[name] = replace(column, notes=(*column.notes, note)) if note else column
        else:  # apart, so that nothing is lost; as text, so that no limit looks exact
            folded[name] = as_text(name, cells[name], column)
            folded[marker] = text_column(marker, cells[marker])
    return [
        folded.get(name) or by_evidence(name, cells[name], _column, mark)
        for name in cells
        if name not in hidden
    ]


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


def _without_blanks(cells: Sequence[tuple[str, ...]]) -> Cells:
    if all(map(str.strip, chain.from_iterable(cells))):
        return cells
    blank = {key for key in set(cells) if not all(value and not value.isspace() for value in key)}
    return [_filled(key) if key in blank else key for key in cells]


def _filled(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value and not value.isspace())


def lists(cells: Cells) -> Any:
    """Return the values of a component as a column of lists, NA where there are none."""
    array = np.empty(len(cells), dtype=object)
    for row, values in enumerate(cells):
        array[row] = list(values) if values else pd.NA
    return array
