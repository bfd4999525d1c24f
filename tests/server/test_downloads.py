"""Result packages: asked for, waited for, fetched, deleted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from support.server import GENERIC, Person, Running, report, running_server

from documine_nb.server.services import report_template_id

pytestmark = pytest.mark.anyio
REPORT = report_template_id(GENERIC.id)
BOTH = {"reportTemplateIds": [REPORT], "downloadFileTypes": ["ORIGINAL"]}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def manager(server: Running) -> Person:
    return await server.manager()


@pytest.fixture
async def dossier(manager: Person, tmp_path: Path) -> str:
    path = await manager.dossier("Prüfung: 1/2")
    for name in ("Ä.pdf", "b.pdf"):
        await manager.settled(await manager.upload(path, report(tmp_path / name)))
    return path


async def package(person: Person, url: str, **body: Any) -> dict[str, Any]:
    answer = await person.post(f"{url}/create-download", json=body)
    assert answer.status_code == 202, answer.text
    return await person.built(answer.json()["downloadId"])


async def members(person: Person, status: dict[str, Any]) -> zipfile.ZipFile:
    answer = await person.get(f"/api/downloads/{status['id']}/download")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def files(person: Person, dossier: str) -> list[str]:
    listed = (await person.ok("GET", f"{dossier}/files"))["files"]
    return [f"{dossier}/files/{one['id']}" for one in listed]


async def test_a_package_of_a_dossier_holds_originals_and_reports(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    status = await package(manager, dossier, **BOTH)
    assert (status["status"], status["filename"]) == ("READY", "Prüfung: 1/2.zip")
    assert status["fileSize"] > 0
    archive = await members(manager, status)
    names = archive.namelist()
    assert {"Original/Ä.pdf", "Original/b.pdf", "Reports/Component report.xlsx"} <= set(names)
    assert archive.read("Original/Ä.pdf") == (tmp_path / "Ä.pdf").read_bytes()
    (first, _) = await files(manager, dossier)
    query = {"includeDetails": True}
    assert json.loads(archive.read("Reports/Ä.json")) == await manager.ok(
        "GET", f"{first}/components", params=query
    )


async def test_a_package_of_one_file_is_named_after_it(manager: Person, dossier: str) -> None:
    (first, _) = await files(manager, dossier)
    status = await package(manager, first, downloadFileTypes=["ORIGINAL"])
    assert status["filename"] == "Ä.zip"
    assert status["fileIds"] == [first.rpartition("/")[2]]
    assert (await members(manager, status)).namelist() == ["Original/Ä.pdf"]


async def test_a_package_of_some_files_holds_these(manager: Person, dossier: str) -> None:
    (_, second) = await files(manager, dossier)
    chosen = second.rpartition("/")[2]
    url = f"{dossier}/files/bulk"
    status = await package(manager, url, reportTemplateIds=[REPORT], fileIds=[chosen, chosen])
    assert status["fileIds"] == [chosen]
    assert "Reports/b.json" in (await members(manager, status)).namelist()


@pytest.mark.parametrize("body", [{}, {"fileIds": []}, {"fileIds": "x"}])
async def test_some_files_have_to_be_named(
    manager: Person, dossier: str, body: dict[str, Any]
) -> None:
    answer = await manager.post(f"{dossier}/files/bulk/create-download", json=BOTH | body)
    assert answer.status_code == 400
    unknown = BOTH | {"fileIds": ["nothing"]}
    answer = await manager.post(f"{dossier}/files/bulk/create-download", json=unknown)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"reportTemplateIds": [], "downloadFileTypes": []},
        {"reportTemplateIds": ["nothing"]},
        {"downloadFileTypes": ["PREVIEW"]},
        {"downloadFileTypes": ["NOTHING"]},
    ],
)
async def test_a_package_needs_contents_that_the_template_offers(
    manager: Person, dossier: str, body: dict[str, Any] | None
) -> None:
    answer = await manager.post(f"{dossier}/create-download", json=body)
    assert answer.status_code == 400
    assert (await manager.ok("GET", "/api/downloads")) == {"downloadStatus": []}


async def test_the_settings_of_the_dossier_hold_where_the_request_names_nothing(
    manager: Person, dossier: str
) -> None:
    await manager.ok("PUT", dossier, json={"name": "D", **BOTH})
    answer = await manager.post(f"{dossier}/create-download")
    status = await manager.built(answer.json()["downloadId"])
    assert status["reportTemplateIds"] == [REPORT]
    assert status["downloadFileTypes"] == ["ORIGINAL"]


async def test_a_package_waits_for_the_first_analysis(manager: Person, tmp_path: Path) -> None:
    dossier = await manager.dossier("New")
    assert (await manager.post(f"{dossier}/create-download", json=BOTH)).status_code == 409
    file = await manager.upload(dossier, report(tmp_path / "a.pdf"))
    answer = await manager.post(f"{dossier}/create-download", json=BOTH)
    if (await manager.ok("GET", file))["numberOfAnalyses"] == 0:
        assert answer.status_code == 409
    await manager.settled(file)
    assert (await package(manager, dossier, **BOTH))["status"] == "READY"


async def test_fetching_names_the_file_and_is_noted(manager: Person, dossier: str) -> None:
    status = await package(manager, dossier, **BOTH)
    assert status["lastDownload"] is None
    for url in ("download", "file"):
        answer = await manager.get(f"/api/downloads/{status['id']}/{url}")
        assert answer.headers["content-disposition"] == (
            "attachment; filename*=utf-8''Pr%C3%BCfung%3A%201%2F2.zip"
        )
        assert answer.headers["content-type"] == "application/zip"
        assert int(answer.headers["content-length"]) == status["fileSize"]
    (listed,) = (await manager.ok("GET", "/api/downloads"))["downloadStatus"]
    assert listed["lastDownload"] is not None


async def test_a_part_of_a_package_can_be_fetched(manager: Person, dossier: str) -> None:
    status = await package(manager, dossier, **BOTH)
    url = f"/api/downloads/{status['id']}/download"
    whole = (await manager.get(url)).content
    part = await manager.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])


async def test_a_deleted_package_is_gone(manager: Person, dossier: str, tmp_path: Path) -> None:
    status = await package(manager, dossier, **BOTH)
    url = f"/api/downloads/{status['id']}"
    assert (await manager.delete(url)).status_code == 204
    for answer in (await manager.get(url), await manager.get(f"{url}/download")):
        assert answer.status_code == 404
    assert (await manager.delete(url)).status_code == 404
    assert list((tmp_path / "server" / "blobs").glob("*.zip")) == []


async def test_packages_are_their_owners_only(
    server: Running, manager: Person, dossier: str
) -> None:
    status = await package(manager, dossier, **BOTH)
    viewer = await server.viewer()
    assert (await viewer.ok("GET", "/api/downloads")) == {"downloadStatus": []}
    assert (await viewer.get(f"/api/downloads/{status['id']}/download")).status_code == 404


@pytest.mark.fault("B100")
async def test_a_package_whose_original_is_missing_fails_with_the_cause(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    for blob in (tmp_path / "server" / "blobs").glob("*.pdf"):
        blob.unlink()
    status = await package(manager, dossier, **BOTH)
    assert status["status"] == "FAILED"
    assert "could not be built" in status["errorCause"]
    answer = await manager.get(f"/api/downloads/{status['id']}/download")
    assert answer.status_code == 409
    assert "FAILED" in answer.json()["message"]
