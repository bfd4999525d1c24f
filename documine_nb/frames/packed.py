"""Distinct cells in Arrow's memory; Python objects are made of those that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias, overload

import numpy as np
import pandas as pd

__all__ = ["PackedKeys", "packed_keys"]

Cell: TypeAlias = tuple[str, ...]
Array: TypeAlias = np.ndarray[Any, Any]

_BLOCK = 64
_dtype: Any = pd.StringDtype  # the stubs do not know that it reads Arrow's arrays


class PackedKeys(Sequence[Cell]):
    """Distinct cells, one after the other.

    Parameters
    ----------
    flat : pyarrow.LargeStringArray
        Their values.
    lengths : ndarray of int
        How many of them each cell has.
    """

    def __init__(self, flat: Any, lengths: Array) -> None:
        self.flat = flat
        self.lengths = lengths
        self.is_single = len(flat) == len(lengths)  # none is empty

    def __len__(self) -> int:
        return len(self.lengths)

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> list[Cell]: ...
    def __getitem__(self, at: int | slice) -> Cell | list[Cell]:
        if isinstance(at, slice) and at.step is None and "_made" not in self.__dict__:
            return self._tuples(*at.indices(len(self))[:2])
        return self._made[at]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._made)

    @cached_property
    def _made(self) -> list[Cell]:
        return self._tuples(0, len(self))

    @cached_property
    def _ends(self) -> Array:
        return np.concatenate(([0], np.cumsum(self.lengths)))

    def _tuples(self, start: int, stop: int) -> list[Cell]:
        if self.is_single:
            return list(zip(_python(self.flat[start:stop]), strict=True))
        ends = self._ends[start : stop + 1]
        texts = _python(self.flat[ends[0] : ends[-1]])
        return [tuple(texts[a:b]) for a, b in pairwise((ends - ends[0]).tolist())]

    def joined(self, separator: str) -> Any:
        """Return each cell as one text, as a column."""
        import pyarrow as pa  # noqa: PLC0415 -- optional
        import pyarrow.compute as pc  # noqa: PLC0415 -- optional

        texts = self.flat
        if not self.is_single:
            lists = pa.LargeListArray.from_arrays(pa.array(self._ends, pa.int64()), texts)
            texts = pc.binary_join(lists, pa.scalar(separator, pa.large_string()))
        return _dtype().__from_arrow__(texts)

    def having(self, marks: str, longest: int) -> Iterator[str]:
        """Return the distinct values that have one of these characters and are not longer."""
        import pyarrow.compute as pc  # noqa: PLC0415 -- optional

        wanted = pc.match_substring(self.flat, marks[0])
        for mark in marks[1:]:
            wanted = pc.or_(wanted, pc.match_substring(self.flat, mark))
        found = self.flat.filter(wanted)
        found = found.filter(pc.less_equal(pc.utf8_length(found), longest))
        found = found if self.is_single else found.unique()
        for start in range(0, len(found), _BLOCK):
            yield from _python(found[start : start + _BLOCK])


def packed_keys(texts: Any, files: Array, size: int) -> tuple[Array, PackedKeys] | None:
    """Return the files' codes and the distinct cells; None where there is no pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional
    except ImportError:
        return None
    values = pa.array(texts, pa.large_string())
    return _of_values(
        values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values, files, size
    )


def _of_values(values: Any, files: Array, size: int) -> tuple[Array, PackedKeys]:
    import pyarrow.compute as pc  # noqa: PLC0415 -- optional

    encoded = values.dictionary_encode()
    distinct, codes = encoded.dictionary, encoded.indices.to_numpy()
    # Arrow and Python agree on what is white space, but Arrow says that an empty text is none.
    blank = pc.or_(pc.utf8_is_space(distinct), pc.equal(pc.binary_length(distinct), 0))
    if blank.true_count:
        filled = ~blank.to_numpy(zero_copy_only=False)[codes]
        return _of_values(values.filter(filled), files[filled], size)
    counts = np.bincount(files, minlength=size)
    rows = np.full(size, -1, np.int32)
    if counts.max(initial=0) <= 1:
        rows[files] = codes
        return rows, PackedKeys(distinct, np.ones(len(distinct), np.int64))
    having = np.flatnonzero(counts)
    lengths = counts[having]
    starts = np.cumsum(lengths) - lengths
    rows[having], firsts = _numbered(codes, starts, lengths)
    starts, lengths = starts[firsts], lengths[firsts]
    places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    return rows, PackedKeys(values.take(places), lengths)


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


def _python(values: Any) -> list[str]:
    made: list[str] = values.to_numpy(zero_copy_only=False).tolist()
    return made
