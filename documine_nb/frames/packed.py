"""Cells in Arrow's memory, of which Python objects are made only where somebody looks at them.

A column of text is never looked at beyond its first cells: it is the packed values themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, overload

import numpy as np
import pandas as pd

from documine_nb.frames.cells import SEPARATOR, Array, Cell, Cells, Reader, spread
from documine_nb.frames.strings import compute
from documine_nb.models.columns import listed

__all__ = ["bytes_of", "cells_of_values"]

_BLOCK = 64
_PRINTABLE = (0x21, 0x7E)  # of ASCII: none of them is white space
_dtype: Any = pd.StringDtype  # the stubs do not know that it reads Arrow's arrays


def cells_of_values(texts: Any, files: Array, bounds: Array, size: int) -> Sequence[Cells]:
    """Return the cells of components whose values stand side by side; packed if pyarrow is there.

    Parameters
    ----------
    texts : array or sequence of texts
        The values, component by component and then file by file; blank and missing ones are none.
    files : ndarray of int
        The number of each value's file.
    bounds : ndarray of int
        Where the values of each component begin, and where those of the last end.
    size : int
        How many files there are.

    Examples
    --------
    >>> values, files = ["male", "rat", "mouse"], np.array([0, 0, 1])
    >>> [list(cells) for cells in cells_of_values(values, files, np.array([0, 1, 3]), 2)]
    [[('male',), ()], [('rat',), ('mouse',)]]
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional
    except ImportError:
        spans = pairwise(bounds.tolist())
        return [_plain_cells(texts[start:end], files[start:end], size) for start, end in spans]
    values = pa.array(texts, pa.large_string())
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if values.null_count:
        values = values.fill_null("")
    count = len(bounds) - 1
    cells = np.repeat(np.arange(count) * size, np.diff(bounds))
    cells += files
    filled = _filled(values)
    if not filled.all():
        values, cells = values.filter(pa.array(filled)), cells[filled]
    packing = _Packing(values, np.bincount(cells, minlength=count * size).reshape(count, size))
    return [PackedCells(packing, place) for place in range(count)]


def _plain_cells(texts: Iterable[str | None], files: Array, size: int) -> Cells:
    rows: list[Cell] = [()] * size
    for text, file in zip(texts, files.tolist(), strict=True):
        rows[file] += (text or "",)
    return Cells.of(rows)


class _Packing:
    """The values of all components, and what is counted or read of all of them at once.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The values, component by component and then file by file.
    counts : ndarray of int
        By component, how many of them each file has.
    """

    def __init__(self, texts: Any, counts: Array) -> None:
        self.texts = texts
        self.counts = counts
        size = counts.shape[1]
        self.ends = np.zeros(counts.size + 1, np.int64)
        np.cumsum(counts, out=self.ends[1:])
        self.bounds = self.ends[::size] if size else np.zeros(len(counts) + 1, np.int64)
        self.known = counts > 0
        self.missing = size - np.count_nonzero(self.known, axis=1)
        self.several = np.count_nonzero(counts > 1, axis=1)
        self._read: dict[Reader, Sequence[Array | None]] = {}

    def read(self, read: Reader) -> Sequence[Array | None]:
        """Return what is read of the components whose files have one value at most."""
        if read not in self._read:
            spans = [
                slice(start, start if several else end)
                for (start, end), several in zip(
                    pairwise(self.bounds.tolist()), self.several, strict=True
                )
            ]
            self._read[read] = read(self.texts, spans)
        return self._read[read]


