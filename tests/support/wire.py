"""A server on a real socket that says, byte for byte, what a test wants said."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, Self

from documine_nb.clock import Clock
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock
from documine_nb.transport.client import ApiClient
from documine_nb.transport.endpoint import Endpoint

TOKEN = "canary-access-token"
WORKSPACE = "acme"
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: closing sends RST
_DRIP = 0.01


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """Bytes to send, and what to do with the connection then."""

    raw: bytes
    then: Literal["keep", "cut", "reset", "stall", "drip"] = "keep"


def answer(
    body: bytes | str = b"{}",
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> Reply:
    """Return a whole and well-formed answer; ``Retry_After`` names ``Retry-After``."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": kind, "Content-Length": str(len(data))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return Reply(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + data)


def cut(raw: bytes) -> Reply:
    """Send `raw`, then close the connection politely."""
    return Reply(raw, "cut")


def reset(raw: bytes = b"") -> Reply:
    """Send `raw`, then break the connection."""
    return Reply(raw, "reset")


def stall(raw: bytes = b"") -> Reply:
    """Send `raw`, then nothing more."""
    return Reply(raw, "stall")


def drip(raw: bytes) -> Reply:
    """Send `raw` and then a byte at a time without end, each well within any read timeout."""
    return Reply(raw, "drip")


@dataclass
class Wire:
    """The server; the last reply is given again and again."""

    replies: list[Reply]
    tls: ssl.SSLContext | None = None
    reads_body: bool = True
    speaks_first: bool = False
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> Self:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self.tls, limit=1 << 22
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"
        return self

    async def aclose(self) -> None:
        self._server.close()
        for writer in set(self._writers):
            writer.transport.abort()

    async def was_asked(self) -> None:
        """Wait until a request is there."""
        async with asyncio.timeout(10):
            await self._came.wait()

    async def was_left(self) -> None:
        """Wait until a client has closed a connection."""
        async with asyncio.timeout(10):
            await self._gone.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await self._once(reader, writer):
                pass
        self._gone.set()
        self._writers.discard(writer)
        writer.transport.abort()

    async def _once(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if not self.speaks_first:
            self.asked.append(await self._read(reader))
            self._came.set()
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        writer.write(reply.raw)
        await writer.drain()
        if reply.then == "keep":
            return True
        if reply.then == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        elif reply.then == "cut":
            if writer.can_write_eof():
                writer.write_eof()
            else:
                writer.close()
            await reader.read()
        elif reply.then == "stall":
            await reader.read()
        else:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(_DRIP)
        return False

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.strip().split("\r\n")
        method, target, _ = line.split(" ", 2)
        pairs = (header.split(":", 1) for header in rest)
        headers = {name.lower(): value.strip() for name, value in pairs}
        body = b""
        if self.reads_body:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Asked(method, target, headers, body)


@asynccontextmanager
async def wired(
    *replies: Reply,
    tls: ssl.SSLContext | None = None,
    reads_body: bool = True,
    speaks_first: bool = False,
) -> AsyncIterator[Wire]:
    """Serve the replies for as long as the block lasts."""
    wire = await Wire(list(replies) or [answer()], tls, reads_body, speaks_first).start()
    try:
        yield wire
    finally:
        await wire.aclose()


class Tokens:
    """Access tokens of a fixed row; counts how often a new one was asked for."""

    def __init__(self, *tokens: str) -> None:
        self.rejected: list[Secret] = []
        self._tokens = list(tokens or (TOKEN,))

    async def access_token(self, *, rejected: Secret | None = None) -> Secret:
        if rejected is not None:
            self.rejected.append(rejected)
            return Secret(self._tokens[-1])
        return Secret(self._tokens[0])


@asynccontextmanager
async def client_of(
    url: str,
    *,
    tokens: Tokens | None = None,
    timeout: float = 5,  # noqa: ASYNC109 -- handed on
    deadline: float | None = None,
    clock: Clock | None = None,
    http: object | None = None,
    endpoint: Endpoint | None = None,
) -> AsyncIterator[ApiClient]:
    """Open a signed-in client that waits for nothing."""
    client = ApiClient(
        endpoint or Endpoint(url),
        tokens or Tokens(),
        workspace=WORKSPACE,
        timeout=timeout,
        deadline=deadline,
        clock=clock or ManualClock(),
        http=http,
    )
    try:
        yield client
    finally:
        await client.aclose()
