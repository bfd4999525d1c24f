"""What an analysis of one file says: values of components, each with its rule and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Analysis", "EntityRef", "ExtractedComponent", "ExtractedValue"]


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity of the document that a value was taken from; ``page`` counts from 1."""

    id: str
    type: str
    rule_id: str
    page: int


@dataclass(frozen=True, slots=True)
class ExtractedValue:
    """One value of a component, the rule that made it, and the entities it stands on."""

    value: str
    description: str
    rule_id: str
    entities: tuple[EntityRef, ...]


@dataclass(frozen=True, slots=True)
class ExtractedComponent:
    """A component of the template; without values where the document states none."""

    name: str
    values: tuple[ExtractedValue, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The outcome for one file: components in the template's order, or the cause of failure."""

    pages: int
    components: tuple[ExtractedComponent, ...]
    error: str | None = None

    @classmethod
    def failed(cls, cause: str, *, pages: int = 0) -> Analysis:
        """Return the outcome of a file that could not be analysed.

        Examples
        --------
        >>> Analysis.failed("The PDF is damaged").error
        'The PDF is damaged'
        """
        return cls(pages=pages, components=(), error=cause)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as it travels from the worker."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Analysis:
        """Read what :meth:`to_json` wrote."""
        return cls(
            pages=data["pages"],
            components=tuple(_component(item) for item in data["components"]),
            error=data["error"],
        )


def _component(data: Mapping[str, Any]) -> ExtractedComponent:
    return ExtractedComponent(data["name"], tuple(_value(item) for item in data["values"]))


def _value(data: Mapping[str, Any]) -> ExtractedValue:
    references = tuple(EntityRef(**item) for item in data["entities"])
    return ExtractedValue(data["value"], data["description"], data["rule_id"], references)
