"""Component reports as XLSX: one row a value, every cell taken as text.

The columns are found by their headings. Sheets of other report templates are read, too, as far as
they have a column *Component* and a column *Value*; so is what ``result.to_excel`` wrote.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, repeat
from pathlib import PurePosixPath
from typing import Any

from documine_nb.errors import IntegrityError
from documine_nb.models.component_wire import (
    ComponentAnswer,
    EntityAnswer,
    FileAnswer,
    ValueAnswer,
)
from documine_nb.packages.cells import texts_of, whole_texts
from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.transport.archive_audit import open_audited

__all__ = ["read_xlsx"]

_HEADINGS = {
    "dossier id": "dossier_id",
    "dossier": "dossier_id",
    "file id": "file_id",
    "file name": "filename",
    "filename": "filename",
    "component": "component",
    "position": "position",
    "value": "value",
    "description": "description",
    "transformation/description": "description",
    "rule id": "rule_id",
    "overridden": "overridden",
    "original value": "original",
    "original": "original",
    "entity types": "types",
    "pages": "pages",
    "annotation references": "pages",
}
_COLUMNS = tuple(dict.fromkeys(_HEADINGS.values()))
_DETAILS = {"description", "rule_id", "overridden", "original", "types", "pages"}
_ROWS_BEFORE_THE_HEADINGS = 20
_ROWS_AT_ONCE = 10_000
_TRUE = {"yes", "true"}
_PAGE = re.compile("[0-9]{1,9}")


def read_xlsx(source: ReportSource, member: str) -> Iterable[FileAnswer]:
    """Read all files that a workbook states.

    Raises
    ------
    UnreadableReport
        The member is no workbook, or has no columns of components and values.
    UnsafeArchiveError
        The workbook, a ZIP itself, claims more than it can hold.
    """
    content = source.read(member)
    found = False
    drafts: dict[str, _Draft] = {}
    for columns, rows in _tables(content, f"{member!r} in {source.what}"):
        found = True
        while part := list(islice(rows, _ROWS_AT_ONCE)):
            _add_rows(drafts, columns, part, member, lambda texts: whole_texts(source, texts))
    if not found:
        raise UnreadableReport("it has no sheet with the columns Component and Value")
    return [draft.finish() for draft in drafts.values()]


def _tables(content: bytes, what: str) -> Iterator[tuple[dict[str, int], Iterator[list[Any]]]]:
    """Yield, for each sheet with headings, where its columns are and the rows below."""
    import python_calamine  # noqa: PLC0415 -- a compiled library, loaded when a workbook is read

    try:
        open_audited(io.BytesIO(content), what=what).close()
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).iter_rows()
            for cells in islice(rows, _ROWS_BEFORE_THE_HEADINGS):
                columns = _columns(cells)
                if {"component", "value"} <= columns.keys():
                    yield columns, rows
                    break
    except IntegrityError as wrong:
        raise UnreadableReport(wrong.message) from None
    except python_calamine.CalamineError as error:
        raise UnreadableReport(f"it is no workbook: {error}") from None


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = _HEADINGS.get(str(cell).strip().lower().replace("_", " "))
        if name is not None:
            found.setdefault(name, at)
    return found


def _add_rows(
    drafts: dict[str, _Draft],
    columns: Mapping[str, int],
    rows: Sequence[Sequence[Any]],
    member: str,
    whole: Callable[[Sequence[str]], Sequence[str]],
) -> None:
    cells = list(zip(*rows, strict=True))
    texts: dict[str, Iterable[str]] = {
        name: whole(texts_of(cells[at])) for name, at in columns.items()
    }
    detailed = bool(_DETAILS & columns.keys())
    has_positions = "position" in columns
    for row in zip(*(texts.get(name, repeat("")) for name in _COLUMNS), strict=False):
        dossier_id, file_id, filename, name, position, value, *details = row
        if not (name or file_id):
            continue
        key = file_id or filename or member
        draft = drafts.get(key)
        if draft is None:
            shown = filename or PurePosixPath(member).stem
            draft = drafts[key] = _Draft(dossier_id or None, key, shown, detailed=detailed)
        if name:
            # Where there are positions, an empty value at one is an empty text, else it is none.
            draft.add(name, value, details, is_value=bool(position if has_positions else value))


@dataclass
class _Draft:
    """A file whose rows are being collected."""

    dossier_id: str | None
    file_id: str
    filename: str
    detailed: bool
    values: dict[str, list[ValueAnswer]] = field(default_factory=dict)
    overridden: dict[str, bool] = field(default_factory=dict)

    def add(self, name: str, value: str, details: Sequence[str], *, is_value: bool) -> None:
        description, rule_id, overridden, original, types, pages = details
        values = self.values.get(name)
        if values is None:
            values = self.values[name] = []
        self.overridden[name] = overridden.lower() in _TRUE
        if is_value:
            values.append(
                ValueAnswer(
                    value,
                    original or None,
                    description or None,
                    rule_id or None,
                    _entities(types, pages),
                )
            )

    def finish(self) -> FileAnswer:
        plain = {
            name: tuple(item.value or "" for item in values) for name, values in self.values.items()
        }
        details = {
            name: ComponentAnswer(name, tuple(values), self.overridden[name])
            for name, values in self.values.items()
        }
        return FileAnswer(
            None,
            self.dossier_id,
            self.file_id,
            self.filename,
            plain,
            details if self.detailed else None,
        )


@lru_cache(maxsize=10_000)
def _entities(types: str, pages: str) -> tuple[EntityAnswer, ...]:
    kinds = types.split("; ") if types else []
    numbers = pages.split(", ") if pages else []
    count = max(len(kinds), len(numbers))
    kinds += [""] * (count - len(kinds))
    numbers += [""] * (count - len(numbers))
    return tuple(
        EntityAnswer(None, kind or None, None, int(page) if _PAGE.fullmatch(page) else None)
        for kind, page in zip(kinds, numbers, strict=True)
    )
