"""What only a look at several components of a file shows: applicability, conflicts, doubles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from documine_nb.frames.cells import Cells
from documine_nb.frames.endpoints.conflicts import Conflict, conflicts_of
from documine_nb.frames.endpoints.study import StudyFacts, file_values, markers_of
from documine_nb.frames.endpoints.tables import Tables, read_tables
from documine_nb.models.component_table import ComponentTable

__all__ = ["Findings", "find"]


@dataclass(frozen=True)
class Findings:
    """Findings about some files.

    Attributes
    ----------
    not_applicable : mapping of str to int
        By component, in how many files it has no value because their guideline has none of it.
    not_applicable_files : mapping of str to frozenset of str
        The ids of these files.
    conflicts : tuple of Conflict
        Components of one file that contradict each other.
    same_report : tuple of (str, tuple of str)
        Report numbers that several files have, with the files' names.
    """

    not_applicable: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    same_report: tuple[tuple[str, tuple[str, ...]], ...] = ()
    not_applicable_files: Mapping[str, frozenset[str]] = field(default_factory=dict)


def find(
    table: ComponentTable, cells: Mapping[str, Cells], kept: Mapping[str, Any] | None = None
) -> Findings:
    """Look through all files; `kept` are the tables of a snapshot."""
    tables = read_tables(kept=kept)
    markers = markers_of(cells, tables)
    not_applicable: dict[str, set[str]] = {}
    reports: dict[str, list[str]] = {}
    conflicts: list[Conflict] = []
    for file in file_values(table, cells, tables):
        facts = StudyFacts(file, tables)
        conflicts += conflicts_of(facts, markers)
        for name in _not_applicable(facts, cells, tables):
            not_applicable.setdefault(name, set()).add(file.file_id)
        _, numbers = facts.first("report")
        for number in dict.fromkeys(numbers):
            reports.setdefault(" ".join(number.split()), []).append(file.filename)
    doubled = ((number, tuple(names)) for number, names in reports.items() if len(names) > 1)
    return Findings(
        {name: len(ids) for name, ids in not_applicable.items()},
        tuple(conflicts),
        tuple(doubled),
        {name: frozenset(ids) for name, ids in not_applicable.items()},
    )


def _not_applicable(facts: StudyFacts, cells: Mapping[str, Cells], tables: Tables) -> list[str]:
    """Return the components without a value that no guideline of the study has."""
    if not facts.known or len(facts.known) < len(set(facts.numbers)):
        return []  # a guideline that the table does not know may have any component
    numbers = set(facts.numbers)
    return [
        name
        for name, having in tables.applicable.items()
        if name in cells and not having & numbers and name not in facts.file.components
    ]
