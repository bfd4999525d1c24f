"""The wide frame: one row a file, one column a component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.frames.cells import Cell, Cells
from documine_nb.frames.columns import (
    Attempt,
    Column,
    is_identifier,
    text_column,
    typed_or_tried,
    unconverted,
)
from documine_nb.frames.decimals import Mark, by_evidence, resolved
from documine_nb.frames.packed import cells_of_values
from documine_nb.frames.pairs import by_values, fold_markers, marks_of, quantity_column, unit_of
from documine_nb.models.component_table import ComponentTable

__all__ = ["cells_of", "lists", "typed_columns"]


def cells_of(table: ComponentTable, names: Sequence[str]) -> dict[str, Cells]:
    """Return the values by component, file by file; blank texts are no values."""
    rows, spans = table.rows_by_component()
    values, files = table.value.take(rows).whole(), table.file_of_rows()[rows]
    bounds = np.array([*(span.start for span in spans.values()), len(rows), len(rows)])
    cells = cells_of_values(values, files, bounds, len(table))  # the last ones are empty
    places = dict(zip(spans, count(), strict=False))
    found = {name: cells[places.get(name, -1)] for name in names}
    return _told_apart(table, found) if table.apart else found


def _told_apart(table: ComponentTable, cells: dict[str, Cells]) -> dict[str, Cells]:
    """Return cells in which files whose details say something else have their plain values."""
    plain = {number: table.plain(number) for number in table.apart}
    changed = {}
    for name, column in cells.items():
        said = {number: values.get(name, ()) for number, values in plain.items()}
        if any(column[number] != values for number, values in said.items()):
            rows = list(column)
            for number, values in said.items():
                rows[number] = values
            changed[name] = Cells.of(rows)
    return cells | changed


def typed_columns(cells: Mapping[str, Cells], mark: Mark | None = None) -> list[Column]:
    """Return the typed columns, marker columns folded into their values' columns."""
    folded: dict[str, Column] = {}
    markers: dict[str, None] = {}
    apart: dict[str, Column] = {}
    for name, own in fold_markers(cells).items():
        read, note = resolved(cells[name], mark)
        marks = marks_of(own, cells)
        column = quantity_column(name, read, marks)
        markers |= dict.fromkeys(own)
        if isinstance(column, Column):
            folded[name] = replace(column, notes=(*column.notes, note)) if note else column
        else:  # apart, so that nothing is lost; as text, so that no limit looks exact
            if read is not cells[name]:  # told are the texts as they were sent
                column = quantity_column(name, cells[name], marks)
            tried = None if isinstance(column, Column) else by_values(column)
            folded[name] = text_column(name, cells[name], tried)
            apart |= {marker: text_column(marker, cells[marker]) for marker in own}
    return [
        folded.get(name) or apart.get(name) or by_evidence(name, cells[name], _column, mark)
        for name in cells
        if name in apart or name not in markers
    ]


def _column(name: str, cells: Cells) -> Column:
    if cells.missing == len(cells) or is_identifier(name):
        return text_column(name, cells)
    attempts: list[Attempt[Cell] | None] = []
    if unit_of(name) is None:
        plain = typed_or_tried(name, cells)
        if isinstance(plain, Column):
            return plain
        attempts.append(plain)
    quantities = quantity_column(name, cells)
    if isinstance(quantities, Column):
        return quantities
    attempts.append(by_values(quantities))
    # Text it is. Told are the failures of the kind that came closest.
    closest = min(attempts, key=lambda tried: unconverted(cells, tried) or len(cells) + 1)
    return text_column(name, cells, closest)


def lists(cells: Cells) -> Any:
    """Return the values of a component as a column of lists, NA where there are none."""
    array = np.empty(len(cells), dtype=object)
    for row, values in enumerate(cells):
        array[row] = list(values) if values else pd.NA
    return array
