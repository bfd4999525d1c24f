"""Components: read in every form, corrected, and corrected back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.server import GENERIC, Person, Running, report, running_server

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def manager(server: Running) -> Person:
    return await server.manager()


@pytest.fixture
async def dossier(manager: Person) -> str:
    return await manager.dossier("Studies")


@pytest.fixture
async def file(manager: Person, dossier: str, tmp_path: Path) -> str:
    path = await manager.upload(dossier, report(tmp_path / "Ä & b.pdf"))
    assert (await manager.settled(path))["processingStatus"] == "PROCESSED"
    return path


async def correct(person: Person, file: str, name: str, *values: str) -> None:
    component = {"name": name, "componentValues": [{"value": value} for value in values]}
    answer = await person.post(f"{file}/components/overrides", json={"components": [component]})
    assert answer.status_code == 204, answer.text


async def test_all_components_of_the_template_are_there_in_its_order(
    manager: Person, file: str
) -> None:
    found = await manager.ok("GET", f"{file}/components")
    assert list(found["components"]) == list(GENERIC.components)
    assert found["components"]["Document_Identifier"] == ["AB-17/3"]
    assert found["components"]["Report_Date"] == ["07/03/2019"]
    assert found["components"]["Organisation"] == []
    assert "componentDetails" not in found


async def test_details_name_rule_page_and_entity(manager: Person, file: str) -> None:
    url = f"{file}/components"
    found = await manager.ok("GET", url, params={"includeDetails": True})
    detail = found["componentDetails"]["Report_Date"]
    (value,) = detail["componentValues"]
    assert detail["overridden"] is False
    assert value["value"] == value["originalValue"] == "07/03/2019"
    assert value["componentRuleId"] == "ReportDate.0.0"
    (reference,) = value["entityReferences"]
    assert (reference["type"], reference["page"]) == ("report_date", 1)


async def test_a_file_that_is_not_analysed_has_no_components(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    path = report(tmp_path / "new.pdf")
    file = await manager.upload(dossier, path, disableAutomaticAnalysis=True)
    url = f"{file}/components"
    found = await manager.ok("GET", url, params={"includeDetails": True})
    assert (found["components"], found["componentDetails"]) == ({}, {})


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/xml", "application/xml"),
        ("text/xml", "application/xml"),
        ("application/json;q=0.5, application/xml", "application/xml"),
        ("application/json, application/xml;q=0.9", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html;q=x", "application/json"),
    ],
)
async def test_the_accept_header_chooses_the_form(
    manager: Person, file: str, accept: str, kind: str
) -> None:
    answer = await manager.get(f"{file}/components", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert ("<Report_Date>07/03/2019</Report_Date>" in answer.text) == kind.endswith("xml")


@pytest.mark.parametrize("tail", ["files/bulk/components", "bulk/components", "files/components"])
async def test_the_components_of_all_files_come_at_once(
    manager: Person, dossier: str, file: str, tail: str, tmp_path: Path
) -> None:
    path = report(tmp_path / "new.pdf")
    new = await manager.upload(dossier, path, disableAutomaticAnalysis=True)
    await manager.ok("DELETE", await manager.upload(dossier, report(tmp_path / "gone.pdf")))
    await correct(manager, file, "Organisation", "ACME")
    query = {"includeDetails": True}
    every = await manager.ok("GET", f"{dossier}/{tail}", params=query)
    singly = [await manager.ok("GET", f"{one}/components", params=query) for one in (file, new)]
    assert every == {"files": singly}


async def test_a_correction_shows_and_keeps_the_original(manager: Person, file: str) -> None:
    await correct(manager, file, "Document_Identifier", "NEW-1", "NEW-2")
    url = f"{file}/components"
    found = await manager.ok("GET", url, params={"includeDetails": True})
    assert found["components"]["Document_Identifier"] == ["NEW-1", "NEW-2"]
    detail = found["componentDetails"]["Document_Identifier"]
    first, second = detail["componentValues"]
    assert detail["overridden"] is True
    assert (first["value"], first["originalValue"]) == ("NEW-1", "AB-17/3")
    assert (second["value"], second["originalValue"]) == ("NEW-2", None)
    assert first["componentRuleId"] == "DocumentIdentifier.0.0"
    overrides = await manager.ok("GET", f"{file}/components/overrides")
    assert overrides["components"] == [detail]


async def test_reverting_brings_the_original_back(manager: Person, file: str) -> None:
    await correct(manager, file, "Document_Identifier", "NEW-1")
    await correct(manager, file, "Organisation", "ACME")
    body = {"components": ["Document_Identifier"]}
    url = f"{file}/components/overrides/revert"
    assert (await manager.post(url, json=body)).status_code == 204
    found = (await manager.ok("GET", f"{file}/components"))["components"]
    assert (found["Document_Identifier"], found["Organisation"]) == (["AB-17/3"], ["ACME"])


@pytest.mark.parametrize(("keep", "expected"), [(True, "ACME"), (False, None)])
async def test_corrections_of_a_replaced_file_stay_only_when_asked(
    manager: Person, dossier: str, file: str, tmp_path: Path, *, keep: bool, expected: str | None
) -> None:
    await correct(manager, file, "Organisation", "ACME")
    path = report(tmp_path / "Ä & b.pdf", "CC-33/3")
    again = await manager.upload(dossier, path, keepManualRedactions=keep)
    await manager.settled(again)
    found = (await manager.ok("GET", f"{again}/components"))["components"]
    assert found["Organisation"] == ([] if expected is None else [expected])
    assert found["Document_Identifier"] == ["CC-33/3"]


@pytest.mark.parametrize(
    ("tail", "body"),
    [
        ("", {"components": [{"name": "Nothing", "componentValues": []}]}),
        ("", {"components": []}),
        ("", {"components": [{"name": "Title", "componentValues": [{"value": 7}]}]}),
        ("/revert", {"components": ["Nothing"]}),
    ],
)
async def test_wrong_corrections_are_refused(
    manager: Person, file: str, tail: str, body: dict[str, object]
) -> None:
    answer = await manager.post(f"{file}/components/overrides{tail}", json=body)
    assert answer.status_code == 400
    assert (await manager.ok("GET", f"{file}/components/overrides"))["components"] == []
