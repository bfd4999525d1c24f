"""Several packages as one: of a file that several hold, the newest one's report counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from documine_nb.models.component_table import ComponentTable
from documine_nb.packages.collected import statements
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
    twice: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for place in newest_first:
        for number, file_id in enumerate(packages[place].table.file_ids):
            if file_id in taken:
                twice.append((taken[file_id], (place, number)))
            else:
                taken[file_id] = place, number
                chosen[place].append(number)
    table = ComponentTable()
    for place, package in enumerate(packages):
        table.extend(package.table.take(chosen[place]))
    return Joined(table, tuple(_held(packages, twice)))


def _held(
    packages: Sequence[ReadPackage], twice: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[Held]:
    """Return files that two packages hold, each given by package and number, the newer first."""
    stated = cache(lambda place: list(statements(packages[place].table)))
    for (newer, its), (place, number) in twice:
        older = packages[place]
        yield Held(
            older.table.file_ids[number],
            older.table.filenames[number],
            packages[newer].path,
            older.path,
            is_same=stated(newer)[its] == stated(place)[number],
        )
