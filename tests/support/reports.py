"""Files of a result package, made up: names and values as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from documine_nb.server.reports import ReportFile


def value(text: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "value": text,
        "originalValue": text,
        "valueDescription": "as found",
        "componentRuleId": "Rule.0.0",
        "entityReferences": [{"id": "e", "type": "species", "entityRuleId": "E.0.0", "page": 3}],
    } | changes


def answer(filename: str, components: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    details: dict[str, dict[str, Any]] = {
        name: {
            "name": name,
            "overridden": False,
            "componentValues": [item if isinstance(item, dict) else value(item) for item in items],
        }
        for name, items in components.items()
    }
    return {
        "dossierTemplateId": "t",
        "dossierId": "d",
        "fileId": f"id of {filename}",
        "filename": filename,
        "components": {
            name: [item["value"] for item in detail["componentValues"]]
            for name, detail in details.items()
        },
        "componentDetails": details,
    }


def report_file(
    folder: Path,
    filename: str,
    components: Mapping[str, Sequence[Any]] | None = None,
    *,
    content: bytes = b"%PDF-1.7 whatever",
) -> ReportFile:
    blob = folder / f"blob-{len(list(folder.glob('blob-*')))}"
    blob.write_bytes(content)
    given = {"Species": ["rat"]} if components is None else components
    return ReportFile(f"id of {filename}", filename, blob, answer(filename, given))
