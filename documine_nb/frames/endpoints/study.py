"""What one file says of its study, found by the tables: guideline, route, species, form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

from documine_nb.frames.cells import Cells
from documine_nb.frames.dates import read_span
from documine_nb.frames.decimals import Mark, resolved
from documine_nb.frames.endpoints.guidelines import Cited, in_force, read_guidelines, status_of
from documine_nb.frames.endpoints.tables import Guideline, Tables
from documine_nb.frames.pairs import fold_markers
from documine_nb.frames.values import read_boolean
from documine_nb.models.component_table import ComponentTable

__all__ = ["FileValues", "StudyFacts", "file_values", "values_of"]

_ROUTES = (
    ("oral", re.compile(r"\b(?:oral|gavage|diet|p\.?o\.?\b|per os)", re.IGNORECASE)),
    ("inhalation", re.compile(r"inhal|nose[- ]only|whole[- ]body exposure", re.IGNORECASE)),
    ("dermal", re.compile(r"\b(?:dermal|cutan|percutan|topical)", re.IGNORECASE)),
    ("eye", re.compile(r"\b(?:ocular|eye|conjunctiv)", re.IGNORECASE)),
)


@dataclass(frozen=True)
class FileValues:
    """The values of one file that the tables are about."""

    file_id: str
    filename: str
    components: Mapping[str, tuple[str, ...]]


def file_values(
    table: ComponentTable, cells: Mapping[str, Cells], tables: Tables, mark: Mark | None = None
) -> Iterator[FileValues]:
    """Return the values that the tables are about, file by file; `mark` as ``resolved`` has it."""
    markers = set(chain.from_iterable(fold_markers(cells).values()))
    wanted = [name for name in cells if name in tables.names or name in markers]
    columns = [resolved(cells[name], mark)[0] for name in wanted]
    rows = zip(*columns, strict=True) if wanted else repeat(())
    for file_id, filename, row in zip(table.file_ids, table.filenames, rows, strict=False):
        found = {name: values for name, values in zip(wanted, row, strict=True) if values}
        yield FileValues(file_id, filename, found)


def values_of(file: FileValues, name: str) -> tuple[str, ...]:
    """Return a component's values."""
    return file.components.get(name, ())


@dataclass(frozen=True)
class StudyFacts:
    """A file's values seen through the tables."""

    file: FileValues
    tables: Tables

    def first(self, names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """Return the first component that has values, and these."""
        for name in names:
            if values := values_of(self.file, name):
                return name, values
        return "", ()

    def text(self, column: str) -> str | None:
        """Return what feeds a column of the table, several values joined."""
        _, values = self.first(self.tables.columns.get(column, ()))
        return "; ".join(dict.fromkeys(values)) or None

    def yes(self, column: str) -> bool | None:
        """Return a yes or no."""
        text = self.text(column)
        return None if text is None else read_boolean(text.strip())

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """The OECD guidelines that the file cites."""
        _, values = self.first(self.tables.columns.get("guideline", ()))
        read = chain.from_iterable(map(read_guidelines, values))
        return tuple(cited for cited in read if cited.authority == "OECD")

    @property
    def numbers(self) -> tuple[str, ...]:
        """Their numbers."""
        return tuple(cited.number for cited in self.cited)

    @cached_property
    def known(self) -> Mapping[str, Guideline]:
        """Those of them that the table knows."""
        guidelines = self.tables.guidelines
        return {number: guidelines[number] for number in self.numbers if number in guidelines}

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """What the study is about, by its guidelines; by its route where they say nothing."""
        by_guideline = tuple(dict.fromkeys(each.area for each in self.known.values()))
        return by_guideline or tuple(filter(None, [self.route_area]))

    @cached_property
    def route_area(self) -> str:
        """The area that the route stated belongs to."""
        route = self.text("route") or ""
        return next((area for area, form in _ROUTES if form.search(route)), "")

    @cached_property
    def form(self) -> str:
        """The form that was inhaled, by its component, else by words of the texts."""
        stated = self.text("form")
        text = stated or self._words()
        found = [
            form
            for form, words in self.tables.form.items()
            # Its own name says too little in a text: "gas chromatography".
            if form != "texts"
            and _has_word(text, [*words, *(form.split(" or ") if stated else [])])
        ]
        return found[0] if len(found) == 1 else ""

    def _words(self) -> str:
        names = self.tables.form.get("texts", ())
        return "\n".join(value for name in names for value in values_of(self.file, name))

    def status(self, cited: Cited) -> str | None:
        """Return what is to be said of a version cited."""
        return status_of(cited, self.known.get(cited.number))

    def outdated_at_start(self, cited: Cited) -> str | None:
        """Return the version in force when the study began, where it is later than the cited."""
        started, known = read_span(self.text("started") or ""), self.known.get(cited.number)
        if started is None or known is None or cited.span is None:
            return None
        valid = in_force(known, started.first)
        return f"{valid.first:%d/%m/%Y}" if valid and cited.span.last < valid.first else None


def _has_word(text: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE) for word in words)
