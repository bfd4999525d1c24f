"""Connections: few, used again, closed when nobody needs them; and clients handed in."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

import pytest
from support.wire import TOKEN, WORKSPACE, answer, client_of, stall, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ConfigError, NetworkError, ProtocolError, ServiceUnavailableError
from documine_nb.transport._http import HttpClient, library
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.wire import WireFailure

pytestmark = pytest.mark.anyio
READ = OPERATIONS["getUsers"]


async def test_a_connection_is_used_again() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        for _ in range(5):
            await client.call(READ)
    assert (len(wire.asked), wire.connections) == (5, 1)


async def test_many_calls_share_a_few_connections() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await asyncio.gather(*(client.call(READ) for _ in range(100)))
    assert len(wire.asked) == 100
    assert wire.connections <= 16


async def test_waiting_for_a_connection_does_not_count_as_silence() -> None:
    async with wired(stall(b""), answer()) as wire:
        http = HttpClient(Endpoint(wire.url), timeout=0.2, connections=1)

        async def ask() -> int:
            async with http.stream("GET", wire.url, headers={}, deadline=0.2) as received:
                return received.status

        first, second = await asyncio.gather(ask(), ask(), return_exceptions=True)
        await http.aclose()
    assert isinstance(first, WireFailure)
    assert second == 200


async def test_a_cancelled_call_closes_its_connection() -> None:
    async with wired(stall()) as wire, client_of(wire.url) as client:
        task = asyncio.create_task(client.call(READ))
        await wire.was_asked()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await wire.was_left()


async def test_a_cancelled_call_gives_its_turn_to_the_next() -> None:
    async with wired(stall(), answer()) as wire:
        http = HttpClient(Endpoint(wire.url), timeout=5, connections=1)

        async def ask() -> int:
            async with http.stream("GET", wire.url, headers={}) as received:
                return received.status

        stuck = asyncio.create_task(ask())
        await wire.was_asked()
        stuck.cancel()
        assert await ask() == 200
        await http.aclose()


async def test_a_closed_pool_opens_anew() -> None:
    async with wired() as wire:
        http = HttpClient(Endpoint(wire.url), timeout=5)
        for _ in range(2):
            async with http.stream("GET", f"{wire.url}/api/users", headers={}) as received:
                assert received.status == 200
            await http.aclose()
    assert wire.connections == 2


@pytest.mark.fault("B97")
@pytest.mark.parametrize("library_name", ["", "httpx"])
async def test_a_forked_process_leaves_its_parents_connections_alone(
    library_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCUMINE_HTTP", library_name)
    async with wired(answer("[1]")) as wire:
        http = HttpClient(Endpoint(wire.url), timeout=5)

        async def ask() -> None:
            async with http.stream("GET", wire.url, headers={}) as received:
                assert [piece async for piece in received.raw()] == [b"[1]"]

        await ask()
        with monkeypatch.context() as forked:
            forked.setattr(os, "getpid", lambda: -1)
            await ask()
            assert wire.connections == 2
            await http.aclose()


async def test_a_closed_client_sends_nothing() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await client.call(READ)
        await client.aclose()
        with pytest.raises(ConfigError, match="closed, so nothing was sent"):
            await client.call(READ)
    assert len(wire.asked) == 1


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
async def test_a_client_handed_in_is_used_and_not_closed(name: str) -> None:
    lib: Any = importlib.import_module(name)
    own = lib.AsyncClient(headers={"X-Mine": "1"}, follow_redirects=True)
    redirect = answer("", 302, Location="/there")
    async with wired(redirect) as wire, client_of(wire.url, http=own) as client:
        with pytest.raises(ProtocolError, match="not followed"):
            await client.request("GET", "/api/x")
    assert not own.is_closed
    await own.aclose()
    headers = wire.asked[0].headers
    assert (headers["x-mine"], headers["authorization"]) == ("1", f"Bearer {TOKEN}")
    assert len(wire.asked) == 1


async def test_no_cookie_is_kept() -> None:
    said = answer(Set_Cookie="session=1; Path=/")
    async with wired(said) as wire, client_of(wire.url) as client:
        await client.call(READ)
        await client.call(READ)
    assert "cookie" not in wire.asked[1].headers


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"].endswith("users"):
        raise RuntimeError("broken")
    body = dict(scope["headers"])[b"x-tenant-id"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b'"' + body + b'"'})


async def test_an_application_in_this_process_is_called_without_a_socket() -> None:
    endpoint = Endpoint("http://documine.localhost", asgi=_app)
    async with client_of("", endpoint=endpoint) as client:
        assert (await client.request("GET", "/api/x")).json() == WORKSPACE


async def test_an_error_in_that_application_is_an_answer_500() -> None:
    endpoint = Endpoint("http://documine.localhost", asgi=_app)
    async with client_of("", endpoint=endpoint) as client:
        with pytest.raises(ServiceUnavailableError, match="the service failed"):
            await client.call(READ)


async def test_a_unix_socket_is_spoken_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("s") / "s"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n[1]")
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    endpoint = Endpoint("http://documine.localhost", uds=path)
    async with client_of("", endpoint=endpoint) as client:
        assert (await client.call(READ)).json() == [1]
    server.close()
    async with client_of("", endpoint=Endpoint("http://x.localhost", uds=path / "no")) as client:
        with pytest.raises(NetworkError):
            await client.call(READ)


def test_the_environment_names_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    named = os.environ.get("DOCUMINE_HTTP", "") or "httpx2"
    assert library().__name__ == named
    monkeypatch.setenv("DOCUMINE_HTTP", "requests")
    with pytest.raises(ConfigError, match="is not a library"):
        library()


def test_a_library_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMINE_HTTP", "httpx2")
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(ConfigError, match="not installed"):
        library()


def test_without_httpx2_it_is_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCUMINE_HTTP", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    found: ModuleType = library()
    assert found.__name__ == "httpx"
