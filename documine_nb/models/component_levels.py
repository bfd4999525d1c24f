"""Which rows of a component table belong together: those of a file, and those side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

__all__ = ["Children", "ends_of", "runs_of"]

T = TypeVar("T")


def ends_of(counts: Any) -> Any:
    """Return where each of so many rows ends, behind a 0 where the first begins."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


class Children:
    """The rows of a level, of which each row of the level above has so many."""

    def __init__(self, counts: Any) -> None:
        self._counts = counts
        self._ends = ends_of(counts)

    def of(self, parents: Any) -> Any:
        """Return the numbers of the rows that belong to these, which are an array or a range."""
        if isinstance(parents, range):
            return range(int(self._ends[parents.start]), int(self._ends[parents.stop]))
        sizes = self._counts[parents].astype(np.int64)
        within = np.arange(sizes.sum()) - np.repeat(ends_of(sizes)[:-1], sizes)
        return np.repeat(self._ends[parents], sizes) + within


def runs_of(chosen: Sequence[tuple[T, int]]) -> Iterator[tuple[T, range]]:
    """Return files that follow each other in the same table as one."""
    if not chosen:
        return
    of, first = chosen[0]
    end = first
    for table, number in chosen:
        if table is not of or number != end:
            yield of, range(first, end)
            of, first = table, number
        end = number + 1
    yield of, range(first, end)
