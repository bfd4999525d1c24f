"""Components of files for tests, in the service's JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from documine_nb.models.components import FileComponents
from documine_nb.server.reports import ReportFile, build_package

Values = Mapping[str, Sequence[str]]


def answer(number: int, values: Values, *, details: bool = True) -> dict[str, Any]:
    """Return one file's components as the service sends them."""
    found: dict[str, Any] = {
        "dossierTemplateId": "t1",
        "dossierId": "d1",
        "fileId": f"f{number}",
        "filename": f"Prüfbericht {number}.pdf",
        "components": {name: list(texts) for name, texts in values.items()},
    }
    if details:
        found["componentDetails"] = {
            name: {
                "name": name,
                "overridden": name == "Sponsor",
                "componentValues": [_value(name, text) for text in texts],
            }
            for name, texts in values.items()
        }
    return found


def _value(name: str, text: str) -> dict[str, Any]:
    return {
        "value": text,
        "originalValue": None if name == "Sponsor" else text,
        "valueDescription": f"Values of type '{name.lower()}'",
        "componentRuleId": f"{name}.0.0",
        "entityReferences": [
            {"id": f"e{page}", "type": name.lower(), "entityRuleId": "DOC.1.0", "page": page}
            for page in (2, 11)
        ],
    }


def files(*values: Values, details: bool = True) -> list[FileComponents]:
    """Return files with these components as models."""
    return [
        FileComponents.from_json(answer(number, each, details=details))
        for number, each in enumerate(values, start=1)
    ]


def package(folder: Path, *values: Values) -> Path:
    """Build the embedded server's result package of files with these components."""
    original = folder / "original.pdf"
    original.write_bytes(b"%PDF-1.4\n")
    reports = [
        ReportFile(f"f{number}", f"Prüfbericht {number}.pdf", original, answer(number, each))
        for number, each in enumerate(values, start=1)
    ]
    build_package(folder / "package.zip", reports, originals=True, reports=True)
    return folder / "package.zip"
