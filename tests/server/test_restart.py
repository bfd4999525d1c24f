"""A server that dies at any moment: what it acknowledged is there, and its work goes on."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from support.served import Served, served
from support.server import GENERIC, PATIENCE, report

from documine_nb.server.extraction.worker import HOOK_VARIABLE

BASE = f"/api/dossier-templates/{GENERIC.id}/dossiers"


def create(http: httpx.Client) -> str:
    made = http.post(BASE, json={"name": "A"})
    assert made.status_code == 201, made.text
    return f"{BASE}/{made.json()['id']}"


def upload(http: httpx.Client, dossier: str, name: str, content: bytes) -> str:
    answer = http.post(f"{dossier}/files", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return f"{dossier}/files/{answer.json()['fileIds'][0]}"


def kill(server: Served) -> None:
    server.process.kill()
    server.process.wait(30)


def test_an_analysis_that_was_cut_short_is_done_after_the_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOOK_VARIABLE, "endless:")
    with served(tmp_path) as server, server.signed_in() as http:
        file = upload(http, create(http), "a.pdf", report(tmp_path / "a.pdf").read_bytes())
        assert http.get(file).json()["processingStatus"] != "PROCESSED"
        kill(server)
    monkeypatch.delenv(HOOK_VARIABLE)
    with served(tmp_path) as server, server.signed_in() as http:
        until = time.monotonic() + PATIENCE
        while (status := http.get(file).json())["processingStatus"] != "PROCESSED":
            assert time.monotonic() < until, status
        assert status["numberOfAnalyses"] == 1
        found = http.get(f"{file}/components").json()["components"]
        assert found["Document_Identifier"] == ["AB-17/3"]


class Uploads:
    """Uploads from several threads until the server is killed by one of them."""

    def __init__(self, server: Served, wanted: int) -> None:
        self._server = server
        self._wanted = wanted
        self.acknowledged: dict[str, bytes] = {}

    def run(self, http: httpx.Client, dossier: str) -> None:
        threads = [
            threading.Thread(target=self._work, args=(http, dossier, worker)) for worker in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, http: httpx.Client, dossier: str, worker: int) -> None:
        for number in range(100):
            name = f"{worker}-{number}.pdf"
            content = b"%PDF-1.4 " + name.encode() * 200
            try:
                upload(http, dossier, name, content)
            except httpx.TransportError:
                return
            self.acknowledged[name] = content
            if len(self.acknowledged) >= self._wanted:
                self._server.process.kill()


@pytest.mark.fault("B99")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_acknowledged_before_a_kill_is_there(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "data"
    wanted = random.Random(seed).randint(1, 40)  # noqa: S311 -- a moment that can be had again
    with served(tmp_path) as server, server.signed_in() as http:
        dossier = create(http)
        uploads = Uploads(server, wanted)
        uploads.run(http, dossier)
    acknowledged = uploads.acknowledged
    assert len(acknowledged) >= wanted
    with closing(sqlite3.connect(folder / "store.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = dict(database.execute("SELECT filename, blob FROM files"))
    assert set(acknowledged) <= set(kept)
    for name, content in acknowledged.items():
        assert (folder / "blobs" / kept[name]).read_bytes() == content
    with served(tmp_path) as server, server.signed_in() as http:
        listed = {one["filename"] for one in http.get(f"{dossier}/files").json()["files"]}
    assert set(acknowledged) <= listed
    assert {path.name for path in (folder / "blobs").glob("*.pdf")} == set(kept.values())
    assert list((folder / "blobs" / "drafts").iterdir()) == []
