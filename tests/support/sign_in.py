"""Signing in to an identity server in this process, and to one that says what a test wants."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI, Request, Response
from support.identity import (
    BASE,
    PASSWORD,
    PROTOCOL,
    REALM,
    form_of,
    lend_keys,
    make_app,
    make_identity,
)
from support.wire import Reply, Wire, answer, wired

from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.metadata import Provider
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import Clock
from documine_nb.secrets import Secret
from documine_nb.server.identity import Identity, passwords
from documine_nb.server.identity.records import InvalidTokenError
from documine_nb.server.settings import ServerSettings
from documine_nb.testing import ManualClock
from documine_nb.transport.plain import PlainHttp

ACCESS, REFRESH = "canary-access", "canary-refresh"


@dataclass
class Realm:
    """The server, its clock, and how often its token endpoint was asked."""

    identity: Identity
    clock: ManualClock
    settings: ConnectSettings
    token_calls: int = 0

    async def browse(self, address: str, **fields: str) -> str:
        """Fill the login form in as a person does; return the address the browser is sent to."""
        transport = httpx.ASGITransport(app=self.settings.asgi)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            return await fill_in(http, address, **fields)


async def fill_in(http: httpx.AsyncClient, address: str, **fields: str) -> str:
    """Open the login page, send the form, and return where the browser goes then."""
    action, hidden = form_of(await http.get(address))
    data = {**hidden, "username": "ada", "password": PASSWORD, **fields}
    return (await http.post(action, data=data)).headers["location"]


@cache
def _prepared() -> TemporaryDirectory[str]:
    """Make keys and people once: both take long on purpose."""
    folder = TemporaryDirectory()
    settings = ServerSettings(Path(folder.name), workspaces=("acme", "other"))
    lend_keys(settings)
    with patch.object(passwords, "_N", 16):  # a hash tells its own cost: sign-ins are cheap, too
        make_identity(settings).close()
    return folder


@contextmanager
def realm(folder: Path, **changes: Any) -> Iterator[Realm]:
    """Open an identity server with an API beside it that only asks for a good token."""
    clock = ManualClock()
    shutil.copytree(_prepared().name, folder, dirs_exist_ok=True)
    settings = replace(ServerSettings(folder, workspaces=("acme", "other"), clock=clock), **changes)
    identity = make_identity(settings)
    app = make_app(identity)
    connect = ConnectSettings(
        base_url=BASE,
        workspace="acme",
        client_id="notebook",
        username="ada",
        password=Secret(PASSWORD),
        asgi=app,
    )
    opened = Realm(identity, clock, connect)
    _count_and_check(app, opened)
    try:
        yield opened
    finally:
        identity.close()


def _count_and_check(app: FastAPI, opened: Realm) -> None:
    @app.middleware("http")
    async def count(request: Request, call_next: Any) -> Response:
        opened.token_calls += request.url.path.endswith("/token")
        response: Response = await call_next(request)
        return response

    @app.get("/api/users")
    def users(request: Request) -> Response:
        try:
            opened.identity.verify(request.headers["authorization"].removeprefix("Bearer "))
        except InvalidTokenError:
            return Response(status_code=401)
        return Response("[]", media_type="application/json")


def granted(access: str = ACCESS, **changes: Any) -> Reply:
    """Return a token endpoint's answer of success; None leaves a field out."""
    body = {
        "access_token": access,
        "refresh_token": f"{REFRESH}-2",
        "expires_in": 300,
        "refresh_expires_in": 1800,
        "token_type": "Bearer",
    } | changes
    return answer(json.dumps({name: value for name, value in body.items() if value is not None}))


def refused(error: str, status: int = 400, description: str = "") -> Reply:
    """Return a token endpoint's refusal."""
    return answer(json.dumps({"error": error, "error_description": description}), status)


def settings_of(wire: Wire, **changes: Any) -> ConnectSettings:
    """Return settings whose token endpoint is the wire."""
    named = ConnectSettings(
        base_url=wire.url,
        workspace="acme",
        client_id="notebook",
        username="ada",
        password=Secret(PASSWORD),
        auth_path=f"{PROTOCOL}/auth",
        token_path=f"{PROTOCOL}/token",
        timeout=5,
    )
    return replace(named, **changes)


@asynccontextmanager
async def kept(
    *replies: Reply,
    clock: Clock | None = None,
    refresh: str | None = REFRESH,
    end_session: str | None = "/logout",
    **tokens: Any,
) -> AsyncIterator[tuple[TokenKeeper, Wire]]:
    """Open a keeper of tokens just received, whose login server gives the replies."""
    async with wired(*replies) as wire:
        provider = Provider(
            issuer=wire.url,
            authorization_endpoint=f"{wire.url}/auth",
            token_endpoint=f"{wire.url}/token",
            end_session_endpoint=f"{wire.url}{end_session}" if end_session else None,
        )
        settings = settings_of(wire)
        held = Tokens(Secret(ACCESS), Secret(refresh) if refresh else None, 300, 1800)
        keeper = TokenKeeper(
            PlainHttp(settings.endpoint, timeout=5),
            provider,
            settings,
            replace(held, **tokens),
            clock=clock or ManualClock(),
        )
        try:
            yield keeper, wire
        finally:
            await keeper.aclose()


def realm_of(issuer: str, /, **changes: object) -> Mapping[str, object]:
    """Return a realm's metadata."""
    protocol = f"{issuer}/protocol/openid-connect"
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{protocol}/auth",
        "token_endpoint": f"{protocol}/token",
        "end_session_endpoint": f"{protocol}/logout",
    } | changes


__all__ = ["ACCESS", "REALM", "REFRESH", "Realm", "fill_in", "granted", "kept", "realm"]
