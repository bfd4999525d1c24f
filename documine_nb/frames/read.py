"""A result package as a :class:`~documine_nb.frames.result.ComponentResult`, offline."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from documine_nb.frames.quality import MissingFile
from documine_nb.frames.result import ComponentResult
from documine_nb.packages import PackageArchive, PackageReports, read_reports, save_reports

__all__ = ["read_package"]

_DOCUMENT = ".pdf"
_COMPARED = 60


def read_package(path: str | os.PathLike[str], *, format: str | None = None) -> ComponentResult:  # noqa: A002 -- the word users know
    """Read the components in a result package, in place: nothing is unpacked.

    Parameters
    ----------
    path : path-like
        The ZIP file, as it was downloaded.
    format : {"json", "xml", "xlsx"}, optional
        Which reports to read; by default the first of these that the package has.

    Returns
    -------
    ComponentResult
        The same as ``dossier.components()`` gives. Documents in the package without a report, and
        reports that cannot be read, are told by ``quality()``.

    Raises
    ------
    StorageError
        The file cannot be opened.
    IntegrityError
        It is no whole ZIP archive.
    UnsafeArchiveError
        It holds what must not be read; the members are named.
    NotFoundError
        It has no reports of the format asked for.
    """
    with PackageArchive(path) as archive:
        reports = read_reports(archive, format=format)
        missing = [MissingFile(item.member, item.reason) for item in reports.skipped]
        missing += _without_reports(archive.members, reports)
    source = Path(path)
    return ComponentResult(
        reports.files,
        missing=missing,
        save=lambda folder, kind: save_reports(source, folder, kind),
        source=source.name,
    )


def _without_reports(members: Sequence[str], reports: PackageReports) -> list[MissingFile]:
    known = {_comparable(file.filename) for file in reports.files}
    names = [PurePosixPath(member).name for member in members]
    return [
        MissingFile(name, "the package has no component report on it")
        for name in names
        if name.lower().endswith(_DOCUMENT) and _comparable(name) not in known
    ]


def _comparable(name: str) -> str:
    """Return a name without what a package may have changed: numbers added, odd signs, length."""
    letters = re.sub(r"\W|_", "", re.sub(r" \(\d+\)(?=\.\w+$)", "", name))
    return letters.casefold()[:_COMPARED]
