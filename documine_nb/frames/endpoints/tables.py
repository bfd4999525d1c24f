"""The readable tables behind endpoints, and a user's own ones that extend them."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from documine_nb.errors import ConfigError
from documine_nb.frames.dates import Span, read_span
from documine_nb.frames.endpoints.categories import (
    Category,
    CategoryTable,
    Study,
    classify,
    read_category_table,
)
from documine_nb.frames.endpoints.checking import check_own
from documine_nb.frames.quantity import Quantity

__all__ = ["EndpointRule", "Guideline", "Tables", "has_word", "read_tables", "table_content"]

_REMEMBERED = 10_000
_OURS = ("components.toml", "guidelines.toml", "categories.toml")
_SECTIONS = {
    "columns", "form", "endpoint", "guideline", "applicable", "table", "reasons", "without_value",
    "animals", "parallel", "species",
}  # fmt: skip


@dataclass(frozen=True)
class EndpointRule:
    """Where one endpoint comes from; see ``components.toml``."""

    name: str
    areas: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    unit: str = ""
    texts: tuple[str, ...] = ()
    pattern: str = ""
    of_several: str = "span"
    highest: float = math.inf


@dataclass(frozen=True)
class Guideline:
    """An OECD test guideline as the table knows it."""

    number: str
    title: str = ""
    versions: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    deleted: str = ""
    area: str = ""
    species: tuple[str, ...] = ()

    @property
    def newest(self) -> Span | None:
        """The newest version."""
        return read_span(self.versions[-1]) if self.versions else None


@dataclass(frozen=True)
class Tables:
    """All tables, a user's own before ours."""

    columns: Mapping[str, tuple[str, ...]]
    form: Mapping[str, tuple[str, ...]]
    without_value: Mapping[str, str]
    endpoints: tuple[EndpointRule, ...]
    guidelines: Mapping[str, Guideline]
    applicable: Mapping[str, frozenset[str]]
    categories: tuple[CategoryTable, ...]
    reasons: Mapping[str, str]
    animals: Mapping[int, int]
    parallels: Mapping[str, str]
    species: Mapping[str, tuple[str, ...]]

    @cached_property
    def category_of(self) -> Callable[[Quantity, Study, str], Category]:
        """Return a value's category after a scheme; the same is looked up once."""

        @lru_cache(maxsize=_REMEMBERED)
        def look_up(quantity: Quantity, study: Study, scheme: str) -> Category:
            return classify(quantity, study, scheme, self.categories, self.reasons)

        return look_up

    def area_of(self, authority: str, number: str) -> str:
        """Return what a guideline is about, empty where the tables do not know it."""
        if authority == "OECD":
            return self.guidelines[number].area if number in self.guidelines else ""
        return self.parallels.get(f"{authority} {''.join(number.split())}", "")

    @cached_property
    def kinds_of(self) -> Callable[[str], frozenset[str]]:
        """Return the mammals that a text names; the same is looked up once."""
        of_guidelines = chain.from_iterable(each.species for each in self.guidelines.values())
        words = {
            kind: (kind, *self.species.get(kind, ())) for kind in (*self.species, *of_guidelines)
        }

        @lru_cache(maxsize=_REMEMBERED)
        def look_up(text: str) -> frozenset[str]:
            return frozenset(kind for kind, own in words.items() if has_word(text, own))

        return look_up

    @cached_property
    def names(self) -> frozenset[str]:
        """Every component that they are about."""
        lists = [*self.columns.values(), self.form.get("texts", ()), tuple(self.applicable)]
        for rule in self.endpoints:
            lists += [rule.components, rule.confidence, rule.texts]
        return frozenset(chain.from_iterable(lists))


