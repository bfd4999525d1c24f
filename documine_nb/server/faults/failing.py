"""How a fault happens: to the answer, or to the connection under it."""

from __future__ import annotations

import asyncio
import os
import socket
import struct

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from documine_nb.server.faults.plan import Fault

__all__ = ["TRANSPORT", "fail"]

TRANSPORT = "documine_nb.transport"
"""The ASGI extension under which a socket's server offers the connection (asyncio.Transport)."""


async def fail(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let a fault happen to one request."""
    line = _Line(scope, receive)
    if fault.garbage is not None:
        await line.garble(fault.garbage)
    elif fault.reset == "before" and fault.cut is None:
        await line.reset()
    elif fault.reset == "after" and fault.cut is None:
        await app(scope, receive, _drop)
        await line.reset()
    else:
        answer = Response(fault.body or b"", fault.status or 200) if fault.is_answer else app
        cut = _Cut(fault, send)
        await answer(scope, receive, cut.send)
        if cut.is_over:
            await (line.reset() if fault.reset else line.close())


async def _drop(_message: Message) -> None:
    pass


class _Cut:
    """Passes an answer on, with the fault's headers, up to the byte where it is cut."""

    def __init__(self, fault: Fault, send: Send) -> None:
        self._fault = fault
        self._send = send
        self._left = fault.cut
        self.is_over = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message)}
        elif self._left is not None:
            body = message.get("body", b"")
            if self.is_over:
                return
            self.is_over = len(body) >= self._left
            # An answer that is shorter ends as it would.
            more = self.is_over or message.get("more_body", False)
            message = {**message, "body": body[: self._left], "more_body": more}
            self._left -= len(message["body"])
        await self._send(message)

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        own = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in self._fault.headers
        ]
        named = {name for name, _ in own}
        return [pair for pair in message.get("headers", ()) if pair[0].lower() not in named] + own


class _Line:
    """The connection of one request; without one its ends are exceptions."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._transport: asyncio.Transport | None = (scope.get("extensions") or {}).get(TRANSPORT)
        self._receive = receive

    async def garble(self, content: bytes) -> None:
        self._or_raise("garbled").write(content)
        await self.close()

    async def close(self) -> None:
        self._or_raise("cut").close()
        await self._lost()

    async def reset(self) -> None:
        transport = self._or_raise("reset")
        sock = transport.get_extra_info("socket")
        if sock.family != getattr(socket, "AF_UNIX", None):
            # Without waiting for what was sent: the peer sees a reset, no orderly end.
            linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
        await self._lost()

    def _or_raise(self, what: str) -> asyncio.Transport:
        if self._transport is None:
            raise ConnectionResetError(f"A planned fault: the connection was {what}")
        return self._transport

    async def _lost(self) -> None:
        # The server must know before we return, or it would add an answer of its own.
        while (await self._receive())["type"] != "http.disconnect":
            pass
