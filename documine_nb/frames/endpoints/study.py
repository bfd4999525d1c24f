"""What one file says of its study, found by the tables: guideline, route, species, form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat

from documine_nb.frames.cells import Cells
from documine_nb.frames.dates import read_span
from documine_nb.frames.decimals import Mark, note_of, resolved
from documine_nb.frames.endpoints.guidelines import Cited, in_force, read_guidelines, status_of
from documine_nb.frames.endpoints.tables import Guideline, Tables, has_word
from documine_nb.frames.pairs import Markers, fold_markers
from documine_nb.frames.values import read_boolean
from documine_nb.models.component_table import ComponentTable

__all__ = ["FileValues", "StudyFacts", "file_values", "markers_of", "values_of"]

_ROUTES = (
    (
        "oral",
        re.compile(
            r"\b(?:oral|gavage|diet|p\.?o\.?\b|per os|intragastr|drinking water|Schlundsonde)",
            re.IGNORECASE,
        ),
    ),
    (
        "inhalation",
        re.compile(r"inhal|\binalat|nose[- ]only|whole[- ]body exposure", re.IGNORECASE),
    ),
    ("dermal", re.compile(r"\b(?:d[eé]rm|(?:per)?[ck]utan|cutân|topical)", re.IGNORECASE)),
    ("eye", re.compile(r"\b(?:ocular|eye|conjunctiv)", re.IGNORECASE)),
)
# What a study has one of: several components that state it should agree.
_ONE_EACH = (
    *("species", "sex", "route", "glp", "started", "completed", "stated", "animals"),
    *("form", "four_hours"),
)
_WORD = re.compile(r"\w")  # "-" says nothing
_JUDGED = {"OECD", "EPA", "EC"}  # the authorities whose numbers say what a study is about


@dataclass(frozen=True)
class FileValues:
    """The values of one file that the tables are about.

    `notes` say of components how numbers were read that can be read two ways.
    """

    file_id: str
    filename: str
    components: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, str] = field(default_factory=dict)


def markers_of(cells: Mapping[str, Cells], tables: Tables) -> Markers:
    """Return the markers of all components that the tables are about, loaded or not."""
    return fold_markers([*cells, *(tables.names - cells.keys())])


def file_values(
    table: ComponentTable, cells: Mapping[str, Cells], tables: Tables, mark: Mark | None = None
) -> Iterator[FileValues]:
    """Return the values that the tables are about, file by file; `mark` as ``resolved`` has it."""
    markers = set(chain.from_iterable(markers_of(cells, tables).values()))
    wanted = [name for name in cells if name in tables.names or name in markers]
    read = {name: resolved(cells[name], mark) for name in wanted}
    noted = [(name, cells[name], note) for name, (_, note) in read.items() if note]
    columns = [column for column, _ in read.values()]
    rows = zip(*columns, strict=True) if wanted else repeat(())
    files = zip(table.file_ids, table.filenames, rows, strict=False)
    for number, (file_id, filename, row) in enumerate(files):
        found = {name: values for name, values in zip(wanted, row, strict=True) if values}
        notes = {name: said for name, raw, note in noted if (said := note_of(raw[number], note))}
        yield FileValues(file_id, filename, found, notes)


def values_of(file: FileValues, name: str) -> tuple[str, ...]:
    """Return a component's values."""
    return file.components.get(name, ())


