"""Components: the values that DocuMine extracts from a file, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from documine_nb.models.record import Record, nested, record, wire
from documine_nb.models.shapes import (
    REQUIRED,
    Shape,
    Unreadable,
    boolean,
    integer,
    many,
    optional,
    text,
)

__all__ = ["Component", "ComponentValue", "EntityReference", "FileComponents"]


_MOST_PAGES = 2**31  # what columns hold; no document has as many


def _page_number(value: Any) -> int:
    page: int = integer.parse(value)
    if not -_MOST_PAGES < page < _MOST_PAGES:
        raise Unreadable("a page number", value)
    return page


@record
class EntityReference(Record):
    """A highlighted place in the document that fed a value; ``page`` counts from 1."""

    id: str | None = wire("id", optional(text), default=None)
    type: str | None = wire("type", optional(text), default=None)
    rule_id: str | None = wire("entityRuleId", optional(text), default=None)
    page: int | None = wire("page", Shape(_page_number, absent=None), default=None)


@record
class ComponentValue(Record):
    """One value of a component; ``original_value`` is the extracted one, before a correction."""

    value: str | None = wire("value", optional(text), default=None)
    original_value: str | None = wire("originalValue", optional(text), default=None)
    description: str | None = wire("valueDescription", optional(text), default=None)
    rule_id: str | None = wire("componentRuleId", optional(text), default=None)
    entities: tuple[EntityReference, ...] = wire(
        "entityReferences", many(nested(EntityReference)), default=()
    )


@record
class Component(Record):
    """A component with its values; ``overridden`` where somebody corrected it by hand."""

    name: str = wire("name", text)
    values: tuple[ComponentValue, ...] = wire(
        "componentValues", many(nested(ComponentValue)), default=()
    )
    overridden: bool = wire("overridden", optional(boolean, False), default=False)


def _texts(value: Any) -> tuple[str, ...]:
    """Read a component's values: one text (older services join them), many, or none."""
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(text.parse(item) for item in items if item is not None)


def _components(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise Unreadable("a map of components", value)
    found = {}
    for name, values in value.items():
        try:
            found[str(name)] = _texts(values)
        except Unreadable as wrong:
            wrong.path = f".{name}{wrong.path}"
            raise
    return found


def _details(value: Any) -> dict[str, Component]:
    if isinstance(value, list):
        read = [
            Component.from_json(item, path=f"componentDetails[{i}]") for i, item in enumerate(value)
        ]
        return {component.name: component for component in read}
    if not isinstance(value, Mapping):
        raise Unreadable("a map of component details", value)
    found = {}
    for name, item in value.items():
        named = {"name": name} | dict(item) if isinstance(item, Mapping) else item
        found[str(name)] = Component.from_json(named, path=f"componentDetails.{name}")
    return found


components_map = Shape(
    _components, lambda found: {name: list(values) for name, values in found.items()}, REQUIRED
)
details_map = Shape(
    _details, lambda found: {name: item.to_json() for name, item in found.items()}, absent=None
)


@record
class FileComponents(Record):
    """All components of one file, in the order of the dossier template.

    Examples
    --------
    >>> read = FileComponents.from_json(
    ...     {"fileId": "f1", "filename": "a.pdf", "components": {"Species": "rat", "Sex": []}}
    ... )
    >>> read.components
    {'Species': ('rat',), 'Sex': ()}
    """

    dossier_template_id: str | None = wire("dossierTemplateId", optional(text))
    dossier_id: str | None = wire("dossierId", optional(text))
    file_id: str = wire("fileId", text, also=("id",))
    filename: str = wire("filename", text)
    components: Mapping[str, tuple[str, ...]] = wire("components", components_map, hash=False)
    details: Mapping[str, Component] | None = wire(
        "componentDetails", details_map, default=None, hash=False
    )

    @classmethod
    def _prepare(cls, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        if obj.get("components") is not None:
            return obj
        if "components" in obj and obj.get("componentDetails") is None:
            return {**obj, "components": {}}
        if obj.get("componentDetails") is None:
            return obj
        # A service that sends details alone has said the plain values, too.
        try:
            details = _details(obj["componentDetails"])
        except Unreadable:
            return obj
        plain = {
            name: [item.value for item in component.values if item.value is not None]
            for name, component in details.items()
        }
        return {**obj, "components": plain}
