"""The report on all files of a package, which says again what the reports on each file say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

__all__ = ["comparable", "documents_in", "without_overview"]

_DOCUMENT = ".pdf"
_COMPARED = 60


def without_overview(reports: Sequence[str], members: Sequence[str]) -> Sequence[str]:
    """Return the reports to read: without the one on all, where each document has its own.

    Parameters
    ----------
    reports : sequence of str
        The reports of one format.
    members : sequence of str
        All members of the package.

    Examples
    --------
    >>> reports = ["Reports/a_Summary.xlsx", "Reports/b_Summary.xlsx", "Reports/Summary.xlsx"]
    >>> without_overview(reports, [*reports, "Original/a.pdf", "Original/b.pdf"])
    ['Reports/a_Summary.xlsx', 'Reports/b_Summary.xlsx']
    >>> len(without_overview(reports, [*reports, "Original/a.pdf", "Original/c.pdf"]))
    3
    """
    documents = documents_in(members)
    if len(reports) <= 1 or not documents:
        return reports
    overview = min(reports, key=lambda report: len(PurePosixPath(report).name))
    ending = f"_{PurePosixPath(overview).name}"
    own = [report for report in reports if report != overview]
    if not all(report.endswith(ending) for report in own):
        return reports
    stems = {comparable(PurePosixPath(one).name.removesuffix(ending)) for one in own}
    covered = all(comparable(PurePosixPath(name).stem) in stems for name in documents)
    return own if covered and len(own) >= len(documents) else reports


def documents_in(members: Sequence[str]) -> list[str]:
    """Return the names of the documents in a package, without their folders."""
    names = [PurePosixPath(member).name for member in members]
    return [name for name in names if name.lower().endswith(_DOCUMENT)]


def comparable(name: str) -> str:
    """Return a name without what a package may have changed: numbers added, odd signs, length."""
    letters = re.sub(r"\W|_", "", re.sub(r" \(\d+\)(?=\.\w+$|$)", "", name))
    return letters.casefold()[:_COMPARED]
