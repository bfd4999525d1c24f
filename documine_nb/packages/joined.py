"""Several packages as one: of a file that several hold, the newest one's report counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from documine_nb.models.component_table import ComponentTable
from documine_nb.packages.collected import stated
from documine_nb.packages.overview import documents_in
from documine_nb.packages.reports import Skipped, read_reports
from documine_nb.packages.sources import open_source

__all__ = ["Held", "Joined", "ReadPackage", "join", "read_one"]


@dataclass(frozen=True)
class ReadPackage:
    """One package that was read.

    Attributes
    ----------
    path : Path
        Where it is.
    modified : float
        When it was written here, in seconds since 1970.
    table : ComponentTable
        What its reports state.
    skipped : tuple of Skipped
        Reports that could not be taken.
    documents : tuple of str
        The names of the documents in it.
    """

    path: Path
    modified: float
    table: ComponentTable
    skipped: tuple[Skipped, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A file that two packages hold; the newer one's report was taken."""

    file_id: str
    filename: str
    newer: Path
    older: Path
    is_same: bool


@dataclass(frozen=True)
class Joined:
    """What several packages state together: each file once, in the order of the packages."""

    table: ComponentTable
    held: tuple[Held, ...]


def read_one(path: Path, *, format: str | None = None) -> ReadPackage:  # noqa: A002 -- the word users know
    """Read one package; see :func:`.open_source` and :func:`.read_reports` for what is raised."""
    with open_source(path) as source:
        reports = read_reports(source, format=format)
        documents = tuple(documents_in(source.members))
        return ReadPackage(path, source.modified, reports.table, reports.skipped, documents)


def join(packages: Sequence[ReadPackage]) -> Joined:
    """Join packages; of those written at the same time the one named later counts as newer."""
    if len(packages) == 1:
        return Joined(packages[0].table, ())
    newest_first = sorted(
        range(len(packages)), key=lambda place: (packages[place].modified, place), reverse=True
    )
    taken: dict[str, tuple[int, int]] = {}
    chosen: dict[int, list[int]] = {place: [] for place in range(len(packages))}
    held: list[Held] = []
    rows = [_first_rows(package.table) for package in packages]
    for place in newest_first:
        package = packages[place]
        for number, file_id in enumerate(package.table.file_ids):
            if file_id not in taken:
                taken[file_id] = place, number
                chosen[place].append(number)
                continue
            newer, its = taken[file_id]
            is_same = stated(packages[newer].table, its, rows[newer][its]) == stated(
                package.table, number, rows[place][number]
            )
            name = package.table.filenames[number]
            held.append(Held(file_id, name, packages[newer].path, package.path, is_same))
    table = ComponentTable()
    for place, package in enumerate(packages):
        table.extend(package.table.take(chosen[place]))
    return Joined(table, tuple(held))


def _first_rows(table: ComponentTable) -> list[int]:
    return [end - count for count, end in zip(table.rows, accumulate(table.rows), strict=True)]
