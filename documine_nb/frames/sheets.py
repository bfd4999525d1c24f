"""The frames as CSV and Excel, where texts out of documents stay texts.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet that opens a CSV
file, and one in a document may have been put there for that. A workbook says of every cell that it
is a text. What a cell cannot hold is never cut: it stands whole in a file beside the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from documine_nb.errors import ConfigError, MissingExtraError, StorageError
from documine_nb.packages.cells import beside_workbook

__all__ = ["write_csv", "write_workbook"]

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_MOST_UNITS = 32_767  # of UTF-16 in a cell
_MOST_ROWS = 1_048_576
_MOST_EXACT = 10**15  # a spreadsheet's numbers have 15 digits
_UNFIT = re.compile(
    # No XML can hold these characters; the others would be read back as something else: an escape
    # of XLSX that runs into the next one, XlsxWriter's own markup, and what names a long text.
    "[\ud800-\udfff\ufffe\uffff]"
    "|_x[0-9A-Fa-f]{4}(?:_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f])"
    "|\\A<r>(?s:.*)</r>\\Z"
    "|\\AText of [0-9,]+ characters in "
)


def write_csv(frame: pd.DataFrame, target: Path, *, for_spreadsheets: bool) -> Path:
    """Write a frame as CSV in UTF-8; with the texts disarmed where a spreadsheet will open it."""
    if for_spreadsheets:
        frame = frame.rename(columns=_disarmed)
        for place in range(frame.shape[1]):
            column = frame.iloc[:, place]
            if not pd.api.types.is_numeric_dtype(column.dtype):
                texts = column.astype("string").map(_disarmed, na_action="ignore")
                frame.isetitem(place, texts.array)
        frame.index = frame.index.map(_disarmed)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        encoding = "utf-8-sig" if for_spreadsheets else "utf-8"
        # Only characters of the line's end are quoted, and texts hold carriage returns, too.
        frame.to_csv(target, encoding=encoding, lineterminator="\r\n")
    except OSError as error:
        raise _unwritable(target, error) from None
    return target


def _disarmed(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def write_workbook(frames: Mapping[str, pd.DataFrame], target: Path) -> list[Path]:
    """Write frames as the sheets of a workbook; return it and the files of its long texts."""
    try:
        import xlsxwriter  # noqa: PLC0415 -- optional
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 -- the same
    except ImportError as missing:
        raise MissingExtraError(
            "Excel files need XlsxWriter, which is not installed",
            cure='Install it with: pip install "documine_nb[excel]"',
        ) from missing
    if target.suffix.casefold() != ".xlsx":
        raise ConfigError(
            f"{target.name!r} is no name of a workbook: programs would take it for something else",
            cure=f"Name it {target.stem + '.xlsx'!r}.",
        )
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "use_zip64": True,
        "default_date_format": "yyyy-mm-dd",
    }
    long_texts = _LongTexts(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(target, options | {"tmpdir": str(target.parent)}) as book:
            for name, frame in frames.items():
                _write_frame(book, name, frame, long_texts)
        return [target, *long_texts.write()]
    except (OSError, FileCreateError) as error:
        raise _unwritable(target, error) from None


def _write_frame(book: Any, name: str, frame: pd.DataFrame, long_texts: _LongTexts) -> None:
    """Write a sheet; a full one is continued on the next."""
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    rows_of_a_sheet = _MOST_ROWS - 1
    for start in range(0, max(len(frame), 1), rows_of_a_sheet):
        number = start // rows_of_a_sheet + 1
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes(1, 0)
        _write_row(sheet, 0, map(str, frame.columns), long_texts, style=bold)
        part = frame.iloc[start : start + rows_of_a_sheet]
        columns = (part.iloc[:, place].tolist() for place in range(part.shape[1]))
        for row, values in enumerate(zip(*columns, strict=True), start=1):
            _write_row(sheet, row, values, long_texts, moment=moment)


def _write_row(
    sheet: Any,
    row: int,
    values: Iterable[Any],
    long_texts: _LongTexts,
    *,
    style: Any = None,
    moment: Any = None,
) -> None:
    for column, value in enumerate(values):
        if value is pd.NA or value is pd.NaT or value is None:
            continue
        if isinstance(value, bool):
            outcome = sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float) and abs(value) < _MOST_EXACT:
            outcome = sheet.write_number(row, column, value, style)
        elif isinstance(value, pd.Timestamp):
            outcome = _write_time(sheet, row, column, value, moment)
        else:
            outcome = sheet.write_string(row, column, long_texts.cell(str(value)), style)
        if outcome:  # XlsxWriter leaves out what does not fit, and says so by a number only
            raise StorageError(
                f"the frame has more columns than a sheet can have: {column + 1:,}",
                cure="Write fewer components, or use to_csv or to_parquet.",
            )


def _write_time(sheet: Any, row: int, column: int, value: pd.Timestamp, moment: Any) -> Any:
    is_day = value == value.normalize()
    if value.year < 1900:  # noqa: PLR2004 -- a spreadsheet's time begins there
        written = value.date().isoformat() if is_day else value.isoformat(sep=" ")
        return sheet.write_string(row, column, written)
    return sheet.write_datetime(row, column, value.to_pydatetime(), None if is_day else moment)


class _LongTexts:
    """Texts that no cell can hold: each whole in a file of its own, named in its cell."""

    def __init__(self, workbook: Path) -> None:
        self._folder = beside_workbook(workbook)
        self._numbers: dict[str, int] = {}

    def cell(self, text: str) -> str:
        """Return what stands in the cell: the text itself, or where it is."""
        if len(text.encode("utf-16-le", "surrogatepass")) <= 2 * _MOST_UNITS and (
            _UNFIT.search(text) is None
        ):
            return text
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return f"Text of {len(text):,} characters in {self._folder.name}/{number}.txt"

    def write(self) -> list[Path]:
        written = []
        for text, number in self._numbers.items():
            self._folder.mkdir(exist_ok=True)
            target = self._folder / f"{number}.txt"
            target.write_bytes(text.encode("utf-8", "surrogatepass"))
            written.append(target)
        return written


def _unwritable(target: Path, error: Exception) -> StorageError:
    reason = getattr(error, "strerror", None) or error
    return StorageError(
        f"{str(target)!r} cannot be written: {reason}",
        cure="Choose another place; a workbook that is open elsewhere must be closed first.",
    )