class PackedCells(Cells):
    """Cells of one component among those packed together."""

    def __init__(self, packing: _Packing, place: int) -> None:
        start, end = packing.bounds[place : place + 2].tolist()
        self._packing = packing
        self._place = place
        self._values = packing.texts[start:end]
        self._counts: Array = packing.counts[place]
        self._keys = _Keys(self._first_keys, lambda: self._distinct[1])

    @property
    def codes(self) -> Array:
        """Which of the distinct cells each file has; -1 where it has no value."""
        return self._distinct[0]

    @property
    def sizes(self) -> Array:
        """How many values each file has."""
        return self._counts

    @property
    def missing(self) -> int:
        """How many files have no value."""
        return int(self._packing.missing[self._place])

    @property
    def several(self) -> int:
        """How many files have more than one value."""
        return int(self._packing.several[self._place])

    @cached_property
    def is_single(self) -> bool:
        """Whether no file has more than one value."""
        return self.several == 0

    def __len__(self) -> int:
        return len(self._counts)

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> list[Cell]: ...
    def __getitem__(self, at: int | slice) -> Cell | list[Cell]:
        if isinstance(at, slice):
            return super().__getitem__(at)
        end = self._ends[1:][at]
        return tuple(listed(self._packing.texts[end - self._counts[at] : end]))

    @property
    def _ends(self) -> Array:
        """Where each file's values end in all that is packed, after where the first begin."""
        first = self._place * len(self)
        ends: Array = self._packing.ends[first : first + len(self) + 1]
        return ends

    def strings(self) -> Any:
        """Return them as a column of text; where they are single, of the same characters."""
        import pyarrow as pa  # noqa: PLC0415 -- optional

        pc = compute()
        values, known = self._packing.texts, self._packing.known[self._place]
        if self.is_single:  # the same characters; a file without any has a text of no length
            bits = pa.py_buffer(np.packbits(known, bitorder="little"))
            places = pa.py_buffer(bytes_of(values)[0][self._ends])
            characters = values.buffers()[2]
            texts = pa.LargeStringArray.from_buffers(
                len(self), places, characters, bits, self.missing
            )
        else:
            lists = pa.LargeListArray.from_arrays(self._ends, values, mask=pa.array(~known))
            texts = pc.binary_join(lists, pa.scalar(SEPARATOR, pa.large_string()))
        return _dtype().__from_arrow__(texts)

    def at_once(self, read: Reader) -> Any:
        """Return the column of the values that `read` finds in all texts, where they are single."""
        values = self._packing.read(read)[self._place]
        return None if values is None else _column(values, self._packing.known[self._place])

    def alone(self, read: Callable[[Any], Any]) -> Any:
        """Return the column that `read` makes of the values of this component, if single."""
        if not self.is_single or (found := read(self._values)) is None:
            return None
        known = self._packing.known[self._place]
        return spread(found, np.where(known, np.cumsum(known) - 1, -1))

    def having(self, marks: str, longest: int) -> Iterator[str]:
        """Return the distinct values with any of these characters, and not more of them than so."""
        pc = compute()
        ends, characters = bytes_of(self._values)
        marked = np.zeros(len(characters), np.bool)
        for mark in marks.encode("ascii"):
            marked |= characters == mark
        if not marked.any():
            return
        places = np.searchsorted(ends - ends[0], np.flatnonzero(marked), side="right") - 1
        found = self._values.take(np.unique(places))
        found = found.filter(pc.less_equal(pc.utf8_length(found), longest)).unique()
        for start in range(0, len(found), _BLOCK):
            yield from listed(found[start : start + _BLOCK])

    def _first_keys(self) -> list[Cell]:
        """Return the first distinct cells, more than which a text is seldom asked for."""
        if self.is_single:
            return list(dict.fromkeys(zip(listed(self._values[:_BLOCK]))))
        having = self._counts[self._counts > 0][:_BLOCK]
        return list(dict.fromkeys(_tuples(self._values[: having.sum()], having)))

    @cached_property
    def _distinct(self) -> tuple[Array, list[Cell]]:
        encoded = self._values.dictionary_encode()
        distinct, numbers = encoded.dictionary, encoded.indices.to_numpy()
        codes = np.full(len(self), -1, np.int32)
        having = np.flatnonzero(self._counts)
        if self.is_single:
            codes[having] = numbers
            return codes, list(zip(listed(distinct), strict=True))
        lengths = self._counts[having]
        starts = np.cumsum(lengths) - lengths
        codes[having], firsts = _numbered(numbers, starts, lengths)
        starts, lengths = starts[firsts], lengths[firsts]
        places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        return codes, _tuples(self._values.take(places + np.arange(len(places))), lengths)


def _column(values: Array, known: Array) -> Any:
    """Return a column that has these values in the rows that have one."""
    is_date = values.dtype.kind == "M"
    column = np.full(len(known), "NaT" if is_date else 1, values.dtype)
    column[known] = values
    if is_date:
        return column
    masked = pd.arrays.IntegerArray if values.dtype.kind == "i" else pd.arrays.FloatingArray
    return masked(column, ~known)


class _Keys(Sequence[Cell]):
    """Distinct cells, all of which are made only where the first are not enough."""

    def __init__(self, first: Callable[[], list[Cell]], every: Callable[[], list[Cell]]) -> None:
        self._make_first = first
        self._every = every

    @cached_property
    def _first(self) -> list[Cell]:
        return self._make_first()

    def __len__(self) -> int:
        return len(self._every())

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._every())

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> list[Cell]: ...
    def __getitem__(self, at: int | slice) -> Cell | list[Cell]:
        if isinstance(at, slice) and not at.start and 0 <= (at.stop or -1) <= len(self._first):
            return self._first[at]
        return self._every()[at]


def bytes_of(texts: Any) -> tuple[Array, Array]:
    """Return where each text ends in Arrow's buffer, after where the first starts, and its bytes.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Texts, none missing.
    """
    if not len(texts):
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, places, characters = texts.buffers()
    ends = np.frombuffer(places, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    if ends[0] == ends[-1]:
        return ends, np.zeros(0, np.uint8)
    return ends, np.frombuffer(characters, np.uint8)[ends[0] : ends[-1]]


def _filled(values: Any) -> Array:
    """Return which values are more than white space."""
    pc = compute()
    ends, characters = bytes_of(values)
    filled = np.diff(ends) > 0
    if filled.all():
        first = characters[ends[:-1] - ends[0]]
        if ((first >= _PRINTABLE[0]) & (first <= _PRINTABLE[1])).all():
            return filled
    # Arrow and Python agree on what is white space.
    filled &= ~pc.utf8_is_space(values).to_numpy(zero_copy_only=False)
    return filled


def _numbered(codes: Array, starts: Array, lengths: Array) -> tuple[Array, Array]:
    """Return the cells' numbers as they first appear, and where each is first."""
    numbers = codes[starts].astype(np.int64)
    base = int(codes.max()) + 1
    known = base
    for place in range(1, lengths.max()):  # cells with more values get numbers of their own
        longer = np.flatnonzero(lengths > place)
        pairs = numbers[longer] * base + codes[starts[longer] + place]
        found, distinct = pd.factorize(pairs)
        numbers[longer] = known + found
        known += len(distinct)
    found, distinct = pd.factorize(numbers)
    firsts = np.empty(len(distinct), np.int64)
    firsts[found[::-1]] = np.arange(len(found))[::-1]
    return found, firsts


def _tuples(values: Any, lengths: Array) -> list[Cell]:
    texts = listed(values)
    if len(texts) == len(lengths):  # none is empty
        return list(zip(texts, strict=True))
    ends = np.concatenate(([0], np.cumsum(lengths))).tolist()
    return [tuple(texts[start:end]) for start, end in pairwise(ends)]
