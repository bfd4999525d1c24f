"""Table rows: lines that are one row of cells, though cells wrap over several lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documine_nb.server.extraction.lines import Cell, Line

__all__ = ["Row", "cell_under", "table_rows"]

NEAR = 6.0  # points between left edges that still are one column
WITHIN_CELL = 1.38  # of the font size: the distance of lines inside of a cell
ROW_JUMP = 1.2  # rows stand this much further apart than the lines inside of a cell
OTHER_SIZE = 1.0  # points: what is set larger or smaller is another table
TABLE_GAP = 3.6  # of the font size: further down, another table begins


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text a cell. ``table`` numbers the tables of a document part."""

    page: int
    table: int
    cells: tuple[Cell, ...]
    bold: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts of the cells."""
        return tuple(cell.text for cell in self.cells)


def table_rows(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of all tables among the lines, label-value lists included.

    Parameters
    ----------
    lines
        Lines of one section, in reading order.
    """
    rows: list[Row] = []
    for number, table in enumerate(_tables(lines)):
        rows.extend(_merged(group, number) for group in _groups(table))
    return rows


def _tables(lines: Sequence[Line]) -> Iterator[list[Line]]:
    table: list[Line] = []
    pending: list[Line] = []  # single cells that belong to a table only if it goes on
    for line in lines:
        last = pending[-1] if pending else (table[-1] if table else None)
        if last is not None and not _follows(last, line):
            if table:
                yield table
            table, pending = [], []
        if len(line.cells) > 1:
            table += [*(other for other in pending if _fits(other, line)), line]
            pending = []
        elif table and _continues(line, table):
            table += [*pending, line]
            pending = []
        elif not pending:
            pending = [line]
        else:
            if table:
                yield table
            table, pending = [], [line]
    if table:
        yield table


def _follows(last: Line, line: Line) -> bool:
    if last.page != line.page:
        return len(line.cells) > 1 and len(last.cells) > 1
    if last.column != line.column or abs(last.size - line.size) > OTHER_SIZE:
        return False
    return -1.0 <= last.y - line.y <= TABLE_GAP * max(last.size, line.size)


def _fits(single: Line, line: Line) -> bool:
    """Tell whether a single cell above a row is that row's first line (a wrapped cell)."""
    close = single.y - line.y <= WITHIN_CELL * line.size and single.page == line.page
    later = any(abs(single.x0 - cell.x0) <= NEAR for cell in line.cells[1:])
    label = abs(single.x0 - line.x0) <= NEAR and single.x1 < line.cells[1].x0
    return close and (later or label)


def _continues(line: Line, table: Sequence[Line]) -> bool:
    last = table[-1]
    close = last.page == line.page and last.y - line.y <= WITHIN_CELL * last.size
    starts = [cell.x0 for other in table for cell in other.cells[1:]]
    first = min(other.x0 for other in table)
    if any(abs(line.x0 - start) <= NEAR for start in starts):
        return close
    # The label's own second line: no wider than the label column.
    narrow = bool(starts) and line.x1 < min(starts)
    return close and abs(line.x0 - first) <= NEAR and narrow and _padded(table, last, line)


def _padded(table: Sequence[Line], last: Line, line: Line) -> bool:
    gaps = [a.y - b.y for a, b in pairwise(table) if a.page == b.page]
    return not gaps or max(gaps) > ROW_JUMP * (last.y - line.y)


def _groups(table: Sequence[Line]) -> Iterator[list[Line]]:
    """Cut a table into rows: where lines stand further apart, else where a first cell begins."""
    gaps = [a.y - b.y for a, b in pairwise(table) if a.page == b.page and a.y > b.y]
    narrow = min(gaps, default=0.0)
    size = max(line.size for line in table)
    by_distance = narrow <= WITHIN_CELL * size and max(gaps, default=0.0) > ROW_JUMP * narrow
    first = min(line.x0 for line in table)
    at_bottom = abs(table[0].x0 - first) > NEAR  # labels stand beside the last line of their value
    group: list[Line] = []
    for line in table:
        if group:
            last = group[-1]
            apart = last.page != line.page or last.y - line.y > ROW_JUMP * narrow
            starts_row = abs((last if at_bottom else line).x0 - first) <= NEAR
            if (apart if by_distance else starts_row) or last.page != line.page:
                yield group
                group = []
        group.append(line)
    if group:
        yield group


def _merged(group: Sequence[Line], table: int) -> Row:
    widest = max(group, key=lambda line: len(line.cells))
    columns: list[Cell] = list(widest.cells)
    texts: list[list[str]] = [[] for _ in columns]
    for line in group:
        for cell in line.cells:
            texts[_nearest(cell, columns)].append(cell.text)
    cells = tuple(
        Cell(" ".join(parts), column.x0, column.x1)
        for parts, column in zip(texts, columns, strict=True)
    )
    return Row(widest.page, table, cells, all(line.bold for line in group))


def _nearest(cell: Cell, columns: Sequence[Cell]) -> int:
    def distance(index: int) -> float:
        column = columns[index]
        overlap = min(cell.x1, column.x1) - max(cell.x0, column.x0)
        return -overlap if overlap > 0 else abs(cell.x0 - column.x0)

    return min(range(len(columns)), key=distance)


def cell_under(row: Row, edge: tuple[float, float]) -> str:
    """Return the text of the cell that overlaps a column most.

    Parameters
    ----------
    row
        A row below the column's header.
    edge
        Left and right end of the header's cell.
    """
    best, most = "", 0.0
    for cell in row.cells:
        overlap = min(cell.x1, edge[1]) - max(cell.x0, edge[0])
        if overlap > most:
            best, most = cell.text, overlap
    return best.strip()
