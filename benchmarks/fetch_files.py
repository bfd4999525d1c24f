"""Fetching alone, nothing read: ``fetch_files.py KIND PORT FILES [AT_ONCE]``.

All kinds fetch the same answers of 20 kB, 32 at once, on kept connections, once to warm up and once
measured: by wall time and by the client's own CPU time.

- ``lane``: our lane for plain reads; ``client``: the same below headers, sign-in and retries;
- ``httpx``: one shared ``AsyncClient``; ``httpx-sharded``: one for each worker; ``httpx2``: shared;
- ``httpx-aiohttp``, ``pyreqwest``: httpx over a transport of these, where they are installed;
- ``aiohttp``: one ``ClientSession``; ``libcurl``: pycurl's ``CurlMulti``, the floor in C.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from stub_service import DOSSIER, files_path

from documine_nb.contract import OPERATIONS
from documine_nb.secrets import Secret
from documine_nb.transport.client import ApiClient
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.lane import Lane

AT_ONCE = int(sys.argv[4]) if len(sys.argv) > 4 else 32
HEADERS = {"Authorization": f"Bearer {'x' * 900}", "Accept": "application/json"}

Get = Callable[[str], Awaitable[int]]


class _Tokens:
    async def access_token(self, *, rejected: Secret | None = None) -> Secret:
        del rejected
        return Secret("x" * 900)


@asynccontextmanager
async def by_lane(port: str) -> AsyncIterator[list[Get]]:
    """Fetch by the lane itself."""
    lane = Lane(f"http://127.0.0.1:{port}", timeout=30, tls=None)

    async def get(url: str) -> int:
        size = 0
        async with lane.stream(url, HEADERS) as received:
            async for chunk in received.raw():
                size += len(chunk)
        return size

    yield [get] * AT_ONCE
    lane.close()


@asynccontextmanager
async def by_client(port: str) -> AsyncIterator[list[Get]]:
    """Fetch as the toolkit does: 16 at once, with headers, sign-in and retries."""
    client = ApiClient(Endpoint(f"http://127.0.0.1:{port}"), _Tokens(), workspace="bench")

    async def get(url: str) -> int:
        ids = url.split("/")
        answer = await client.call(
            OPERATIONS["getComponents"],
            ids={"dossierTemplateId": ids[5], "dossierId": ids[7], "fileId": ids[9]},
        )
        return len(answer.content)

    yield [get] * AT_ONCE
    await client.aclose()


@asynccontextmanager
async def by_httpx(kind: str) -> AsyncIterator[list[Get]]:
    """Fetch by a client of httpx, or by several."""
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(_httpx_client(kind))
            for _ in range(AT_ONCE if kind == "httpx-sharded" else 1)
        ]

        def getter(client: Any) -> Get:
            async def get(url: str) -> int:
                return len((await client.get(url, headers=HEADERS)).content)

            return get

        yield [getter(clients[number % len(clients)]) for number in range(AT_ONCE)]


@asynccontextmanager
async def by_aiohttp(port: str) -> AsyncIterator[list[Get]]:
    """Fetch by a session of aiohttp."""
    del port
    lib: Any = importlib.import_module("aiohttp")
    async with lib.ClientSession(connector=lib.TCPConnector(limit=AT_ONCE)) as session:

        async def get(url: str) -> int:
            async with session.get(url, headers=HEADERS) as answer:
                return len(await answer.read())

        yield [get] * AT_ONCE


def by_libcurl(urls: list[str]) -> int:
    """Fetch by libcurl's own loop; return the bytes read."""
    lib: Any = importlib.import_module("pycurl")
    multi, left, size = lib.CurlMulti(), iter(urls), 0

    def take(chunk: bytes) -> None:
        nonlocal size
        size += len(chunk)

    def ask(handle: Any) -> bool:
        if (url := next(left, None)) is None:
            return False
        handle.setopt(lib.URL, url)
        multi.add_handle(handle)
        return True

    handles = [lib.Curl() for _ in range(AT_ONCE)]
    for handle in handles:
        handle.setopt(lib.HTTPHEADER, [f"{name}: {value}" for name, value in HEADERS.items()])
        handle.setopt(lib.WRITEFUNCTION, take)
    running = sum(map(ask, handles))
    while running:
        while multi.perform()[0] == lib.E_CALL_MULTI_PERFORM:
            pass
        for handle in multi.info_read()[1]:
            multi.remove_handle(handle)
            running -= not ask(handle)
        if running:
            multi.select(1.0)
    return size


def _httpx_client(kind: str) -> Any:
    lib: Any = importlib.import_module("httpx2" if kind == "httpx2" else "httpx")
    limits = lib.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    transport = None
    if kind == "httpx-aiohttp":
        transport = importlib.import_module("httpx_aiohttp").AiohttpTransport(limits=limits)
    elif kind == "pyreqwest":
        from pyreqwest.client import ClientBuilder  # noqa: PLC0415 -- optional
        from pyreqwest.compatibility.httpx import HttpxTransport  # noqa: PLC0415 -- optional

        transport = HttpxTransport(ClientBuilder().build())
    return lib.AsyncClient(transport=transport, limits=limits, timeout=30, trust_env=False)


def is_installed(kind: str) -> bool:
    """Whether a kind can be measured here."""
    needed = {
        "httpx2": "httpx2",
        "httpx-aiohttp": "httpx_aiohttp",
        "pyreqwest": "pyreqwest",
        "aiohttp": "aiohttp",
        "libcurl": "pycurl",
        "generated": "openapi_python_client",
    }
    return kind not in needed or importlib.util.find_spec(needed[kind]) is not None


async def main(kind: str, port: str, count: int) -> None:
    """Print the figures of one kind."""
    here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
    urls = [f"{here}/file-{number:05}/components" for number in range(count)]
    if kind == "libcurl":
        by_libcurl(urls[: count // 4])
        start, cpu = time.perf_counter(), time.process_time()
        size = by_libcurl(urls)
        _print(start, cpu, size, count)
        return
    way = {"lane": by_lane, "client": by_client, "aiohttp": by_aiohttp}.get(kind)
    async with way(port) if way else by_httpx(kind) as getters:
        await _fetch(urls[: count // 4], getters)
        start, cpu = time.perf_counter(), time.process_time()
        size = await _fetch(urls, getters)
        _print(start, cpu, size, count)


def _print(start: float, cpu: float, size: int, count: int) -> None:
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    assert size > 1000 * count
    print(json.dumps({"seconds": seconds, "cpu_us": used / count * 1e6}))


async def _fetch(urls: list[str], getters: list[Get]) -> int:
    queue = iter(urls)

    async def work(get: Get) -> int:
        return sum([await get(url) for url in queue])

    return sum(await asyncio.gather(*(work(get) for get in getters)))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
