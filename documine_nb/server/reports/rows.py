"""The component report as rows of text, before any file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["COLUMNS", "ReportFile", "rows_of"]

COLUMNS = (
    "File id",
    "File name",
    "Component",
    "Position",
    "Value",
    "Description",
    "Rule id",
    "Overridden",
    "Original value",
    "Entity types",
    "Pages",
    "Dossier id",
)


@dataclass(frozen=True)
class ReportFile:
    """One file of a result package.

    Parameters
    ----------
    id, filename : str
        The file's id and its name as it was uploaded.
    blob : Path
        Where its bytes are.
    components : dict
        The JSON answer of operation 4.1 with ``includeDetails=true``.
    analysed : bool
        Whether there is anything to report: a file that never went through has no report, since
        an empty one would say that its components are absent.
    """

    id: str
    filename: str
    blob: Path
    components: dict[str, Any]
    analysed: bool = True


def rows_of(file: ReportFile) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one file: one a value, in the template's order, all text.

    A component without values has one row, whose position and value are empty, and a file without
    components one that names the file alone. Positions count from 1. A null is written as an empty
    text. Each row ends with the dossier's id.
    """
    dossier = _text(file.components.get("dossierId"))
    details = file.components["componentDetails"]
    if not details:
        yield (file.id, file.filename, *[""] * 9, dossier)
    for name, component in details.items():
        head = (file.id, file.filename, component.get("name", name))
        overridden = "Yes" if component.get("overridden") else "No"
        values: list[dict[str, Any]] = component.get("componentValues") or []
        if not values:
            yield (*head, "", "", "", "", overridden, "", "", "", dossier)
        for position, value in enumerate(values, start=1):
            references: list[dict[str, Any]] = value.get("entityReferences") or []
            yield (
                *head,
                str(position),
                _text(value.get("value")),
                _text(value.get("valueDescription")),
                _text(value.get("componentRuleId")),
                overridden,
                _text(value.get("originalValue")),
                "; ".join(_text(reference.get("type")) for reference in references),
                ", ".join(_text(reference.get("page")) for reference in references),
                dossier,
            )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
