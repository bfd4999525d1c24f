"""What is missing, odd, or has several values: told beside every frame, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

import pandas as pd

from documine_nb.frames.columns import Column
from documine_nb.frames.table import table as frame_of
from documine_nb.models.component_table import ComponentTable

__all__ = ["MissingFile", "QualityReport", "quality_report"]

_SHOWN = 5
_COLUMNS = {
    "component": "string",
    "dtype": "string",
    "values": "Int64",
    "missing": "Int64",
    "several": "Int64",
    "unconverted": "Int64",
    "examples": "string",
    "reason": "string",
    "notes": "string",
}


@dataclass(frozen=True)
class MissingFile:
    """A file without results.

    Parameters
    ----------
    filename : str
        The file.
    reason : str
        Why there are none.
    file_id : str, optional
        Its id, where known.
    """

    filename: str
    reason: str
    file_id: str | None = None


@dataclass(frozen=True, repr=False)
class QualityReport:
    """What one should know before trusting a frame.

    Attributes
    ----------
    files : int
        How many files have results.
    columns : tuple of Column
        The columns of the wide frame with their counts.
    duplicates : tuple of (str, tuple of str)
        File names that several files have, with the files' ids.
    missing_files : tuple of MissingFile
        Files without results, and why.
    """

    files: int
    columns: tuple[Column, ...]
    duplicates: tuple[tuple[str, tuple[str, ...]], ...]
    missing_files: tuple[MissingFile, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a component.

        Returns
        -------
        DataFrame
            ``component``, ``dtype``, in how many files it has ``values``, is ``missing``, has
            ``several`` values, or has one that was left ``unconverted``, with ``examples``,
            ``reason`` and ``notes``.
        """
        return frame_of(_COLUMNS, (self._row(column) for column in self.columns))

    def _row(self, column: Column) -> tuple[object, ...]:
        return (
            column.name,
            str(column.array.dtype),
            self.files - column.missing,
            column.missing,
            column.several,
            column.unconverted,
            "; ".join(column.examples) or None,
            column.reason or None,
            "; ".join(column.notes) or None,
        )

    def _findings(self) -> list[tuple[str, list[str]]]:
        """Return what was found as headings with their lines."""
        columns = self.columns
        return [
            (
                "Left as text, because not every value could be converted",
                [
                    f"{item.name}: in {item.unconverted} of {self.files} files, such as "
                    f"{', '.join(map(repr, item.examples))} ({item.reason})"
                    for item in columns
                    if item.unconverted
                ],
            ),
            (
                "Several values in one file",
                [f"{item.name}: in {item.several} files" for item in columns if item.several],
            ),
            (
                "Without any value",
                [item.name for item in columns if item.missing == self.files],
            ),
            (
                "Without a value in some files",
                [
                    f"{item.name}: in {item.missing} of {self.files} files"
                    for item in columns
                    if 0 < item.missing < self.files
                ],
            ),
            ("Noted", [f"{item.name}: {note}" for item in columns for note in item.notes]),
            (
                "File names that several files have",
                [f"{name}: {', '.join(ids)}" for name, ids in self.duplicates],
            ),
            (
                "Files without results",
                [f"{file.filename}: {file.reason}" for file in self.missing_files],
            ),
        ]

    def __repr__(self) -> str:
        lines = [self._summary()]
        for heading, found in self._findings():
            if found:
                lines += [f"{heading} ({len(found)}):", *(f"  {line}" for line in _few(found))]
        return "\n".join(lines)

    def _summary(self) -> str:
        filled = sum(self.files - column.missing for column in self.columns)
        cells = self.files * len(self.columns)
        share = f", {filled:,} of {cells:,} cells filled" if cells else ""
        return f"Quality of {self.files:,} files, {len(self.columns):,} components{share}"

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{escape(self._summary())}</strong></p>"]
        for heading, found in self._findings():
            if found:
                items = "".join(f"<li>{escape(line)}</li>" for line in _few(found))
                parts.append(f"<p>{escape(heading)} ({len(found)})</p><ul>{items}</ul>")
        return f'<div class="documine-quality">{"".join(parts)}</div>'


def quality_report(
    table: ComponentTable, columns: Iterable[Column], missing: Iterable[MissingFile]
) -> QualityReport:
    """Return the report on some files and their typed columns."""
    ids: dict[str, list[str]] = {}
    for name, file_id in zip(table.filenames, table.file_ids, strict=True):
        ids.setdefault(name, []).append(file_id)
    duplicates = tuple((name, tuple(found)) for name, found in ids.items() if len(found) > 1)
    return QualityReport(len(table), tuple(columns), duplicates, tuple(missing))


def _few(lines: Sequence[str]) -> Iterable[str]:
    more = [f"... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return chain(lines[:_SHOWN], more)
