"""One row a study endpoint: its value as an interval, the study, and categories with reasons."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from documine_nb.frames.cells import Cells
from documine_nb.frames.decimals import check_mark
from documine_nb.frames.endpoints.categories import Category, Study
from documine_nb.frames.endpoints.guidelines import Cited
from documine_nb.frames.endpoints.measure import Measure, measure
from documine_nb.frames.endpoints.study import (
    StudyFacts,
    file_values,
    markers_of,
    values_of,
)
from documine_nb.frames.endpoints.tables import EndpointRule, read_tables
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.frames.pairs import Markers
from documine_nb.models.component_table import ComponentTable

__all__ = ["SCHEMES", "StudyEndpoint", "endpoint_frame", "study_endpoints"]

SCHEMES = ("ghs", "clp", "epa")
_BY_FOUR_HOURS = {"ghs", "clp"}  # 40 CFR 156.62 says nothing of the hours
_NOT_FOUR_HOURS = "the exposure was not of 4 hours, which the bounds are for"
_COLUMNS = {
    "file_id": "string",
    "file name": "string",
    "test_item": "string",
    "area": "string",
    "endpoint": "string",
    "qualifier": "string",
    "low": "Float64",
    "high": "Float64",
    "unit": "string",
    "value": "string",
    "confidence_low": "Float64",
    "confidence_high": "Float64",
    "route": "string",
    "species": "string",
    "sex": "string",
    "glp": "boolean",
    "guideline": "string",
    "guideline_version": "string",
    "guideline_newest": "string",
    "guideline_status": "string",
    "stated": "string",
    **{f"{scheme}{part}": "string" for scheme in SCHEMES for part in ("", "_rule", "_source")},
    "component": "string",
    "notes": "string",
}


class StudyEndpoint:
    """One endpoint of one study, with its categories.

    Parameters
    ----------
    facts : StudyFacts
        The study.
    name, area : str
        What was measured, and what it is about.
    found : Measure, optional
        Its value; None where the study states none.
    """

    def __init__(self, facts: StudyFacts, name: str, area: str, found: Measure | None) -> None:
        self.facts = facts
        self.name = name
        self.area = area
        self.found = found or Measure("", "", notes=["no value is stated"])
        self.categories = {scheme: self._category(scheme) for scheme in SCHEMES}

    def _category(self, scheme: str) -> Category:
        if self.found.quantity is None:
            return Category(None, None)
        if self.found.refused:
            return Category(None, self.found.refused)
        if not self.area:
            return Category(None, self._no_area())
        if scheme in _BY_FOUR_HOURS and self._exposure_note() == _NOT_FOUR_HOURS:
            return Category(None, _NOT_FOUR_HOURS)
        form = self.facts.form if self.area == "inhalation" else ""
        numbers, found = self.facts.numbers, self.found
        study = Study(self.name, self.area, form, numbers, found.basis, found.animals)
        decides = found.deciding or self.found.quantity
        return self.facts.tables.category_of(decides, study, scheme)

    def _no_area(self) -> str:
        if self.facts.unjudged:
            return self.facts.unjudged
        if areas := self.facts.areas:
            return f"of a study about {' and '.join(areas)}, no table of {self.name} is for certain"
        return "neither guideline nor route say which table is right"

    def notes(self) -> list[str]:
        """Return what is to be said of this endpoint."""
        facts, notes = self.facts, list(self.found.notes)
        names = [name for _, name in facts.contrary] + list(facts.unread("glp"))
        if self.area == "inhalation" and self.found.quantity is not None:
            names += [*facts.unread("four_hours"), *(() if facts.form else facts.stated("form"))]
            if not facts.form:
                notes.append("the form that was inhaled is not known")
            notes += filter(None, [self._exposure_note()])
        said = (f"{name} states {'; '.join(values_of(facts.file, name))!r}" for name in names)
        return [*notes, *dict.fromkeys(said)]

    def _exposure_note(self) -> str:
        """Return what is to be said of the hours for which something was inhaled."""
        if self.area != "inhalation":
            return ""
        stated = self.facts.yes("four_hours")
        if stated is False:
            return _NOT_FOUR_HOURS
        if stated or (self.found.quantity and self.found.quantity.unit.endswith("/4h")):
            return ""
        return "4 hours of exposure, which the bounds are for, are not known"

    def _categories(self) -> Iterator[str | None]:
        for category in self.categories.values():
            yield from (category.name, category.rule, category.source)

    def _cited(self) -> Cited | None:
        """Return the guideline that the value goes by: the first of its area, else the first."""
        cited, known = self.facts.cited, self.facts.known
        of_area = (
            each for each in cited if each.number in known and known[each.number].area == self.area
        )
        return next(chain(of_area, cited), None)

    def row(self) -> tuple[Any, ...]:
        """Return the row in the frame."""
        facts, quantity = self.facts, self.found.quantity
        cited = self._cited()
        known = facts.known.get(cited.number) if cited else None
        return (
            facts.file.file_id,
            facts.file.filename,
            facts.text("test_item"),
            self.area or None,
            self.name,
            *(
                (quantity.qualifier, quantity.low, quantity.high, quantity.unit or None)
                if quantity
                else (None, None, None, None)
            ),
            str(quantity) if quantity else None,
            self.found.low,
            self.found.high,
            facts.text("route"),
            facts.text("species"),
            facts.text("sex"),
            facts.yes("glp"),
            ", ".join(facts.numbers) or None,
            (cited.version or None) if cited else None,
            known.versions[-1] if known and known.versions else None,
            facts.status(cited) if cited else None,
            facts.text("stated"),
            *self._categories(),
            self.found.component or None,
            "; ".join(self.notes()) or None,
        )


def study_endpoints(facts: StudyFacts, markers: Markers) -> Iterator[StudyEndpoint]:
    """Return the endpoints of one study; `markers` as ``fold_markers`` gives them."""
    covered: set[str] = set()
    for rule in facts.tables.endpoints:
        found = measure(rule, facts, markers)
        if found is not None:
            area = _area(rule, facts)
            covered.update([area] if area else rule.areas)
            yield StudyEndpoint(facts, rule.name, area, found)
    for area in facts.areas:
        name = facts.tables.without_value.get(area)
        if name and area not in covered and facts.guideline_areas:
            yield StudyEndpoint(facts, name, area, None)


def _area(rule: EndpointRule, facts: StudyFacts) -> str:
    """Return what a value is about; empty where that is not for certain."""
    if facts.unjudged:  # an LC50 of OECD 203 is one of fish
        return ""
    if len(rule.areas) == 1:
        return rule.areas[0]
    possible = {*rule.areas} & {*facts.areas}
    if len(possible) > 1:
        possible &= {*facts.route_areas}
    return possible.pop() if len(possible) == 1 else ""


def endpoint_frame(
    table: ComponentTable,
    cells: Mapping[str, Cells],
    own: str | os.PathLike[str] | None = None,
    kept: Mapping[str, Any] | None = None,
    decimal: str | None = None,
) -> pd.DataFrame:
    """Return one row a study endpoint; see ``ComponentResult.endpoints``."""
    tables, mark = read_tables(own, kept), check_mark(decimal)
    markers = markers_of(cells, tables)
    rows = (
        endpoint.row()
        for file in file_values(table, cells, tables, mark)
        for endpoint in study_endpoints(StudyFacts(file, tables), markers)
    )
    return frame_from_rows(_COLUMNS, rows).set_index("file_id")
