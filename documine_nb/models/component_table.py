"""The components of many files by columns: what frames are made of, at a small part of the memory.

One row a value, file by file, in the order in which the service sent them; a component without
values has one row, too, with the position 0. Records are made of it only where somebody asks for
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

import numpy as np

from documine_nb.models.columns import Codes, Column, Numbers, Texts
from documine_nb.models.component_block import Block, block_of, quick_blocks
from documine_nb.models.component_levels import Children, ends_of, runs_of
from documine_nb.models.component_order import common_order
from documine_nb.models.component_records import record_of
from documine_nb.models.components import FileComponents

if TYPE_CHECKING:
    from documine_nb.models.component_wire import FileAnswer

__all__ = ["OF_FILE", "ComponentTable"]

C = TypeVar("C")

OF_FILE = ("file_ids", "filenames", "template_ids", "dossier_ids", "detailed")
"""What a table says of each file, beside its columns."""

_AT_ONCE, _PLAIN_AT_ONCE = 16, 64
"""Answers that wait: while they are packed they should still be in the processor's cache."""

_NOT, _SAME, _OWN = range(3)  # what there is of an original value


class _Packed(Generic[C]):
    """A column that is read once everything added is packed."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, table: None, owner: type) -> Self: ...
    @overload
    def __get__(self, table: ComponentTable, owner: type) -> C: ...
    def __get__(self, table: ComponentTable | None, owner: type) -> Self | C:
        if table is None:
            return self
        table._pack()  # noqa: SLF001 -- a part of it
        column: C = table._columns[self._name]  # noqa: SLF001 -- the same
        return column


class ComponentTable:
    """The components of files by columns; filled by :meth:`add`.

    Attributes
    ----------
    file_ids, filenames, template_ids, dossier_ids : list
        One entry a file.
    detailed : list of bool
        Whether the service sent details.
    rows : Column of int
        How many rows each file has.
    component, position, value, description, rule_id, overridden : Column
        One entry a row. ``overridden`` is 1 or 0, and None where there are no details of the
        component.
    entities : Column of int
        How many entity references each row has.
    entity_id, entity_type, entity_rule, entity_page : Column
        One entry an entity reference.
    records : dict of int to FileComponents
        Files whose answer says more than the columns hold, by their number.
    apart : set of int
        Those of them whose details say something else than their plain values.
    """

    rows = _Packed[Numbers]()
    component = _Packed[Codes]()
    position = _Packed[Numbers]()
    value = _Packed[Texts]()
    description = _Packed[Codes]()
    rule_id = _Packed[Codes]()
    overridden = _Packed[Numbers]()
    origin = _Packed[Numbers]()
    changed_from = _Packed[Texts]()
    entities = _Packed[Numbers]()
    entity_id = _Packed[Texts]()
    entity_type = _Packed[Codes]()
    entity_rule = _Packed[Codes]()
    entity_page = _Packed[Numbers]()
    records = _Packed[dict[int, FileComponents]]()
    apart = _Packed[set[int]]()

    def __init__(self) -> None:
        self.file_ids: list[str] = []
        self.filenames: list[str] = []
        self.template_ids: list[str | None] = []
        self.dossier_ids: list[str | None] = []
        self.detailed: list[bool] = []
        self._waiting: list[FileAnswer] = []
        self._ids: dict[str | None, str | None] = {}
        self._columns: dict[str, Any] = {
            **{name: kind() for name, kind in _KINDS.items()},
            "records": {},
            "apart": set(),
        }

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
        once = self._ids.setdefault
        if isinstance(file, FileComponents):
            self._pack()
            self._add_closely(file, len(self))
        else:
            self._waiting.append(file)
        self.file_ids.append(file.file_id)
        self.filenames.append(file.filename)
        self.template_ids.append(once(file.dossier_template_id, file.dossier_template_id))
        self.dossier_ids.append(once(file.dossier_id, file.dossier_id))
        self.detailed.append(file.details is not None)
        if len(self._waiting) >= (_PLAIN_AT_ONCE if file.details is None else _AT_ONCE):
            self._pack()

    def _pack(self) -> None:
        """Bring the answers that wait into the columns."""
        if not self._waiting:
            return
        files, self._waiting = self._waiting, []
        number = len(self) - len(files)
        for block in quick_blocks(files):
            if block is None:
                self._add_closely(files[number - len(self)], number)
                number += 1
            else:
                self._append(block)
                number += len(block.files)

    def _add_closely(self, file: FileComponents | FileAnswer, number: int) -> None:
        block, agrees = block_of(file)
        self._append(block)
        if isinstance(file, FileComponents):
            self._columns["records"][number] = file
        elif not agrees:
            self._columns["records"][number] = record_of(file)
        if not agrees:
            self._columns["apart"].add(number)

    def _append(self, block: Block) -> None:
        columns, count = self._columns, len(block.values)
        sizes = block.sizes
        counts = np.maximum(sizes, 1)
        ends = ends_of(counts)
        columns["rows"].append(np.diff(ends[ends_of(block.files)]))
        columns["component"].append(block.names, counts)
        position = np.arange(1, count + 1) - np.repeat(ends[:-1], counts)
        columns["position"].append(np.where(np.repeat(sizes, counts) > 0, position, 0))
        columns["value"].append(block.values)
        self._append_details(block, counts, count)
        self._append_originals(block, count)

    def _append_details(self, block: Block, counts: Any, count: int) -> None:
        columns, references = self._columns, block.references
        if block.overridden is None:
            for name in ("overridden", "description", "rule_id"):
                columns[name].append_same(columns[name].none, count)
            columns["entities"].append_same(0, count)
            return
        columns["overridden"].append(block.overridden, counts)
        columns["description"].append(block.descriptions)
        columns["rule_id"].append(block.rules)
        columns["entities"].append(block.entities)
        columns["entity_id"].append([reference.id for reference in references])
        columns["entity_type"].append([reference.type for reference in references])
        columns["entity_rule"].append([reference.rule_id for reference in references])
        columns["entity_page"].append([reference.page for reference in references])

    def _append_originals(self, block: Block, count: int) -> None:
        originals, values = block.originals, block.values
        if originals is None or originals is values:
            kind = _NOT if originals is None else _SAME
            self._columns["origin"].append_same(kind, count)
            return
        origin = [
            _NOT if original is None else _SAME if original == value else _OWN
            for original, value in zip(originals, values, strict=True)
        ]
        changed = [text for text, kind in zip(originals, origin, strict=True) if kind == _OWN]
        self._columns["origin"].append(origin)
        self._columns["changed_from"].append(changed)

    def settle(self) -> None:
        """Make one block of what came in many, so that their memory can be given back."""
        for column in self.columns().values():
            column.whole()

    def columns(self) -> Mapping[str, Column[Any]]:
        """Return all columns but those of files, by name."""
        self._pack()
        return {name: self._columns[name] for name in _KINDS}

    @property
    def original(self) -> Sequence[str | None]:
        """The values as they were extracted: the column `value` itself where none was changed."""
        origin = self.origin.whole()
        if (origin == _SAME).all():
            return self.value
        changed = iter(self.changed_from)
        return [
            value if kind == _SAME else next(changed) if kind == _OWN else None
            for kind, value in zip(origin.tolist(), self.value, strict=True)
        ]

    def filled(self) -> Any:
        """Return, file by file, whether it has any value, as an array."""
        filled = np.concatenate(([0], np.cumsum(self.position.whole() > 0)))
        ends = ends_of(self.rows.whole())
        return filled[ends[1:]] > filled[ends[:-1]]

    def names(self, order: Sequence[str] | None = None) -> list[str]:
        """Return the components in the given order, others in the one that their files have."""
        texts = self.component.texts
        found = common_order(self.component.whole(), self.file_of_rows())
        return list(dict.fromkeys((*(order or ()), *(texts[code] for code in found))))

    def file_of_rows(self) -> Any:
        """Return the number of each row's file, as an array."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.rows.whole())

    def rows_by_component(self) -> tuple[Any, dict[str, slice]]:
        """Return the rows that hold a value, by component and then by file, and where each begins.

        Returns
        -------
        tuple of array and dict
            The numbers of the rows; and by component, which of these are its own.
        """
        filled = np.flatnonzero(self.position.whole())
        codes = self.component.whole()[filled]
        small = codes.astype(np.int16) if len(self.component.texts) < 2**15 else codes
        order = filled[np.argsort(small, kind="stable")]  # 16 bits are sorted digit by digit
        ends = ends_of(np.bincount(codes, minlength=len(self.component.texts))).tolist()
        return order, dict(zip(self.component.texts, map(slice, ends, ends[1:]), strict=True))

    def plain(self, number: int) -> Mapping[str, tuple[str, ...]]:
        """Return the values of a file with a record, from details where they are nowhere else."""
        file = self.records[number]
        detailed = {
            name: tuple(item.value or "" for item in component.values)
            for name, component in (file.details or {}).items()
        }
        return detailed | dict(file.components)

    @classmethod
    def together(cls, chosen: Sequence[tuple[ComponentTable, int]]) -> ComponentTable:
        """Return files of several tables as one table, each given by its table and number.

        Files that stand side by side are taken together, so that a few changed ones among
        thousands cost little.
        """
        tables = {id(table): table for table, _ in chosen}
        if len(tables) == 1:
            return chosen[0][0].take([number for _, number in chosen])
        together = cls()
        levels = {key: table.levels() for key, table in tables.items()}
        for table, files in runs_of(chosen):
            together._add_run(table, files, levels[id(table)])
        return together

    def _add_run(self, other: ComponentTable, files: range, levels: Levels) -> None:
        before = len(self) - files.start
        kept = other.records.keys() & files if other.records else ()
        self._columns["records"].update({before + at: other.records[at] for at in kept})
        self._columns["apart"].update(before + at for at in other.apart & set(kept))
        rows = levels.rows_of(files)
        for name in _KINDS:
            self._columns[name].extend(other._columns[name], rows[name])
        for name in OF_FILE:
            getattr(self, name).extend(getattr(other, name)[files.start : files.stop])

    def extend(self, other: ComponentTable) -> None:
        """Add the files of another table behind its own."""
        self._pack()
        self._add_run(other, range(len(other)), other.levels())

    def parts(self, files: int) -> Iterator[ComponentTable]:
        """Return the table in parts of so many files."""
        levels = self.levels()
        for first in range(0, len(self), files):
            yield self._taken(range(first, min(first + files, len(self))), levels)

    def take(self, numbers: Sequence[int]) -> ComponentTable:
        """Return the files with these numbers, in this order."""
        if list(numbers) == list(range(len(self))):
            return self
        return self._taken(numbers, self.levels())

    def levels(self) -> Levels:
        """Return which rows belong to which."""
        return Levels(
            Children(self.rows.whole()),
            Children(self.entities.whole()),
            Children(self.origin.whole() == _OWN),
        )

    def _taken(self, numbers: Sequence[int], levels: Levels) -> ComponentTable:
        taken = ComponentTable()
        files = numbers if isinstance(numbers, range) else np.array(numbers, np.int64)
        rows = levels.rows_of(files)
        for name in _KINDS:
            taken._columns[name] = _some(self._columns[name], rows[name])
        for name in OF_FILE:
            values = getattr(self, name)
            setattr(taken, name, [values[number] for number in numbers])
        if self.records:
            new = {number: place for place, number in enumerate(numbers)}
            kept = self.records.keys() & new.keys()
            taken.records.update({new[number]: self.records[number] for number in kept})
            taken.apart.update(new[number] for number in self.apart & new.keys())
        return taken


