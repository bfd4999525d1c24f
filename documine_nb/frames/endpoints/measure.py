"""The value of one endpoint in one file, with its qualifier; a text that may be one is told."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from itertools import chain

from documine_nb.frames.endpoints.animals import deciding_score, objection, scores_of
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.endpoints.tables import EndpointRule
from documine_nb.frames.pairs import Markers, limit, read_cell, signs, unit_of
from documine_nb.frames.quantity import Quantity, hull
from documine_nb.frames.values import SIGN_WORDS, Doubt, bare_unit, read_quantity

__all__ = ["BY_MEAN", "Measure", "measure"]

BY_MEAN = "by the mean over all animals"
_PROVISIONAL = "the category is provisional"
_ONLY_A_MEAN = f"the criteria count animals and only a mean is at hand: {_PROVISIONAL}"
_LIST = re.compile(r"\s*;\s*|,\s+")
_NEARBY = 60  # characters before a number that may belong to it
_SIGN_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<sign>{SIGN_WORDS})|(?P<negated>(?:not|nicht)\s+(?:{SIGN_WORDS})))\s*$",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?\s*%?\s*(?:[,;/–—−-]|to|bis|and|und|e)\s*$")


@dataclass
class Measure:
    """A value found: where, as written, as a quantity, and what is to be said of it.

    Where scores are stated by animal, `deciding` is the one that enough of the `animals` reach;
    `basis` says by what a category is given, `refused` why none is, `contrary` which further
    components state something else.
    """

    component: str
    written: str
    quantity: Quantity | None = None
    low: float | None = None
    high: float | None = None
    deciding: Quantity | None = None
    animals: int = 0
    basis: str = ""
    refused: str = ""
    contrary: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measure(rule: EndpointRule, facts: StudyFacts, markers: Markers) -> Measure | None:
    """Return the value of an endpoint, None where the file states none."""
    stated = [
        _of_values(rule, name, values, facts, markers)
        for name in rule.components
        if (values := values_of(facts.file, name))
    ]
    found = stated[0] if stated else _of_texts(rule, facts)
    for other in stated[1:]:
        _add_contrary(stated[0], other)
    if found is not None and rule.confidence:
        _add_confidence(found, rule, facts)
    if found is not None and found.quantity is not None:
        _add_basis(found, found.quantity, rule)
    return found


def _of_values(
    rule: EndpointRule,
    name: str,
    values: tuple[str, ...],
    facts: StudyFacts,
    markers: Markers,
) -> Measure:
    found = Measure(name, "; ".join(values))
    own = markers.get(name, {})
    marks = tuple(
        chain.from_iterable(
            signs(values_of(facts.file, marker), sign) for marker, sign in own.items()
        )
    )
    if rule.of_several == "highest" and not limit(marks):
        return _highest(found, values, rule)
    if rule.of_several == "animals" and not marks and len(scores := scores_of(values)) > 1:
        return _of_animals(found, scores, facts)
    read = read_cell((values, marks))
    if marks:
        found.written = f"{found.written} ({'; '.join(marks)})"
    return _taken(found, read, unit_of(name) or rule.unit)


def _highest(found: Measure, values: tuple[str, ...], rule: EndpointRule) -> Measure:
    parts = [part for value in values for part in _LIST.split(value) if part]
    read = [read_quantity(part.strip()) for part in parts]
    for part, each in zip(parts, read, strict=True):
        if not isinstance(each, Quantity):
            found.notes.append(str(each) if each else f"{part!r} is no number")
            return found
    quantities = [each for each in read if isinstance(each, Quantity)]
    if len(quantities) > 1:
        found.notes.append(f"the highest of {len(quantities)}")
    highest = max(quantities, key=lambda each: (each.high, each.low))
    return _taken(found, highest, rule.unit)


def _of_animals(found: Measure, scores: list[Quantity], facts: StudyFacts) -> Measure:
    needed = facts.tables.animals
    tested = len(scores)
    against = objection(tested, needed, facts.text("animals"))
    read = hull(scores) or Doubt("values that exclude each other")
    if against:
        found.notes.append(f"{against}: {_PROVISIONAL}")
        return _taken(found, read, "")
    found.quantity = read if isinstance(read, Quantity) else None
    found.deciding = deciding_score(scores, needed[tested])
    found.animals = tested
    found.basis = f"in at least {needed[tested]} of {tested} animals"
    ranked = sorted(scores, key=lambda score: score.high, reverse=True)
    found.notes.append(f"one score an animal: {', '.join(map(str, ranked))}")
    return found


def _add_contrary(found: Measure, other: Measure) -> None:
    """Say what a further component states, where it is not the same."""
    if _ends(found) != _ends(other):
        found.contrary.append(other.component)
        found.notes.append(f"{other.component} states {other.written[:_NEARBY]!r}")


def _ends(found: Measure) -> tuple[object, ...]:
    read = found.quantity
    return (read.low, read.high, bare_unit(read.unit)) if read else (found.written,)


def _add_basis(found: Measure, quantity: Quantity, rule: EndpointRule) -> None:
    """Say by what a category is given, or why none can be."""
    if quantity.low > rule.highest or (quantity.high > rule.highest and quantity.qualifier == ";"):
        found.refused = f"scores go to {rule.highest:g}"
    if quantity.high < 0:
        found.refused = "a value below 0 is none"
    if rule.of_several != "animals" or found.animals:
        return
    found.basis = BY_MEAN
    if quantity.high > 0 and not any(_PROVISIONAL in note for note in found.notes):
        found.notes.append(_ONLY_A_MEAN)


def _taken(found: Measure, read: Quantity | Doubt | None, unit: str) -> Measure:
    if not isinstance(read, Quantity):
        found.notes.append(str(read) if read else f"{found.written[:60]!r} is no quantity")
        return found
    found.quantity = read if read.unit else dataclasses.replace(read, unit=unit)
    if read.qualifier == ";":
        found.notes.append("several values are stated")
    elif read.qualifier == "~":
        found.notes.append("approximate")
    return found


def _of_texts(rule: EndpointRule, facts: StudyFacts) -> Measure | None:
    for name in rule.texts:
        for text in values_of(facts.file, name):
            if hit := re.search(rule.pattern, text, re.IGNORECASE):
                written = _with_sign_before(text[: hit.start("value")], hit["value"].strip())
                found = Measure(name, written, notes=[f"read from the text of {name}"])
                return _taken(found, read_quantity(written), rule.unit)
    return None


def _with_sign_before(before: str, value: str) -> str:
    """Return a value with the words before it that make it a limit, or one of several numbers.

    A pattern finds the number alone, which would look exact.
    """
    before = before[-_NEARBY:]
    if several := _NUMBER_BEFORE.search(before):
        return f"{several[0].strip()} {value}"
    sign = _SIGN_BEFORE.search(before)
    return f"{sign[0].strip()} {value}" if sign else value


def _add_confidence(found: Measure, rule: EndpointRule, facts: StudyFacts) -> None:
    limits = [_point(facts, name) for name in rule.confidence]
    found.low, found.high = (*limits, None, None)[:2]
    if found.quantity is None or not found.quantity.is_point:
        return
    value = found.quantity.low
    if (found.low is not None and value < found.low) or (
        found.high is not None and value > found.high
    ):
        found.notes.append("outside its confidence limits")


def _point(facts: StudyFacts, name: str) -> float | None:
    values = values_of(facts.file, name)
    read = read_quantity(values[0].strip()) if len(values) == 1 else None
    return read.low if isinstance(read, Quantity) and read.is_point else None
