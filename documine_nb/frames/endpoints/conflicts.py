"""Components of one file that contradict each other, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from documine_nb.frames.dates import Span, read_span
from documine_nb.frames.doses import DoseGroup, read_dose_groups
from documine_nb.frames.endpoints.amounts import beside
from documine_nb.frames.endpoints.frame import StudyEndpoint, study_endpoints
from documine_nb.frames.endpoints.guidelines import read_guidelines
from documine_nb.frames.endpoints.measure import BY_MEAN
from documine_nb.frames.endpoints.stated import BEFORE_NUMBER, NOT_CLASSIFIED
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.pairs import Markers
from documine_nb.frames.quantity import Quantity

__all__ = ["Conflict", "conflicts_of"]

_STATED = re.compile(rf"\b{BEFORE_NUMBER}(?P<number>[1-5][A-C]?)\b", re.IGNORECASE)
_BY_SCORE = {"skin", "eye"}  # where more than the scores decides on a category
_SYSTEMIC = {"oral", "dermal", "inhalation"}
_NONE = "Not classified"
_HALF = 0.5
_SEVERAL = 3  # animals


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
        _contrary(facts),
        _species(facts),
        _route(facts),
        _dates(facts),
        _version(facts),
        _anachronism(facts),
        _not_applicable(facts),
        chain.from_iterable(_endpoint(facts, each) for each in endpoints),
        _stated(facts, endpoints),
    )
    file = facts.file
    return [Conflict(file.file_id, file.filename, names, reason) for names, reason in found]


def _contrary(facts: StudyFacts) -> Iterator[Found]:
    for names in facts.contrary:
        said = ("; ".join(values_of(facts.file, name)) for name in names)
        yield names, " and ".join(map(repr, said))


def _species(facts: StudyFacts) -> Iterator[Found]:
    known = [guideline for guideline in facts.known.values() if guideline.species]
    fitting = set(chain.from_iterable(guideline.species for guideline in known))
    for name, values in facts.stated("species").items() if known else ():
        for value in values:
            if not fitting & facts.tables.kinds_of(value):
                numbers = ", ".join(guideline.number for guideline in known)
                told = f"{value!r}, and guideline {numbers} is for {', '.join(sorted(fitting))}"
                yield (name, *_guidelines(facts)), told


def _guidelines(facts: StudyFacts) -> tuple[str, ...]:
    """Return the components that cite guidelines of the OECD; all that cite one where none does."""
    stated = facts.stated("guideline")
    return tuple(name for name, values in stated.items() if _cites_oecd(values)) or tuple(stated)


def _cites_oecd(values: Sequence[str]) -> bool:
    read = chain.from_iterable(map(read_guidelines, values))
    return any(cited.authority == "OECD" for cited in read)


def _route(facts: StudyFacts) -> Iterator[Found]:
    areas = facts.guideline_areas
    if areas and _SYSTEMIC.issuperset(areas) and _SYSTEMIC & {*facts.route_areas}.difference(areas):
        routes = facts.stated("route")
        told = "; ".join(dict.fromkeys(chain.from_iterable(routes.values())))
        yield (
            (*routes, *_guidelines(facts)),
            f"{told!r}, and guideline {facts.names_of_guidelines} is for {' and '.join(areas)}",
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
            name, _ = facts.first("started")
            yield (
                (*_guidelines(facts), name),
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
            yield (*_guidelines(facts), start), f"guideline {cited.number} {told}"
        if finished and cited.span and cited.span.first > finished.last:
            told = f"{cited.version}, and the study was completed by {finished.last:%d/%m/%Y}"
            yield (*_guidelines(facts), end), f"guideline {cited.number} is cited as of {told}"


def _day(facts: StudyFacts, column: str) -> tuple[str, Span | None]:
    name, values = facts.first(column)
    days = {read_span(value) for value in values}
    return name, days.pop() if len(days) == 1 else None


def _not_applicable(facts: StudyFacts) -> Iterator[Found]:
    if not facts.known:
        return
    for name, numbers in facts.tables.applicable.items():
        if values_of(facts.file, name) and not numbers & set(facts.numbers):
            yield (
                (name, *_guidelines(facts)),
                (f"it has a value, and guideline {', '.join(facts.numbers)} asks for none"),
            )


def _endpoint(facts: StudyFacts, endpoint: StudyEndpoint) -> Iterator[Found]:
    found, quantity = endpoint.found, endpoint.found.quantity
    for name in found.contrary:
        values = "; ".join(values_of(facts.file, name))
        yield (found.component, name), f"{found.written!r} and {values!r}"
    if quantity is None:
        if found.marked_by:
            yield (found.component, *found.marked_by), "; ".join(found.notes)
        return
    for note in ("outside its confidence limits", "several values are stated"):
        if note in found.notes:
            yield (found.component,), f"{quantity}: {note}"
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
