"""Records made of a component table, for those who ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from documine_nb.models.components import (
    Component,
    ComponentValue,
    EntityReference,
    FileComponents,
)

if TYPE_CHECKING:
    from documine_nb.models.component_table import ComponentTable
    from documine_nb.models.component_wire import FileAnswer

__all__ = ["record_of", "records_of"]


def record_of(answer: FileAnswer) -> FileComponents:
    """Return a decoded answer as a record."""
    details = None
    if answer.details is not None:
        details = {
            name: Component(name, tuple(map(_value, component.values)), component.overridden)
            for name, component in answer.details.items()
        }
    return FileComponents(
        answer.dossier_template_id,
        answer.dossier_id,
        answer.file_id,
        answer.filename,
        answer.components,
        details,
    )


def _value(item: Any) -> ComponentValue:
    entities = tuple(
        EntityReference(entity.id, entity.type, entity.rule_id, entity.page)
        for entity in item.entities
    )
    return ComponentValue(item.value, item.original_value, item.description, item.rule_id, entities)


def records_of(table: ComponentTable) -> tuple[FileComponents, ...]:
    """Return the files of a table: those it kept, and the others made of its columns."""
    return tuple(_records(table))


def _records(table: ComponentTable) -> Iterator[FileComponents]:
    rows = _rows(table)
    for number, count in enumerate(table.rows.whole().tolist()):
        mine = list(islice(rows, count))
        kept = table.records.get(number)
        yield kept if kept is not None else _made(table, number, mine)


Row = tuple[str, int, bool | None, ComponentValue]


def _rows(table: ComponentTable) -> Iterator[Row]:
    """Return each row's component, position, whether it was overridden, and its value."""
    references = map(
        EntityReference, table.entity_id, table.entity_type, table.entity_rule, table.entity_page
    )
    columns = zip(
        table.component,
        table.position,
        table.overridden,
        table.value,
        table.original,
        table.description,
        table.rule_id,
        table.entities,
        strict=True,
    )
    for name, position, overridden, value, original, description, rule_id, count in columns:
        entities = tuple(islice(references, count))
        item = ComponentValue(value, original, description, rule_id, entities)
        yield name or "", position or 0, None if overridden is None else bool(overridden), item


def _made(table: ComponentTable, number: int, rows: Sequence[Row]) -> FileComponents:
    components: dict[str, tuple[str, ...]] = {}
    details: dict[str, Component] | None = {} if table.detailed[number] else None
    for name, group in groupby(rows, key=itemgetter(0)):
        mine = list(group)
        values = tuple(value for _, position, _, value in mine if position)
        components[name] = tuple(value.value or "" for value in values)
        overridden = mine[0][2]
        if details is not None and overridden is not None:
            details[name] = Component(name, values, overridden)
    return FileComponents(
        table.template_ids[number],
        table.dossier_ids[number],
        table.file_ids[number],
        table.filenames[number],
        components,
        details,
    )
