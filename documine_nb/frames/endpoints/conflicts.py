"""Components of one file that contradict each other, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from documine_nb.frames.dates import Span, read_span
from documine_nb.frames.endpoints.frame import study_endpoints
from documine_nb.frames.endpoints.guidelines import read_guidelines
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.endpoints.value_conflicts import Found, value_conflicts
from documine_nb.frames.pairs import Markers

__all__ = ["Conflict", "conflicts_of"]

_SYSTEMIC = {"oral", "dermal", "inhalation"}


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
        value_conflicts(facts, endpoints),
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
