"""A disk or database that fails: a clear answer, and no half rows."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from support.server import GENERIC, Person, report, running_server

from documine_nb.server import blobs, database
from documine_nb.server.embedded import EmbeddedServer
from documine_nb.server.settings import ServerSettings

pytestmark = [pytest.mark.anyio, pytest.mark.fault("B100")]
BASE = f"/api/dossier-templates/{GENERIC.id}/dossiers"


@pytest.fixture
async def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Person]:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)
    async with running_server(tmp_path) as server:
        yield await server.manager()


async def test_a_full_disk_is_said_and_leaves_nothing_behind(
    manager: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = await manager.dossier("A")

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(blobs.os, "fsync", full)
        answer = await manager.offer(dossier, "a.pdf", report(tmp_path / "a.pdf"))
    assert answer.status_code == 507
    assert "full" in answer.json()["message"]
    assert (await manager.ok("GET", f"{dossier}/files"))["files"] == []
    assert [path for path in (tmp_path / "server" / "blobs").rglob("*") if path.is_file()] == []


async def test_a_locked_database_is_said_and_the_next_call_works(
    manager: Person, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "server" / "store.sqlite3")) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = await manager.post(BASE, json={"name": "A"})
        assert answer.status_code == 503
        assert "locked" in answer.json()["message"]
        other.rollback()
    await manager.dossier("A")


async def test_a_missing_content_is_the_error_of_its_file_alone(
    manager: Person, tmp_path: Path
) -> None:
    dossier = await manager.dossier("A")
    query = {"disableAutomaticAnalysis": True}
    await manager.upload(dossier, report(tmp_path / "a.pdf"), **query)
    for blob in (tmp_path / "server" / "blobs").glob("*.pdf"):
        blob.unlink()
    good = await manager.upload(dossier, report(tmp_path / "b.pdf"))
    assert (await manager.settled(good))["processingStatus"] == "PROCESSED"
    assert len((await manager.ok("GET", f"{dossier}/files"))["files"]) == 2


def test_a_newer_version_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version=99")
    with pytest.raises(ValueError, match="newer version"):
        EmbeddedServer(ServerSettings(tmp_path))


def test_a_file_that_is_no_database_is_named_and_the_folder_set_free(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"this is no database at all, is it?" * 50)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"store\.sqlite3"):
            EmbeddedServer(ServerSettings(tmp_path))
