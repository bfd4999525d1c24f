"""Files read one by one into columns, each file once: the first report of it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import FileAnswer
from documine_nb.models.components import Component, FileComponents

__all__ = ["Collected", "compact", "statements"]


class Collected:
    """Files by columns.

    Parameters
    ----------
    table : ComponentTable, optional
        What is there already.

    Attributes
    ----------
    table : ComponentTable
        What was added.
    """

    def __init__(self, table: ComponentTable | None = None) -> None:
        self.table = ComponentTable() if table is None else table
        self._numbers = {file_id: number for number, file_id in enumerate(self.table.file_ids)}
        self._stated: list[tuple[object, ...]] = []

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
        number = self._numbers.get(file.file_id)
        if number is None:
            self._numbers[file.file_id] = len(self.table)
            self.table.add(file)
            return True
        if number >= len(self._stated):
            rest = range(len(self._stated), len(self.table))
            self._stated += statements(self.table.take(rest))
        again = ComponentTable()
        again.add(file)
        return [self._stated[number]] == list(statements(again))

    def add_new(self, file: FileComponents | FileAnswer) -> None:
        """Add a file unless one of its id, or of its name where it has no id, is there."""
        has_id = file.file_id != file.filename
        if file.file_id not in self._numbers and (
            has_id or file.filename not in self.table.filenames
        ):
            self.add(file)


def statements(table: ComponentTable) -> Iterator[tuple[object, ...]]:
    """Return what a table states of each file, comparable with what another one states of it."""
    columns = (
        table.component,
        table.position,
        table.value,
        table.description,
        table.rule_id,
        table.overridden,
        table.original,
    )
    rows = zip(*columns, strict=True)
    for filename, count in zip(table.filenames, table.rows.whole().tolist(), strict=True):
        yield filename, *islice(rows, count)


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
