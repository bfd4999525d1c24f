"""An identity server with known people in it, and a browser's steps through its login page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import httpx
from fastapi import FastAPI
from joserfc.jwk import RSAKey

from documine_nb.server.identity import Identity, passwords
from documine_nb.server.private_files import create_once, private_folder
from documine_nb.server.settings import ServerSettings
from documine_nb.testing import ManualClock

BASE = "http://documine.localhost"
REALM = "/auth/realms/acme"
PROTOCOL = f"{REALM}/protocol/openid-connect"
PASSWORD = "Correct-horse-7"
SECRET = "a-very-long-client-secret"
CALLBACK = "https://app.example/callback?fixed=1"
LOOPBACK = "http://127.0.0.1:51515/callback"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")


@dataclass
class World:
    """A served identity, its clock and a client without redirects."""

    identity: Identity
    clock: ManualClock
    http: httpx.AsyncClient
    settings: ServerSettings

    async def token(self, **form: str) -> httpx.Response:
        return await self.http.post(f"{PROTOCOL}/token", data=form)

    async def password(self, **changes: str) -> dict[str, Any]:
        answer = await self.token(**(PASSWORD_FORM | changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def authorize(self, **changes: str | None) -> httpx.Response:
        query = {k: v for k, v in (AUTHORIZE_QUERY | changes).items() if v is not None}
        return await self.http.get(f"{PROTOCOL}/auth", params=query)

    async def fill_in(self, page: httpx.Response, **fields: str) -> httpx.Response:
        action, hidden = form_of(page)
        data = {**hidden, "username": "ada", "password": PASSWORD, **fields}
        return await self.http.post(action, data=data)

    async def code(self, **changes: str | None) -> dict[str, str]:
        answer = await self.fill_in(await self.authorize(**changes))
        assert answer.status_code == 302, answer.text
        return callback_of(answer)


PASSWORD_FORM = {
    "grant_type": "password",
    "client_id": "notebook",
    "username": "ada",
    "password": PASSWORD,
}
AUTHORIZE_QUERY: dict[str, str | None] = {
    "client_id": "notebook",
    "redirect_uri": LOOPBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "s&=<1>",
    "nonce": "n1",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
}


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    found = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert found is not None, page.text
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    fields = {html.unescape(name): html.unescape(value) for name, value in hidden}
    return html.unescape(found.group(1)), fields


def callback_of(answer: httpx.Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def make_identity(settings: ServerSettings) -> Identity:
    identity = Identity(settings)
    if not identity.users("acme"):
        identity.add_user(
            "acme", "ada", PASSWORD, roles=["RED_USER", "RED_MANAGER"], first_name="Ada"
        )
        identity.add_client("acme", "notebook", redirect_uris=[CALLBACK], loopback=True)
        identity.add_client("acme", "service", secret=SECRET, redirect_uris=[CALLBACK])
    return identity


def make_app(identity: Identity) -> FastAPI:
    app = FastAPI()
    app.include_router(identity.router, prefix="/auth")
    return app


@cache
def _key(_workspace: str) -> str:
    """Return a signing key for a workspace; making one takes longer than most tests."""
    key = RSAKey.generate_key(2048, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def lend_keys(settings: ServerSettings) -> None:
    for workspace in settings.workspaces:
        path = private_folder(settings.folder) / f"signing-key-{workspace}.json"
        create_once(path, _key(workspace).encode())


@asynccontextmanager
async def world(folder: Path, **changes: Any) -> AsyncIterator[World]:
    clock = ManualClock()
    settings = replace(ServerSettings(folder, workspaces=("acme", "other"), clock=clock), **changes)
    lend_keys(settings)
    # Passwords are hashed cheaply: a hash tells its own cost, so that sign-ins are cheap, too.
    with patch.object(passwords, "_N", 16):
        identity = make_identity(settings)
    transport = httpx.ASGITransport(app=make_app(identity))
    async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as http:
        yield World(identity, clock, http, settings)
    identity.close()
