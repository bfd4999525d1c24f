"""Several packages as one: of a file that several hold, the newest one's report counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from documine_nb.models.component_table import ComponentTable
from documine_nb.packages.collected import statements
from documine_nb.packages.overview import documents_in
from documine_nb.packages.reports import Skipped, read_reports
from documine_nb.packages.sources import open_source

__all__ = ["Held", "Joined", "ReadPackage", "Twice", "join", "join_tables", "read_one"]


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
    table, twice = join_tables(
        [package.table for package in packages], lambda place, _: packages[place].modified
    )
    paths = [package.path for package in packages]
    held = (
        Held(one.file_id, one.filename, paths[one.newer], paths[one.older], one.is_same)
        for one in twice
    )
    return Joined(table, tuple(held))


@dataclass(frozen=True)
class Twice:
    """A file that two tables have, and the places of these; the newer one's values were taken."""

    file_id: str
    filename: str
    newer: int
    older: int
    is_same: bool


def join_tables(
    tables: Sequence[ComponentTable], moment: Callable[[int, str], float]
) -> tuple[ComponentTable, tuple[Twice, ...]]:
    """Join tables in their order, each file once: that of the latest moment, or place, is taken.

    `moment` says of a place and a file's id when its values were taken.
    """
    if len(tables) == 1:
        return tables[0], ()
    holders: dict[str, list[tuple[float, int, int]]] = {}
    for place, table in enumerate(tables):
        for number, file_id in enumerate(table.file_ids):
            at = moment(place, file_id), place, number
            holders.setdefault(file_id, []).append(at)
    chosen: list[list[int]] = [[] for _ in tables]
    twice: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for held in holders.values():
        (_, newest, its), *older = sorted(held, reverse=True)
        chosen[newest].append(its)
        twice += [((newest, its), (place, number)) for _, place, number in older]
    joined = ComponentTable()
    for table, numbers in zip(tables, chosen, strict=True):
        joined.extend(table.take(sorted(numbers)))
    return joined, tuple(_twice(tables, twice))


def _twice(
    tables: Sequence[ComponentTable], twice: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[Twice]:
    """Return files that two tables have, each given by place and number, the newer first."""
    stated = cache(lambda place: list(statements(tables[place])))
    for (newer, its), (place, number) in twice:
        yield Twice(
            tables[place].file_ids[number],
            tables[place].filenames[number],
            newer,
            place,
            is_same=stated(newer)[its] == stated(place)[number],
        )
