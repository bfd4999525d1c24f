"""Dossiers: made, changed, seen, deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.server import GENERIC, OECD, Person, Running, report, running_server

from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
BASE = f"/api/dossier-templates/{GENERIC.id}/dossiers"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def manager(server: Running) -> Person:
    return await server.manager()


async def names(person: Person, **query: bool) -> list[str]:
    return [one["name"] for one in (await person.ok("GET", BASE, params=query))["dossiers"]]


async def test_both_templates_are_there(manager: Person) -> None:
    listed = (await manager.ok("GET", "/api/dossier-templates"))["dossierTemplates"]
    assert [one["name"] for one in listed] == ["OECD acute toxicity", "Generic report"]
    assert await manager.ok("GET", f"/api/dossier-templates/{OECD.id}") == listed[0]
    (report_template,) = listed[0]["reportTemplates"]
    assert listed[0]["reportTemplateIds"] == [report_template["id"]]
    assert report_template["name"] == "Component report"


async def test_a_created_dossier_is_listed_and_read(manager: Person) -> None:
    answer = await manager.post(BASE, json={"name": " Prüfung ", "description": "d"})
    made = answer.json()
    assert answer.status_code == 201
    assert (made["name"], made["description"]) == ("Prüfung", "d")
    assert await manager.ok("GET", f"{BASE}/{made['id']}") == made
    assert await names(manager) == ["Prüfung"]
    assert (await manager.ok("GET", f"/api/dossier-templates/{OECD.id}/dossiers"))["dossiers"] == []


@pytest.mark.parametrize("body", [{}, {"name": "  "}, {"name": None}, {"name": "x" * 300}])
async def test_a_dossier_needs_a_name(manager: Person, body: dict[str, str]) -> None:
    answer = await manager.post(BASE, json=body)
    assert answer.status_code == 400
    assert "name" in answer.json()["message"]


async def test_a_name_is_taken_once_in_a_template(manager: Person) -> None:
    path = await manager.dossier("A")
    assert (await manager.post(BASE, json={"name": "A"})).status_code == 409
    await manager.dossier("A", OECD.id)
    other = await manager.dossier("B")
    identity = other.rpartition("/")[2]
    assert (await manager.post(BASE, json={"id": identity, "name": "A"})).status_code == 409
    await manager.ok("DELETE", path)
    await manager.dossier("A")


async def test_of_many_creating_one_name_at_once_one_succeeds(manager: Person) -> None:
    answers = await asyncio.gather(*(manager.post(BASE, json={"name": "A"}) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_an_update_changes_what_it_names_and_keeps_the_rest(
    manager: Person, method: str
) -> None:
    due = "2027-01-31T00:00:00.000+00:00"
    path = await manager.dossier("A", description="d", dueDate="2027-01-31T00:00:00Z")
    identity = path.rpartition("/")[2]
    url = BASE if method == "POST" else path
    body = {"id": identity, "name": "B", "downloadFileTypes": ["ORIGINAL"]}
    changed = await manager.ok(method, url, json=body)
    assert (changed["id"], changed["name"], changed["description"]) == (identity, "B", "d")
    assert (changed["dueDate"], changed["downloadFileTypes"]) == (due, ["ORIGINAL"])
    cleared = await manager.ok(method, url, json={"id": identity, "name": "B", "dueDate": None})
    assert cleared["dueDate"] is None
    assert await names(manager) == ["B"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ownerId": "nobody"},
        {"memberIds": ["nobody"]},
        {"reportTemplateIds": ["nothing"]},
        {"downloadFileTypes": ["PREVIEW"]},
        {"downloadFileTypes": ["NOTHING"]},
        {"dueDate": "soon"},
        {"dueDate": "0001-01-01T00:00:00+14:00"},
        {"id": 7},
    ],
)
async def test_what_does_not_exist_cannot_be_set(manager: Person, wrong: dict[str, object]) -> None:
    answer = await manager.post(BASE, json={"name": "A", **wrong})
    assert answer.status_code == 400, answer.text
    assert await names(manager) == []


async def test_an_unknown_id_is_no_creation(manager: Person) -> None:
    assert (await manager.post(BASE, json={"id": "x", "name": "A"})).status_code == 404
    assert await names(manager) == []


async def test_a_user_sees_only_the_dossiers_of_which_they_are_a_member(
    server: Running, manager: Person
) -> None:
    viewer = await server.viewer()
    users = (await manager.ok("GET", "/api/users"))["users"]
    (me,) = [u["userId"] for u in users if u["username"].startswith("viewer")]
    mine = await manager.dossier("Mine", memberIds=[me])
    other = await manager.dossier("Other")
    assert await names(viewer) == ["Mine"]
    assert (await viewer.get(mine)).status_code == 200
    for method, url in (
        ("GET", other),
        ("GET", f"{other}/files"),
        ("DELETE", other),
        ("DELETE", mine),
        ("PUT", mine),
        ("POST", BASE),
    ):
        answer = await viewer.request(method, url, json={"name": "x"})
        assert answer.status_code == 403, (method, url)


async def test_a_deleted_dossier_is_hidden_until_its_time_is_over(tmp_path: Path) -> None:
    clock = ManualClock()
    async with running_server(tmp_path, clock=clock, retention_hours=0.25) as server:
        manager = await server.manager()
        path = await manager.dossier("A")
        await manager.upload(path, report(tmp_path / "a.pdf"), disableAutomaticAnalysis=True)
        assert (await manager.delete(path)).status_code == 204
        assert await names(manager) == []
        assert await names(manager, includeSoftDeleted=True) == ["A"]
        assert await names(manager, includeSoftDeleted=True, includeActive=False) == ["A"]
        assert (await manager.get(path)).status_code == 404
        seen = await manager.ok("GET", path, params={"includeSoftDeleted": True})
        assert seen["softDeletedTime"] is not None
        assert (await manager.offer(path, "b.pdf", b"%PDF-1.4")).status_code == 409
        assert (await manager.put(path, json={"name": "B"})).status_code == 409
        clock.advance(901)
        manager = await server.manager()
        assert await names(manager, includeSoftDeleted=True) == []
        await manager.ok("DELETE", await manager.dossier("B"))
        assert list((tmp_path / "server" / "blobs").glob("*.pdf")) == []


async def test_a_dossier_deleted_permanently_is_gone_with_its_files(
    manager: Person, tmp_path: Path
) -> None:
    path = await manager.dossier("A")
    await manager.upload(path, report(tmp_path / "a.pdf"), disableAutomaticAnalysis=True)
    await manager.ok("DELETE", path)
    assert (await manager.delete(path, params={"permanently": True})).status_code == 204
    assert await names(manager, includeSoftDeleted=True) == []
    assert list((tmp_path / "server" / "blobs").glob("*.pdf")) == []