def read_tables(
    own: str | os.PathLike[str] | None = None, kept: Mapping[str, Any] | None = None
) -> Tables:
    """Return the tables, extended by a file of the same form; `kept` stand in place of ours.

    Raises
    ------
    ConfigError
        The file cannot be read, or says something that none of the tables has.
    """
    if own is None:
        return _ours() if kept is None else _tables(kept)
    path = Path(own)
    content, ours = _load_own(path), table_content() if kept is None else kept
    try:
        check_own(content, ours)
        return _tables(_joined(content, ours))
    except KeyError as lacking:
        raise ConfigError(
            f"the table {path.name!r} has an entry without {lacking}", cure=_CURE
        ) from None
    except (TypeError, AttributeError, ValueError, re.error) as wrong:
        raise ConfigError(f"the table {path.name!r} cannot be used: {wrong}", cure=_CURE) from None


_CURE = "Its form is that of documine_nb/frames/endpoints/components.toml."


@cache
def _ours() -> Tables:
    return _tables(table_content())


@cache
def table_content() -> dict[str, Any]:
    """Return what our tables say, as the files have it."""
    folder = files("documine_nb.frames.endpoints")
    content: dict[str, Any] = {}
    for name in _OURS:
        content |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
    return content


def _load_own(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"the table {str(path)!r} cannot be read ({error.strerror})", cure="Check the path."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name!r} is no TOML: {error}", cure=_CURE) from None
    if unknown := sorted(content.keys() - _SECTIONS):
        raise ConfigError(
            f"{path.name!r} has sections that no table has: {', '.join(unknown)}",
            cure=f"Known are {', '.join(sorted(_SECTIONS))}.",
        )
    return content


def _joined(own: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(ours)
    for section in ("columns", "form", "species"):
        joined[section] = _lists_joined(own.get(section, {}), ours.get(section, {}))
    for section in ("applicable", "reasons", "without_value", "animals", "parallel"):
        joined[section] = {**ours.get(section, {}), **own.get(section, {})}
    for section, key in (("endpoint", "name"), ("guideline", "number")):
        entries = {entry[key]: entry for entry in ours[section]}
        for entry in own.get(section, ()):
            known = entries.get(entry[key], {}) if section == "endpoint" else {}
            entries[entry[key]] = {**known, **_lists_joined(entry, known), **_plain(entry)}
        joined[section] = list(entries.values())
    joined["table"] = [*own.get("table", ()), *ours["table"]]
    return joined


def _lists_joined(own: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: value for name, value in own.items() if isinstance(value, list)}
    return {**ours, **{name: [*value, *ours.get(name, ())] for name, value in lists.items()}}


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if not isinstance(value, list)}


def _tables(content: Mapping[str, Any]) -> Tables:
    rules = [EndpointRule(**_frozen(entry)) for entry in content["endpoint"]]
    for rule in rules:
        needs = rule.texts or rule.pattern
        if needs and "value" not in re.compile(rule.pattern).groupindex:
            raise ValueError(f"the pattern of {rule.name!r} has no group 'value'")
    guidelines = [Guideline(**_frozen(entry)) for entry in content["guideline"]]
    return Tables(
        columns=_frozen(content["columns"]),
        form=_frozen(content["form"]),
        without_value=content["without_value"],
        endpoints=tuple(rules),
        guidelines={each.number: each for each in guidelines},
        applicable={name: frozenset(each) for name, each in content["applicable"].items()},
        categories=tuple(read_category_table(entry) for entry in content["table"]),
        reasons=content["reasons"],
        # A snapshot of an earlier release has none of these.
        animals={int(of): int(each) for of, each in content.get("animals", {}).items()},
        parallels=content.get("parallel", {}),
        species=_frozen(content.get("species", {})),
    )


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }


def has_word(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of some words, or its plural."""
    return any(re.search(rf"\b{_pattern(word)}s?\b", text, re.IGNORECASE) for word in words)


def _pattern(word: str) -> str:
    """Return a word's pattern: "guinea pig" is written "guinea-pig", too."""
    return r"[\s-]".join(map(re.escape, word.split()))
