"""Candidates for the quick lane under the faults of ``tests/transport``: ``candidates.py [KIND]``.

A candidate carries what the lane carries, plain reads of the one service, and nothing else; all
others go the way they go today. So each stands below the same headers, limits, deadlines and
retries. Counted are the tests in which it was asked for anything. Without a kind, every one is
tried, in a process of its own. See ``docs/lane.md``.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import pytest
from clients import httpx_client, is_installed

from documine_nb.transport._http import HttpClient
from documine_nb.transport.lane import Lane
from documine_nb.transport.trust import verification
from documine_nb.transport.wire import (
    FailureKind,
    Received,
    WireFailure,
    system_reason,
    tls_reason,
    within,
)

KINDS = ("lane", "httpx", "httpx-sharded", "httpx2", "httpx-aiohttp", "pyreqwest", "aiohttp")
TESTS = Path(__file__).parents[1] / "tests" / "transport"
# The lane's own tests ask it without the layers above.
OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "--timeout=20", "--tb=line")
NOT_HERE = f"--ignore={TESTS / 'test_lane.py'}"


class Candidate:
    """Stands where the lane does, and asks through a library."""

    asked = 0

    def __init__(self, kind: str, http: HttpClient, lane: Lane) -> None:
        self._kind, self._http, self._lane = kind, http, lane
        self._free: list[Any] = []

    def takes(self, method: str, url: str, content: object) -> bool:
        """Whether a request is a plain read of this service."""
        return self._lane.takes(method, url, content)

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        deadline: float | None = None,
        whole: bool = False,
    ) -> AsyncIterator[Received]:
        """Ask for `url` and hand out the answer."""
        del whole
        Candidate.asked += 1
        client = self._free.pop() if self._free else self._client()
        if self._kind != "httpx-sharded":
            self._free.append(client)
        try:
            async with client.stream("GET", url, headers=headers, deadline=deadline) as received:
                yield received
        finally:
            if self._kind == "httpx-sharded":
                self._free.append(client)

    def close(self) -> None:
        """Leave the clients to the end of the process: the seam closes a lane without waiting."""
        LEFT.extend(self._free)
        self._free.clear()

    def _client(self) -> Any:
        endpoint, timeout = self._http.endpoint, self._http.timeout
        library = importlib.import_module("httpx")
        context = library.create_ssl_context(verify=verification(endpoint, library))
        if self._kind == "aiohttp":
            return Aiohttp(timeout, context)
        authority = endpoint.ca_bundle or os.environ.get("SSL_CERT_FILE")
        client = httpx_client(
            self._kind,
            1 if self._kind == "httpx-sharded" else 16,
            timeout=timeout,
            verify=context,
            authority=Path(authority) if authority else None,
        )
        client.cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))  # as ours keeps none
        return HttpClient(endpoint, timeout=timeout, injected=client)


class Aiohttp:
    """A session of aiohttp without httpx around it; its errors become those of the seam."""

    def __init__(self, timeout: float, verify: Any) -> None:
        self._lib: Any = importlib.import_module("aiohttp")
        lib = self._lib
        self._session = lib.ClientSession(
            connector=lib.TCPConnector(limit=16, ssl=verify),
            timeout=lib.ClientTimeout(
                total=None, sock_connect=min(timeout, 10.0), sock_read=timeout
            ),
            auto_decompress=False,
            cookie_jar=lib.DummyCookieJar(),
        )

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], deadline: float | None
    ) -> AsyncIterator[Received]:
        """Ask, and hand out the answer."""
        async with within(deadline):
            try:
                async with self._session.request(
                    method, url, headers=headers, allow_redirects=False
                ) as answer:
                    names = {name.lower(): value for name, value in answer.headers.items()}
                    yield Received(answer.status, names, _Body(answer))
            except (self._lib.ClientError, ValueError) as error:
                raise self._failure(error) from error

    def _failure(self, error: Exception) -> WireFailure:
        lib = self._lib
        if isinstance(error, lib.ClientConnectorCertificateError):
            return WireFailure("tls", tls_reason(error.certificate_error), sent=False)
        kinds: tuple[tuple[Any, FailureKind, bool, str], ...] = (
            (lib.ConnectionTimeoutError, "timeout", False, "connect"),
            (lib.ServerTimeoutError, "timeout", True, "read"),
            (lib.ClientConnectorSSLError, "tls", False, ""),
            (lib.ClientConnectorError, "connect", False, ""),
            ((lib.ClientResponseError, ValueError), "protocol", True, ""),
            (Exception, "cut", True, ""),
        )
        _, kind, sent, phase = next(row for row in kinds if isinstance(error, row[0]))
        text = system_reason(error) if kind == "connect" else str(error)
        return WireFailure(kind, text, sent=sent, phase=phase)


class _Body:
    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def aiter_raw(self) -> Any:
        return self._answer.content.iter_any()


LEFT: list[Any] = []


class Instead:
    """A plugin of pytest: the candidate stands in the lane's place, and each failure is kept."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.met = 0
        self.failed: list[tuple[str, str]] = []
        new_lane = HttpClient._new_lane  # noqa: SLF001 -- the place of the lane

        def instead(http: HttpClient, lib: Any) -> Any:
            lane = new_lane(http, lib)
            return lane and Candidate(kind, http, lane)

        if kind == "lane":
            stream = Lane.stream

            def counted(*arguments: Any, **options: Any) -> Any:
                Candidate.asked += 1
                return stream(*arguments, **options)

            Lane.stream = counted  # type: ignore[method-assign]
        else:
            HttpClient._new_lane = instead  # type: ignore[assignment,method-assign]  # noqa: SLF001 -- the same

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count the tests in which it was asked."""
        Candidate.asked = 0
        self._now = item.nodeid
        done = yield
        self.met += Candidate.asked > 0
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep why a test failed."""
        if report.failed and (Candidate.asked or report.when == "call"):
            crash = getattr(report.longrepr, "reprcrash", None)
            why = (crash.message if crash else str(report.longrepr)).strip().splitlines()[0]
            self.failed.append((report.nodeid.partition("tests/transport/")[2], why))


def main(kind: str) -> None:
    """Try one candidate."""
    plugin = Instead(kind)
    pytest.main([str(TESTS), NOT_HERE, *OPTIONS], plugins=[plugin])
    names = {name for name, _ in plugin.failed}
    print(f"\n== {kind}: asked in {plugin.met} tests, {len(names)} failed")
    for name, why in plugin.failed:
        print(f"   {name}: {why[:150]}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
        sys.stdout.flush()
        os._exit(0)  # clients whose loop is gone would complain at length
    else:
        for each in filter(is_installed, KINDS):
            command = [sys.executable, __file__, each]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            print(done.stdout[done.stdout.rfind("\n== ") + 1 :], flush=True)
