"""Files read one by one into columns, each file once: the first report of it is taken."""

from __future__ import annotations

from typing import Any, cast

from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import FileAnswer
from documine_nb.models.components import Component, FileComponents

__all__ = ["Collected", "compact", "stated"]


class Collected:
    """Files by columns.

    Attributes
    ----------
    table : ComponentTable
        What was added.
    """

    def __init__(self) -> None:
        self.table = ComponentTable()
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, file: FileComponents | FileAnswer) -> bool:
        """Add a file unless it is there; False where it is there with other values.

        Examples
        --------
        >>> files = Collected()
        >>> [
        ...     files.add(FileComponents(None, None, "f1", "a.pdf", {"Sex": (value,)}))
        ...     for value in ("male", "male", "female")
        ... ]
        [True, True, False]
        >>> len(files.table)
        1
        """
        place = self._places.get(file.file_id)
        if place is None:
            self._places[file.file_id] = len(self.table), len(self.table.component)
            self.table.add(file)
            return True
        again = ComponentTable()
        again.add(file)
        return stated(self.table, *place) == stated(again, 0, 0)


def stated(table: ComponentTable, number: int, first_row: int) -> tuple[object, ...]:
    """Return what a table states of a file, comparable with what another one states of it."""
    rows = slice(first_row, first_row + table.rows[number])
    columns = (
        table.component,
        table.position,
        table.value,
        table.description,
        table.rule_id,
        table.overridden,
        table.original,
    )
    return table.filenames[number], *(column[rows] for column in columns)


def compact(file: FileComponents) -> FileComponents | FileAnswer:
    """Return a file without what columns hold anyway; one that says more stays as it is."""
    details = file.details or {}
    if file.extra or any(map(_says_more, details.values())):
        return file
    return FileAnswer(
        file.dossier_template_id,
        file.dossier_id,
        file.file_id,
        file.filename,
        dict(file.components),
        cast("Any", file.details),
    )


def _says_more(component: Component) -> bool:
    return bool(component.extra) or any(
        item.extra or any(entity.extra for entity in item.entities) for item in component.values
    )
