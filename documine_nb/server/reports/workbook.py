"""The component report as XLSX: every cell is text, nothing in it can calculate."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from documine_nb.server.reports.rows import COLUMNS

__all__ = ["ComponentWorkbook"]

_ROWS_OF_A_SHEET = 1_048_576
_WIDTHS = (38, 36, 34, 9, 50, 40, 22, 11, 30, 26, 10, 38)


class ComponentWorkbook:
    """Writes rows as XLSX; a full sheet is continued on the next.

    Parameters
    ----------
    target : Path or BytesIO
        A file, written in constant memory: its rows wait in temporary files beside it. Or memory,
        for the few rows of one document: making and removing ten temporary files takes longer.
    """

    def __init__(self, target: Path | BytesIO) -> None:
        options: dict[str, Any] = {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "use_zip64": True,
        }
        if isinstance(target, Path):
            options |= {"constant_memory": True, "tmpdir": str(target.parent)}
        else:
            options |= {"in_memory": True}
        self._book = xlsxwriter.Workbook(target, options)
        # The same components make the same bytes, whatever the time.
        created = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        self._book.set_properties({"title": "Component report", "created": created})
        self._bold = self._book.add_format({"bold": True})
        self._sheets = 0
        self._start_sheet()

    def write(self, row: tuple[str, ...]) -> None:
        """Append one row."""
        if self._row == _ROWS_OF_A_SHEET:
            self._start_sheet()
        self._write(row)

    def _start_sheet(self) -> None:
        self._sheets += 1
        name = "Components" if self._sheets == 1 else f"Components {self._sheets}"
        self._sheet: Any = self._book.add_worksheet(name)
        self._row = 0
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)
        self._write(COLUMNS, self._bold)

    def _write(self, row: tuple[str, ...], style: Any = None) -> None:
        for column, text in enumerate(row):
            if self._sheet.write_string(self._row, column, text, style):
                # XlsxWriter cuts or leaves out, and says so by a number only.
                raise ValueError(f"The cell in row {self._row + 1}, column {column + 1} is too big")
        self._row += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # Also after an error: closing removes the temporary files.
        self._book.close()
