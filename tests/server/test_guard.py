"""The guard of a server on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from support.sockets import connect, on_a_port, raw, received

from documine_nb.server import protocol
from documine_nb.server.guard import Guard, authority


async def thing(request: Request) -> Response:
    return PlainTextResponse(f"{request.method} {len(await request.body())}")


async def page(_request: Request) -> Response:
    return HTMLResponse("<p>hello", headers={"X-Frame-Options": "SAMEORIGIN"})


APP = Starlette(
    routes=[Route("/thing", thing, methods=["GET", "POST", "PUT", "DELETE"]), Route("/page", page)]
)


class Guarded:
    """Learns its own name when it is served."""

    def __init__(self) -> None:
        self.guard = Guard(APP, authority="unset")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.guard(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Guarded()
    with on_a_port(app) as port:
        app.guard = Guard(APP, authority=authority("127.0.0.1", port))
        yield port


def ask(port: int, *lines: str, request: str = "GET /thing HTTP/1.1", body: str = "") -> bytes:
    head = "\r\n".join([request, *lines, f"Content-Length: {len(body)}", "Connection: close"])
    return raw(port, f"{head}\r\n\r\n{body}".encode())


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_its_own_name_is_answered(port: int) -> None:
    answer = ask(port, f"Host: 127.0.0.1:{port}")
    assert status(answer) == 200
    assert answer.endswith(b"GET 0")


@pytest.mark.fault("B103")
@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil", "127.0.0.1.evil:{port}", "localhost:{port}", "127.0.0.1",
     "127.0.0.1:1", "[::1]:{port}", "evil@127.0.0.1:{port}", "127.0.0.1:{port}.", ""],
)  # fmt: skip
def test_a_foreign_name_is_refused(port: int, host: str) -> None:
    assert status(ask(port, f"Host: {host.format(port=port)}")) in {400, 421}


@pytest.mark.fault("B103")
@pytest.mark.parametrize(
    ("request_line", "hosts"),
    [
        ("GET /thing HTTP/1.1", ["127.0.0.1:{port}", "evil.example"]),
        ("GET /thing HTTP/1.1", ["127.0.0.1:{port}", "127.0.0.1:{port}"]),
        ("GET /thing HTTP/1.1", []),
        ("GET /thing HTTP/1.0", []),
        ("GET http://evil.example/thing HTTP/1.1", ["127.0.0.1:{port}"]),
    ],
)
def test_two_names_none_or_one_in_the_target_are_refused(
    port: int, request_line: str, hosts: list[str]
) -> None:
    lines = [f"Host: {host.format(port=port)}" for host in hosts]
    assert status(ask(port, *lines, request=request_line)) == 400


@pytest.mark.fault("B103")
def test_an_ipv6_address_is_answered_where_it_is_the_servers_own() -> None:
    app = Guarded()
    with on_a_port(app, host="::1") as port:
        app.guard = Guard(APP, authority=authority("::1", port))
        for host, expected in ((f"[::1]:{port}", 200), (f"127.0.0.1:{port}", 421)):
            head = f"GET /thing HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            assert status(raw(port, head.encode(), host="::1")) == expected


@pytest.mark.fault("B104")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "line",
    ["Origin: http://evil.example", "Origin: null", "Origin: https://127.0.0.1:{port}",
     "Origin: http://127.0.0.1:1", "Origin: http://localhost:{port}", "Sec-Fetch-Site: cross-site",
     "Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil"],
)  # fmt: skip
def test_changes_from_a_foreign_origin_are_refused(port: int, method: str, line: str) -> None:
    own = f"Host: 127.0.0.1:{port}"
    answer = ask(port, own, line.format(port=port), request=f"{method} /thing HTTP/1.1", body="x")
    assert status(answer) == 403


@pytest.mark.parametrize(
    "lines", [[], ["Origin: http://127.0.0.1:{port}"], ["Sec-Fetch-Site: same-origin"]]
)
def test_changes_from_its_own_pages_and_from_programs_are_answered(
    port: int, lines: list[str]
) -> None:
    given = [f"Host: 127.0.0.1:{port}", *(line.format(port=port) for line in lines)]
    assert ask(port, *given, request="POST /thing HTTP/1.1", body="xy").endswith(b"POST 2")


@pytest.mark.fault("B104")
def test_no_answer_lets_other_origins_read_it(port: int) -> None:
    preflight = ask(
        port, f"Host: 127.0.0.1:{port}", "Origin: http://evil.example",
        "Access-Control-Request-Method: PUT", request="OPTIONS /thing HTTP/1.1",
    )  # fmt: skip
    plain = ask(port, f"Host: 127.0.0.1:{port}", "Origin: http://evil.example")
    assert b"access-control" not in (preflight + plain).lower()
    assert b"cross-origin-resource-policy: same-origin" in plain.lower()


def test_pages_are_closed_to_scripts_and_frames_unless_they_say_otherwise(port: int) -> None:
    answer = ask(port, f"Host: 127.0.0.1:{port}", request="GET /page HTTP/1.1").lower()
    assert b"content-security-policy: default-src 'none'" in answer
    assert b"x-content-type-options: nosniff" in answer
    assert answer.count(b"x-frame-options:") == answer.count(b"x-frame-options: sameorigin") == 1


@pytest.mark.fault("B101")
@pytest.mark.parametrize("sent", [b"", b"GET /thing HTTP/1.1\r\nHost: 127.0"])
def test_a_connection_without_a_whole_request_is_closed_in_time(
    port: int, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEADER_TIMEOUT", 0.2)
    with connect(port) as connection:
        connection.sendall(sent)
        assert received(connection) == b""


@pytest.mark.fault("B101")
def test_idle_connections_take_nothing_from_others(port: int) -> None:
    idle = [connect(port) for _ in range(100)]
    try:
        for connection in idle:
            connection.sendall(b"GET /thing HTTP/1.1\r\nX-")
        assert status(ask(port, f"Host: 127.0.0.1:{port}")) == 200
    finally:
        for connection in idle:
            connection.close()


def test_a_request_whose_body_takes_longer_than_its_headers_may_is_answered(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_TIMEOUT", 0.1)
    with connect(port) as connection:
        head = f"POST /thing HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
        with connect(port) as later:
            assert received(later) == b""  # now the time of the earlier one is over as well
        connection.sendall(b"x")
        assert received(connection).endswith(b"POST 1")
