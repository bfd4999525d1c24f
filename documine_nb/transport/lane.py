"""The quick lane: answers to plain reads, parsed by llhttp straight off asyncio's sockets.

Thousands of small answers cost a general HTTP client far more than the network does. The lane
carries GET requests to the one service, without proxies, and nothing else; all others, and every
request where httptools is not installed, go through httpx. It knows about connections and HTTP/1.1;
signing in, retries and decompression are those of all calls.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httptools

from documine_nb.transport._http import Received, WireFailure, system_reason, tls_reason

__all__ = ["Lane"]

_log = logging.getLogger(__name__)
_IDLE = 55.0  # seconds; servers and what lies between close after 60
_CONNECT = 10.0
_MOST_HEADERS = 1 << 16
_MOST_WAITING = 1 << 20
_SUCCESSFUL = 200


class Lane:
    """Kept connections to one service.

    Parameters
    ----------
    url : str
        The service's address.
    timeout : float
        Seconds without a byte after which an answer is given up.
    tls : ssl.SSLContext or None
        How its certificate is verified; None for an address without TLS.
    """

    def __init__(self, url: str, *, timeout: float, tls: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or (80 if tls is None else 443)
        self._name = parts.netloc
        self._timeout = timeout
        self._tls = tls
        self._idle: list[_Connection] = []

    def takes(self, method: str, url: str, content: object) -> bool:
        """Whether a request is a plain read of this service."""
        return method == "GET" and content is None and urlsplit(url).netloc == self._name

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Received]:
        """Ask for `url` and hand out the answer.

        Raises
        ------
        WireFailure
            There is none, or none that is HTTP.
        """
        head = _request(url, self._name, headers)
        connection = self._kept() or await self._connected()
        try:
            connection.send(head)
            await connection.wait_for_head()
            _log.info("GET %s: %d", url.partition("?")[0], connection.status)
            yield Received(connection.status, dict(connection.headers), connection)
        finally:
            if connection.is_reusable:
                connection.used = asyncio.get_running_loop().time()
                self._idle.append(connection)
            else:
                connection.abort()

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        while self._idle:
            self._idle.pop().abort()

    def _kept(self) -> _Connection | None:
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable and now - connection.used < _IDLE:
                return connection
            connection.abort()
        return None

    async def _connected(self) -> _Connection:
        loop = asyncio.get_running_loop()
        limit = min(self._timeout, _CONNECT)
        with _connecting(is_secure=self._tls is not None):
            async with asyncio.timeout(limit):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self._timeout),
                    self._host,
                    self._port,
                    ssl=self._tls,
                    ssl_handshake_timeout=None if self._tls is None else limit + 1,
                    happy_eyeballs_delay=0.25,
                )
        return connection


class _Connection(asyncio.Protocol):
    """One connection: one answer at a time, its chunks handed on as they come."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._waiter: asyncio.Future[None] | None = None
        self._failure: WireFailure | None = None
        self._is_whole = True
        self._is_open = True
        self._is_kept = True
        self.used = 0.0
        self.status = 0
        self.headers: dict[str, str] = {}
        self._begin()

    # ------------------------------------------------------------ for the lane

    @property
    def is_reusable(self) -> bool:
        """Whether another request may be sent."""
        return self._is_whole and self._is_open and self._is_kept and not self._chunks

    def send(self, head: bytes) -> None:
        """Send a request; its answer is awaited then."""
        self._begin()
        self._is_whole = False
        self._transport.write(head)

    async def wait_for_head(self) -> None:
        """Wait until status and headers are there."""
        while not self._has_head:
            await self._more()

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
        self._transport.abort()

    async def _more(self) -> None:
        """Wait until something came; silence beyond the timeout is a failure."""
        if self._failure is not None:
            raise self._failure
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        alarm = loop.call_later(self._timeout, self._silent)
        try:
            await self._waiter
        finally:
            alarm.cancel()
            self._waiter = None
        if self._failure is not None and not self._chunks:
            raise self._failure

    def _silent(self) -> None:
        self._fail(WireFailure("timeout", "silence", sent=True, phase="read"))

    def _fail(self, failure: WireFailure) -> None:
        if not self._is_whole and self._failure is None:
            self._failure = failure
        self._is_open = False
        self._wake()
        self._transport.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # ------------------------------------------------------------ for asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- said for the type checker
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Parse what came; bytes that belong to no answer spoil the connection."""
        if self._is_whole:
            self.abort()
            return
        if not self._has_head:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._is_kept = False
            self._fail(WireFailure("protocol", str(error), sent=True))
            return
        if not self._has_head and self._head_bytes > _MOST_HEADERS:
            self._fail(WireFailure("protocol", "headers without end", sent=True))
            return
        if self._waiting > _MOST_WAITING:
            self._transport.pause_reading()
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

    def _begin(self) -> None:
        self._parser: Any = httptools.HttpResponseParser(self)
        self._has_head = False
        self._head_bytes = 0
        self._ends_with_connection = False
        self.headers = {}
        self._failure = None

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
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
        framed = self.headers.keys() & {"content-length", "transfer-encoding"}
        self._ends_with_connection = not framed

    def on_body(self, body: bytes) -> None:
        """Keep a chunk until it is asked for."""
        self._chunks.append(body)
        self._waiting += len(body)

    def on_message_complete(self) -> None:
        """Take an answer as whole."""
        if self._has_head:
            self._is_whole = True


def _request(url: str, host: str, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line or "\0" in line for line in lines):
        raise WireFailure("protocol", "a header with a line break", sent=False)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@contextmanager
def _connecting(*, is_secure: bool) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise WireFailure("timeout", "no connection", sent=False, phase="connect") from None
    except ssl.SSLError as error:
        raise WireFailure("tls", tls_reason(error), sent=False) from error
    except OSError as error:
        if is_secure and error.errno is None and isinstance(error, ConnectionError):
            # Of asyncio itself: the other side hung up in the middle of the handshake.
            raise WireFailure("tls", "no handshake", sent=False) from error
        raise WireFailure("connect", system_reason(error), sent=False) from error
