"""The components of many files by columns: what frames are made of, at a sixth of the memory.

One row a value, file by file, in the order in which the service sent them; a component without
values has one row, too, with the position 0. Texts that repeat are held once. Records are made of
it only where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from documine_nb.models.component_records import record_of
from documine_nb.models.components import FileComponents

if TYPE_CHECKING:
    from documine_nb.models.component_wire import FileAnswer

__all__ = ["ComponentTable"]

Cell = tuple[str, ...]


class ComponentTable:
    """The components of files by columns; filled by :meth:`add`.

    Attributes
    ----------
    file_ids, filenames, template_ids, dossier_ids : list
        One entry a file.
    detailed : list of bool
        Whether the service sent details.
    rows : list of int
        How many rows each file has.
    component, position, value, description, rule_id, overridden, original : list
        One entry a row. ``overridden`` is None where there are no details of the component.
    entities : list of int
        How many entity references each row has.
    entity_id, entity_type, entity_rule, entity_page : list
        One entry an entity reference.
    records : dict of int to FileComponents
        Files whose answer says more than the columns hold, by their number.
    """

    def __init__(self) -> None:
        self.file_ids: list[str] = []
        self.filenames: list[str] = []
        self.template_ids: list[str | None] = []
        self.dossier_ids: list[str | None] = []
        self.detailed: list[bool] = []
        self.rows: list[int] = []
        self.component: list[str] = []
        self.position: list[int] = []
        self.value: list[str | None] = []
        self.description: list[str | None] = []
        self.rule_id: list[str | None] = []
        self.overridden: list[bool | None] = []
        self.original: list[str | None] = []
        self.entities: list[int] = []
        self.entity_id: list[str | None] = []
        self.entity_type: list[str | None] = []
        self.entity_rule: list[str | None] = []
        self.entity_page: list[int | None] = []
        self.records: dict[int, FileComponents] = {}
        self._texts: dict[str | None, Any] = {}

    def __len__(self) -> int:
        return len(self.file_ids)

    @classmethod
    def of(cls, files: Iterable[FileComponents]) -> ComponentTable:
        """Return the table of some records, which it keeps."""
        table = cls()
        for file in files:
            table.add(file)
        return table

    def add(self, file: FileComponents | FileAnswer) -> None:
        """Add a file; a record is kept, since it may hold fields that there is no column for."""
        if isinstance(file, FileComponents):
            self.records[len(self.file_ids)] = file
        once = self._texts.setdefault
        before = len(self.component)
        details = file.details or {}
        agrees = True
        for name, values in file.components.items():
            name = once(name, name)  # noqa: PLW2901 -- the same text, held once
            if component := details.get(name):
                agrees &= self._add_detailed(name, component, values)
            else:
                self._add_plain(name, values)
        for name in details:
            if name not in file.components:
                agrees = False
                self._add_detailed(name, details[name], ())
        if not agrees and not isinstance(file, FileComponents):
            self.records[len(self.file_ids)] = record_of(file)
        self.file_ids.append(file.file_id)
        self.filenames.append(file.filename)
        self.template_ids.append(once(file.dossier_template_id, file.dossier_template_id))
        self.dossier_ids.append(once(file.dossier_id, file.dossier_id))
        self.detailed.append(file.details is not None)
        self.rows.append(len(self.component) - before)

    def _add_plain(self, name: str, values: Cell) -> None:
        count = len(values) or 1
        self.component += [name] * count
        self.position += range(1, count + 1) if values else (0,)
        self.value += values or (None,)
        self.entities += [0] * count
        for column in (self.description, self.rule_id, self.original, self.overridden):
            column.extend([None] * count)

    def _add_detailed(self, name: str, component: Any, values: Cell) -> bool:
        """Add a component's rows; whether the plain values are those of the details."""
        items = component.values
        if not items:
            self._add_plain(name, ())
            self.overridden[-1] = component.overridden
            return not values
        once = self._texts.setdefault
        agrees = len(items) == len(values)
        for position, item in enumerate(items, start=1):
            text, description, rule_id = item.value, item.description, item.rule_id
            if agrees and text == values[position - 1]:
                text = values[position - 1]  # one text in memory for both
            else:
                agrees = False
            original = item.original_value
            self.component.append(name)
            self.position.append(position)
            self.value.append(text)
            self.description.append(once(description, description))
            self.rule_id.append(once(rule_id, rule_id))
            self.overridden.append(component.overridden)
            self.original.append(text if original == text else original)
            self._add_entities(item.entities)
        return agrees

    def _add_entities(self, entities: Sequence[Any]) -> None:
        once = self._texts.setdefault
        self.entities.append(len(entities))
        for entity in entities:
            kind, rule = entity.type, entity.rule_id
            self.entity_id.append(entity.id)
            self.entity_type.append(once(kind, kind))
            self.entity_rule.append(once(rule, rule))
            self.entity_page.append(entity.page)

    def filled(self) -> list[bool]:
        """Return, file by file, whether it has any value."""
        ends = accumulate(self.rows)
        return [
            any(self.position[end - count : end])
            for count, end in zip(self.rows, ends, strict=True)
        ]

    def names(self, order: Sequence[str] | None = None) -> list[str]:
        """Return the components in the template's order, or else as they first appear."""
        return list(dict.fromkeys((*(order or ()), *dict.fromkeys(self.component))))

    def cells(self, names: Iterable[str]) -> dict[str, list[Cell]]:
        """Return the plain values by component, file by file."""
        columns: dict[str, list[Cell]] = {name: [()] * len(self) for name in names}
        row = 0
        for number, count in enumerate(self.rows):
            end = row + count
            if number in self.records:
                for name, values in _plain(self.records[number]).items():
                    columns[name][number] = values
            else:
                rows = slice(row, end)
                for name, place, text in zip(
                    self.component[rows], self.position[rows], self.value[rows], strict=True
                ):
                    if place == 1:
                        columns[name][number] = (text or "",)
                    elif place:
                        columns[name][number] += (text or "",)
            row = end
        return columns

    def extend(self, other: ComponentTable) -> None:
        """Add the files of another table behind its own."""
        records = {len(self) + number: record for number, record in other.records.items()}
        self.records |= records
        for column in (*_FILE, *_ROW, *_ENTITY):
            getattr(self, column).extend(getattr(other, column))

    def parts(self, files: int) -> Iterator[ComponentTable]:
        """Return the table in parts of so many files."""
        row = reference = 0
        for first in range(0, len(self), files):
            part = ComponentTable()
            stop = min(first + files, len(self))
            last_row = row + sum(self.rows[first:stop])
            last_reference = reference + sum(self.entities[row:last_row])
            for columns, start, end in (
                (_FILE, first, stop),
                (_ROW, row, last_row),
                (_ENTITY, reference, last_reference),
            ):
                for column in columns:
                    setattr(part, column, getattr(self, column)[start:end])
            part.records = {
                number - first: record
                for number, record in self.records.items()
                if first <= number < stop
            }
            row, reference = last_row, last_reference
            yield part

    def take(self, numbers: Sequence[int]) -> ComponentTable:
        """Return the files with these numbers, in this order."""
        if list(numbers) == list(range(len(self))):
            return self
        taken = ComponentTable()
        row_ends = [0, *accumulate(self.rows)]
        reference_ends = [0, *accumulate(self.entities)]
        rows = [slice(row_ends[number], row_ends[number + 1]) for number in numbers]
        refs = [slice(reference_ends[row.start], reference_ends[row.stop]) for row in rows]
        files = [slice(number, number + 1) for number in numbers]
        for columns, spans in ((_FILE, files), (_ROW, rows), (_ENTITY, refs)):
            for column in columns:
                values = getattr(self, column)
                setattr(taken, column, list(chain.from_iterable(map(values.__getitem__, spans))))
        taken.records = {
            place: self.records[number]
            for place, number in enumerate(numbers)
            if number in self.records
        }
        return taken


_FILE = ("file_ids", "filenames", "template_ids", "dossier_ids", "detailed", "rows")
_ROW = (
    "component",
    "position",
    "value",
    "description",
    "rule_id",
    "overridden",
    "original",
    "entities",
)
_ENTITY = ("entity_id", "entity_type", "entity_rule", "entity_page")


def _plain(file: FileComponents) -> dict[str, Cell]:
    """Return the values by component, from the details where they are nowhere else."""
    detailed = {
        name: tuple(item.value or "" for item in component.values)
        for name, component in (file.details or {}).items()
    }
    return detailed | dict(file.components)
