"""Component rules: from the entities of a document to the values of its components."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from documine_nb.server.extraction.hits import Hit
from documine_nb.server.extraction.results import ExtractedComponent, ExtractedValue
from documine_nb.server.extraction.template import ComponentDefinition, ComponentRule, RuleSet
from documine_nb.server.extraction.values import NORMALISERS, mapped

__all__ = ["make_components"]

Hits = Mapping[str, Sequence[Hit]]
EVIDENCE = 20  # entity references kept a value


def make_components(
    rules: RuleSet, hits: Hits, guidelines: frozenset[str]
) -> tuple[ExtractedComponent, ...]:
    """Return every component of the template, in its order.

    Parameters
    ----------
    rules
        The template.
    hits
        Hits by entity type, in the document's order.
    guidelines
        Numbers of the guidelines that the document names, for rules with a condition.
    """
    return tuple(_component(rules, one, hits, guidelines) for one in rules.definitions)


def _component(
    rules: RuleSet, definition: ComponentDefinition, hits: Hits, guidelines: frozenset[str]
) -> ExtractedComponent:
    for rule in definition.rules:
        if rule.only_guidelines and not rule.only_guidelines & guidelines:
            continue
        if any(hits.get(name) for name in rule.unless):
            continue
        values = tuple(_values(rules, rule, hits))
        if values:
            return ExtractedComponent(definition.name, values)
    return ExtractedComponent(definition.name, ())


def _values(rules: RuleSet, rule: ComponentRule, hits: Hits) -> Iterator[ExtractedValue]:
    found = _found(rules, rule, hits)
    if not found:
        return
    if rule.constant:
        yield _value(rule, rule.constant, [hit for _, hit in found])
        return
    grouped: dict[str, tuple[str, list[Hit]]] = {}
    for place, (text, hit) in enumerate(found):
        key = f"{place}" if rule.take == "all" else text.casefold()
        grouped.setdefault(key, (text, []))[1].append(hit)
    chosen = list(grouped.values())
    if rule.take == "first":
        chosen = chosen[:1]
    if rule.join is not None:
        texts = [text for text, _ in chosen]
        if rule.take == "unique":  # doses of 175, and of 175 and 550, are two in all
            texts = list(dict.fromkeys(one for text in texts for one in text.split(rule.join)))
        joined = rule.join.join(texts)
        yield _value(rule, joined, list(chain.from_iterable(group for _, group in chosen)))
        return
    for text, group in chosen:
        yield _value(rule, text, group)


def _found(rules: RuleSet, rule: ComponentRule, hits: Hits) -> list[tuple[str, Hit]]:
    """Return normalised texts of the first type that has any, or of all types with ``merge``."""
    found: list[tuple[str, Hit]] = []
    for name in rule.entities:
        for hit in _valid(rule, hits.get(name, ())):
            for piece in rule.split.split(hit.text) if rule.split else [hit.text]:
                text = _normal(rules, rule, piece)
                if text:
                    found.append((text, hit))
        if found and not rule.merge:
            break
    if rule.mapping == "guidelines":
        return _with_best_dates(found)
    return found


def _valid(rule: ComponentRule, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits that hold: amended ones alone, or those outside of zones to avoid."""
    amended = [hit for hit in hits if hit.amended]
    return amended or [hit for hit in hits if not hit.zones & rule.avoid] or hits


def _normal(rules: RuleSet, rule: ComponentRule, text: str) -> str | None:
    if rule.mapping == "guidelines":
        return _guideline(rules, text)
    tidy = NORMALISERS[rule.normalise](text)
    if tidy is None or not rule.mapping:
        return tidy
    return mapped(tidy, rules.mappings[rule.mapping])


def _guideline(rules: RuleSet, text: str) -> str | None:
    """Return ``Nº 425: title (date)`` for a number, a bar and the cited version's date or year."""
    number, _, cited = text.partition("|")
    title = rules.mappings["guidelines"].get(number.upper())
    if title is None:
        return None
    day = NORMALISERS["date"](cited)
    if day is None and (year := re.search(r"(?:19|20)\d\d", cited)):
        known = rules.mappings["guidelines.dates"][number.upper()].split()
        of_year = [one for one in known if one.endswith(year.group())]
        day = of_year[0] if len(of_year) == 1 else None
    return f"Nº {number.upper()}: {title}" + (f" ({day})" if day else "")


def _with_best_dates(found: Sequence[tuple[str, Hit]]) -> list[tuple[str, Hit]]:
    """Let a mention without a date stand for the dated one of the same guideline."""
    dated: dict[str, str] = {}
    for text, _ in found:
        number = text.partition(":")[0]
        if text.endswith(")") and re.search(r"\(\d\d/\d\d/\d{4}\)$", text):
            dated.setdefault(number, text)
    return [(dated.get(text.partition(":")[0], text), hit) for text, hit in found]


def _value(rule: ComponentRule, text: str, hits: Sequence[Hit]) -> ExtractedValue:
    references = dict.fromkeys(hit.reference for hit in hits)
    return ExtractedValue(text, rule.description, rule.id, tuple(references)[:EVIDENCE])
