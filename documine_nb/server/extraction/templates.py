"""Load dossier templates from their readable files, and say exactly what is wrong in one."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from documine_nb.server.extraction.dates import DATE, PERIOD_START
from documine_nb.server.extraction.template import (
    ComponentDefinition,
    ComponentRule,
    EntityRule,
    RuleSet,
)
from documine_nb.server.extraction.values import NORMALISERS, NUMBER

__all__ = ["TEMPLATES_FOLDER", "TemplateError", "load_template", "load_templates"]

TEMPLATES_FOLDER = Path(__file__).parent.parent / "templates"
RULE_ID = re.compile(r"[A-Za-z0-9]+\.\d+\.\d+")
TYPE = re.compile(r"[a-z][a-z0-9_]*")
# What each kind of entity rule needs beside id, type and kind.
KINDS: Mapping[str, frozenset[str]] = {
    "regex": frozenset({"pattern"}),
    "label": frozenset({"labels"}),
    "section": frozenset({"heading"}),
    "sentence": frozenset({"pattern"}),
    "table": frozenset({"columns", "text"}),
    "title": frozenset(),
    "metadata": frozenset({"field"}),
    "attribute": frozenset({"field"}),
    "furniture": frozenset({"pattern"}),
}
PATTERNS = ("pattern", "value", "heading", "field", "not", "until")
ENTITY_KEYS = frozenset(
    {"id", "type", "kind", "labels", "columns", "text", "limit", *PATTERNS}
    | {"within", "outside", "only_guidelines", "last_page"}
)
RULE_KEYS = frozenset(ComponentRule.__dataclass_fields__)
TAKES = frozenset({"first", "all", "unique"})


class TemplateError(ValueError):
    """A file of a dossier template is wrong; the message names the file, the rule and the cure."""


@cache
def load_templates() -> tuple[RuleSet, ...]:
    """Return the templates of the embedded server.

    Examples
    --------
    >>> [template.name for template in load_templates()]
    ['OECD acute toxicity', 'Generic report']
    """
    folders = (TEMPLATES_FOLDER / "oecd_acute_toxicity", TEMPLATES_FOLDER / "generic_report")
    return tuple(load_template(folder) for folder in folders)


@cache
def load_template(folder: Path) -> RuleSet:
    """Read a template's folder.

    Parameters
    ----------
    folder
        Holds ``template.toml``, ``entities.toml``, ``components.toml`` and mapping tables (CSV).

    Raises
    ------
    TemplateError
        When a file is missing or says something that is not understood.
    """
    head = _toml(folder / "template.toml")
    snippets = {
        "DATE": DATE,
        "PERIOD_START": PERIOD_START,
        "NUMBER": NUMBER,
        **head.get("snippets", {}),
    }
    mappings: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob("*.csv")):
        mappings |= _mappings(path)
    components_file = folder / "components.toml"
    entity_files = [folder / "entities.toml", *sorted(folder.glob("entities-*.toml"))]
    zones = head.get("zones", {})
    known_zones = frozenset(zones) | {"front"}
    entities = tuple(
        _Reader(path, entry, snippets).entity(known_zones)
        for path in entity_files
        for entry in _toml(path).get("entity", [])
    )
    types = frozenset(rule.type for rule in entities)
    definitions = tuple(
        _definition(components_file, entry, types, frozenset(mappings), known_zones)
        for entry in _toml(components_file).get("component", [])
    )
    _no_doubles(folder, [rule.id for rule in entities])
    _no_doubles(components_file, [r.id for definition in definitions for r in definition.rules])
    _no_doubles(components_file, [definition.name for definition in definitions])
    reader = _Reader(folder / "template.toml", head, snippets)
    return RuleSet(
        key=folder.name,
        id=reader.text("id"),
        name=reader.text("name"),
        description=reader.text("description"),
        file_attributes=tuple(head.get("file_attributes", ())),
        guideline_attribute=head.get("guideline_attribute", ""),
        guideline_entity=head.get("guideline_entity", ""),
        zones={name: reader.compiled(name, pattern) for name, pattern in zones.items()},
        page_zones=frozenset(head.get("page_zones", ())),
        entities=entities,
        definitions=definitions,
        mappings=mappings,
        folder=folder,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TemplateError(f"{path} is missing: a template needs this file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} is no readable TOML: {error}.") from error


def _mappings(path: Path) -> dict[str, Mapping[str, str]]:
    """Read a table: its first column maps to the second; to a later one as ``<table>.<header>``."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    header = rows[0] if rows else []
    if len(header) < 2:  # noqa: PLR2004 - a key and a value
        raise TemplateError(f"{path}: the first row must name a key and a value column.")
    for row in rows[1:]:
        if len(row) != len(header):
            raise TemplateError(f"{path}: the row {row!r} needs {len(header)} cells.")
        try:
            re.compile(row[0])
        except re.error as error:
            raise TemplateError(f"{path}: {row[0]!r} is no regular expression: {error}.") from error
    names = [path.stem, *(f"{path.stem}.{name}" for name in header[2:])]
    return {
        name: {row[0]: row[place] for row in rows[1:]} for place, name in enumerate(names, start=1)
    }


