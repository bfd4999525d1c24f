"""The report on all files of a package, which says again what the reports on each file say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

__all__ = ["beside_none", "comparable", "documents_in", "without_overview"]

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
    own, ending = _own(reports)
    if not documents or not ending:
        return reports
    stems = {stem for _, stem in _places(own, ending)}
    covered = all(comparable(PurePosixPath(name).stem) in stems for name in documents)
    return own if covered and len(own) >= len(documents) else reports


def beside_none(reports: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return the reports of one format that stand beside none of those taken of another.

    Examples
    --------
    >>> xml = ["Reports/a.xml", "Reports/b.xml", "old/a.xml"]
    >>> beside_none(xml, ["Reports/a.json", "Reports/c.json"])
    ['Reports/b.xml', 'old/a.xml']
    >>> beside_none(["R/a_Summary.xlsx", "R/b_Summary.xlsx", "R/Summary.xlsx"], ["R/a.json"])
    ['R/b_Summary.xlsx']
    """
    own, ending = _own(reports)
    exactly = {one.rpartition(".")[0] for one in taken}
    own = [one for one in own if _stem(one, ending) not in exactly]  # most are, and this is quick
    known = {*_places(taken), *_places(*_own(taken))} if own else set()
    return [one for one, place in zip(own, _places(own, ending), strict=True) if place not in known]


def _own(reports: Sequence[str]) -> tuple[Sequence[str], str]:
    """Return the reports without the one on all, and how their names end where there is one."""
    if len(reports) <= 1:
        return reports, ""
    overview = min(reports, key=lambda report: len(PurePosixPath(report).name))
    ending = f"_{PurePosixPath(overview).name}"
    own = [report for report in reports if report != overview]
    return (own, ending) if all(report.endswith(ending) for report in own) else (reports, "")


def _places(reports: Sequence[str], ending: str = "") -> list[tuple[str, str]]:
    """Return the folder of each report, and its document's name."""
    paths = [PurePosixPath(_stem(report, ending)) for report in reports]
    return [(str(path.parent), comparable(path.name)) for path in paths]


def _stem(report: str, ending: str) -> str:
    return report.removesuffix(ending) if ending else report.rpartition(".")[0]


def documents_in(members: Sequence[str]) -> list[str]:
    """Return the names of the documents in a package, without their folders."""
    names = [PurePosixPath(member).name for member in members]
    return [name for name in names if name.lower().endswith(_DOCUMENT)]


def comparable(name: str) -> str:
    """Return a name without what a package may have changed: numbers added, odd signs, length."""
    letters = re.sub(r"\W|_", "", re.sub(r" \(\d+\)(?=\.\w+$|$)", "", name))
    return letters.casefold()[:_COMPARED]
