"""Columns of quantities: units in names or values, and marker columns folded into them.

DocuMine templates spread one endpoint over components: ``Conclusion_LD50_mg_per_kg`` has the
number and ``Conclusion_LD50_Greater_than`` says that it is a limit. Apart, the number looks exact.
A marker is about every value component of its stem; what several markers of one say, they say
together.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from documine_nb.frames.cells import Array, Cell, Cells, coded_pairs, spread
from documine_nb.frames.columns import (
    Attempt,
    Column,
    attempt,
    quantity_array,
)
from documine_nb.frames.quantities_at_once import quantities_at_once
from documine_nb.frames.quantity import Quantity, hull
from documine_nb.frames.units import same_unit
from documine_nb.frames.values import LONGEST, Doubt, read_quantity, trimmed

__all__ = [
    "Markers",
    "by_values",
    "fold_markers",
    "limit",
    "marks_of",
    "quantity_column",
    "read_cell",
    "signs",
    "unit_of",
    "unpaired",
]

_UNIT = re.compile(
    r"_(?P<of>[a-zµ]{1,5}|percent|ppm)_per_(?P<per>[a-z]{1,6}\d?)(?P<bw>_bw)?(?P<day>(?:_per)?_day)?$",
    re.IGNORECASE,
)
_MARKERS = (
    ("_Greater_than_or_equal_to", "≥"),
    ("_Less_than_or_equal_to", "≤"),
    ("_Greater_than_or_equal", "≥"),
    ("_Less_than_or_equal", "≤"),
    ("_Greater_than", ">"),
    ("_Less_than", "<"),
)
_AFFIRMATIVE = {"yes", "true", "x"}
_NEGATIVE = {"no", "false", "=", "equal", "equal to"}
_SIGNS = {
    ">": ">",
    "greater than": ">",
    "more than": ">",
    "<": "<",
    "less than": "<",
    "≥": "≥",
    ">=": "≥",
    "greater than or equal": "≥",
    "greater than or equal to": "≥",
    "≤": "≤",
    "<=": "≤",
    "less than or equal": "≤",
    "less than or equal to": "≤",
}
_UPWARD = {">", "≥"}

Key = tuple[Cell, Cell]
"""A cell with what its markers say, as ``signs`` has it."""

Markers: TypeAlias = Mapping[str, Mapping[str, str]]
"""By value component, its marker components and the sign that each stands for."""


def unit_of(name: str) -> str | None:
    """Return the unit that a component's name states, or None.

    Examples
    --------
    >>> unit_of("Conclusion_LD50_mg_per_kg"), unit_of("Doses_mg_per_kg_bw"), unit_of("Species")
    ('mg/kg', 'mg/kg bw', None)
    """
    found = _UNIT.search(name)
    if found is None:
        return None
    of = "%" if found["of"].lower() == "percent" else found["of"]
    return f"{of}/{found['per']}{' bw' if found['bw'] else ''}{'/day' if found['day'] else ''}"


def fold_markers(names: Iterable[str]) -> Markers:
    """Return, by value component, its marker components and the sign that each stands for.

    Examples
    --------
    >>> fold_markers(["Conclusion_LD50_mg_per_kg", "Conclusion_LD50_Greater_than", "Species"])
    {'Conclusion_LD50_mg_per_kg': {'Conclusion_LD50_Greater_than': '>'}}
    """
    values: dict[str, list[str]] = {}
    markers = []
    for name in names:
        for stem in {name.lower(), _UNIT.sub("", name).lower()}:
            values.setdefault(stem, []).append(name)
        for ending, sign in _MARKERS:
            if name.lower().endswith(ending.lower()):
                markers.append((name, name[: -len(ending)].lower(), sign))
                break
    found: dict[str, dict[str, str]] = {}
    for marker, stem, sign in markers:
        for name in values.get(stem, ()):
            found.setdefault(name, {})[marker] = sign
    return found


def unpaired(cells: Mapping[str, Cells]) -> dict[str, Array]:
    """Return, by marker component, in which files it has not one word for each value.

    Which word is about which value nobody says there: all are about each of them.

    Examples
    --------
    >>> cells = {"X": Cells.of([("5", "7"), ("5",)]), "X_Less_than": Cells.of([("Yes", "No")] * 2)}
    >>> unpaired(cells)["X_Less_than"].tolist()
    [False, True]
    """
    found: dict[str, Array] = {}
    for name, markers in fold_markers(cells).items():
        for marker in markers:
            differs = cells[marker].sizes != cells[name].sizes
            found[marker] = found.get(marker, False) | differs & (cells[name].sizes > 0)
    return found


def marks_of(markers: Mapping[str, str], cells: Mapping[str, Cells]) -> Cells:
    """Return what all markers of a value component say, file by file, as ``signs`` has it.

    Examples
    --------
    >>> cells = {"X_Greater_than": Cells.of([("Yes",), ()]), "X_Less_than": Cells.of([(), ("X",)])}
    >>> list(marks_of({"X_Greater_than": ">", "X_Less_than": "<"}, cells))
    [('>',), ('<',)]
    """
    said = [_of_one(cells[marker], sign) for marker, sign in markers.items()]
    if len(said) == 1:
        return said[0]
    return Cells.of(tuple(chain.from_iterable(row)) for row in zip(*said, strict=True))


def _of_one(cells: Cells, sign: str) -> Cells:
    return cells.map(lambda cell: signs(cell, sign))


def signs(marker: Sequence[str], sign: str) -> Cell:
    """Return a marker's words as the signs that they stand for; others stay as they are.

    Examples
    --------
    >>> signs(["Yes"], ">"), signs(["Less than"], ">"), signs(["No"], ">"), signs(["perhaps"], ">")
    (('>',), ('<',), ('no',), ('perhaps',))
    """
    words = (trimmed(value).lower() for value in marker)
    return tuple(sign if word in _AFFIRMATIVE else _SIGNS.get(word, word) for word in words)


def quantity_column(
    name: str, cells: Cells, marks: Cells | None = None
) -> Column | Attempt[Key] | None:
    """Return a column of quantities, or the attempt that failed.

    Parameters
    ----------
    name : str
        The component; where its name states a unit, values in other units fail.
    cells : Cells
        Its values, file by file.
    marks : Cells, optional
        What its markers say, as ``marks_of`` has it.
    """
    unit = unit_of(name)
    if marks is None and (array := _at_once(cells, unit)) is not None:
        return Column(name, array, cells.missing, cells.several)
    if (attempted := _attempted(cells, marks)) is None:
        return None
    codes, tried = attempted
    if unit is None and marks is None and not any(map(_is_evidence, tried.read)):
        return None
    tried = _in_one_unit(tried, unit)
    if tried.failed:
        return tried
    shared = next((value.unit for value in tried.read), unit or "")
    return Column(
        name,
        spread(quantity_array(tried.read, shared), codes),
        missing=cells.missing,
        several=cells.several,
        notes=_notes(cells, marks),
    )


def _at_once(cells: Cells, unit: str | None) -> Any:
    def unit_of_all(written: set[str]) -> str | None:
        if unit is None:
            return written.pop() or None if len(written) == 1 else None
        return unit if all(not each or same_unit(each, unit) for each in written) else None

    if cells.is_prose:
        return None
    return cells.alone(lambda texts: quantities_at_once(texts, unit_of_all))


def _attempted(cells: Cells, marks: Cells | None) -> tuple[Array, Attempt[Key]] | None:
    """Read each distinct cell with its marks; return which of them each file has, too."""
    keys: list[Key]
    if marks is not None:
        codes, pairs = coded_pairs(cells.codes, marks.codes)
        said = [*marks.keys, ()]  # the last one is for the code -1
        keys = [(cells.keys[value], said[mark]) for value, mark in pairs]
        tried = attempt("quantity", keys, read_cell)
        return (codes, tried) if tried else None
    if cells.is_prose:
        return None
    alone = attempt("quantity", cells.keys, lambda values: read_cell((values, ())))
    if alone is None:
        return None
    keys = [(values, ()) for values in alone.keys]
    failed: dict[Key, str] = {(values, ()): why for values, why in alone.failed.items()}
    return cells.codes, Attempt(alone.kind, keys, alone.read, failed)


def _is_evidence(value: Quantity | Doubt | None) -> bool:
    """Whether it is more than a plain number, or several of them."""
    return isinstance(value, Quantity) and (value.qualifier not in {"=", ";"} or value.unit != "")


def by_values(tried: Attempt[Key] | None) -> Attempt[Cell] | None:
    """Return the attempt with its failures told by the values alone."""
    if tried is None:
        return None
    failed = {values: reason for (values, _), reason in tried.failed.items()}
    return Attempt(tried.kind, (), (), failed)


def read_cell(key: Key) -> Quantity | Doubt | None:
    """Return what a cell and its marks say together; see ``read_quantity`` for what is not one."""
    values, marks = key
    if max(map(len, values), default=0) > LONGEST:
        return None
    if len(values) == 1 and not marks:
        return read_quantity(trimmed(values[0]))
    read = [read_quantity(trimmed(value)) for value in values]
    marked = limit(marks)
    for item in (*read, marked):
        if item is None or isinstance(item, Doubt):
            return item
    quantities = [_with_sign(item, marked) for item in read if isinstance(item, Quantity)]
    if None in quantities:
        return Doubt("the value contradicts its marker")
    kept = [item for item in quantities if item]
    unit = kept[0].unit if kept else ""
    if not all(same_unit(item.unit, unit) for item in kept):
        return Doubt("several units")
    alike = [dataclasses.replace(item, unit=unit) for item in kept]
    return hull(alike) or Doubt("values that exclude each other")


def limit(marks: Cell) -> str | Doubt:
    """Return the one sign that all marks give, empty where they give none.

    Examples
    --------
    >>> limit((">", "no")), limit(("no",)), limit((">", "<"))
    ('>', '', "the marker says '>; <'")
    """
    said = set(marks) - _NEGATIVE
    if len(said) > 1 or not said <= set(_SIGNS.values()):
        return Doubt(f"the marker says {'; '.join(marks)[:40]!r}")
    return next(iter(said), "")


def _with_sign(quantity: Quantity, sign: str) -> Quantity | None:
    if not sign:
        return quantity
    if quantity.qualifier == "=":
        upward = sign in _UPWARD
        return Quantity(
            quantity.low if upward else -math.inf,
            math.inf if upward else quantity.high,
            sign,
            quantity.unit,
        )
    return quantity if quantity.qualifier == sign else None


def _in_one_unit(tried: Attempt[Key], unit: str | None) -> Attempt[Key]:
    """Give all quantities the column's unit; those in another one fail."""
    read = [
        (key, value)
        for key, value in zip(tried.keys, tried.read, strict=True)
        if key not in tried.failed
    ]
    written = Counter(value.unit for _, value in read)
    column = unit if unit is not None else written.most_common(1)[0][0] if written else ""
    strange = {
        each for each in written if not (same_unit(each, column) or (unit is not None and not each))
    }
    failed = dict(tried.failed)
    for key, value in read if strange else ():
        if value.unit in strange:
            failed[key] = f"{value.unit or 'no unit'} beside {column or 'no unit'}"
    changed = [
        value if value.unit == column else dataclasses.replace(value, unit=column)
        for key, value in read
        if key not in failed
    ]
    return Attempt(tried.kind, tried.keys, changed, failed)


def _notes(cells: Cells, marks: Cells | None) -> tuple[str, ...]:
    if marks is None:
        return ()
    alone = int(np.count_nonzero((marks.codes >= 0) & (cells.codes < 0)))
    return (f"in {alone} files a marker without a value",) if alone else ()