@dataclass(frozen=True)
class StudyFacts:
    """A file's values seen through the tables."""

    file: FileValues
    tables: Tables

    def stated(self, column: str) -> dict[str, tuple[str, ...]]:
        """Return all components that feed a column and say something, the first listed first."""
        names = self.tables.columns.get(column, ())
        return {
            name: values
            for name in names
            if (values := values_of(self.file, name)) and any(map(_WORD.search, values))
        }

    def first(self, column: str) -> tuple[str, tuple[str, ...]]:
        """Return the first component that feeds a column and has values, and these."""
        return next(iter(self.stated(column).items()), ("", ()))

    def text(self, column: str) -> str | None:
        """Return what feeds a column of the table, several values joined."""
        return "; ".join(dict.fromkeys(self.first(column)[1])) or None

    def yes(self, column: str) -> bool | None:
        """Return a yes or no."""
        text = self.text(column)
        return None if text is None else read_boolean(text.strip())

    def unread(self, column: str) -> tuple[str, ...]:
        """Return the component that should answer yes or no, where it says something else."""
        name, values = self.first(column)
        return (name,) if values and self.yes(column) is None else ()

    @cached_property
    def contrary(self) -> tuple[tuple[str, str], ...]:
        """Further components that state something else, each after the one that is read."""
        found = []
        for column in _ONE_EACH:
            if len(stated := self.stated(column)) > 1:
                name, *others = stated
                said = self._meaning(column, name)
                found += [(name, each) for each in others if self._meaning(column, each) != said]
        return tuple(found)

    def _meaning(self, column: str, name: str) -> frozenset[object]:
        """Return what values say, whatever the words."""
        texts = [" ".join(text.split()) for text in values_of(self.file, name)]
        if column == "route" and (areas := _areas_of(texts)):
            return frozenset(areas)
        if column == "species" and all(kinds := [self.tables.kinds_of(text) for text in texts]):
            return frozenset(chain.from_iterable(kinds))
        return frozenset(map(_read, texts))

    @cached_property
    def guidelines(self) -> tuple[Cited, ...]:
        """All guidelines that the file cites."""
        values = chain.from_iterable(self.stated("guideline").values())
        cited = dict.fromkeys(chain.from_iterable(map(read_guidelines, values)))
        return tuple(each for each in cited if each.authority in _JUDGED)

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """The OECD guidelines that the file cites."""
        return tuple(cited for cited in self.guidelines if cited.authority == "OECD")

    @property
    def numbers(self) -> tuple[str, ...]:
        """Their numbers."""
        return tuple(dict.fromkeys(cited.number for cited in self.cited))

    @cached_property
    def known(self) -> Mapping[str, Guideline]:
        """Those of them that the table knows."""
        guidelines = self.tables.guidelines
        return {number: guidelines[number] for number in self.numbers if number in guidelines}

    @cached_property
    def guideline_areas(self) -> tuple[str, ...]:
        """What the study is about by the guidelines of all authorities."""
        areas = (self.tables.area_of(cited.authority, cited.number) for cited in self.guidelines)
        return tuple(dict.fromkeys(filter(None, areas)))

    @cached_property
    def route_areas(self) -> tuple[str, ...]:
        """The areas that the routes stated belong to."""
        return _areas_of(chain.from_iterable(self.stated("route").values()))

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """What the study is about, by its guidelines; by its route where they say nothing."""
        return self.guideline_areas or self.route_areas

    @cached_property
    def unjudged(self) -> str:
        """Why no table is for the study, whatever its route; empty where one may be."""
        if self.guideline_areas:
            return ""
        if self.guidelines:
            return f"guideline {self.names_of_guidelines} is not in the table"
        values = list(chain.from_iterable(self.stated("species").values()))
        strange = next((text for text in values if not self.tables.kinds_of(text)), None)
        return f"{strange!r} is no mammal that the table knows" if strange else ""

    @property
    def names_of_guidelines(self) -> str:
        """The guidelines cited, as people name them."""
        return ", ".join(dict.fromkeys(cited.name for cited in self.guidelines))

    @cached_property
    def form(self) -> str:
        """The form that was inhaled, by its component, else by words of the texts."""
        stated = self.text("form")
        text = stated or self._words()
        found = [
            form
            for form, words in self.tables.form.items()
            # Its own name says too little in a text: "gas chromatography".
            if form != "texts" and has_word(text, [*words, *(form.split(" or ") if stated else [])])
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


def _read(text: str) -> object:
    """Return what a text says in any of its writings."""
    answer = read_boolean(text)
    return answer if answer is not None else read_span(text) or text.lower()


def _areas_of(routes: Iterable[str]) -> tuple[str, ...]:
    texts = list(routes)
    return tuple(area for area, form in _ROUTES if any(map(form.search, texts)))