def _no_doubles(path: Path, ids: Sequence[str]) -> None:
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise TemplateError(f"{path}: used twice: {', '.join(doubled)}. Each must be unique.")


class _Reader:
    """One entry of a rule file; each complaint names the file and the entry."""

    def __init__(self, path: Path, entry: Mapping[str, Any], snippets: Mapping[str, str]) -> None:
        self._entry, self._snippets = entry, snippets
        self._where = f"{path}: {entry.get('id') or entry.get('name') or 'an entry without id'}"

    def fail(self, problem: str) -> TemplateError:
        return TemplateError(f"{self._where}: {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._entry.get(key, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self.fail(f"{key!r} must be a text.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(f"{key!r} must be a list of texts.")
        return tuple(value)

    def number(self, key: str) -> int:
        value = self._entry.get(key, 0)
        if not isinstance(value, int):
            raise self.fail(f"{key!r} must be a whole number.")
        return value

    def known(self, keys: frozenset[str]) -> None:
        if unknown := sorted(set(self._entry) - keys):
            known = ", ".join(sorted(keys))
            raise self.fail(f"unknown: {', '.join(unknown)}. Known are {known}.")

    def compiled(self, key: str, pattern: str) -> re.Pattern[str]:
        for name, snippet in self._snippets.items():
            pattern = pattern.replace(f"<<{name}>>", f"(?:{snippet})")
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise self.fail(f"{key!r} is no regular expression: {error}.") from error

    def entity(self, zones: frozenset[str]) -> EntityRule:
        self.known(ENTITY_KEYS)
        kind = self.text("kind")
        if kind not in KINDS:
            raise self.fail(f"kind {kind!r} is unknown. Known are {', '.join(sorted(KINDS))}.")
        if missing := sorted(KINDS[kind] - set(self._entry)):
            raise self.fail(f"a rule of kind {kind!r} needs {', '.join(missing)}.")
        if not RULE_ID.fullmatch(self.text("id")):
            raise self.fail("'id' must read <group>.<unit>.<number>, like DOC.36.0.")
        if not TYPE.fullmatch(self.text("type")):
            raise self.fail("'type' must be in snake_case, like report_number.")
        columns = self._entry.get("columns", {})
        return EntityRule(
            id=self.text("id"),
            type=self.text("type"),
            kind=kind,
            patterns={
                key: self.compiled(key, self.text(key)) for key in PATTERNS if key in self._entry
            },
            columns={name: self.compiled(name, pattern) for name, pattern in columns.items()},
            labels=self.texts("labels"),
            within=self._zones("within", zones),
            outside=self._zones("outside", zones),
            only_guidelines=frozenset(self.texts("only_guidelines")),
            last_page=self.number("last_page"),
            text=self.text("text", ""),
            limit=self.number("limit"),
        )

    def _zones(self, key: str, zones: frozenset[str]) -> frozenset[str]:
        named = frozenset(self.texts(key))
        if strange := sorted(named - zones):
            raise self.fail(f"no zone of template.toml: {', '.join(strange)}.")
        return named

    def component_rule(
        self, types: frozenset[str], mappings: frozenset[str], zones: frozenset[str]
    ) -> ComponentRule:
        self.known(RULE_KEYS)
        rule_id, entities = self.text("id"), self.texts("entities")
        if not RULE_ID.fullmatch(rule_id):
            raise self.fail("'id' must read <group>.<unit>.<number>, like StartDate.0.0.")
        if strange := sorted({*entities, *self.texts("unless")} - types):
            raise self.fail(f"no entity rule finds {', '.join(strange)}.")
        take, normalise = self.text("take", "first"), self.text("normalise", "text")
        mapping = self.text("mapping", "")
        if take not in TAKES:
            raise self.fail(f"'take' must be one of {', '.join(sorted(TAKES))}.")
        if normalise not in NORMALISERS:
            raise self.fail(f"'normalise' must be one of {', '.join(sorted(NORMALISERS))}.")
        if mapping and mapping not in mappings:
            raise self.fail(f"there is no mapping table {mapping}.csv in the template's folder.")
        return ComponentRule(
            id=rule_id,
            description=self.text("description"),
            entities=entities,
            merge=bool(self._entry.get("merge")),
            take=take,
            normalise=normalise,
            mapping=mapping,
            join=self.text("join") if "join" in self._entry else None,
            split=self.compiled("split", self.text("split")) if "split" in self._entry else None,
            constant=self.text("constant", ""),
            unless=self.texts("unless"),
            avoid=self._zones("avoid", zones),
            only_guidelines=frozenset(self.texts("only_guidelines")),
        )


def _definition(
    path: Path,
    entry: Mapping[str, Any],
    types: frozenset[str],
    mappings: frozenset[str],
    zones: frozenset[str],
) -> ComponentDefinition:
    reader = _Reader(path, entry, {})
    reader.known(frozenset({"name", "display_name", "rule"}))
    rules = tuple(
        _Reader(path, rule, {}).component_rule(types, mappings, zones)
        for rule in entry.get("rule", [])
    )
    if not rules:
        raise reader.fail("a component needs a [[component.rule]].")
    name = reader.text("name")
    return ComponentDefinition(name, reader.text("display_name", name.replace("_", " ")), rules)
