"""The value of one endpoint in one file, with its qualifier; a text that may be one is told."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from documine_nb.frames.cells import Cell
from documine_nb.frames.endpoints.amounts import beside
from documine_nb.frames.endpoints.animals import deciding_score, objection, scores_of
from documine_nb.frames.endpoints.study import StudyFacts, values_of
from documine_nb.frames.endpoints.tables import EndpointRule
from documine_nb.frames.pairs import Markers, read_cell, signs, unit_of
from documine_nb.frames.quantity import Quantity, highest, hull
from documine_nb.frames.values import SIGN_WORDS, Doubt

__all__ = ["BY_MEAN", "SEVERAL", "Measure", "measure"]

SEVERAL = "several values are stated"
BY_MEAN = "by the mean over all animals"
_PROVISIONAL = "the category is provisional"
_ONLY_A_MEAN = f"the criteria count animals and only a mean is at hand: {_PROVISIONAL}"
_EXCLUDED = Doubt("values that exclude each other")
_LIST = re.compile(r"\s*;\s*|,\s+")
_SPANS = {";", "-"}
_NEARBY = 60  # characters before a number that may belong to it, and of a value that is told
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
    components state something else, and `marked_by` which markers were regarded.
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
    marked_by: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


def measure(rule: EndpointRule, facts: StudyFacts, markers: Markers) -> Measure | None:
    """Return the value of an endpoint, None where the file states none."""
    stated = _of_components(rule, facts, markers)
    found = stated[0] if stated else _of_texts(rule, facts)
    if found is None:
        return None
    for other in stated[1:]:
        _add_contrary(found, other)
    _add_confidence(found, rule, facts)
    if found.quantity is not None:
        notes = facts.file.notes
        found.notes += [
            notes[name] for name in (found.component, *rule.confidence) if name in notes
        ]
        _add_basis(found, found.quantity, rule)
    return found


def _of_components(rule: EndpointRule, facts: StudyFacts, markers: Markers) -> list[Measure]:
    """Return what each component states; a marker is about all of them."""
    stated = [name for name in rule.components if name in facts.file.components]
    signs_of: dict[str, str] = {}
    for name in rule.components if stated else ():
        signs_of |= markers.get(name, {})
    said = {
        marker: signs(values, sign)
        for marker, sign in signs_of.items()
        if (values := values_of(facts.file, marker))
    }
    return [_of_values(rule, name, said, facts) for name in stated]


def _of_values(
    rule: EndpointRule, name: str, said: Mapping[str, Cell], facts: StudyFacts
) -> Measure:
    values, marks = values_of(facts.file, name), tuple(chain.from_iterable(said.values()))
    found = Measure(name, "; ".join(values), marked_by=tuple(said))
    unit = unit_of(name) or rule.unit
    if rule.of_several == "animals" and not marks and len(scores := scores_of(values)) > 1:
        return _of_animals(found, scores, facts)
    if marks:
        found.written = f"{found.written} ({'; '.join(marks)})"
    if rule.of_several == "highest":
        return _taken(found, _highest(found, values, marks), unit)
    return _span(found, values, marks, unit)


def _span(found: Measure, values: Cell, marks: Cell, unit: str) -> Measure:
    """Take what all values say together, and say so where they differ."""
    read = _read_each(values, marks)
    if isinstance(read, Doubt):
        return _taken(found, read, unit)
    shared = next((each.unit for each in read if each.unit), unit)
    alike = [same for each in read if (same := beside(each, shared))]
    if len(alike) < len(read):
        return _taken(found, Doubt(f"{found.written[:_NEARBY]!r} has several units"), unit)
    distinct = dict.fromkeys(dataclasses.replace(each, unit=shared) for each in alike)
    if len(distinct) > 1:
        found.notes.append(SEVERAL)
    return _taken(found, hull(list(distinct)) or _EXCLUDED, shared)


def _highest(found: Measure, values: Cell, marks: Cell) -> Quantity | Doubt:
    parts = [part.strip() for value in values for part in _LIST.split(value) if part.strip()]
    read = _read_each(parts, marks)
    if isinstance(read, Doubt):
        return read
    if len(read) > 1:
        found.notes.append(f"the highest of {len(read)}")
    return highest(read) if read else Doubt("no value is stated")


def _read_each(values: Sequence[str], marks: Cell) -> list[Quantity] | Doubt:
    """Return each value with its marks, or why one of them is none."""
    found = []
    for value in values:
        read = read_cell(((value,), marks))
        if not isinstance(read, Quantity):
            return read or Doubt(f"{value[:_NEARBY]!r} is no quantity")
        found.append(read)
    return found


def _of_animals(found: Measure, scores: list[Quantity], facts: StudyFacts) -> Measure:
    needed = facts.tables.animals
    tested = len(scores)
    against = objection(tested, needed, facts.text("animals"))
    read = hull(scores) or _EXCLUDED
    if against:
        found.notes += [f"{against}: {_PROVISIONAL}", *([SEVERAL] if len(set(scores)) > 1 else [])]
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
    if not _agree(found, other):
        found.contrary.append(other.component)
        found.notes.append(f"{other.component} states {other.written[:_NEARBY]!r}")


def _agree(found: Measure, other: Measure) -> bool:
    if found.quantity is None or other.quantity is None:
        return found.written == other.written
    same = beside(other.quantity, found.quantity.unit)
    return same is not None and _interval(same) == _interval(found.quantity)


def _interval(quantity: Quantity) -> tuple[float, float, str]:
    return quantity.low, quantity.high, quantity.qualifier


def _add_basis(found: Measure, quantity: Quantity, rule: EndpointRule) -> None:
    """Say by what a category is given, or why none can be."""
    reaches = quantity.high if quantity.qualifier in _SPANS else quantity.low
    if reaches > rule.highest:
        found.refused = f"scores go to {rule.highest:g}"
    if quantity.high < 0:
        found.refused = "a value below 0 is none"
    if found.refused or rule.of_several != "animals" or found.animals:
        return
    found.basis = BY_MEAN
    if quantity.high > 0 and not any(_PROVISIONAL in note for note in found.notes):
        found.notes.append(_ONLY_A_MEAN)


def _taken(found: Measure, read: Quantity | Doubt, unit: str) -> Measure:
    if isinstance(read, Doubt):
        found.notes.append(str(read))
        return found
    found.quantity = read if read.unit else dataclasses.replace(read, unit=unit)
    if read.qualifier == "~":
        found.notes.append("approximate")
    return found


def _of_texts(rule: EndpointRule, facts: StudyFacts) -> Measure | None:
    """Return what the texts state; where they state several values, all of these."""
    hits = [
        (name, _with_sign_before(text[: hit.start("value")], hit["value"].strip()))
        for name in rule.texts
        for text in values_of(facts.file, name)
        for hit in re.finditer(rule.pattern, text, re.IGNORECASE)
        if hit["value"]
    ]
    if not hits:
        return None
    names, written = (tuple(dict.fromkeys(each)) for each in zip(*hits, strict=True))
    found = Measure(
        names[0], "; ".join(written), notes=[f"read from the text of {' and '.join(names)}"]
    )
    return _span(found, written, (), rule.unit)


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
    unit = found.quantity.unit if found.quantity else ""
    limits = [_confidence_limit(found, name, unit, facts) for name in rule.confidence]
    found.low, found.high = (*limits, None, None)[:2]
    if found.quantity is None:
        return
    if (found.low is not None and found.quantity.high < found.low) or (
        found.high is not None and found.quantity.low > found.high
    ):
        found.notes.append("outside its confidence limits")


def _confidence_limit(found: Measure, name: str, unit: str, facts: StudyFacts) -> float | None:
    """Return a confidence limit in the unit of its value; what is none is told."""
    values = values_of(facts.file, name)
    read = read_cell((values, ())) if values else None
    if isinstance(read, Quantity) and read.is_point:
        same = beside(read, unit)
        if same is not None:
            return same.low
    if values:
        found.notes.append(f"{name} states {'; '.join(values)[:_NEARBY]!r}")
    return None
