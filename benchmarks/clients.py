"""The ways to fetch that are measured beside each other: our lane, libraries, libcurl.

- ``lane``: our lane for plain reads; ``client``: the same below headers, sign-in and retries;
- ``httpx``: one shared ``AsyncClient``; ``httpx-sharded``: one for each worker; ``httpx2``: shared;
- ``httpx-aiohttp``, ``pyreqwest``: httpx over a transport of these;
- ``aiohttp``: one ``ClientSession``; ``libcurl``: pycurl's ``CurlMulti``, the floor in C;
- ``raw``: see ``raw_asyncio.py``.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from raw_asyncio import RawAsyncio
from stub_service import DOSSIER, TEMPLATE, files_path

from documine_nb.contract import OPERATIONS
from documine_nb.secrets import Secret
from documine_nb.transport.client import ApiClient
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.lane import Lane

__all__ = ["Fetch", "Libcurl", "fetching", "httpx_client", "is_installed", "paths"]

HEADERS = {"Authorization": f"Bearer {'x' * 900}", "Accept": "application/json"}
_NEEDED = {
    "httpx2": "httpx2",
    "httpx-aiohttp": "httpx_aiohttp",
    "pyreqwest": "pyreqwest",
    "aiohttp": "aiohttp",
    "libcurl": "pycurl",
    "generated": "openapi_python_client",
}

Get = Callable[[str], Awaitable[int]]
Fetch = Callable[[list[str]], Awaitable[int]]


def is_installed(kind: str) -> bool:
    """Whether a kind can be measured here."""
    return kind not in _NEEDED or importlib.util.find_spec(_NEEDED[kind]) is not None


def paths(dossier: str, count: int) -> list[str]:
    """Return the paths of so many files' components."""
    return [f"{files_path(dossier)}/file-{number:05}/components" for number in range(count)]


@asynccontextmanager
async def fetching(
    kind: str, base: str, at_once: int, authority: Path | None
) -> AsyncIterator[Fetch]:
    """Open a client; what it hands out fetches those paths and returns the bytes read."""
    if kind == "raw":
        port = urlsplit(base).port
        assert port is not None
        yield (await RawAsyncio.to(port, at_once, HEADERS)).fetch
        return
    ways = {"lane": _by_lane, "client": _by_client, "aiohttp": _by_aiohttp}
    way = ways.get(kind)
    opened = way(base, at_once, authority) if way else _by_httpx(kind, base, at_once)
    async with opened as getters:

        async def fetch(wanted: list[str]) -> int:
            queue = iter(wanted)

            async def work(get: Get) -> int:
                return sum([await get(path) for path in queue])

            return sum(await asyncio.gather(*(work(get) for get in getters)))

        yield fetch


@asynccontextmanager
async def _by_lane(base: str, at_once: int, authority: Path | None) -> AsyncIterator[list[Get]]:
    tls = None if authority is None else ssl.create_default_context(cafile=authority)
    lane = Lane(base, timeout=30, tls=tls)

    async def get(path: str) -> int:
        async with lane.stream(base + path, HEADERS, whole=True) as received:
            if received.content is not None:
                return len(received.content)
            return sum([len(chunk) async for chunk in received.raw()])

    yield [get] * at_once
    lane.close()


@asynccontextmanager
async def _by_client(base: str, at_once: int, authority: Path | None) -> AsyncIterator[list[Get]]:
    client = ApiClient(Endpoint(base, ca_bundle=authority), _Tokens(), workspace="bench")
    dossier = {"dossierTemplateId": TEMPLATE, "dossierId": DOSSIER}
    read = client.reads(OPERATIONS["getComponents"], ids=dossier, each="fileId")

    async def get(path: str) -> int:
        return len((await read(path.split("/")[7])).content)

    yield [get] * at_once
    await client.aclose()


class _Tokens:
    async def access_token(self, *, rejected: Secret | None = None) -> Secret:
        del rejected
        return Secret("x" * 900)


