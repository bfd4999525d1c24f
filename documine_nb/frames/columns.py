"""The type of a whole column, by evidence: every text in it parses, or it stays text.

A column in which some values do not parse stays text; which and why is told. A name that states
a unit (``..._mg_per_kg``) declares quantities; a name that states an identifier declares text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from documine_nb.frames.at_once import read_at_once
from documine_nb.frames.cells import Cell, Cells, joined, spread
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_array import QuantityArray, QuantityDtype
from documine_nb.frames.values import (
    LONGEST,
    MOST_INTEGER,
    Doubt,
    read_boolean,
    read_date,
    read_number,
    trimmed,
)

__all__ = [
    "Attempt",
    "Column",
    "attempt",
    "is_identifier",
    "quantity_array",
    "read_only",
    "text_column",
    "typed_or_tried",
    "unconverted",
]

K = TypeVar("K", bound=Hashable)

_IDENTIFIER = re.compile(
    r"(?:^|[_ ])(?:number|no|id|identifier|identification|code)$", re.IGNORECASE
)
_PROBED = 40
_TOLD = 3


@dataclass(frozen=True)
class Column:
    """A column of the wide frame, and what was odd about it.

    Attributes
    ----------
    name : str
        The component.
    array : array
        Its values, one a file.
    missing, several : int
        In how many files it has no value, and more than one.
    unconverted : int
        In how many files it has a value that kept the column from having a type.
    examples : tuple of str
        Some of these texts.
    reason : str
        Why they were not converted.
    notes : tuple of str
        What else is worth knowing.
    """

    name: str
    array: Any
    missing: int
    several: int
    unconverted: int = 0
    examples: tuple[str, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it has no type of its own."""
        return isinstance(self.array.dtype, pd.StringDtype)


@dataclass(frozen=True)
class Attempt(Generic[K]):
    """What came of reading every distinct cell as one kind of value.

    Attributes
    ----------
    kind : str
        The kind.
    keys : sequence
        The distinct cells.
    read : sequence
        What each was read as.
    failed : mapping
        Those that are not of the kind, and why.
    """

    kind: str
    keys: Sequence[K]
    read: Sequence[Any]
    failed: Mapping[K, str]


def attempt(kind: str, keys: Sequence[K], read: Callable[[K], Any]) -> Attempt[K] | None:
    """Read every distinct cell; None where most of the first ones are nothing of the kind."""
    probed = _probed(keys[:_PROBED], read)
    if probed is None:
        return None
    found = [*probed, *map(read, keys[_PROBED:])]
    failed = {
        key: str(value) if isinstance(value, Doubt) else f"not a {kind}"
        for key, value in zip(keys, found, strict=True)
        if value is None or isinstance(value, Doubt)
    }
    return Attempt(kind, keys, found, failed)


def _probed(keys: Sequence[K], read: Callable[[K], Any]) -> list[Any] | None:
    found, others = [], 0
    for key in keys:
        value = read(key)
        others += value is None
        if 2 * others > len(keys):
            return None
        found.append(value)
    return found


def typed_or_tried(name: str, cells: Cells) -> Column | Attempt[Cell] | None:
    """Return the column where all values have one type, else the attempt that came closest.

    That is the one with the fewest values that are nothing of the kind: a month and a year is
    something of a date.

    Examples
    --------
    >>> typed_or_tried("Number_of_Animals", Cells.of([("5",), (), ("10",)])).array.dtype
    Int64Dtype()
    >>> tried = typed_or_tried("Dose", Cells.of([("500",), ("2.000",)]))
    >>> tried.kind, tried.failed
    ('number', {('2.000',): '2.000 may be 2000 or 2'})
    """
    if (array := cells.at_once(read_at_once)) is not None:
        return _column(name, cells, array)
    attempts = []
    for kind, read, build in _KINDS[: 1 if cells.is_prose else None]:
        tried = attempt(kind, cells.keys, _single(read))
        if tried is not None and not tried.failed:
            return _column(name, cells, spread(build(tried.read), cells.codes))
        if tried is not None:
            attempts.append(tried)
    return min(attempts, key=_strange, default=None)


def _strange(tried: Attempt[Cell]) -> int:
    return sum(value is None for value in tried.read)


def _column(name: str, cells: Cells, array: Any) -> Column:
    return Column(name, array, cells.missing, cells.several)


def is_identifier(name: str) -> bool:
    """Whether a component's name says that its values name something, whatever they look like.

    Examples
    --------
    >>> is_identifier("Report_Number"), is_identifier("Number_of_Animals")
    (True, False)
    """
    return _IDENTIFIER.search(name) is not None


def text_column(name: str, cells: Cells, tried: Attempt[Cell] | None = None) -> Column:
    """Return a column of text; several values of a cell are joined with "; "."""
    column = _column(name, cells, cells.strings())
    if tried is None:
        return column
    failed = [key for key in cells.keys if key in tried.failed]
    reasons = dict.fromkeys(tried.failed[key] for key in failed)
    return replace(
        column,
        unconverted=unconverted(cells, tried),
        examples=tuple(map(joined, failed[:_TOLD])),
        reason="; ".join(list(reasons)[:_TOLD]),
    )


def unconverted(cells: Cells, tried: Attempt[Cell] | None) -> int:
    """Return how many files have a cell that failed."""
    if tried is None:
        return 0
    failed = [key in tried.failed for key in cells.keys]
    return int(np.count_nonzero(np.array([*failed, False])[cells.codes]))


def _single(read: Callable[[str], Any]) -> Callable[[Cell], Any]:
    def read_cell(values: Cell) -> Any:
        if max(map(len, values)) > LONGEST:
            return None
        return read_only(values, read)

    return read_cell


def read_only(values: Cell, read: Callable[[str], Any]) -> Any:
    """Return what the values of a file say where they all say the same.

    Examples
    --------
    >>> read_only(("5", "5.0"), read_number), read_only(("5", "7"), read_number)
    (5, 'several values')
    """
    if len(values) == 1:  # as nearly all are
        return read(trimmed(values[0]))
    first, *others = (read(trimmed(value)) for value in values)
    if first is None or None in others:
        return None
    return first if all(other == first for other in others) else Doubt("several values")


def _booleans(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="boolean")


def _dates(values: Sequence[Any]) -> Any:
    # Microseconds: a resolution that both pandas 2.2 and 3 keep as it is, years 1 to 9999.
    return np.array(values, dtype="datetime64[us]")


def _numbers(values: Sequence[Any]) -> Any:
    whole = all(isinstance(value, int) and abs(value) < MOST_INTEGER for value in values)
    return pd.array(values, dtype="Int64" if whole else "Float64")


def quantity_array(values: Sequence[Quantity | None], unit: str) -> QuantityArray:
    """Return quantities as an array, whose unit they have all been found to be in."""
    return QuantityArray._from_sequence(values, dtype=QuantityDtype(unit))  # noqa: SLF001 -- pandas' name for its constructor


_KINDS: tuple[tuple[str, Callable[[str], Any], Callable[[Sequence[Any]], Any]], ...] = (
    ("yes or no", read_boolean, _booleans),
    ("date", read_date, _dates),
    ("number", read_number, _numbers),
)
