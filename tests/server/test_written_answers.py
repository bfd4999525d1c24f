"""The server's own writing, held by frozen answers: exact keys, order and spelling.

What differs from run to run is replaced by its kind. After a wanted change, run this file as a
script to write the answers anew, and look at the difference.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from support.server import GENERIC, report, running_server

from documine_nb.testing import ManualClock

FIXTURES = Path(__file__).with_name("fixtures")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HASH = re.compile(r"[0-9a-f]{32}")
TAGGED = re.compile(r"^(manager|viewer)-[0-9a-f]{6}$")
NAMES = (
    "DossierTemplates",
    "Dossier",
    "Dossiers",
    "FileUploadResponse",
    "FileStatus",
    "FileStatus-error",
    "Files",
    "FileComponents",
    "FileComponents-details",
    "FileComponents-bulk",
    "ComponentOverrides",
    "DownloadResponse",
    "DownloadStatus",
    "Downloads",
    "Users",
    "License",
    "LicenseUsage",
    "Error",
)


def normal(node: Any, *, key: str = "") -> Any:
    """Return the same with what is drawn at random replaced by its kind."""
    if isinstance(node, dict):
        return {name: normal(value, key=name) for name, value in node.items()}
    if isinstance(node, list):
        return [normal(item, key=key) for item in node]
    if key == "fileSize" or key.lower().endswith("bytes"):
        return "<size>" if node else node
    if not isinstance(node, str):
        return node
    return TAGGED.sub(r"\1-<tag>", HASH.sub("<hash>", UUID.sub("<uuid>", node)))


async def answers(folder: Path) -> dict[str, Any]:
    """Return one answer of every kind, by the name of its fixture."""
    # The middle of a month, in every time zone.
    clock = ManualClock(wall=1_800_000_000.0)
    async with running_server(folder, clock=clock) as server:
        http = await server.manager()
        found = {"DossierTemplates": await http.ok("GET", "/api/dossier-templates")}
        due = "2027-06-30T12:00:00+02:00"
        dossier = await http.dossier("Prüfung", description="Three studies", dueDate=due)
        found["Dossier"] = await http.ok("GET", dossier)
        found["Dossiers"] = await http.ok("GET", dossier.rpartition("/")[0])
        uploaded = await http.offer(dossier, "Ä.pdf", report(folder / "a.pdf"))
        found["FileUploadResponse"] = uploaded.json()
        file = f"{dossier}/files/{uploaded.json()['fileIds'][0]}"
        found["FileStatus"] = await http.settled(file)
        broken = await http.offer(dossier, "broken.pdf", b"%PDF-1.4 broken")
        url = f"{dossier}/files/{broken.json()['fileIds'][0]}"
        found["FileStatus-error"] = await http.settled(url)
        found["Files"] = await http.ok("GET", f"{dossier}/files")
        components = f"{file}/components"
        found["FileComponents"] = await http.ok("GET", components)
        change = {"name": "Organisation", "componentValues": [{"value": "ACME"}]}
        await http.ok("POST", f"{components}/overrides", json={"components": [change]})
        query = {"includeDetails": True}
        found["FileComponents-details"] = await http.ok("GET", components, params=query)
        found["FileComponents-bulk"] = await http.ok("GET", f"{dossier}/files/bulk/components")
        found["ComponentOverrides"] = await http.ok("GET", f"{components}/overrides")
        body = {"downloadFileTypes": ["ORIGINAL"]}
        started = await http.ok("POST", f"{dossier}/create-download", json=body)
        found["DownloadResponse"] = started
        found["DownloadStatus"] = await http.built(started["downloadId"])
        found["Downloads"] = await http.ok("GET", "/api/downloads")
        found["Users"] = await http.ok("GET", "/api/users")
        found["License"] = await http.ok("GET", "/api/license/active")
        found["LicenseUsage"] = await http.ok("POST", "/api/license/active/usage")
        wrong = f"/api/dossier-templates/{GENERIC.id}/dossiers/nothing"
        found["Error"] = (await http.get(wrong)).json()
    return {name: normal(answer) for name, answer in found.items()}


def written(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return asyncio.run(answers(tmp_path_factory.mktemp("answers")))


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_written_as_frozen(found: dict[str, Any], name: str) -> None:
    frozen = (FIXTURES / f"{name}.json").read_text("utf-8")
    assert written(found[name]) == frozen


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(answers(Path(folder)))
    FIXTURES.mkdir(exist_ok=True)
    for name in NAMES:
        (FIXTURES / f"{name}.json").write_text(written(made[name]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
