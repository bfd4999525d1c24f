"""Records made of a component table, for those who ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
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
    row = reference = 0
    for number, count in enumerate(table.rows):
        rows = range(row, row + count)
        references = sum(table.entities[row : row + count])
        kept = table.records.get(number)
        yield kept if kept is not None else _made(table, number, rows, reference)
        row += count
        reference += references


def _made(table: ComponentTable, number: int, rows: range, reference: int) -> FileComponents:
    components: dict[str, tuple[str, ...]] = {}
    details: dict[str, Component] | None = {} if table.detailed[number] else None
    for name, group in groupby(rows, key=table.component.__getitem__):
        mine = list(group)
        filled = [row for row in mine if table.position[row]]
        components[name] = tuple(table.value[row] or "" for row in filled)
        overridden = table.overridden[mine[0]]
        values = []
        for row in mine:
            count = table.entities[row]
            values.append(_made_value(table, row, range(reference, reference + count)))
            reference += count
        if details is not None and overridden is not None:
            details[name] = Component(name, tuple(values) if filled else (), overridden)
    return FileComponents(
        table.template_ids[number],
        table.dossier_ids[number],
        table.file_ids[number],
        table.filenames[number],
        components,
        details,
    )


def _made_value(table: ComponentTable, row: int, references: range) -> ComponentValue:
    entities = tuple(
        EntityReference(
            table.entity_id[at], table.entity_type[at], table.entity_rule[at], table.entity_page[at]
        )
        for at in references
    )
    return ComponentValue(
        table.value[row],
        table.original[row],
        table.description[row],
        table.rule_id[row],
        entities,
    )
