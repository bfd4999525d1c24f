"""Lines of a page: words on one baseline, cut into cells at gaps, in reading order over columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from documine_nb.server.extraction.columns import CELL_GAP, bands, find_gutter
from documine_nb.server.extraction.words import SMALL, Word

__all__ = ["Cell", "Line", "page_lines"]

SAME_BASELINE = 0.3  # of the font size
MARK = re.compile(r"[\d*†‡§#]{1,3}[)]?|[a-z][)]?")  # of a footnote
MARK_LENGTH = 6  # letters of a superscript or subscript


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
    rows = _rows(words)
    gutter = find_gutter(rows)
    if gutter is None:
        return _lines(rows, page)
    lines: list[Line] = []
    for band in bands(rows, gutter):
        if band.are_columns:
            lines += _lines(band.left, page, column=1) + _lines(band.right, page, column=2)
        else:
            lines += _lines(band.rows, page)
    return lines


def _lines(rows: Iterable[Sequence[Word]], page: int, *, column: int = 0) -> list[Line]:
    lines = (_line(row, page, column) for row in rows)
    return [line for line in lines if line.cells]


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
    if abs(row[0].y - home[0].y) > 0.65 * size:
        return False
    return all(
        word.size <= SMALL * size
        and len(word.text) <= MARK_LENGTH
        and any(other.x0 - size < word.x0 < other.x1 + size for other in home)
        for word in row
    )


def _line(row: Sequence[Word], page: int, column: int) -> Line:
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
    return Line(page, base, size, bold, tuple(cells), column)


def _is_mark(word: Word, size: float, base: float) -> bool:
    raised = word.size <= SMALL * size and word.y > base + 0.1 * size
    return raised and MARK.fullmatch(word.text) is not None
