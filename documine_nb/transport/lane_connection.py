"""One connection of the quick lane: HTTP/1.1 parsed by llhttp, one answer at a time."""

from __future__ import annotations

import asyncio
import math
import ssl
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import httptools

from documine_nb.transport.wire import WireFailure

__all__ = ["BUFFER", "Connection"]

BUFFER = 1 << 18
"""Bytes read from the socket at once."""

_MOST_HEADERS = 1 << 16
_MOST_WAITING = 1 << 20
_SUCCESSFUL = 200


class Connection(asyncio.BufferedProtocol):
    """Asks, and hands the chunks of the answer on as they come.

    Parameters
    ----------
    buffer : memoryview
        What the socket is read into. Asyncio would make a new one of 256 kB for each read
        otherwise, which costs more than all else here; connections may share one, since its bytes
        are parsed before the loop turns to another.
    timeout : float
        Seconds without a byte after which an answer is given up.
    """

    def __init__(self, buffer: memoryview, timeout: float) -> None:
        self._buffer = buffer
        self._timeout = timeout
        self._loop = asyncio.get_running_loop()
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._failure: WireFailure | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._is_whole = True
        self._is_open = True
        self._is_kept = True
        self._enough = 0
        self.used = 0.0
        self._begin(math.inf)

    # ------------------------------------------------------------ for the lane

    @property
    def is_reusable(self) -> bool:
        """Whether another request may be sent."""
        return self._is_whole and self._is_open and self._is_kept and not self._chunks

    @property
    def was_kept(self) -> bool:
        """Whether it had served before the last request."""
        return self.used > 0

    @property
    def was_closed_unheard(self) -> bool:
        """Whether a kept connection ended before any byte of the last answer."""
        failure = self._failure
        is_cut = failure is not None and failure.kind == "cut"
        return is_cut and self.was_kept and not self._head_bytes

    async def ask(self, head: bytes, *, end: float, whole: bool) -> None:
        """Send a request and wait for the head of its answer, or for all of it up to a size.

        At `end`, by the loop's clock, the answer is given up if it is not there.
        """
        self._begin(end)
        self._enough = _MOST_WAITING if whole else 0
        self._is_whole = False
        self._transport.write(head)
        while not self._has_head or not self._has_enough:
            await self._more()

    def take(self) -> bytes | None:
        """Return the body as it was sent; None where not all of it is there yet."""
        if not self._is_whole:
            return None
        content = b"".join(self._chunks)
        self._chunks.clear()
        self._waiting = 0
        return content

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        """Return the body's bytes as they were sent."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._waiting -= len(chunk)
                yield chunk
            if self._is_whole:
                return
            if self._is_open:
                self._transport.resume_reading()
            await self._more()

    def abort(self) -> None:
        """Close at once."""
        self._is_open = False
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._transport.abort()

    @property
    def _has_enough(self) -> bool:
        return self._is_whole or self._waiting >= self._enough

    async def _more(self) -> None:
        """Wait until something came; silence beyond the timeout is a failure."""
        if self._failure is not None:
            raise self._failure
        self._waiter = self._loop.create_future()
        self._heard = self._loop.time()
        self._watch()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self._failure is not None and not self._chunks:
            raise self._failure

    def _watch(self) -> None:
        """See to an alarm at the end of patience.

        One that is set for earlier stays and looks again when it goes off: setting one for each
        wait would cost more than the wait.
        """
        due = min(self._heard + self._timeout, self._end)
        if self._alarm is not None:
            if self._alarm.when() <= due:
                return
            self._alarm.cancel()
        self._alarm = self._loop.call_at(due, self._look)

    def _look(self) -> None:
        self._alarm = None
        if self._waiter is None:
            return
        now = self._loop.time()
        if now >= self._end:
            self._fail(WireFailure("timeout", "too slow", sent=True, phase="all"))
        elif now >= self._heard + self._timeout:
            self._fail(WireFailure("timeout", "silence", sent=True, phase="read"))
        else:
            self._watch()

    def _fail(self, failure: WireFailure) -> None:
        if not self._is_whole and self._failure is None:
            self._failure = failure
        self._wake()
        self.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # ------------------------------------------------------------ for asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- said for the type checker
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where to read to."""
        del sizehint
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Parse what came; bytes that belong to no answer spoil the connection."""
        if self._is_whole:
            self.abort()
            return
        if not self._has_head:
            self._head_bytes += nbytes
        try:
            self._parser.feed_data(self._buffer[:nbytes])
        except httptools.HttpParserUpgrade:
            self._fail(WireFailure("protocol", "a change of protocol", sent=True))
            return
        except httptools.HttpParserError as error:
            self._fail(WireFailure("protocol", str(error), sent=True))
            return
        if not self._has_head and self._head_bytes > _MOST_HEADERS:
            self._fail(WireFailure("protocol", "headers without end", sent=True))
            return
        if self._waiting > _MOST_WAITING and not self._is_whole:  # who reads on lets more come
            self._transport.pause_reading()
        self._heard = self._loop.time()
        if self._has_enough:
            self._wake()

    def eof_received(self) -> None:
        """Take the end as the end of a body that has no other; asyncio closes then."""
        self._ended(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self._ended(exc)

    def _ended(self, error: Exception | None) -> None:
        self._is_open = False
        if not self._is_whole:
            if self._has_head and self._ends_with_connection and error is None:
                self._is_whole = True
            elif self._failure is None:
                kind = "tls" if isinstance(error, ssl.SSLError) else "cut"
                self._failure = WireFailure(kind, str(error or "closed too early"), sent=True)  # type: ignore[arg-type]
        self._wake()

    # ------------------------------------------------------------ for llhttp

    def _begin(self, end: float) -> None:
        self._parser: Any = httptools.HttpResponseParser(self)
        self._has_head = False
        self._head_bytes = 0
        self._ends_with_connection = False
        self._failure = None
        self._end = end
        self._heard = 0.0
        self.status = 0
        self.headers: dict[str, str] = {}

    def on_message_begin(self) -> None:
        """Refuse a second answer: one was asked for."""
        if self._is_whole:
            raise ValueError("bytes beyond the answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that comes behind the body changes nothing."""
        if self._has_head:
            return
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_headers_complete(self) -> None:
        """Hand out the head of an answer; those before it, such as early hints, are passed over."""
        self.status = self._parser.get_status_code()
        if self.status < _SUCCESSFUL:
            self.headers = {}
            return
        self._has_head = True
        self._is_kept = self._parser.should_keep_alive()
        self._ends_with_connection = (
            "content-length" not in self.headers and "transfer-encoding" not in self.headers
        )

    def on_body(self, body: bytes) -> None:
        """Keep a chunk until it is asked for."""
        self._chunks.append(body)
        self._waiting += len(body)

    def on_message_complete(self) -> None:
        """Take an answer as whole."""
        if self._has_head:
            self._is_whole = True
