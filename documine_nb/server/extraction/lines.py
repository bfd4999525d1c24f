"""Lines of a page: words on one baseline, cut into cells at gaps, in reading order over columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from documine_nb.server.extraction.words import SMALL, Word

__all__ = ["Cell", "Line", "page_lines"]

SAME_BASELINE = 0.3  # of the font size
CELL_GAP = 1.05  # of the font size: wider than the spaces of justified text
MARK = re.compile(r"[\d*†‡§#]{1,3}[)]?|[a-z][)]?")  # of a footnote
COLUMN_ROWS = 8  # fewer rows side by side are a table, not columns
COLUMN_FILL = 0.62  # share of a column's width that prose fills and cells do not


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of text without a wide gap in it."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """Cells on one baseline. ``column`` tells the columns of a page apart; 0 spans the page."""

    page: int
    y: float
    size: float
    bold: bool
    cells: tuple[Cell, ...]
    column: int = 0

    @property
    def text(self) -> str:
        """All of the line; a tabulator stands between cells."""
        return "\t".join(cell.text for cell in self.cells)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.cells[-1].x1


def page_lines(words: Sequence[Word], page: int) -> list[Line]:
    """Return the lines of a page from top to bottom, a left column before a right one.

    Parameters
    ----------
    words
        Words of the page.
    page
        Number of the page, from 1.
    """
    rows = [_line(row, page) for row in _rows(words)]
    return _in_columns([row for row in rows if row.cells])


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        for row in reversed(rows[-3:]):
            head = row[0]
            if abs(head.y - word.y) <= SAME_BASELINE * max(head.size, word.size):
                row.append(word)
                break
        else:
            rows.append([word])
    return _with_marks(rows)


def _with_marks(rows: list[list[Word]]) -> list[list[Word]]:
    """Put rows of nothing but superscripts or subscripts into the row they belong to."""
    kept: list[list[Word]] = []
    for index, row in enumerate(rows):
        home = next((other for other in rows[index + 1 : index + 2] if _belongs(row, other)), None)
        if home is None and kept and _belongs(row, kept[-1]):
            home = kept[-1]
        if home is None:
            kept.append(row)
        else:
            home.extend(row)
    return kept


def _belongs(row: list[Word], home: list[Word]) -> bool:
    size = max(word.size for word in home)
    near = abs(row[0].y - home[0].y) <= 0.65 * size
    return near and all(word.size <= SMALL * size for word in row)


def _line(row: list[Word], page: int) -> Line:
    size = max(word.size for word in row)
    base = median(word.y for word in row if word.size > SMALL * size)
    words = sorted(row, key=lambda word: word.x0)
    plain = [word for word in words if not _is_mark(word, size, base)]
    cells: list[Cell] = []
    for word in plain:
        if not cells:
            cells.append(Cell(word.text, word.x0, word.x1))
            continue
        last, gap = cells[-1], word.x0 - cells[-1].x1
        if gap > CELL_GAP * size:
            cells.append(Cell(word.text, word.x0, word.x1))
        else:
            joint = "" if word.glued and gap < 0.15 * size else " "
            right = max(last.x1, word.x1)
            cells[-1] = Cell(last.text + joint + word.text, last.x0, right)
    weight = sum(len(word.text) for word in words if word.bold)
    bold = 2 * weight > sum(len(word.text) for word in words)
    return Line(page, base, size, bold, tuple(cells))


def _is_mark(word: Word, size: float, base: float) -> bool:
    raised = word.size <= SMALL * size and word.y > base + 0.1 * size
    return raised and MARK.fullmatch(word.text) is not None


def _in_columns(lines: list[Line]) -> list[Line]:
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if any(cell.x0 < gutter < cell.x1 for cell in line.cells):
            ordered += [*left, *right, line]
            left, right = [], []
            continue
        for side, number, cells in (
            (left, 1, tuple(cell for cell in line.cells if cell.x1 <= gutter)),
            (right, 2, tuple(cell for cell in line.cells if cell.x0 >= gutter)),
        ):
            if cells:
                side.append(Line(line.page, line.y, line.size, line.bold, cells, number))
    return [*ordered, *left, *right]


def _gutter(lines: list[Line]) -> float | None:
    """Return the x of the white stripe between two columns of prose, or None."""
    if len(lines) < COLUMN_ROWS:
        return None
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    width = x1 - x0
    middle = (x0 + 0.35 * width, x0 + 0.65 * width)
    gaps = [
        (a.x1, b.x0)
        for line in lines
        for a, b in pairwise(line.cells)
        if b.x0 > middle[0] and a.x1 < middle[1]
    ]
    if len(gaps) < COLUMN_ROWS:
        return None
    gutter = _most_common([start for _, start in gaps]) - 1.0
    left = [cell.x1 - cell.x0 for line in lines for cell in line.cells if cell.x1 <= gutter]
    right = [cell.x1 - cell.x0 for line in lines for cell in line.cells if cell.x0 >= gutter]
    if min(len(left), len(right)) < COLUMN_ROWS:
        return None
    full = median(left) > COLUMN_FILL * (gutter - x0) and median(right) > COLUMN_FILL * (
        x1 - gutter
    )
    return gutter if full else None


def _most_common(values: Sequence[float]) -> float:
    """Return the smallest value of the fullest neighbourhood of 3 points."""
    counted = {round(value): 0 for value in values}
    for value in values:
        counted[round(value)] += 1
    best = max(counted, key=lambda key: (counted[key], -key))
    return min(value for value in values if abs(value - best) <= 3)  # noqa: PLR2004 - points
