"""Finding the component reports of a package, and reading those of one format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from documine_nb.packages.overview import without_overview
from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.packages.xlsx_report import read_xlsx
from documine_nb.packages.xml_report import read_xml

__all__ = ["FORMATS", "PackageReports", "Skipped", "read_reports"]

FORMATS = ("json", "xml", "xlsx")
"""The formats of component reports, the one that says most first."""

_TAKEN = "another report on it, which was taken"

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
        The format they were read from; None where the package has no component report.
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
        with collector_paused():
            found = _read_format(source, kind)
        if len(found.table):
            return found
        skipped += found.skipped
    if format is not None and not skipped:
        raise NotFoundError(
            f"{source.what} holds no component report as {format.upper()}",
            cure=f"It holds {_held(source.members)}.",
        )
    return PackageReports(ComponentTable(), None, (), tuple(skipped))


def _read_format(source: ReportSource, kind: str) -> PackageReports:
    files = Collected()
    members: list[str] = []
    skipped: list[Skipped] = []
    candidates = [one for one in source.members if PurePosixPath(one).suffix.lower() == f".{kind}"]
    wanted = without_overview(candidates, source.members)
    origins: list[str] = []
    for member in source.newest_first(wanted):
        try:
            read = _READERS[kind](source, member)
        except UnreadableReport as wrong:
            skipped.append(Skipped(member, str(wrong)))
            continue
        except StorageError as wrong:
            skipped.append(Skipped(member, wrong.message))
            continue
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
    return PackageReports(files.table.take(in_order), kind, tuple(members), tuple(skipped))


def _held(members: Sequence[str]) -> str:
    suffixes = sorted({PurePosixPath(member).suffix.lower().lstrip(".") for member in members})
    shown = ", ".join(suffix.upper() for suffix in suffixes if suffix)
    return f"files of these kinds: {shown}" if shown else "no files at all"
