"""An embedded server in this process, and people who are signed in to it.

::

    async with running_server(tmp_path) as server:
        manager = await server.manager()
        answer = await manager.get("/api/dossier-templates")
"""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from joserfc.jwk import RSAKey
from support.pdfs import flowing, heading, prose, title

from documine_nb.server.embedded import EmbeddedServer
from documine_nb.server.extraction import load_templates
from documine_nb.server.identity import passwords
from documine_nb.server.private_files import create_once, private_folder
from documine_nb.server.settings import ServerSettings

OECD, GENERIC = load_templates()
PATIENCE = 60  # seconds that the analysis of a small file may take on a busy machine


class Person(httpx.AsyncClient):
    """A signed-in client whose helpers do the usual steps of the API."""

    async def ok(self, method: str, url: str, **options: Any) -> Any:
        """Return the JSON of an answer that has to be a success, None without a body."""
        answer = await self.request(method, url, **options)
        assert answer.is_success, f"{method} {url}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def dossier(self, name: str, template: str = GENERIC.id, **fields: Any) -> str:
        """Create a dossier and return its path."""
        base = f"/api/dossier-templates/{template}/dossiers"
        made = await self.ok("POST", base, json={"name": name, **fields})
        return f"{base}/{made['id']}"

    async def upload(self, dossier: str, path: Path, **query: Any) -> str:
        """Upload a document and return the path of its file."""
        answer = await self.offer(dossier, path.name, path, **query)
        assert answer.status_code == 201, answer.text
        return f"{dossier}/files/{answer.json()['fileIds'][0]}"

    async def offer(
        self, dossier: str, name: str, content: Path | bytes, **query: Any
    ) -> httpx.Response:
        """Upload whatever, and return the answer."""
        data = (
            content if isinstance(content, bytes) else await asyncio.to_thread(content.read_bytes)
        )
        return await self.post(f"{dossier}/files", files={"file": (name, data)}, params=query)

    async def settled(self, file: str) -> dict[str, Any]:
        """Return a file's status once its analysis has ended."""
        return await self._until(file, "processingStatus", {"PROCESSED", "ERROR"})

    async def built(self, download_id: str) -> dict[str, Any]:
        """Return a package's status once it is built or failed."""
        return await self._until(f"/api/downloads/{download_id}", "status", {"READY", "FAILED"})

    async def _until(self, url: str, key: str, ends: set[str]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                status = await self.ok("GET", url)
                if status[key] in ends:
                    return dict(status)
                await asyncio.sleep(
                    0.02
                )  # the worker is another process: there is nothing to wait on


class Running:
    """A started server and its people."""

    def __init__(self, server: EmbeddedServer, stack: AsyncExitStack) -> None:
        self.server = server
        self.settings = server.settings
        self._stack = stack

    async def manager(self) -> Person:
        """Sign in as who has every role."""
        credentials = self.server.credentials
        return await self.person(credentials.username, credentials.password)

    async def viewer(self) -> Person:
        """Sign in as who is a user only."""
        credentials = self.server.credentials
        return await self.person(credentials.viewer_username, credentials.viewer_password)

    async def person(self, username: str, password: str, workspace: str | None = None) -> Person:
        """Sign in as anybody."""
        credentials = self.server.credentials
        realm = workspace or credentials.workspace
        client = await self.stranger()
        form = {
            "grant_type": "password",
            "client_id": credentials.client_id,
            "username": username,
            "password": password,
        }
        token = await client.ok(
            "POST", f"/auth/realms/{realm}/protocol/openid-connect/token", data=form
        )
        client.headers["Authorization"] = f"Bearer {token['access_token']}"
        return client

    async def stranger(self) -> Person:
        """Return a client that is not signed in."""
        transport = httpx.ASGITransport(self.server.app)
        client = Person(transport=transport, base_url=self.settings.base_url)
        return await self._stack.enter_async_context(client)


@functools.cache
def _signing_key() -> str:
    return json.dumps(RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True))


def _lend_keys(settings: ServerSettings) -> None:
    # Making a key takes longer than most tests.
    for workspace in settings.workspaces:
        path = private_folder(settings.folder) / f"signing-key-{workspace}.json"
        create_once(path, _signing_key().encode())


@asynccontextmanager
async def running_server(folder: Path, **changes: Any) -> AsyncIterator[Running]:
    """Start a server over `folder` with changed settings, and stop it at the end."""
    settings = replace(ServerSettings(folder / "server"), **changes)
    await asyncio.to_thread(_lend_keys, settings)
    # Passwords are hashed cheaply: a hash tells its own cost, so that sign-ins are cheap, too.
    with patch.object(passwords, "_N", 16):
        server = EmbeddedServer(settings)
    async with AsyncExitStack() as stack:
        await server.start()
        stack.push_async_callback(server.aclose)
        yield Running(server, stack)


def report(path: Path, number: str = "AB-17/3") -> Path:
    """Write a small report that the generic template reads."""
    return flowing(
        path,
        title("Stability of a Sample"),
        prose("Author: Ada Example"),
        prose(f"Report No.: {number}"),
        prose("Date: 7 March 2019"),
        heading("1 Summary"),
        prose("The sample stayed as it was for the whole of the study."),
    )