@dataclass(frozen=True)
class Levels:
    """Which rows a file has, and which references and changed texts a row."""

    rows: Children
    references: Children
    changed: Children

    def rows_of(self, files: Any) -> dict[str, Any]:
        """Return, column by column, the numbers of what belongs to these files."""
        rows = self.rows.of(files)
        found = dict.fromkeys(_KINDS, rows) | {"rows": files, "changed_from": self.changed.of(rows)}
        return found | dict.fromkeys(_OF_REFERENCE, self.references.of(rows))


def _some(column: Column[Any], rows: Any) -> Column[Any]:
    return column.cut(rows.start, rows.stop) if isinstance(rows, range) else column.take(rows)


_OF_REFERENCE = ("entity_id", "entity_type", "entity_rule", "entity_page")
_KINDS: dict[str, Any] = {
    "rows": lambda: Numbers("int32"),
    "component": Codes,
    "position": lambda: Numbers("int32"),
    "value": Texts,
    "description": Codes,
    "rule_id": Codes,
    "overridden": lambda: Numbers("int8"),
    "origin": lambda: Numbers("int8"),
    "changed_from": Texts,
    "entities": lambda: Numbers("int32"),
    "entity_id": Texts,
    "entity_type": Codes,
    "entity_rule": Codes,
    "entity_page": lambda: Numbers("int32"),
}
