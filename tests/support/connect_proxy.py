"""A company's proxy: CONNECT only, with a name and a password, and every host is the same one."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class ConnectProxy:
    """What was asked of the proxy; `target` is the port that every host leads to."""

    target: int
    credentials: str | None = None
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, authority, _ = head.split(" ", 2)
            self.asked.append(f"{method} {authority}")
            if not self._admits(head):
                self.refused += 1
                writer.write(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b'Proxy-Authenticate: Basic realm="acme"\r\nContent-Length: 0\r\n\r\n'
                )
                await writer.drain()
            else:
                await self._tunnel(reader, writer)
        writer.close()

    def _admits(self, head: str) -> bool:
        if self.credentials is None:
            return True
        wanted = base64.b64encode(self.credentials.encode()).decode()
        return f"proxy-authorization: basic {wanted}".lower() in head.lower()

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", self.target)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_copy(reader, forth), _copy(back, writer))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(1 << 16):
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def connect_proxy(
    target: int, *, credentials: str | None = None
) -> AsyncIterator[ConnectProxy]:
    """Open a proxy through which every host is `target` on this machine."""
    proxy = ConnectProxy(target, credentials)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
