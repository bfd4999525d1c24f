"""The least that fetching costs on asyncio: a protocol written for the stub alone, no parser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Self, cast

__all__ = ["RawAsyncio"]


class RawAsyncio:
    """Kept connections, each of which asks for the next address as soon as it has an answer."""

    def __init__(self, connections: list[_Connection]) -> None:
        self._connections = connections

    @classmethod
    async def to(cls, port: int, at_once: int, headers: dict[str, str]) -> Self:
        """Connect."""
        loop = asyncio.get_running_loop()
        lines = "".join(f"\r\n{name}: {value}" for name, value in headers.items())
        end = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}{lines}\r\n\r\n"
        return cls(
            [
                (await loop.create_connection(lambda: _Connection(end), "127.0.0.1", port))[1]
                for _ in range(at_once)
            ]
        )

    async def fetch(self, paths: list[str]) -> int:
        """Read all bodies whole; return the bytes read."""
        left = iter(paths)
        return sum(await asyncio.gather(*(one.work(left) for one in self._connections)))


class _Connection(asyncio.Protocol):
    def __init__(self, end: str) -> None:
        self._end = end
        self._head = b""
        self._parts: list[bytes] = []
        self._missing = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    async def work(self, left: Iterator[str]) -> int:
        self._size, self._left = 0, left
        self._done = asyncio.get_running_loop().create_future()
        self._ask()
        await self._done
        return self._size

    def _ask(self) -> None:
        path = next(self._left, None)
        if path is None:
            self._done.set_result(None)
        else:
            self._transport.write(f"GET {path}{self._end}".encode())

    def data_received(self, data: bytes) -> None:
        if self._missing < 0:
            self._head += data
            head, found, data = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 200 " in head[:20]
            self._missing = int(head.lower().partition(b"content-length:")[2].split(b"\r")[0])
            self._head = b""
        self._parts.append(data)
        self._missing -= len(data)
        if not self._missing:
            self._size += len(b"".join(self._parts))
            self._parts.clear()
            self._missing = -1
            self._ask()
