"""The type of a whole column, by evidence: every text in it parses, or it stays text.

A column in which some values do not parse stays text; which and why is told. A name that states
a unit (``..._mg_per_kg``) declares quantities; a name that states an identifier declares text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_array import QuantityArray, QuantityDtype
from documine_nb.frames.strings import strings
from documine_nb.frames.values import Doubt, read_boolean, read_date, read_number

__all__ = [
    "Attempt",
    "Cells",
    "Column",
    "attempt",
    "is_identifier",
    "quantity_array",
    "text_column",
    "typed_column",
]

K = TypeVar("K", bound=Hashable)

Cells = Sequence[tuple[str, ...]]
"""The values of one component, file by file; an empty tuple where a file has none."""

_IDENTIFIER = re.compile(
    r"(?:^|[_ ])(?:number|no|id|identifier|identification|code)$", re.IGNORECASE
)
_LONGEST = 64  # no date, number or quantity is longer
_PROBED = 40
_MOST_INTEGER = 2**63


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
    """What came of reading every distinct cell as one kind of value."""

    kind: str
    read: Mapping[K, Any]
    failed: Mapping[K, str]


def attempt(kind: str, keys: Sequence[K], read: Callable[[K], Any]) -> Attempt[K] | None:
    """Read every distinct cell; None where most of the first ones are nothing of the kind."""
    probed = [read(key) for key in keys[:_PROBED]]
    if 2 * sum(value is None for value in probed) > len(probed):
        return None
    found = dict(zip(keys, probed, strict=False)) | {key: read(key) for key in keys[_PROBED:]}
    failed = {
        key: str(value) if isinstance(value, Doubt) else f"not a {kind}"
        for key, value in found.items()
        if value is None or isinstance(value, Doubt)
    }
    return Attempt(kind, found, failed)


def typed_column(name: str, cells: Cells) -> Column:
    """Return a component's column with the type that all its values have.

    Examples
    --------
    >>> typed_column("Number_of_Animals", [("5",), (), ("10",)]).array.dtype
    Int64Dtype()
    >>> column = typed_column("Dose", [("500",), ("2.000",)])
    >>> column.examples, column.reason
    (('2.000',), '2.000 may be 2000 or 2')
    """
    keys = [key for key in dict.fromkeys(cells) if key]
    attempts = []
    for kind, read, build in _KINDS:
        tried = attempt(kind, keys, _single(read))
        if tried is not None and not tried.failed:
            array = build([tried.read[key] if key else None for key in cells])
            return Column(name, array, *_counts(cells))
        if tried is not None:
            attempts.append(tried)
    closest = min(attempts, key=lambda tried: len(tried.failed), default=None)
    return text_column(name, cells, closest)


def is_identifier(name: str) -> bool:
    """Whether a component's name says that its values name something, whatever they look like.

    Examples
    --------
    >>> is_identifier("Report_Number"), is_identifier("Number_of_Animals")
    (True, False)
    """
    return _IDENTIFIER.search(name) is not None


def text_column(
    name: str,
    cells: Cells,
    tried: Attempt[tuple[str, ...]] | None = None,
    notes: tuple[str, ...] = (),
) -> Column:
    """Return a column of text; several values of a cell are joined with "; "."""
    array = strings([key[0] if len(key) == 1 else joined(key) for key in cells])
    missing, several = _counts(cells)
    if tried is None:
        return Column(name, array, missing, several, notes=notes)
    failed = Counter(key for key in cells if key in tried.failed)
    reasons = dict.fromkeys(tried.failed[key] for key in failed)
    return Column(
        name,
        array,
        missing,
        several,
        unconverted=failed.total(),
        examples=tuple(str(joined(key)) for key in list(failed)[:3]),
        reason="; ".join(list(reasons)[:3]),
        notes=notes,
    )


def joined(values: tuple[str, ...]) -> str | None:
    """Return several values as one text, None where there is none."""
    if not values:
        return None
    return values[0] if len(values) == 1 else "; ".join(values)


def _counts(cells: Cells) -> tuple[int, int]:
    sizes = Counter(map(len, cells))
    return sizes[0], sizes.total() - sizes[0] - sizes[1]


def _single(read: Callable[[str], Any]) -> Callable[[tuple[str, ...]], Any]:
    def read_cell(values: tuple[str, ...]) -> Any:
        only = values[0]
        if len(values) > 1:
            several = [None if len(value) > _LONGEST else read(value.strip()) for value in values]
            return None if None in several else Doubt("several values")
        return None if len(only) > _LONGEST else read(only.strip())

    return read_cell


def _booleans(values: list[Any]) -> Any:
    return pd.array(values, dtype="boolean")


def _dates(values: list[Any]) -> Any:
    # Microseconds: a resolution that both pandas 2.2 and 3 keep as it is, years 1 to 9999.
    return np.array(values, dtype="datetime64[us]")


def _numbers(values: list[Any]) -> Any:
    whole = all(
        value is None or (isinstance(value, int) and abs(value) < _MOST_INTEGER) for value in values
    )
    return pd.array(values, dtype="Int64" if whole else "Float64")


def quantity_array(values: Sequence[Quantity | None], unit: str) -> QuantityArray:
    """Return quantities as an array, whose unit they have all been found to be in."""
    return QuantityArray._from_sequence(values, dtype=QuantityDtype(unit))  # noqa: SLF001 -- pandas' name for its constructor


_KINDS: tuple[tuple[str, Callable[[str], Any], Callable[[list[Any]], Any]], ...] = (
    ("yes or no", read_boolean, _booleans),
    ("date", read_date, _dates),
    ("number", read_number, _numbers),
)
