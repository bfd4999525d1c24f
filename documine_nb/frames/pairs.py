"""Columns of quantities: units in names or values, and marker columns folded into them.

DocuMine templates spread one endpoint over components: ``Conclusion_LD50_mg_per_kg`` has the
number and ``Conclusion_LD50_Greater_than`` says that it is a limit. Apart, the number looks exact.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

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
from documine_nb.frames.values import Doubt, read_quantity, same_unit

__all__ = ["by_values", "fold_markers", "quantity_column", "read_cell", "unit_of"]

_UNIT = re.compile(
    r"_(?P<of>[a-zµ]{1,5}|percent|ppm)_per_(?P<per>[a-z]{1,6}\d?)(?P<bw>_bw)?(?P<day>(?:_per)?_day)?$",
    re.IGNORECASE,
)
_MARKERS = (
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
_LONGEST = 64

Key = tuple[Cell, Cell]
"""A cell with its marker's cell."""


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


def fold_markers(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return, by value component, its marker component and the sign that the marker stands for.

    Examples
    --------
    >>> fold_markers(["Conclusion_LD50_mg_per_kg", "Conclusion_LD50_Greater_than", "Species"])
    {'Conclusion_LD50_mg_per_kg': ('Conclusion_LD50_Greater_than', '>')}
    """
    known = list(names)
    found: dict[str, tuple[str, str]] = {}
    for marker in known:
        for ending, sign in _MARKERS:
            if not marker.lower().endswith(ending.lower()):
                continue
            stem = marker[: -len(ending)]
            values = [name for name in known if _UNIT.sub("", name) == stem]
            if len(values) == 1:
                found.setdefault(values[0], (marker, sign))
            break
    return found


def quantity_column(
    name: str, cells: Cells, markers: Cells | None = None, sign: str = ""
) -> Column | Attempt[Key] | None:
    """Return a column of quantities, or the attempt that failed.

    Parameters
    ----------
    name : str
        The component; where its name states a unit, values in other units fail.
    cells : Cells
        Its values, file by file.
    markers : Cells, optional
        The values of its marker component.
    sign : str, optional
        What the marker stands for.
    """
    unit = unit_of(name)
    if markers is None and (array := _at_once(cells, unit)) is not None:
        return Column(name, array, cells.missing, cells.several)
    if (attempted := _attempted(cells, markers, sign)) is None:
        return None
    codes, tried = attempted
    if unit is None and not sign and not any(map(_is_evidence, tried.read)):
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
        notes=_notes(cells, markers),
    )


def _at_once(cells: Cells, unit: str | None) -> Any:
    def unit_of_all(written: set[str]) -> str | None:
        if unit is None:
            return written.pop() or None if len(written) == 1 else None
        return unit if all(not each or same_unit(each, unit) for each in written) else None

    if cells.is_prose:
        return None
    return cells.alone(lambda texts: quantities_at_once(texts, unit_of_all))


def _attempted(cells: Cells, markers: Cells | None, sign: str) -> tuple[Array, Attempt[Key]] | None:
    """Read each distinct cell with its marker; return which of them each file has, too."""
    keys: list[Key]
    if markers is not None:
        codes, pairs = coded_pairs(cells.codes, markers.codes)
        marks = [*markers.keys, ()]  # the last one is for the code -1
        keys = [(cells.keys[value], marks[mark]) for value, mark in pairs]
        tried = attempt("quantity", keys, lambda key: read_cell(key, sign))
        return (codes, tried) if tried else None
    if cells.is_prose:
        return None
    alone = attempt("quantity", cells.keys, lambda values: read_cell((values, ()), sign))
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


def read_cell(key: Key, sign: str) -> Quantity | Doubt | None:
    """Return what a cell and its marker say together; see ``read_quantity`` for what is not one."""
    values, marker = key
    if max(map(len, values), default=0) > _LONGEST:
        return None
    if len(values) == 1 and not marker:
        return read_quantity(values[0].strip())
    read = [read_quantity(value.strip()) for value in values]
    marked = _marked(marker, sign)
    for item in (*read, marked):
        if item is None or isinstance(item, Doubt):
            return item
    quantities = [_with_sign(item, marked) for item in read if isinstance(item, Quantity)]
    if None in quantities:
        return Doubt("the value contradicts its marker")
    units = dict.fromkeys(item.unit for item in quantities if item)
    if len(units) > 1:
        return Doubt("several units")
    return hull([item for item in quantities if item]) or Doubt("values that exclude each other")


def _marked(marker: Sequence[str], sign: str) -> str | Doubt:
    """Return the sign that a marker's cell stands for, empty where it says nothing."""
    words = dict.fromkeys(value.strip().lower() for value in marker)
    signs = {sign if word in _AFFIRMATIVE else _SIGNS.get(word, word) for word in words}
    signs -= _NEGATIVE
    if len(signs) > 1 or not signs <= set(_SIGNS.values()):
        return Doubt(f"the marker says {'; '.join(marker)[:40]!r}")
    return next(iter(signs), "")


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


def _notes(cells: Cells, markers: Cells | None) -> tuple[str, ...]:
    if markers is None:
        return ()
    alone = int(np.count_nonzero((markers.codes >= 0) & (cells.codes < 0)))
    return (f"in {alone} files a marker without a value",) if alone else ()
