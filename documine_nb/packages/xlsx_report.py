"""Component reports as XLSX: one row a value, every cell taken as text.

The columns are found by their headings. Sheets of other report templates are read, too, as far as
they have a column *Component* and a column *Value*.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from documine_nb.errors import IntegrityError
from documine_nb.models.components import (
    Component,
    ComponentValue,
    EntityReference,
    FileComponents,
)
from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.transport.archive_audit import open_audited

__all__ = ["read_xlsx"]

_HEADINGS = {
    "file id": "file_id",
    "file name": "filename",
    "component": "component",
    "position": "position",
    "value": "value",
    "description": "description",
    "transformation/description": "description",
    "rule id": "rule_id",
    "overridden": "overridden",
    "original value": "original",
    "entity types": "types",
    "pages": "pages",
    "annotation references": "pages",
}
_DETAILS = {"description", "rule_id", "overridden", "original", "types", "pages"}
_ROWS_BEFORE_THE_HEADINGS = 20
_ELSEWHERE = re.compile(r"Text of ([0-9,]+) characters in (.+\.txt)")

Row = Mapping[str, str]


def read_xlsx(archive: PackageArchive, member: str) -> list[FileComponents]:
    """Read all files that a workbook states.

    Raises
    ------
    UnreadableReport
        The member is no workbook, or has no columns of components and values.
    UnsafeArchiveError
        The workbook, a ZIP itself, claims more than it can hold.
    """
    drafts: dict[str, _Draft] = {}
    found = False
    for columns, rows in _tables(archive.read(member), f"{member!r} in {archive.what}"):
        found = True
        for cells in rows:
            row = {
                name: _whole(archive, cells[at]) for name, at in columns.items() if at < len(cells)
            }
            if row.get("component"):
                _draft(drafts, row, columns, member).add(row)
    if not found:
        raise UnreadableReport("it has no sheet with the columns Component and Value")
    return [draft.finish() for draft in drafts.values()]


def _tables(content: bytes, what: str) -> Iterator[tuple[dict[str, int], Iterator[list[str]]]]:
    """Yield, for each sheet with headings, where its columns are and the rows below."""
    import python_calamine  # noqa: PLC0415 -- a compiled library, loaded when a workbook is read

    try:
        open_audited(io.BytesIO(content), what=what).close()
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except IntegrityError as wrong:
        raise UnreadableReport(wrong.message) from None
    except python_calamine.CalamineError as error:
        raise UnreadableReport(f"it is no workbook: {error}") from None
    for sheet in sheets:
        for at, cells in enumerate(sheet[:_ROWS_BEFORE_THE_HEADINGS]):
            columns = _columns(cells)
            if {"component", "value"} <= columns.keys():
                yield columns, ([_text(cell) for cell in row] for row in sheet[at + 1 :])
                break


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = _HEADINGS.get(str(cell).strip().lower())
        if name is not None:
            found.setdefault(name, at)
    return found


def _text(cell: Any) -> str:
    """Return a cell as a text; our own reports have no other cells, foreign ones may."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.date):
        midnight = not isinstance(cell, dt.datetime) or cell.time() == dt.time()
        return f"{cell:%d/%m/%Y}" if midnight else cell.isoformat()
    return str(cell)


def _whole(archive: PackageArchive, text: str) -> str:
    """Return a cell's text; one too long for a cell stands in a member of its own."""
    elsewhere = _ELSEWHERE.fullmatch(text) if text.startswith("Text of ") else None
    if elsewhere is None:
        return text
    member = elsewhere[2]
    if member not in archive.members:
        raise UnreadableReport(f"the long text that it keeps in {member!r} is missing")
    whole = archive.read(member).decode("utf-8", "surrogatepass")
    if len(whole) != int(elsewhere[1].replace(",", "")):
        raise UnreadableReport(f"the long text in {member!r} is not the one it names")
    return whole


def _draft(drafts: dict[str, _Draft], row: Row, columns: Mapping[str, int], member: str) -> _Draft:
    filename = row.get("filename") or PurePosixPath(member).stem
    file_id = row.get("file_id") or row.get("filename") or member
    if file_id not in drafts:
        drafts[file_id] = _Draft(file_id, filename, detailed=bool(_DETAILS & columns.keys()))
    return drafts[file_id]


@dataclass
class _Draft:
    """A file whose rows are being collected."""

    file_id: str
    filename: str
    detailed: bool
    values: dict[str, list[ComponentValue]] = field(default_factory=dict)
    overridden: dict[str, bool] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        name, value = row["component"], row.get("value", "")
        values = self.values.setdefault(name, [])
        self.overridden[name] = row.get("overridden", "").lower() in {"yes", "true"}
        # Where there are positions, an empty value at one is an empty text, else it is none.
        if row.get("position") or ("position" not in row and value):
            values.append(
                ComponentValue(
                    value=value,
                    original_value=row.get("original") or None,
                    description=row.get("description") or None,
                    rule_id=row.get("rule_id") or None,
                    entities=_entities(row.get("types", ""), row.get("pages", "")),
                )
            )

    def finish(self) -> FileComponents:
        plain = {
            name: tuple(item.value or "" for item in values) for name, values in self.values.items()
        }
        details = {
            name: Component(name=name, values=tuple(values), overridden=self.overridden[name])
            for name, values in self.values.items()
        }
        return FileComponents(
            dossier_template_id=None,
            dossier_id=None,
            file_id=self.file_id,
            filename=self.filename,
            components=plain,
            details=details if self.detailed else None,
        )


def _entities(types: str, pages: str) -> tuple[EntityReference, ...]:
    kinds = types.split("; ") if types else []
    numbers = pages.split(", ") if pages else []
    count = max(len(kinds), len(numbers))
    kinds += [""] * (count - len(kinds))
    numbers += [""] * (count - len(numbers))
    return tuple(
        EntityReference(type=kind or None, page=int(page) if page.isdecimal() else None)
        for kind, page in zip(kinds, numbers, strict=True)
    )
