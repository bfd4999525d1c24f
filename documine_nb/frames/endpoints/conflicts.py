"""Components of one file that contradict each other, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from documine_nb.frames.dates import Span, read_span
from documine_nb.frames.doses import read_dose_groups
from documine_nb.frames.endpoints.frame import StudyEndpoint, study_endpoints
from documine_nb.frames.endpoints.measure import BY_MEAN
from documine_nb.frames.endpoints.stated import BEFORE_NUMBER, NOT_CLASSIFIED
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.pairs import Markers
from documine_nb.frames.values import bare_unit

__all__ = ["Conflict", "conflicts_of"]

_STATED = re.compile(rf"\b{BEFORE_NUMBER}(?P<number>[1-5][A-C]?)\b", re.IGNORECASE)
_NAMES = {
    "rat": r"rats?|ratten?",
    "mouse": r"mouse|mice|maus|mäuse",
    "rabbit": r"rabbits?|kaninchen",
    "guinea pig": r"guinea[\s-]pigs?|meerschweinchen",
}
_BY_SCORE = {"skin", "eye"}  # where more than the scores decides on a category
_SYSTEMIC = {"oral", "dermal", "inhalation"}
_NONE = "Not classified"
_HALF = 0.5


@dataclass(frozen=True)
class Conflict:
    """Values of one file that cannot all be right.

    Attributes
    ----------
    file_id, filename : str
    components : tuple of str
        The components in question.
    reason : str
        What contradicts what.
    """

    file_id: str
    filename: str
    components: tuple[str, ...]
    reason: str


Found = tuple[tuple[str, ...], str]


def conflicts_of(facts: StudyFacts, markers: Markers) -> list[Conflict]:
    """Return the conflicts in one study; `markers` as ``fold_markers`` gives them."""
    endpoints = list(study_endpoints(facts, markers))
    found = chain(
        _species(facts),
        _route(facts),
        _dates(facts),
        _version(facts),
        _anachronism(facts),
        _not_applicable(facts),
        chain.from_iterable(_endpoint(facts, each, markers) for each in endpoints),
    )
    file = facts.file
    return [Conflict(file.file_id, file.filename, names, reason) for names, reason in found]


def _species(facts: StudyFacts) -> Iterator[Found]:
    name, values = facts.first(facts.tables.columns["species"])
    known = [guideline for guideline in facts.known.values() if guideline.species]
    fitting = set(chain.from_iterable(guideline.species for guideline in known))
    words = "|".join(_NAMES.get(kind, rf"{re.escape(kind)}s?") for kind in fitting)
    fits = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for value in values if known else ():
        if fits.search(value) is None:
            numbers = ", ".join(guideline.number for guideline in known)
            kinds = ", ".join(sorted(fitting))
            yield (name, _guideline(facts)), f"{value!r}, and guideline {numbers} is for {kinds}"


def _guideline(facts: StudyFacts) -> str:
    return facts.first(facts.tables.columns["guideline"])[0]


def _route(facts: StudyFacts) -> Iterator[Found]:
    areas, route = set(facts.areas), facts.route_area
    if route in _SYSTEMIC and areas <= _SYSTEMIC and facts.known and route not in areas:
        name, values = facts.first(facts.tables.columns["route"])
        numbers = ", ".join(facts.known)
        yield (
            (name, _guideline(facts)),
            (f"{values[0]!r}, and guideline {numbers} is for {', '.join(sorted(areas))}"),
        )


def _dates(facts: StudyFacts) -> Iterator[Found]:
    (start_name, start), (end_name, end) = (_day(facts, name) for name in ("started", "completed"))
    if start and end and end.last < start.first:
        yield (
            (start_name, end_name),
            f"completed on {end.last:%d/%m/%Y}, begun on {start.first:%d/%m/%Y}",
        )


def _version(facts: StudyFacts) -> Iterator[Found]:
    for cited in facts.cited:
        if valid := facts.outdated_at_start(cited):
            name, _ = facts.first(facts.tables.columns["started"])
            yield (
                (_guideline(facts), name),
                (
                    f"guideline {cited.number} is cited as of {cited.version}, and that of {valid}"
                    " was in force when the study began"
                ),
            )


def _anachronism(facts: StudyFacts) -> Iterator[Found]:
    """Tell versions that came after the study, and guidelines deleted before it."""
    (start, began), (end, finished) = (_day(facts, name) for name in ("started", "completed"))
    for cited in facts.cited:
        known = facts.known.get(cited.number)
        deleted = read_span(known.deleted) if known else None
        if began and deleted and began.first > deleted.last:
            told = f"was deleted in {deleted.first.year}, and the study began in {began.first.year}"
            yield (_guideline(facts), start), f"guideline {cited.number} {told}"
        if finished and cited.span and cited.span.first > finished.last:
            told = f"{cited.version}, and the study was completed by {finished.last:%d/%m/%Y}"
            yield (_guideline(facts), end), f"guideline {cited.number} is cited as of {told}"


def _day(facts: StudyFacts, column: str) -> tuple[str, Span | None]:
    name, values = facts.first(facts.tables.columns[column])
    return name, read_span(values[0]) if len(values) == 1 else None


def _not_applicable(facts: StudyFacts) -> Iterator[Found]:
    if not facts.known:
        return
    for name, numbers in facts.tables.applicable.items():
        if values_of(facts.file, name) and not numbers & set(facts.numbers):
            yield (
                (name, _guideline(facts)),
                (f"it has a value, and guideline {', '.join(facts.numbers)} asks for none"),
            )


def _endpoint(facts: StudyFacts, endpoint: StudyEndpoint, markers: Markers) -> Iterator[Found]:
    found, quantity = endpoint.found, endpoint.found.quantity
    for name in found.contrary:
        values = "; ".join(values_of(facts.file, name))
        yield (found.component, name), f"{found.written!r} and {values!r}"
    if quantity is None:
        own = markers.get(found.component, ())
        if saying := [marker for marker in own if values_of(facts.file, marker)]:
            yield (found.component, *saying), "; ".join(found.notes)
        return
    for note in ("outside its confidence limits", "several values are stated"):
        if note in found.notes:
            yield (found.component,), f"{quantity}: {note}"
    yield from _stated(facts, endpoint)
    yield from _mortality(facts, endpoint)


def _stated(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    name, values = facts.first(facts.tables.columns["stated"])
    stated = _stated_category(values)
    possible = {*endpoint.categories["ghs"].possible, *endpoint.categories["clp"].possible}
    if stated is None or not possible or any(_same(stated, each) for each in possible):
        return
    if endpoint.area in _BY_SCORE and _rank(stated) < min(map(_rank, possible)):
        return  # corrosion or persistence may be why
    allowed = " or ".join(sorted(possible, key=_rank))
    basis = f", {BY_MEAN}," if endpoint.found.basis == BY_MEAN else ""
    yield (
        (endpoint.found.component, name),
        (
            f"{endpoint.name} {endpoint.found.quantity}{basis} means {allowed}, stated is"
            f" {values[0]!r}"
        ),
    )


def _stated_category(values: Sequence[str]) -> str | None:
    if len(values) != 1:
        return None
    hit, none = _STATED.search(values[0]), NOT_CLASSIFIED.search(values[0])
    if hit and none:  # "Category 5 (not classified in the EU)"
        return None
    return f"Category {hit['number'].upper()}" if hit else _NONE if none else None


def _same(stated: str, possible: str) -> bool:
    """Whether they are the same, or one a sub-category of the other."""
    return stated.startswith(possible) or possible.startswith(stated)


def _rank(category: str) -> str:
    return "9" if category == _NONE else category.removeprefix("Category ")


def _mortality(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    quantity = endpoint.found.quantity
    if endpoint.name not in {"LD50", "LC50"} or quantity is None:
        return
    name, values = facts.first(facts.tables.columns["mortality"])
    read = chain.from_iterable(map(read_dose_groups, values))
    groups = [group for group in read if bare_unit(group.unit) == bare_unit(quantity.unit)]
    for group in groups if quantity.qualifier == ">" else ():
        if group.dose <= quantity.low and group.dead > _HALF * group.animals:
            yield (
                (endpoint.found.component, name),
                (f"{quantity}, and {group.dead} of {group.animals} died at {group.dose:g}"),
            )
    beyond = [group for group in groups if group.dose >= quantity.high]
    if beyond and not any(group.dead for group in beyond):
        doses = " and ".join(f"{group.dose:g}" for group in beyond)
        yield (endpoint.found.component, name), f"{quantity}, and no animal died at {doses}"
