"""What is missing, odd, or has several values: told beside every frame, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain

import numpy as np
import pandas as pd

from documine_nb.frames.columns import Column
from documine_nb.frames.comparison import Comparison
from documine_nb.frames.endpoints.conflicts import Conflict
from documine_nb.frames.findings import Findings
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.frames.loaded import KEY as LOADED
from documine_nb.frames.loaded import Loaded
from documine_nb.frames.naming import FILE_ID, FILE_NAME, check_names
from documine_nb.markup import block
from documine_nb.models.component_table import ComponentTable

__all__ = ["COVERAGE", "DoubleFile", "MissingFile", "QualityReport", "quality_report"]

COVERAGE = ("value", "missing", "not applicable")
_SHOWN = 5
_MOST_ROWS = 200
_FINDINGS = {
    "finding": "string",
    "file_id": "string",
    "filename": "string",
    "components": "string",
    "detail": "string",
}
_COLUMNS = {
    "component": "string",
    "dtype": "string",
    "values": "Int64",
    "missing": "Int64",
    "not_applicable": "Int64",
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


@dataclass(frozen=True)
class DoubleFile:
    """A file that several packages hold.

    Parameters
    ----------
    filename : str
        The file.
    reason : str
        Which package its results were taken from, and whether the other says the same.
    file_id : str
        Its id.
    """

    filename: str
    reason: str
    file_id: str


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
    double_files : tuple of DoubleFile
        Files that several packages hold, and which one was taken.
    findings : Findings
        What a look at several components of a file shows: values that the study's guideline has
        none of, conflicts, and report numbers that several files have.
    changes : Comparison or None
        What changed since an earlier load, where one was given.
    named : tuple of (str, str)
        Id and name of each file with results.
    loaded : Loaded or None
        When the values were loaded, or their packages written.
    """

    files: int
    columns: tuple[Column, ...]
    duplicates: tuple[tuple[str, tuple[str, ...]], ...]
    missing_files: tuple[MissingFile, ...]
    findings: Findings = field(default_factory=Findings)
    changes: Comparison | None = None
    double_files: tuple[DoubleFile, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    loaded: Loaded | None = None

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Components of one file that contradict each other."""
        return self.findings.conflicts

    def missing(self, column: Column) -> int:
        """Return in how many files a component should have a value and has none."""
        return column.missing - self.findings.not_applicable.get(column.name, 0)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a component.

        Returns
        -------
        DataFrame
            ``component``, ``dtype``, in how many files it has ``values``, is ``missing``, is
            ``not_applicable`` to the study's guideline, has ``several`` values, or has one that
            was left ``unconverted``, with ``examples``, ``reason`` and ``notes``.
        """
        return frame_from_rows(_COLUMNS, (self._row(column) for column in self.columns))

    def _row(self, column: Column) -> tuple[object, ...]:
        return (
            column.name,
            str(column.array.dtype),
            self.files - column.missing,
            self.missing(column),
            self.findings.not_applicable.get(column.name, 0),
            column.several,
            column.unconverted,
            "; ".join(column.examples) or None,
            column.reason or None,
            "; ".join(column.notes) or None,
        )

    def coverage(self) -> pd.DataFrame:
        """Return what there is of each component in each file; ``dm.charts.completeness`` draws it.

        Returns
        -------
        DataFrame
            Index ``file_id``; ``"file name"``, and the components, each cell "value", "missing" or
            "not applicable" (to the guideline of the study).

        Raises
        ------
        ConfigError
            A component is called like one of these two columns.
        """
        ids = [file_id for file_id, _ in self.named]
        data: dict[str, object] = {
            FILE_NAME: pd.array([name for _, name in self.named], dtype="string")
        }
        named = {column.name: column.name for column in self.columns}
        check_names(data, named, cure="Take .quality().to_frame(), one row a component.")
        for column in self.columns:
            exempt = self.findings.not_applicable_files.get(column.name, frozenset())
            gaps = [2 if file_id in exempt else 1 for file_id in ids] if exempt else 1
            states = np.where(pd.isna(column.array), gaps, 0)  # as places in COVERAGE
            data[column.name] = pd.Categorical.from_codes(states, pd.Index(COVERAGE))
        frame = pd.DataFrame(data, index=pd.Index(ids, dtype="string", name=FILE_ID))
        if self.loaded is not None:
            frame.attrs[LOADED] = str(self.loaded)
        return frame

    def findings_frame(self) -> pd.DataFrame:
        """Return one row a finding about a file.

        Returns
        -------
        DataFrame
            ``finding`` ("conflict", "file name of several files", "report number of several
            files", "in several packages", "no results"), ``file_id`` and ``filename`` where it is
            about one file, ``components`` (joined with ", ") and ``detail``.
        """
        return frame_from_rows(_FINDINGS, self._finding_rows())

    def _finding_rows(self) -> Iterator[tuple[object, ...]]:
        for item in self.conflicts:
            names = ", ".join(item.components)
            yield "conflict", item.file_id, item.filename, names, item.reason
        for name, ids in self.duplicates:
            yield "file name of several files", None, name, None, ", ".join(ids)
        for number, names_of in self.findings.same_report:
            detail = f"{number}: {', '.join(names_of)}"
            yield "report number of several files", None, None, None, detail
        for double in self.double_files:
            yield "in several packages", double.file_id, double.filename, None, double.reason
        for file in self.missing_files:
            yield "no results", file.file_id, file.filename, None, file.reason

    def _findings(self) -> list[tuple[str, list[str]]]:
        """Return what was found as headings with their lines."""
        columns = self.columns
        return [
            (
                "In conflict with each other",
                [
                    f"{item.filename}: {', '.join(item.components)}: {item.reason}"
                    for item in self.conflicts
                ],
            ),
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
                [
                    item.name
                    for item in columns
                    if item.missing == self.files and self.missing(item)
                ],
            ),
            (
                "Without a value in some files",
                [
                    f"{item.name}: in {self.missing(item)} of {self.files} files"
                    for item in columns
                    if self.missing(item) and item.missing < self.files
                ],
            ),
            (
                "Not applicable to the guideline of some files",
                [
                    f"{item.name}: in {count} of {self.files} files"
                    for item in columns
                    if (count := self.findings.not_applicable.get(item.name, 0))
                ],
            ),
            ("Noted", [f"{item.name}: {note}" for item in columns for note in item.notes]),
            (
                "File names that several files have",
                [f"{name}: {', '.join(ids)}" for name, ids in self.duplicates],
            ),
            (
                "Report numbers that several files have",
                [f"{number}: {', '.join(names)}" for number, names in self.findings.same_report],
            ),
            (
                "Files in several packages",
                [f"{double.filename}: {double.reason}" for double in self.double_files],
            ),
            (
                "Files without results",
                [f"{file.filename}: {file.reason}" for file in self.missing_files],
            ),
            ("Changed since the earlier load", self.changes.lines() if self.changes else []),
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
        parts.append(f"<details><summary>By component</summary>{self._table()}</details>")
        return block("".join(parts), "documine-quality")

    def _table(self) -> str:
        """Return the frame as HTML, which pandas escapes."""
        table = self.to_frame().to_html(index=False, na_rep="", border=0, max_rows=_MOST_ROWS)
        return str(table)


def quality_report(
    table: ComponentTable,
    columns: Iterable[Column],
    missing: Iterable[MissingFile],
    findings: Findings,
    changes: Comparison | None = None,
    *,
    doubles: Iterable[DoubleFile] = (),
    loaded: Loaded | None = None,
) -> QualityReport:
    """Return the report on some files and their typed columns."""
    ids: dict[str, list[str]] = {}
    for name, file_id in zip(table.filenames, table.file_ids, strict=True):
        ids.setdefault(name, []).append(file_id)
    duplicates = tuple((name, tuple(found)) for name, found in ids.items() if len(found) > 1)
    return QualityReport(
        len(table),
        tuple(columns),
        duplicates,
        tuple(missing),
        findings,
        changes,
        tuple(doubles),
        tuple(zip(table.file_ids, table.filenames, strict=True)),
        loaded,
    )


def _few(lines: Sequence[str]) -> Iterable[str]:
    more = [f"... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return chain(lines[:_SHOWN], more)
