"""Finding the component reports of a package, and reading those of one format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from documine_nb.errors import ConfigError, NotFoundError, StorageError
from documine_nb.models.component_records import records_of
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import FileAnswer
from documine_nb.models.components import FileComponents
from documine_nb.models.garbage import collector_paused
from documine_nb.packages.collected import Collected
from documine_nb.packages.json_report import read_json
from documine_nb.packages.overview import beside_none, without_overview
from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.packages.xlsx_report import read_xlsx
from documine_nb.packages.xml_report import read_xml

__all__ = ["FORMATS", "PackageReports", "Skipped", "read_reports"]

FORMATS = ("json", "xml", "xlsx")
"""The formats of component reports, the one that says most first."""

_TAKEN = "another report on it, which was taken"
_ARCHIVE = "an archive within the package is not opened: take it out and read it by itself"

_READERS: dict[str, Callable[[ReportSource, str], Iterable[FileComponents | FileAnswer]]] = {
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
    table : ComponentTable
        One file a document, in the archive's order.
    format : str or None
        The format they were read from, as far as they have reports of it; None where the package
        has no component report.
    members : tuple of str
        The members they were read from.
    skipped : tuple of Skipped
        Members that look like reports of this format and could not be taken.
    """

    table: ComponentTable
    format: str | None
    members: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @cached_property
    def files(self) -> tuple[FileComponents, ...]:
        """One record a document, made when they are first asked for."""
        return records_of(self.table)


def read_reports(source: ReportSource, *, format: str | None = None) -> PackageReports:  # noqa: A002 -- the word users know
    """Read a package's component reports, one member at a time.

    Parameters
    ----------
    source : ReportSource
        The package.
    format : {"json", "xml", "xlsx"}, optional
        The format to read. By default the first of these that the package has, and of documents
        without a report of it, that of another format.

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
    kinds = FORMATS if format is None else (format,)
    skipped: list[Skipped] = []
    for place, kind in enumerate(kinds, start=1):
        with collector_paused():
            found = _read_format(source, kind, skipped)
            if len(found.table):
                return _with_others(source, found, kinds[place:], skipped)
    if format is not None and not skipped:
        raise NotFoundError(
            f"{source.what} holds no component report as {format.upper()}",
            cure=f"It holds {_held(source.members)}.",
        )
    return PackageReports(ComponentTable(), None, (), _told(source, skipped))


def _read_format(source: ReportSource, kind: str, skipped: list[Skipped]) -> PackageReports:
    files = Collected()
    members: list[str] = []
    wanted = without_overview(_of_kind(source, kind), source.members)
    origins: list[str] = []
    for member, read in _each(source, kind, wanted, skipped):
        members.append(member)
        skipped += [
            Skipped(member, f"it states other values for {file.filename!r} than {_TAKEN}")
            for file in read
            if not files.add(file)
        ]
        origins += [member] * (len(files.table) - len(origins))
    place = {member: at for at, member in enumerate(wanted)}
    in_order = sorted(range(len(origins)), key=lambda number: place[origins[number]])
    members.sort(key=place.__getitem__)
    return PackageReports(files.table.take(in_order), kind, tuple(members), ())


def _each(
    source: ReportSource, kind: str, members: Sequence[str], skipped: list[Skipped]
) -> Iterator[tuple[str, Iterable[FileComponents | FileAnswer]]]:
    """Yield what each report states; those that cannot be read are added to `skipped`."""
    for member in source.newest_first(members):
        try:
            read = _READERS[kind](source, member)
        except UnreadableReport as wrong:
            skipped.append(Skipped(member, str(wrong)))
            continue
        except StorageError as wrong:
            skipped.append(Skipped(member, wrong.message))
            continue
        yield member, read


def _with_others(
    source: ReportSource, found: PackageReports, kinds: Sequence[str], skipped: list[Skipped]
) -> PackageReports:
    """Add the documents that have reports of other formats alone."""
    files = Collected(found.table)
    members = list(found.members)
    for kind in kinds:
        others = beside_none(_of_kind(source, kind), members)
        for member, read in _each(source, kind, others, skipped):
            before = len(files.table)
            for file in read:
                files.add_new(file)
            members += [member] * (len(files.table) > before)
    return PackageReports(files.table, found.format, tuple(members), _told(source, skipped))


def _of_kind(source: ReportSource, kind: str) -> list[str]:
    return [one for one in source.members if one.lower().endswith(f".{kind}")]


def _told(source: ReportSource, skipped: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """Return what was not taken: archives within the package, too."""
    return *(Skipped(one, _ARCHIVE) for one in _of_kind(source, "zip")), *skipped


def _held(members: Sequence[str]) -> str:
    suffixes = sorted({PurePosixPath(member).suffix.lower().lstrip(".") for member in members})
    shown = ", ".join(suffix.upper() for suffix in suffixes if suffix)
    return f"files of these kinds: {shown}" if shown else "no files at all"
