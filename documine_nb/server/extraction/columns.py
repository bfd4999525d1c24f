"""Columns of a page: where prose runs in two columns, the left one is read before the right one.

The lines of two columns need not stand on common baselines, so that columns are found among words,
before lines are made of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documine_nb.server.extraction.words import Word

__all__ = ["CELL_GAP", "Band", "bands", "find_gutter"]

CELL_GAP = 1.05  # of the font size: wider than the spaces of justified text
ROWS = 8  # of a page; fewer side by side are a table, not columns
BAND_ROWS = 4
FILL = 0.62  # share of a column's width that prose fills and cells do not
MUCH_PROSE = 0.5  # share of the letters in one column, while the other may hold tables too
SOME_PROSE = 0.25
MIDDLE = (0.35, 0.65)  # of the text's width, where a gutter may be
SAME_EDGE = 3.0  # points
APART = 2.5  # of the font size
EDGE_ROWS = 3  # of a header or footer

Row = Sequence[Word]


@dataclass
class Band:
    """Rows between two that run over the whole width."""

    gutter: float
    edges: tuple[float, float]
    rows: list[Row] = field(default_factory=list)

    @property
    def left(self) -> list[Row]:
        """What stands left of the gutter, by row."""
        sides = ([word for word in row if word.x0 < self.gutter] for row in self.rows)
        return [side for side in sides if side]

    @property
    def right(self) -> list[Row]:
        """What stands right of the gutter, by row."""
        sides = ([word for word in row if word.x0 >= self.gutter] for row in self.rows)
        return [side for side in sides if side]

    @property
    def are_columns(self) -> bool:
        """Whether both sides hold prose, which fills its measure as the cells of a table do not."""
        left, right = self.left, self.right
        if min(len(left), len(right)) < BAND_ROWS:
            return False
        shares = sorted(
            (
                _prose(left, self.gutter - self.edges[0]),
                _prose(right, self.edges[1] - self.gutter),
            )
        )
        return shares[0] > SOME_PROSE and shares[1] > MUCH_PROSE


def find_gutter(rows: Sequence[Row]) -> float | None:
    """Return the x right of the white stripe between two columns, or None."""
    if len(rows) < ROWS:
        return None
    left, right = _edges(rows)
    low, high = (left + share * (right - left) for share in MIDDLE)
    starts = [x for row in rows for x in _cell_starts(row) if low < x < high]
    if len(starts) < ROWS:
        return None
    near = Counter(round(x / SAME_EDGE) for x in starts)
    best = max(starts, key=lambda x: sum(near[round(x / SAME_EDGE) + step] for step in (-1, 0, 1)))
    same = [x for x in starts if abs(x - best) <= SAME_EDGE]
    return min(same) - 1.0 if len(same) >= ROWS else None


def bands(rows: Sequence[Row], gutter: float) -> Iterator[Band]:
    """Yield the rows of a page as bands; a row over the gutter is a band of its own."""
    edges = _edges(rows)
    top, bottom = _apart(rows), len(rows) - _apart(rows[::-1])
    band = Band(gutter, edges)
    for index, row in enumerate(rows):
        if top <= index < bottom and not _spans(row, gutter):
            band.rows.append(row)
            continue
        if band.rows:
            yield band
        yield Band(gutter, edges, [row])
        band = Band(gutter, edges)
    if band.rows:
        yield band


def _apart(rows: Sequence[Row]) -> int:
    """Return how many rows at the beginning stand apart from the others: a header or footer."""
    gaps = (abs(a[0].y - b[0].y) > APART * a[0].size for a, b in pairwise(rows[: EDGE_ROWS + 1]))
    return max((count for count, apart in enumerate(gaps, start=1) if apart), default=0)


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    words = [word for row in rows for word in row]
    return min(word.x0 for word in words), max(word.x1 for word in words)


def _cell_starts(row: Row) -> Iterator[float]:
    words = sorted(row, key=lambda word: word.x0)
    yield words[0].x0
    for a, b in pairwise(words):
        if b.x0 - a.x1 > CELL_GAP * b.size:
            yield b.x0


def _spans(row: Row, gutter: float) -> bool:
    left = max((word.x1 for word in row if word.x0 < gutter), default=None)
    right = min((word.x0 for word in row if word.x0 >= gutter), default=None)
    if left is not None and left > gutter:
        return True
    if left is None or right is None:
        return False
    return right - left <= CELL_GAP * max(word.size for word in row) * 0.9


def _prose(rows: Sequence[Row], width: float) -> float:
    """Return the share of the letters that stand in runs which fill the width."""
    prose = total = 0
    for row in rows:
        letters = sum(len(word.text) for word in row)
        total += letters
        if _longest_run(row) > FILL * width:
            prose += letters
    return prose / total if total else 0.0


def _longest_run(row: Row) -> float:
    words = sorted(row, key=lambda word: word.x0)
    longest, start = 0.0, words[0].x0
    for a, b in pairwise(words):
        if b.x0 - a.x1 > CELL_GAP * b.size:
            longest, start = max(longest, a.x1 - start), b.x0
    return max(longest, words[-1].x1 - start)
