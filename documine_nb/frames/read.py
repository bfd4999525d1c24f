"""A result package as a :class:`~documine_nb.frames.result.ComponentResult`, offline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from documine_nb.errors import StorageError
from documine_nb.frames.quality import MissingFile
from documine_nb.frames.result import ComponentResult
from documine_nb.packages import PackageArchive, PackageReports, read_reports
from documine_nb.transport.names import clean_name

__all__ = ["read_package"]

_DOCUMENT = ".pdf"


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
        save=lambda folder, kind: _save(source, folder, kind),
        source=source.name,
    )


def _without_reports(members: Sequence[str], reports: PackageReports) -> list[MissingFile]:
    known = {clean_name(file.filename) for file in reports.files}
    names = [PurePosixPath(member).name for member in members]
    return [
        MissingFile(name, "the package has no component report on it")
        for name in names
        if name.lower().endswith(_DOCUMENT) and clean_name(name) not in known
    ]


def _save(source: Path, folder: Path, kind: str) -> list[Path]:
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with PackageArchive(source) as archive:
            for member in read_reports(archive, format=kind).members:
                target = folder / clean_name(member)
                if target in written:
                    target = folder / clean_name(member.replace("/", "_"))
                target.write_bytes(archive.read(member))
                written.append(target)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(
            f"the reports cannot be written to {str(folder)!r} ({error.strerror})",
            cure=f"{len(written)} were written. Choose another folder.",
        ) from None
    return written
