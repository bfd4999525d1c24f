"""The quick lane: plain reads over kept connections, without a general HTTP client.

Thousands of small answers cost a general HTTP client far more than the network does. The lane
carries GET requests to the one service, without proxies, and nothing else; all others, and every
request where httptools is not installed, go through httpx. It knows about connections and HTTP/1.1;
signing in, retries and decompression are those of all calls.
"""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from documine_nb.transport.lane_connection import BUFFER, Connection
from documine_nb.transport.wire import Received, WireFailure, system_reason, tls_reason

__all__ = ["Lane"]

_log = logging.getLogger(__name__)
_IDLE = 55.0  # seconds; servers and what lies between close after 60
_CONNECT = 10.0


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
        self._root = f"{parts.scheme}://{parts.netloc}"
        self._timeout = timeout
        self._tls = tls
        self._idle: list[Connection] = []
        self._is_closed = False
        self._buffer = memoryview(bytearray(BUFFER))

    def takes(self, method: str, url: str, content: object) -> bool:
        """Whether a request is a plain read of this service."""
        return (
            method == "GET"
            and content is None
            and url.startswith(self._root)
            and url[len(self._root) :][:1] in {"", "/", "?"}
            and "#" not in url
        )

    def stream(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        deadline: float | None = None,
        whole: bool = False,
    ) -> _Reading:
        """Ask for `url` and hand out the answer: an asynchronous context.

        One that is read `whole` in any case is handed out when it is there, unless it is large:
        whoever waits need not be woken for each piece.

        Raises
        ------
        WireFailure
            There is none, or none that is HTTP, or none within the seconds of the `deadline`.
        """
        return _Reading(self, url, headers, math.inf if deadline is None else deadline, whole=whole)

    def close(self) -> None:
        """Close the connections; those in use are closed once they are given back."""
        self._is_closed = True
        self.forget()

    def forget(self) -> None:
        """Close the connections that are not in use."""
        while self._idle:
            self._idle.pop().abort()

    def request(self, url: str, headers: Mapping[str, str]) -> bytes:
        """Return the bytes to send."""
        target = url[len(self._root) :]
        if not target.startswith("/"):
            target = f"/{target}"
        lines = [f"GET {target} HTTP/1.1", f"Host: {self._name}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        text = "".join(lines)
        if "\r" in text or "\n" in text or "\0" in text or not text.isascii():
            raise WireFailure("protocol", "a header with a line break or beyond ASCII", sent=False)
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def connection(self, limit: float) -> Connection:
        """Return a kept connection, or a new one, made within `limit` seconds."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable and now - connection.used < _IDLE:
                return connection
            connection.abort()
        return await self.connected(limit)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next, or close it."""
        if connection.is_reusable and not self._is_closed:
            connection.used = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.abort()

    async def connected(self, limit: float) -> Connection:
        """Return a new connection, made within `limit` seconds."""
        limit = min(self._timeout, _CONNECT, limit)
        loop = asyncio.get_running_loop()
        with _connecting(is_secure=self._tls is not None):
            async with asyncio.timeout(limit):
                _, connection = await loop.create_connection(
                    lambda: Connection(self._buffer, self._timeout),
                    self._host,
                    self._port,
                    ssl=self._tls,
                    ssl_handshake_timeout=None if self._tls is None else limit + 1,
                    happy_eyeballs_delay=0.25,
                )
        return connection


class _Reading:
    """An answer for as long as it is read. A class: generators as contexts cost more."""

    def __init__(
        self, lane: Lane, url: str, headers: Mapping[str, str], deadline: float, *, whole: bool
    ) -> None:
        self._lane = lane
        self._url = url
        self._headers = headers
        self._deadline = deadline
        self._whole = whole

    async def __aenter__(self) -> Received:
        head = self._lane.request(self._url, self._headers)
        end = asyncio.get_running_loop().time() + self._deadline
        connection = await self._lane.connection(self._deadline)
        try:
            await self._ask(connection, head, end)
        except WireFailure:
            if connection.was_kept:
                # What broke it may have broken all that are kept: a machine that slept, a new VPN.
                self._lane.forget()
            if not connection.was_closed_unheard:
                raise
            # The service closed it just as we asked, which says nothing about the request.
            connection = await self._lane.connected(self._deadline)
            await self._ask(connection, head, end)
        self._connection = connection
        if _log.isEnabledFor(logging.INFO):
            _log.info("GET %s: %d", self._url.partition("?")[0], connection.status)
        content = connection.take() if self._whole else None
        return Received(connection.status, connection.headers, connection, content)

    async def _ask(self, connection: Connection, head: bytes, end: float) -> None:
        try:
            await connection.ask(head, end=end, whole=self._whole)
        except BaseException:
            self._lane.give_back(connection)
            raise

    async def __aexit__(self, *error: object) -> None:
        self._lane.give_back(self._connection)


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
