"""The wide frame as a user wants it: several values, names, dtypes and schema by request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.errors import ConfigError
from documine_nb.frames.casting import cast
from documine_nb.frames.cells import Array, Cells
from documine_nb.frames.columns import Column
from documine_nb.frames.decimals import Mark, check_mark
from documine_nb.frames.naming import FILE_ID, FILE_NAME, VALUE_NUMBER, check_names
from documine_nb.frames.pairs import fold_markers, marks_of, unpaired
from documine_nb.frames.strings import strings
from documine_nb.frames.wide import lists, typed_columns

__all__ = ["WAYS", "Rows", "View", "wide_view"]

WAYS = ("join", "list", "first", "explode")
_SUCH_AS = {
    "names": '{"Sex": "Sex of animals"}',
    "dtypes": '{"Batch": "string"}',
    "schema": '{"Sex": "string", "Dose": "quantity[mg/kg]"}',
}


@dataclass(frozen=True)
class View:
    """What was asked for; see ``ComponentResult.wide``."""

    several: str = "join"
    names: Mapping[str, str] | None = None
    dtypes: Mapping[str, Any] | None = None
    schema: Mapping[str, Any] | None = None
    decimal: str | None = None

    def __post_init__(self) -> None:
        if self.several not in WAYS:
            known = ", ".join(map(repr, WAYS))
            raise ConfigError(f"no way {self.several!r} of several values", cure=f"Known: {known}.")
        check_mark(self.decimal)
        for name, such_as in _SUCH_AS.items():
            given = getattr(self, name)
            if given is not None and not isinstance(given, Mapping):
                raise ConfigError(
                    f"{name}= is no mapping, but of type {type(given).__name__!r}",
                    cure=f"Such as {name}={such_as}.",
                )
        if self.several == "list" and (self.dtypes or self.schema):
            raise ConfigError(
                "lists of texts have no dtype", cure="Leave out dtypes= and schema=, or the lists."
            )


@dataclass(frozen=True)
class Rows:
    """The rows of a frame: which file each is of, and which of its values where it has several."""

    file_ids: Sequence[str]
    filenames: Sequence[str]
    numbers: Sequence[int] | None = None


def wide_view(
    rows: Rows, cells: Mapping[str, Cells], view: View, typed: Callable[[], list[Column]]
) -> pd.DataFrame:
    """Return the frame; `typed` are the columns of these cells, if they are wanted as they are."""
    asked = dict(view.schema if view.schema is not None else view.dtypes or {})
    unknown = [name for name in asked if name not in cells] if view.schema is None else []
    if unknown:
        raise ConfigError(
            f"no component {unknown[0]!r} to have a dtype", cure="schema= may name others, too."
        )
    if view.schema is not None:
        empty = Cells.of(repeat((), len(rows.file_ids)))
        needed = chain.from_iterable(fold_markers(cells).values())
        cells = {name: cells.get(name, empty) for name in dict.fromkeys([*asked, *needed])}
    rows, taken = _taken(rows, cells, view.several, asked)
    arrays = _arrays(taken, view, asked, typed)
    if view.schema is not None:
        arrays = {name: arrays[name] for name in asked}
    return _frame(rows, arrays, view.names or {})


@dataclass(frozen=True)
class _Taken:
    """The values to show by component; markers as they are folded, and as they are shown apart."""

    folded: Mapping[str, Cells]
    apart: Mapping[str, Cells]


def _taken(
    rows: Rows, cells: Mapping[str, Cells], several: str, asked: Iterable[str]
) -> tuple[Rows, _Taken]:
    """Return the rows, and which of several values each has.

    Which word of a marker is about which value nobody says where it has not one for each: folded,
    all of them are about each value. Shown apart, it is a component like any other.
    """
    take: Callable[[Cells, Array | None], Cells]
    if several == "explode":
        sizes = _sizes(len(rows.file_ids), cells)
        rows, take = _exploded(rows, sizes), partial(_one_each, sizes)
    elif several == "first":
        take = _first
    else:
        return rows, _Taken(cells, cells)
    whole = unpaired(cells)
    folded = {name: take(column, whole.get(name)) for name, column in cells.items()}
    return rows, _Taken(folded, {name: take(cells[name], None) for name in asked})


def _arrays(
    taken: _Taken,
    view: View,
    asked: Mapping[str, Any],
    typed: Callable[[], list[Column]],
) -> dict[str, Any]:
    cells = taken.folded
    if view.several == "list":
        return {name: lists(column) for name, column in cells.items()}
    mark = check_mark(view.decimal)
    if view.schema is not None:
        return _cast(taken, asked, mark)
    as_they_are = view.several == "join" and mark is None
    columns = typed() if as_they_are else typed_columns(cells, mark)
    arrays = {column.name: column.array for column in columns}
    # A marker that was folded into its value's column stands apart again where a dtype is asked.
    shown = [name for name in cells if name in arrays or name in asked]
    arrays |= _cast(taken, asked, mark)
    # Copies: what a user changes in a frame must not change the next one.
    return {name: arrays[name].copy() if as_they_are else arrays[name] for name in shown}


def _cast(taken: _Taken, asked: Mapping[str, Any], mark: Mark | None) -> dict[str, Any]:
    cells = taken.folded
    markers = fold_markers(cells)
    found = {}
    for name, dtype in asked.items():
        own = {
            marker: sign for marker, sign in markers.get(name, {}).items() if marker not in asked
        }
        marks = marks_of(own, cells) if own else None
        found[name] = cast(name, taken.apart[name], dtype, marks, mark=mark)
    return found


def _sizes(files: int, cells: Mapping[str, Cells]) -> Array:
    """Return how many rows each file has, exploded: as many as its component with most values."""
    sizes = np.ones(files, np.int64)
    for column in cells.values():
        sizes = np.maximum(sizes, column.sizes)
    return sizes


def _exploded(rows: Rows, sizes: Array) -> Rows:
    """Return one row a value."""
    times = sizes.tolist()
    return Rows(
        list(chain.from_iterable(map(repeat, rows.file_ids, times))),
        list(chain.from_iterable(map(repeat, rows.filenames, times))),
        [number + 1 for size in times for number in range(size)],
    )


def _one_each(sizes: Array, column: Cells, whole: Array | None) -> Cells:
    """Return one value a row: the n-th row of a file has the n-th value.

    A component with one value has it in all rows of its file; one with fewer than others, none in
    the rows beyond.
    """
    if column.is_single:
        return column.repeat(sizes)
    return Cells.of(
        cell if is_whole or len(cell) == 1 else cell[number : number + 1]
        for cell, size, is_whole in zip(column, sizes.tolist(), _flags(column, whole), strict=True)
        for number in range(size)
    )


def _first(column: Cells, whole: Array | None) -> Cells:
    if whole is None or not whole.any():
        return column.map(lambda cell: cell[:1])
    return Cells.of(
        cell if is_whole else cell[:1]
        for cell, is_whole in zip(column, _flags(column, whole), strict=True)
    )


def _flags(column: Cells, whole: Array | None) -> list[bool]:
    """Return in which files the values of a component are not taken one by one."""
    return [False] * len(column) if whole is None else whole.tolist()


def _frame(rows: Rows, arrays: Mapping[str, Any], names: Mapping[str, str]) -> pd.DataFrame:
    data: dict[str, Any] = {FILE_NAME: strings(rows.filenames)}
    if rows.numbers is not None:
        data[VALUE_NUMBER] = pd.array(list(rows.numbers), dtype="Int64")
    shown = {name: names.get(name, name) for name in arrays}
    check_names(data, shown)
    data |= {shown[name]: array for name, array in arrays.items()}
    index = pd.Index(strings(rows.file_ids), name=FILE_ID)
    return pd.DataFrame(data, index=index)
