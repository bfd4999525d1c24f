"""Rules of a dossier template, as its readable files state them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ComponentDefinition", "ComponentRule", "EntityRule", "RuleSet"]


@dataclass(frozen=True, eq=False)
class EntityRule:
    """One way to find entities of a type. The kinds are described in ``entities.toml``.

    Attributes
    ----------
    id, type, kind
        ``<group>.<unit>.<number>``; technical name of the entity; one of the kinds.
    patterns
        Compiled patterns by their key in the file (``pattern``, ``value``, ``header`` ...).
    labels
        For the kind ``label``.
    within, outside
        Zones the rule looks into (empty: all), and zones it keeps out of.
    only_guidelines
        Guideline numbers of which the document or the file's attribute must name one.
    last_page
        Pages further back are not looked at; 0 for no limit.
    text
        ``{name}`` form put together from the named groups or columns of a hit.
    """

    id: str
    type: str
    kind: str
    patterns: Mapping[str, re.Pattern[str]]
    columns: Mapping[str, re.Pattern[str]]
    labels: tuple[str, ...]
    within: frozenset[str]
    outside: frozenset[str]
    only_guidelines: frozenset[str]
    last_page: int
    text: str
    limit: int


@dataclass(frozen=True, eq=False)
class ComponentRule:
    """How values of a component are made from entities.

    ``take`` is ``first``, ``all`` or ``unique``; ``entities`` are types in order of preference:
    the first that the document has is used, or all with ``merge``. ``split`` cuts a hit in several.
    Hits in zones to ``avoid`` count only where there are no others.
    """

    id: str
    description: str
    entities: tuple[str, ...]
    merge: bool
    take: str
    normalise: str
    mapping: str
    join: str | None
    split: re.Pattern[str] | None
    constant: str
    unless: tuple[str, ...]
    avoid: frozenset[str]
    only_guidelines: frozenset[str]


@dataclass(frozen=True, eq=False)
class ComponentDefinition:
    """A component; the first of its rules that gives a value decides."""

    name: str
    display_name: str
    rules: tuple[ComponentRule, ...]


@dataclass(frozen=True, eq=False)
class RuleSet:
    """A dossier template: its rules and what it shows of itself.

    Attributes
    ----------
    key, id, name, description
        Folder name, stable UUID, and what people read.
    file_attributes
        Names of the attributes that files of such a dossier have.
    zones, page_zones
        Patterns of headings by zone; zones that hold to the end of a page.
    entities, definitions, mappings
        Rules, components in the template's order, and mapping tables by name.
    folder
        Where its files lie.
    """

    key: str
    id: str
    name: str
    description: str
    file_attributes: tuple[str, ...]
    guideline_attribute: str
    guideline_entity: str
    zones: Mapping[str, re.Pattern[str]]
    page_zones: frozenset[str]
    entities: tuple[EntityRule, ...]
    definitions: tuple[ComponentDefinition, ...]
    mappings: Mapping[str, Mapping[str, str]]
    folder: Path

    @property
    def components(self) -> tuple[str, ...]:
        """Names of the components, in order."""
        return tuple(definition.name for definition in self.definitions)

    @property
    def display_names(self) -> Mapping[str, str]:
        """Displayed name by name of the component."""
        return {definition.name: definition.display_name for definition in self.definitions}
