"""What contradicts a value: another component, a stated category, the deaths, the exposure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from documine_nb.frames.doses import DoseGroup, read_dose_groups
from documine_nb.frames.endpoints.amounts import beside
from documine_nb.frames.endpoints.frame import StudyEndpoint
from documine_nb.frames.endpoints.measure import BY_MEAN, SEVERAL
from documine_nb.frames.endpoints.stated import BEFORE_NUMBER, NOT_CLASSIFIED
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.quantity import Quantity

__all__ = ["Found", "value_conflicts"]

_STATED = re.compile(rf"\b{BEFORE_NUMBER}(?P<number>[1-5][A-C]?)\b", re.IGNORECASE)
_BY_SCORE = {"skin", "eye"}  # where more than the scores decides on a category
_NONE = "Not classified"
_HOURS = re.compile(r"/(?P<hours>\d+)h$")
_HALF = 0.5
_SEVERAL = 3  # animals

Found = tuple[tuple[str, ...], str]
"""Components, and what contradicts what."""


def value_conflicts(facts: StudyFacts, endpoints: Sequence[StudyEndpoint]) -> Iterator[Found]:
    """Return what contradicts the values of a study."""
    for endpoint in endpoints:
        yield from _endpoint(facts, endpoint)
    yield from _stated(facts, endpoints)


def _endpoint(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    found, quantity = endpoint.found, endpoint.found.quantity
    for name in found.contrary:
        values = "; ".join(values_of(facts.file, name))
        yield (found.component, name), f"{found.written!r} and {values!r}"
    if quantity is None:
        if found.marked_by:
            yield (found.component, *found.marked_by), "; ".join(found.notes)
        return
    for note in ("outside its confidence limits", SEVERAL):
        if note in found.notes:
            yield (found.component,), f"{quantity}: {note}"
    yield from _hours(facts, endpoint)
    yield from _mortality(facts, endpoint)


def _stated(facts: StudyFacts, endpoints: Sequence[StudyEndpoint]) -> Iterator[Found]:
    name, values = facts.first("stated")
    stated = list(map(_stated_category, values))
    if None in stated:
        return
    judged = [endpoint for endpoint in endpoints if stated and _possible(endpoint)]
    against = [each for each in judged if not any(_allows(each, word) for word in stated if word)]
    if {each.area for each in judged} != {each.area for each in against}:
        return  # it may be about another area, with which it agrees
    for endpoint in against:
        allowed = " or ".join(sorted(_possible(endpoint), key=_rank))
        basis = f", {BY_MEAN}," if endpoint.found.basis == BY_MEAN else ""
        told = f"{endpoint.name} {endpoint.found.quantity}{basis} means {allowed}"
        yield (endpoint.found.component, name), f"{told}, stated is {'; '.join(values)!r}"


def _possible(endpoint: StudyEndpoint) -> set[str]:
    return {*endpoint.categories["ghs"].possible, *endpoint.categories["clp"].possible}


def _allows(endpoint: StudyEndpoint, stated: str) -> bool:
    possible = _possible(endpoint)
    if endpoint.area in _BY_SCORE and _rank(stated) < min(map(_rank, possible)):
        return True  # corrosion or persistence may be why
    return any(_same(stated, each) for each in possible)


def _stated_category(text: str) -> str | None:
    hit, none = _STATED.search(text), NOT_CLASSIFIED.search(text)
    if hit and none:  # "Category 5 (not classified in the EU)"
        return None
    return f"Category {hit['number'].upper()}" if hit else _NONE if none else None


def _same(stated: str, possible: str) -> bool:
    """Whether they are the same, or one a sub-category of the other."""
    return stated.startswith(possible) or possible.startswith(stated)


def _rank(category: str) -> str:
    return "9" if category == _NONE else category.removeprefix("Category ")


def _hours(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    """Tell hours of exposure in the unit that the answer to "4 hours?" does not allow."""
    quantity, answer = endpoint.found.quantity, facts.yes("four_hours")
    hours = _HOURS.search(quantity.unit) if quantity else None
    if hours and answer is not None and answer != (hours["hours"] == "4"):
        name, values = facts.first("four_hours")
        yield (endpoint.found.component, name), f"{quantity}, and {name} is {values[0]!r}"


def _mortality(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    quantity = endpoint.found.quantity
    if endpoint.name not in {"LD50", "LC50"} or quantity is None:
        return
    name, values = facts.first("mortality")
    groups = list(_groups(values, quantity.unit))
    names = (endpoint.found.component, name)
    for dose, group in groups:
        if dose <= quantity.low and _is_too_deadly(group, quantity, dose):
            yield names, f"{quantity}, and {group.dead} of {group.animals} died at {dose:g}"
    beyond = [(dose, group.dead) for dose, group in groups if dose >= quantity.high]
    if beyond and not any(dead for _, dead in beyond):
        doses = " and ".join(f"{dose:g}" for dose, _ in beyond)
        yield names, f"{quantity}, and no animal died at {doses}"


def _is_too_deadly(group: DoseGroup, quantity: Quantity, dose: float) -> bool:
    """Whether more died at a dose than an LD50 beyond it lets one expect.

    Below a value that was estimated, more than half may die by chance, but hardly all of several.
    """
    if quantity.qualifier == ">":
        return group.dead > _HALF * group.animals
    return dose < quantity.low and group.dead == group.animals >= _SEVERAL


def _groups(values: Sequence[str], unit: str) -> Iterator[tuple[float, DoseGroup]]:
    """Return the dose groups that texts state, each with its dose in a unit."""
    for group in chain.from_iterable(map(read_dose_groups, values)):
        dose = beside(Quantity(group.dose, group.dose, "=", group.unit), unit)
        if dose is not None:
            yield dose.low, group
