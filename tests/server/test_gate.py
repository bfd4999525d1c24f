"""Who gets in, and how everything else is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.server import GENERIC, Running, running_server

from documine_nb.contract import OPERATIONS
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
TEMPLATES = "/api/dossier-templates"
IDS = {
    "dossierTemplateId": GENERIC.id,
    "dossierId": "d",
    "fileId": "f",
    "downloadId": "p",
    "userId": "u",
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_server(tmp_path, workspaces=("demo", "other")) as running:
        yield running


@pytest.mark.fault("B104")
async def test_every_operation_needs_a_token(server: Running) -> None:
    stranger = await server.stranger()
    for operation in OPERATIONS.values():
        path = operation.path.format(**IDS)
        answer = await stranger.request(operation.method, path, json={"name": "x"})
        assert (answer.status_code, answer.content) == (401, b""), operation.id
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_refused_token_is_told_why(tmp_path: Path) -> None:
    clock = ManualClock()
    async with running_server(tmp_path, clock=clock) as server:
        person = await server.manager()
        clock.advance(301)
        answer = await person.get(TEMPLATES)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert "expired" in answer.headers["www-authenticate"]


async def test_the_tenant_header_must_name_the_workspace_of_the_token(server: Running) -> None:
    person = await server.manager()
    answer = await person.get(TEMPLATES, headers={"X-TENANT-ID": "other"})
    assert answer.status_code == 403
    assert set(answer.json()) == {"timestamp", "message"}
    assert (await person.get(TEMPLATES, headers={"X-TENANT-ID": "demo"})).status_code == 200


async def test_workspaces_do_not_see_each_other(server: Running) -> None:
    credentials = server.server.credentials
    identity = server.server.identity
    identity.add_client("other", credentials.client_id, loopback=True)
    identity.add_user("other", "olga", "Other-pass-1", roles=["RED_USER", "RED_MANAGER"])
    here, there = await server.manager(), await server.person("olga", "Other-pass-1", "other")
    dossier = await here.dossier("Here")
    assert (await there.get(dossier)).status_code == 404
    listed = await there.ok("GET", dossier.rpartition("/")[0])
    assert listed == {"dossiers": []}
    assert [user["username"] for user in (await there.ok("GET", "/api/users"))["users"]] == ["olga"]


@pytest.mark.fault("B104")
async def test_a_json_body_has_to_say_that_it_is_one(server: Running) -> None:
    person = await server.manager()
    url = f"{TEMPLATES}/{GENERIC.id}/dossiers"
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await person.post(url, content=b'{"name":"x"}', headers={"Content-Type": kind})
        assert answer.status_code == 415, answer.text
    assert (await person.ok("GET", url))["dossiers"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"[]", 400),
        (b'{"name":"\xff"}', 400),
        (b'{"name":"\\ud800"}', 400),
        (b"[" * 100_000, 400),
        (b'{"name":' + b"1" * 5_000 + b"}", 400),
        (b'{"name":"' + b"x" * (5 << 20) + b'"}', 413),
    ],
    ids=["cut", "empty", "list", "bytes", "surrogate", "deep", "number", "huge"],
)
async def test_bad_json_is_refused_and_never_a_failure(
    server: Running, body: bytes, status: int
) -> None:
    person = await server.manager()
    url = f"{TEMPLATES}/{GENERIC.id}/dossiers"
    answer = await person.post(url, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text[:300]
    assert set(answer.json()) == {"timestamp", "message"}


async def test_unknown_paths_and_methods_are_refused_in_the_same_form(server: Running) -> None:
    person = await server.manager()
    for answer, status in (
        (await person.get("/api/nothing"), 404),
        (await person.get(f"{TEMPLATES}/nothing"), 404),
        (await person.patch(TEMPLATES), 405),
    ):
        assert answer.status_code == status
        assert set(answer.json()) == {"timestamp", "message"}


async def test_planned_faults_need_their_switch(tmp_path: Path, server: Running) -> None:
    person = await server.manager()
    assert (await person.get("/__faults")).status_code == 404
    async with running_server(tmp_path / "with", faults=True) as failing:
        person = await failing.manager()
        await person.ok("POST", "/__faults", json={"getUsers": [{"status": 503}]})
        assert (await person.get("/api/users")).status_code == 503
        assert (await person.get("/api/users")).status_code == 200
