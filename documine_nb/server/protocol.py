"""uvicorn's HTTP/1.1 with a limit for slow headers, and the connection at the tests' disposal."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from documine_nb.server.faults.failing import TRANSPORT

__all__ = ["HEADER_TIMEOUT", "PatientProtocol"]

HEADER_TIMEOUT = 10.0
"""Seconds within which a request's headers have to be there, however they trickle in."""


class PatientProtocol(H11Protocol):
    """One connection; it is closed where no request arrives in time.

    uvicorn itself only ends connections that stay silent after an answer: one that has never sent
    a whole request would stay open for ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application: Any = self.app
        self._deadline: asyncio.TimerHandle | None = None

        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            offered = {**scope.get("extensions", {}), TRANSPORT: self.transport}
            await application({**scope, "extensions": offered}, receive, send)

        self.app: Any = with_connection

    def connection_made(self, transport: Any) -> None:
        """Start waiting for a request."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._unwatch()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once the headers are there."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._unwatch()

    def on_response_complete(self) -> None:
        """Wait for the next request on this connection."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._watch()

    def _watch(self) -> None:
        self._unwatch()
        self._deadline = self.loop.call_later(HEADER_TIMEOUT, self.transport.close)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
