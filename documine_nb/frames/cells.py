"""The values of one component, file by file, each distinct cell held once.

What type a column has depends on its distinct cells alone, and many components say the same in
most files. Packed texts become Python objects only where somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, count
from typing import Any, TypeAlias, overload

import numpy as np
import pandas as pd
from pandas.api.extensions import take

from documine_nb.frames.strings import strings

__all__ = ["SEPARATOR", "Array", "Cell", "Cells", "Reader", "coded_pairs", "joined", "spread"]

Array: TypeAlias = np.ndarray[Any, Any]
Cell: TypeAlias = tuple[str, ...]
Reader: TypeAlias = Callable[[Any, Sequence[slice]], Sequence[Array | None]]
"""Reads columns of packed texts, told where each has its own; None of what it cannot read."""

SEPARATOR = "; "
"""What stands between several values that are shown as one text."""

_PROBED = 40
_DIGITS = frozenset("0123456789")
_take: Any = take  # the stubs do not know all arrays


class Cells(Sequence[Cell]):
    """The values of one component: a tuple a file, empty where a file has none.

    Parameters
    ----------
    codes : ndarray of int32
        One entry a file: which of the distinct cells it has; -1 where it has no value.
    keys : sequence of tuple of str
        The distinct cells in the order in which they first appear; none is empty.

    Examples
    --------
    >>> cells = Cells.of([("male",), (), ("male", "female"), ("male",)])
    >>> cells.codes.tolist(), list(cells.keys)
    ([0, -1, 1, 0], [('male',), ('male', 'female')])
    >>> cells[2], len(cells), cells.missing, cells.several
    (('male', 'female'), 4, 1, 1)
    """

    def __init__(self, codes: Array, keys: Sequence[Cell]) -> None:
        self._codes = codes
        self._keys = keys

    @property
    def codes(self) -> Array:
        """Which of the distinct cells each file has; -1 where it has no value."""
        return self._codes

    @property
    def keys(self) -> Sequence[Cell]:
        """The distinct cells in the order in which they first appear."""
        return self._keys

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Cells:
        """Return them of plain tuples; blank texts are no values.

        Examples
        --------
        >>> list(Cells.of([("a", " "), ("",)]))
        [('a',), ()]
        """
        rows = list(cells)
        places = dict(zip(dict.fromkeys(rows), count()))
        codes = np.fromiter(map(places.__getitem__, rows), np.int32, len(rows))
        return _coded(codes, map(_filled, places))

    @property
    def sizes(self) -> Array:
        """How many values each file has."""
        return np.array([*map(len, self.keys), 0])[self.codes]

    @property
    def missing(self) -> int:
        """How many files have no value."""
        return int(np.count_nonzero(self.sizes == 0))

    @property
    def several(self) -> int:
        """How many files have more than one value."""
        return 0 if self.is_single else int(np.count_nonzero(self.sizes > 1))

    @cached_property
    def is_single(self) -> bool:
        """Whether no file has more than one value."""
        return all(len(key) == 1 for key in self.keys)

    @cached_property
    def is_prose(self) -> bool:
        """Whether most of the first distinct cells are no date, number or quantity for sure."""
        first = [key[0] for key in self.keys[:_PROBED]]
        together = "".join(first)
        if first and not any(digit in together for digit in _DIGITS):
            return True
        prose = sum(_DIGITS.isdisjoint(text) for text in first)
        return 2 * prose > len(first)

    def strings(self) -> Any:
        """Return them as a column of text, several values joined with "; ".

        Examples
        --------
        >>> Cells.of([("male", "female"), ()]).strings().tolist()
        ['male; female', <NA>]
        """
        return spread(strings([joined(key) for key in self.keys]), self.codes)

    def at_once(self, read: Reader) -> Any:  # noqa: ARG002 -- packed cells can
        """Return the column that `read` makes of all values in Arrow's memory.

        None where there is no such array, files have several values, or `read` returns None.
        """
        return None

    def alone(self, read: Callable[[Any], Any]) -> Any:  # noqa: ARG002 -- the same
        """Return the column that `read` makes of the values of this component, as one Arrow array.

        None where there is no such array, files have several values, or `read` returns None.
        """
        return None

    def having(self, marks: str, longest: int) -> Iterator[str]:
        """Return the distinct values with any of these characters, and not more of them than so.

        Examples
        --------
        >>> list(Cells.of([("0.5", "1,5"), ("0.5",), ("7",), ("a.b.c.d",)]).having(".,", 5))
        ['0.5', '1,5']
        """
        values = dict.fromkeys(chain.from_iterable(self.keys))
        return (text for text in values if len(text) <= longest and not set(marks).isdisjoint(text))

    def map(self, change: Callable[[Cell], Cell]) -> Cells:
        """Return them with each distinct cell changed; an empty one is no value.

        Examples
        --------
        >>> list(Cells.of([("a", "b"), (), ("a",)]).map(lambda cell: cell[:1]))
        [('a',), (), ('a',)]
        """
        return _coded(self.codes, map(change, self.keys))

    def repeat(self, times: Array) -> Cells:
        """Return them with each file so many times, at least once.

        Examples
        --------
        >>> list(Cells.of([("a",), ("b",)]).repeat(np.array([1, 2])))
        [('a',), ('b',), ('b',)]
        """
        return Cells(np.repeat(self.codes, times), self.keys)

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> list[Cell]: ...
    def __getitem__(self, at: int | slice) -> Cell | list[Cell]:
        if isinstance(at, slice):
            return list(self)[at]
        code = self.codes[at]
        return self.keys[code] if code >= 0 else ()

    def __iter__(self) -> Iterator[Cell]:
        # The last one is for the code -1.
        return map([*self.keys, ()].__getitem__, self.codes.tolist())

    def __len__(self) -> int:
        return len(self.codes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cells):
            return NotImplemented
        return np.array_equal(self.codes, other.codes) and list(self.keys) == list(other.keys)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Cells: {len(self):,} files, {len(self.keys):,} distinct>"


def joined(values: Cell) -> str:
    """Return several values as one text."""
    return values[0] if len(values) == 1 else SEPARATOR.join(values)


def spread(distinct: Any, codes: Array) -> Any:
    """Return the values of files by the values of their distinct cells, NA where there are none.

    Examples
    --------
    >>> spread(pd.array([5, 7], dtype="Int64"), np.array([1, -1, 0])).tolist()
    [7, <NA>, 5]
    """
    return _take(distinct, codes, allow_fill=True)


def coded_pairs(first: Array, second: Array) -> tuple[Array, list[tuple[int, int]]]:
    """Return pairs of codes as codes of the distinct pairs; -1 where the first one is.

    Examples
    --------
    >>> codes, pairs = coded_pairs(np.array([0, -1, 1, 0]), np.array([-1, 0, 0, -1]))
    >>> codes.tolist(), pairs
    ([0, -1, 1, 0], [(0, -1), (1, 0)])
    """
    codes = np.full(len(first), -1, np.int32)
    having = first >= 0
    base = int(second.max(initial=-1)) + 2
    mixed = first[having].astype(np.int64) * base + second[having] + 1
    codes[having], distinct = pd.factorize(mixed)
    return codes, [(int(pair) // base, int(pair) % base - 1) for pair in distinct]


def _coded(codes: Array, keys: Iterable[Cell]) -> Cells:
    """Return cells of keys that may repeat or be empty."""
    wanted = list(keys)
    places = dict(zip(filter(None, dict.fromkeys(wanted)), count()))
    # The last one is for the code -1.
    renumbered = np.array([*(places.get(key, -1) for key in wanted), -1], np.int32)
    return Cells(renumbered[codes], list(places))


def _filled(values: Cell) -> Cell:
    if all(value and not value.isspace() for value in values):
        return values
    return tuple(value for value in values if value and not value.isspace())
