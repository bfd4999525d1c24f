"""The seam to httpx or httpx2: nothing of theirs leaves this module, neither types nor errors.

httpx2 is used where it is installed; ``DOCUMINE_HTTP=httpx`` (or ``httpx2``) decides otherwise.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
import os
import ssl
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from documine_nb.errors import ConfigError
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.trust import verification
from documine_nb.transport.wire import (
    Received,
    WireFailure,
    chain,
    system_reason,
    tls_reason,
    within,
)

if TYPE_CHECKING:
    from documine_nb.transport.lane import Lane

__all__ = ["HttpClient", "library"]


def library() -> ModuleType:
    """Return httpx2 or httpx, as ``DOCUMINE_HTTP`` says."""
    wanted = os.environ.get("DOCUMINE_HTTP", "").strip()
    if wanted not in {"", "httpx", "httpx2"}:
        raise ConfigError(
            f"DOCUMINE_HTTP={wanted!r} is not a library", cure="Set it to httpx or httpx2."
        )
    name = wanted or ("httpx2" if importlib.util.find_spec("httpx2") else "httpx")
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigError(
            f"DOCUMINE_HTTP names {name}, which is not installed",
            cure="Install it with: pip install 'documine_nb[fast]', or unset DOCUMINE_HTTP.",
        ) from error


class HttpClient:
    """Sends requests to one endpoint; opened on first use, on the loop that uses it.

    Parameters
    ----------
    endpoint : Endpoint
        Where to, and by which way.
    timeout : float
        Seconds without a byte after which an answer is given up.
    connections : int
        Requests at once; further ones wait here rather than in httpx, whose cost grows with
        them.
    injected : object, optional
        A ready client of httpx or httpx2 to use instead of an own one; it is not closed.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float,
        connections: int = 16,
        injected: object | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.timeout = timeout
        self._connections = connections
        self._injected: Any = injected
        self._client: Any = None
        self._lane: Lane | None = None
        self._library: Any = None
        self._slots: asyncio.Semaphore | None = None
        self._process = 0
        self._inherited: list[object] = []

    def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | AsyncIterator[bytes] | None = None,
        deadline: float | None = None,
        whole: bool = False,
    ) -> AbstractAsyncContextManager[Received]:
        """Send a request and hand out its answer; redirects are never followed.

        The time for which it has to wait for its turn does not count against the `deadline`.
        An answer that is read whole in any case may be handed out once it is there.

        Raises
        ------
        WireFailure
            Instead of any error of the library.
        """
        client = self._open()
        assert self._slots is not None  # noqa: S101 -- set by _open, said for the type checker
        request = {"method": method, "url": url, "headers": headers, "content": content}
        by_library = partial(self._by_library, client, request, deadline)
        if self._lane is not None and self._lane.takes(method, url, content):
            reading = self._lane.stream(url, headers, deadline=deadline, whole=whole)
            return _InTurn(self._slots, reading, by_library)
        # A kept connection may hold bytes that belong to no answer; another one does not.
        return _InTurn(self._slots, by_library(), by_library if method == "GET" else None)

    @asynccontextmanager
    async def _by_library(
        self, client: Any, request: Mapping[str, Any], deadline: float | None
    ) -> AsyncIterator[Received]:
        async with within(deadline):
            with _Translation(self._library):
                response = await client.send(
                    client.build_request(**request), stream=True, auth=None, follow_redirects=False
                )
                try:
                    yield Received(response.status_code, _lower(response.headers), response)
                finally:
                    await response.aclose()

    async def aclose(self) -> None:
        """Close the connections; a later request opens new ones."""
        if self._process != os.getpid():
            return
        client, self._client = self._client, None
        if self._lane is not None:
            self._lane.close()
        if client is not None and client is not self._injected:
            await client.aclose()

    def _open(self) -> Any:
        if self._process != os.getpid():
            # After a fork both processes would speak over the same sockets, and each would read
            # what the other asked for. Not even closed: the parent's loop still watches them.
            self._inherited += [self._client, self._lane]
            self._client = self._lane = None
            self._process = os.getpid()
        if self._client is None:
            self._slots = asyncio.Semaphore(self._connections)
            if self._injected is not None:
                self._client = self._injected
                self._library = importlib.import_module(
                    type(self._injected).__module__.split(".")[0]
                )
            else:
                self._library = library()
                self._client = self._new_client(self._library)
                self._lane = self._new_lane(self._library)
            _quieten()
        return self._client

    def _new_lane(self, lib: Any) -> Lane | None:
        """Return the quick lane for plain reads, where nothing stands against it."""
        endpoint = self.endpoint
        if (
            os.environ.get("DOCUMINE_HTTP", "").strip()
            or endpoint.is_in_process
            or (endpoint.uses_environment and urllib.request.getproxies())
            or importlib.util.find_spec("httptools") is None
        ):
            return None
        from documine_nb.transport.lane import Lane  # noqa: PLC0415 -- httptools is optional

        tls = None
        if endpoint.base_url.startswith("https:"):
            tls = lib.create_ssl_context(verify=verification(endpoint, lib))
        return Lane(endpoint.base_url, timeout=self.timeout, tls=tls)

    def _new_client(self, lib: Any) -> Any:
        endpoint = self.endpoint
        limits = lib.Limits(
            max_connections=self._connections, max_keepalive_connections=self._connections
        )
        transport = None
        if endpoint.asgi is not None:
            # An error of the application is an answer 500, as it would be over a socket.
            transport = lib.ASGITransport(app=endpoint.asgi, raise_app_exceptions=False)
        elif endpoint.uds is not None:
            transport = lib.AsyncHTTPTransport(
                uds=str(endpoint.uds), limits=limits, verify=verification(endpoint, lib)
            )
        verify = True if transport is not None else verification(endpoint, lib)
        try:
            return lib.AsyncClient(
                transport=transport,
                verify=verify,
                trust_env=endpoint.uses_environment,
                limits=limits,
                timeout=lib.Timeout(self.timeout, connect=min(self.timeout, 10.0), pool=None),
                # No cookie is kept: a session cookie would tie calls of several users together.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )
        except (ImportError, ValueError, lib.InvalidURL) as error:
            is_socks = isinstance(error, ImportError)
        # Raised here and in our own words: the library's error may hold the proxy's password.
        raise ConfigError(
            "the proxy that the environment names cannot be used"
            + (" (a SOCKS proxy needs the library socksio)" if is_socks else ""),
            cure="Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or set "
            f"NO_PROXY={endpoint.host} to go around it.",
        )


class _InTurn(AbstractAsyncContextManager[Received]):
    """A request that waits for its turn first. A class: generators as contexts cost more.

    What the first way takes for no HTTP is asked for in the `other` way, which has the last word:
    the lane's parser refuses what servers do send, such as a length beside chunks.
    """

    def __init__(
        self,
        slots: asyncio.Semaphore,
        sending: AbstractAsyncContextManager[Received],
        other: Callable[[], AbstractAsyncContextManager[Received]] | None = None,
    ) -> None:
        self._slots = slots
        self._sending = sending
        self._other = other

    async def __aenter__(self) -> Received:
        await self._slots.acquire()
        try:
            return await self._sent()
        except BaseException:
            self._slots.release()
            raise

    async def _sent(self) -> Received:
        try:
            return await self._sending.__aenter__()
        except WireFailure as failure:
            if failure.kind != "protocol" or self._other is None:
                raise
        self._sending = self._other()
        return await self._sending.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        try:
            return await self._sending.__aexit__(kind, error, trace)
        finally:
            self._slots.release()


class _Translation:
    """A context that turns the library's errors into :class:`WireFailure`."""

    def __init__(self, lib: Any) -> None:
        self._library = lib

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        lib = self._library
        known = (lib.HTTPError, lib.InvalidURL, lib.StreamError, ssl.SSLError)
        if error is not None and isinstance(error, known):
            raise _failure(lib, error) from error


def _failure(lib: Any, error: BaseException) -> WireFailure:
    tls = next((cause for cause in chain(error) if isinstance(cause, ssl.SSLError)), None)
    before = isinstance(
        error, lib.ConnectError | lib.ConnectTimeout | lib.PoolTimeout | lib.ProxyError
    )
    if isinstance(error, lib.TimeoutException):
        phase = type(error).__name__.removesuffix("Timeout").lower()
        return WireFailure("timeout", str(error), sent=not before, phase=phase)
    if tls is not None:
        return WireFailure("tls", tls_reason(tls), sent=not before)
    if isinstance(error, lib.ProxyError):
        return WireFailure("proxy", str(error), sent=False)
    if isinstance(error, lib.ConnectError):
        return WireFailure("connect", system_reason(error), sent=False)
    return _other_failure(lib, error)


def _other_failure(lib: Any, error: BaseException) -> WireFailure:
    if isinstance(error, lib.UnsupportedProtocol | lib.LocalProtocolError | lib.InvalidURL):
        return WireFailure("protocol", str(error), sent=False)
    if isinstance(error, lib.RemoteProtocolError) and not _is_cut(str(error)):
        # Behind it h11 quotes what came, which may be what we sent.
        return WireFailure("protocol", str(error).partition(": bytearray(")[0], sent=True)
    return WireFailure("cut", str(error), sent=True)


def _is_cut(text: str) -> bool:
    return "disconnected" in text or "closed connection" in text or "incomplete" in text


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class _WithoutQuery(logging.Filter):
    """Takes the query off the addresses that httpx logs at INFO."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(argument) for argument in record.args)
        return True


def _without_query(argument: object) -> object:
    if type(argument).__name__ == "URL" and "?" in str(argument):
        return str(argument).split("?", 1)[0] + "?..."
    return argument


_FILTER = _WithoutQuery()


def _quieten() -> None:
    for name in ("httpx", "httpx2"):
        logging.getLogger(name).addFilter(_FILTER)  # the same filter is added only once