@asynccontextmanager
async def _by_httpx(kind: str, base: str, at_once: int) -> AsyncIterator[list[Get]]:
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx_client(kind, at_once))
            for _ in range(at_once if kind == "httpx-sharded" else 1)
        ]

        def getter(client: Any) -> Get:
            async def get(path: str) -> int:
                return len((await client.get(base + path, headers=HEADERS)).content)

            return get

        yield [getter(clients[number % len(clients)]) for number in range(at_once)]


@asynccontextmanager
async def _by_aiohttp(base: str, at_once: int, authority: Path | None) -> AsyncIterator[list[Get]]:
    del authority
    lib: Any = importlib.import_module("aiohttp")
    async with lib.ClientSession(connector=lib.TCPConnector(limit=at_once)) as session:

        async def get(path: str) -> int:
            async with session.get(base + path, headers=HEADERS) as answer:
                return len(await answer.read())

        yield [get] * at_once


def httpx_client(
    kind: str,
    at_once: int,
    *,
    timeout: float = 30,
    verify: ssl.SSLContext | None = None,
    authority: Path | None = None,
) -> Any:
    """Return a client of httpx or httpx2, over the transport that the kind names.

    `authority` is for pyreqwest, which takes no ``SSLContext``.
    """
    lib: Any = importlib.import_module("httpx2" if kind == "httpx2" else "httpx")
    limits = lib.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    # Reading the system's authorities would be measured, too.
    context = verify or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = None
    if kind == "httpx-aiohttp":
        over: Any = importlib.import_module("httpx_aiohttp")
        transport = over.AiohttpTransport(limits=limits, verify=context)
    elif kind == "pyreqwest":
        transport = _pyreqwest(authority, timeout)
    waits = (
        None if kind == "pyreqwest" else lib.Timeout(timeout, connect=min(timeout, 10.0), pool=None)
    )
    return lib.AsyncClient(
        transport=transport,
        verify=context,
        limits=limits,
        timeout=waits,
        trust_env=False,
    )


def _pyreqwest(authority: Path | None, timeout: float) -> Any:
    client: Any = importlib.import_module("pyreqwest.client")
    over: Any = importlib.import_module("pyreqwest.compatibility.httpx")
    builder = client.ClientBuilder().follow_redirects(False).no_proxy()
    # Of httpx's timeouts it would make one, their sum.
    builder = builder.connect_timeout(timedelta(seconds=min(timeout, 10.0)))
    builder = builder.read_timeout(timedelta(seconds=timeout))
    # The body as it was sent: reading it has limits of its own.
    builder = builder.gzip(False).deflate(False).brotli(False).zstd(False)
    if authority is not None:
        builder = builder.add_root_certificate_pem(authority.read_bytes())
    return over.HttpxTransport(builder.build())


class Libcurl:
    """Fetches by libcurl's own loop, on kept connections."""

    def __init__(self, at_once: int, authority: Path | None) -> None:
        self._lib: Any = importlib.import_module("pycurl")
        self._multi = self._lib.CurlMulti()
        self._handles = [self._lib.Curl() for _ in range(at_once)]
        self._size = 0
        for handle in self._handles:
            headers = [f"{name}: {value}" for name, value in HEADERS.items()]
            handle.setopt(self._lib.HTTPHEADER, headers)
            handle.setopt(self._lib.WRITEFUNCTION, self._take)
            if authority is not None:
                handle.setopt(self._lib.CAINFO, str(authority))

    def fetch(self, urls: list[str]) -> int:
        """Read all bodies; return the bytes read."""
        left, self._size = iter(urls), 0
        running = sum(self._asks(handle, left) for handle in self._handles)
        while running:
            while self._multi.perform()[0] == self._lib.E_CALL_MULTI_PERFORM:
                pass
            for handle in self._multi.info_read()[1]:
                self._multi.remove_handle(handle)
                running -= not self._asks(handle, left)
            if running:
                self._multi.select(1.0)
        return self._size

    def _take(self, chunk: bytes) -> None:
        self._size += len(chunk)

    def _asks(self, handle: Any, left: Iterator[str]) -> bool:
        if (url := next(left, None)) is None:
            return False
        handle.setopt(self._lib.URL, url)
        self._multi.add_handle(handle)
        return True
