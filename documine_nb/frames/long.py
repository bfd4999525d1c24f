"""The long frame: one row a value, with where it came from. The wide one is a view of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from documine_nb.frames.table import table
from documine_nb.models.components import (
    Component,
    ComponentValue,
    EntityReference,
    FileComponents,
)

__all__ = ["long_frame"]

_COLUMNS = {
    "file_id": "string",
    "filename": "string",
    "component": "string",
    "position": "Int64",
    "value": "string",
    "description": "string",
    "rule_id": "string",
    "overridden": "boolean",
    "original": "string",
    "entity_types": "string",
    "pages": "string",
}

Row = tuple[Any, ...]


def long_frame(files: Sequence[FileComponents], names: Sequence[str]) -> pd.DataFrame:
    """Return all values, file by file, in the order of `names`."""
    return table(_COLUMNS, (row for file in files for row in _rows(file, names)))


def _rows(file: FileComponents, names: Sequence[str]) -> Iterator[Row]:
    details = file.details or {}
    head = (file.file_id, file.filename)
    for name in names:
        if component := details.get(name):
            yield from _detailed((*head, name), component)
        else:
            for position, value in enumerate(file.components.get(name, ()), start=1):
                yield *head, name, position, value or None, None, None, None, None, None, None


def _detailed(head: tuple[str, str, str], component: Component) -> Iterator[Row]:
    overridden = component.overridden
    for position, item in enumerate(component.values, start=1):
        yield (*head, position, *_texts(item), overridden, *_origin(item))


def _texts(item: ComponentValue) -> Row:
    return item.value or None, item.description or None, item.rule_id or None


def _origin(item: ComponentValue) -> Row:
    entities = item.entities
    if not entities:
        return item.original_value or None, None, None
    types = "; ".join([entity.type or "" for entity in entities]) or None
    return item.original_value or None, types, _pages(entities) or None


def _pages(entities: Sequence[EntityReference]) -> str:
    pages = [entity.page for entity in entities]
    return ", ".join(["" if page is None else str(page) for page in pages])
