"""Texts that no spreadsheet cell can hold: they stand whole in a file beside the report."""

from __future__ import annotations

import re

__all__ = ["LongValues"]

_MOST_UNITS = 32_767
"""The longest text of a cell, in UTF-16 code units."""
_UNFIT = re.compile(
    # No XML can hold these characters; the others would be read back changed: an escape of XLSX
    # that runs into the next one, and what XlsxWriter takes for its own markup.
    "[\ud800-\udfff\ufffe\uffff]"
    "|_x[0-9A-Fa-f]{4}(?:_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f])"
    "|\\A<r>(?s:.*)</r>\\Z"
    "|\\AText of [0-9,]+ characters in "
)


class LongValues:
    """The long texts of one file; each cell says in which member of the package its text is.

    Parameters
    ----------
    stem : str
        What the members' names begin with.

    Examples
    --------
    >>> long_values = LongValues("study")
    >>> long_values.cell("2000"), long_values.cell("x" * 40_000)
    ('2000', 'Text of 40,000 characters in Reports/Long values/study_1.txt')
    """

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self.members: dict[str, str] = {}

    def cell(self, text: str) -> str:
        """Return what stands in the cell: the text itself, or where it is."""
        if _fits(text):
            return text
        number = len(self.members) + 1
        member = self.members.setdefault(text, f"Reports/Long values/{self._stem}_{number}.txt")
        return f"Text of {len(text):,} characters in {member}"


def _fits(text: str) -> bool:
    if len(text) > _MOST_UNITS // 2 and len(text.encode("utf-16-le", "surrogatepass")) > (
        2 * _MOST_UNITS
    ):
        return False
    return _UNFIT.search(text) is None
