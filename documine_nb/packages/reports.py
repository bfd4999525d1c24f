"""Finding the component reports of a package, and reading those of one format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.models.components import FileComponents
from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.json_report import read_json
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.packages.xlsx_report import read_xlsx
from documine_nb.packages.xml_report import read_xml

__all__ = ["FORMATS", "PackageReports", "Skipped", "read_reports"]

FORMATS = ("json", "xml", "xlsx")
"""The formats of component reports, the one that says most first."""

_READERS: dict[str, Callable[[PackageArchive, str], list[FileComponents]]] = {
    "json": read_json,
    "xml": read_xml,
    "xlsx": read_xlsx,
}


@dataclass(frozen=True)
class Skipped:
    """A member of a package that was not taken, and why."""

    member: str
    reason: str


@dataclass(frozen=True)
class PackageReports:
    """The components that a package states.

    Attributes
    ----------
    files : tuple of FileComponents
        One a document, in the archive's order.
    format : str or None
        The format they were read from; None where the package has no component report.
    members : tuple of str
        The members they were read from.
    skipped : tuple of Skipped
        Members that look like reports of this format and could not be taken.
    """

    files: tuple[FileComponents, ...]
    format: str | None
    members: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def read_reports(archive: PackageArchive, *, format: str | None = None) -> PackageReports:  # noqa: A002 -- the word users know
    """Read a package's component reports.

    Parameters
    ----------
    archive : PackageArchive
        The package.
    format : {"json", "xml", "xlsx"}, optional
        The format to read. By default the first of these that the package has.

    Raises
    ------
    ConfigError
        There is no such format.
    NotFoundError
        The package has no report of the format asked for.
    UnsafeArchiveError
        A report holds what must not be read, such as an XML document type.
    """
    if format is not None and format not in FORMATS:
        raise ConfigError(f"no format {format!r}", cure=f"Known are {', '.join(FORMATS)}.")
    skipped: list[Skipped] = []
    for kind in FORMATS if format is None else (format,):
        found = _read_format(archive, kind)
        if found.files:
            return found
        skipped += found.skipped
    if format is not None and not skipped:
        raise NotFoundError(
            f"{archive.what} holds no component report as {format.upper()}",
            cure=f"It holds {_held(archive.members)}.",
        )
    return PackageReports(files=(), format=None, members=(), skipped=tuple(skipped))


def _read_format(archive: PackageArchive, kind: str) -> PackageReports:
    files: dict[str, FileComponents] = {}
    members: list[str] = []
    skipped: list[Skipped] = []
    for member in archive.members:
        if PurePosixPath(member).suffix.lower() != f".{kind}":
            continue
        try:
            read = _READERS[kind](archive, member)
        except UnreadableReport as wrong:
            skipped.append(Skipped(member, str(wrong)))
            continue
        members.append(member)
        skipped += _merge(files, read, member)
    return PackageReports(tuple(files.values()), kind, tuple(members), tuple(skipped))


def _merge(
    files: dict[str, FileComponents], read: Sequence[FileComponents], member: str
) -> Iterable[Skipped]:
    """Add what a report states; a file that several reports state is taken from the first."""
    for file in read:
        if files.setdefault(file.file_id, file) != file:
            yield Skipped(
                member, f"it states other values for {file.filename!r} than an earlier report"
            )


def _held(members: Sequence[str]) -> str:
    suffixes = sorted({PurePosixPath(member).suffix.lower().lstrip(".") for member in members})
    shown = ", ".join(suffix.upper() for suffix in suffixes if suffix)
    return f"files of these kinds: {shown}" if shown else "no files at all"
