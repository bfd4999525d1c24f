"""Cells of a workbook as texts, so that ``00123`` stays what it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport

__all__ = ["beside_workbook", "texts_of", "whole_texts"]

_ELSEWHERE = re.compile(r"Text of ([0-9]{1,3}(?:,[0-9]{3}){0,5}) characters in (.+\.txt)")


def beside_workbook(workbook: Path) -> Path:
    """Return the folder of the texts that ``result.to_excel`` could not write into a cell."""
    return workbook.with_name(f"{workbook.stem} long values")


def texts_of(cells: Sequence[Any]) -> Sequence[str]:
    """Return cells as texts; our own reports have no other cells, foreign ones may.

    Examples
    --------
    >>> texts_of(["00123", 175.0, 0.5, True, dt.date(2019, 2, 21)])
    ['00123', '175', '0.5', 'Yes', '21/02/2019']
    """
    if set(map(type, cells)) == {str}:
        return cells
    return [cell if type(cell) is str else _text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.date):
        midnight = not isinstance(cell, dt.datetime) or cell.time() == dt.time()
        return f"{cell:%d/%m/%Y}" if midnight else cell.isoformat()
    return str(cell)


def whole_texts(source: ReportSource, texts: Sequence[str]) -> Sequence[str]:
    """Return texts with those put in that are too long for a cell and stand in other members.

    Raises
    ------
    UnreadableReport
        Such a member is missing, or holds another text.
    """
    if "Text of " not in "\n".join(texts):
        return texts
    return [_whole(source, text) for text in texts]


def _whole(source: ReportSource, text: str) -> str:
    elsewhere = _ELSEWHERE.fullmatch(text)
    if elsewhere is None:
        return text
    member = elsewhere[2]
    if member not in source.members:
        raise UnreadableReport(f"the long text that it keeps in {member!r} is missing")
    try:
        whole = source.read(member).decode()
    except UnicodeDecodeError:
        raise UnreadableReport(f"the long text in {member!r} is no text in UTF-8") from None
    if len(whole) != int(elsewhere[1].replace(",", "")):
        raise UnreadableReport(f"the long text in {member!r} is not the one it names")
    return whole
