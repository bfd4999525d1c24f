"""The quick lane: what it carries, what it leaves to httpx, and when a connection is used again.

How it fails is tested with everything else here: the tests of broken wires, TLS, redirects, bodies
and retries make plain reads, which take the lane where httptools is installed.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import sys
from typing import Any

import pytest
from support.wire import Reply, Wire, answer, client_of, cut, drip, stall, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ConfigError
from documine_nb.transport import lane as lane_module
from documine_nb.transport import lane_connection
from documine_nb.transport._http import HttpClient
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.lane import Lane
from documine_nb.transport.wire import WireFailure

pytestmark = pytest.mark.anyio
READ = OPERATIONS["getUsers"]


async def read(lane: Lane, wire: Wire, **how: Any) -> bytes:
    async with lane.stream(f"{wire.url}/api/x", {"Accept": "*/*"}, **how) as received:
        return b"".join([chunk async for chunk in received.raw()])


def lane_to(wire: Wire) -> Lane:
    return Lane(wire.url, timeout=5, tls=None)


async def test_a_plain_read_takes_the_lane(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("DOCUMINE_HTTP", raising=False)
    caplog.set_level(logging.INFO, lane_module.__name__)
    async with wired() as wire, client_of(wire.url) as client:
        await client.call(READ)
        await client.request("POST", "/api/y", json={})

    assert [record.message for record in caplog.records if record.name == lane_module.__name__] == [
        f"GET {wire.url}/api/users: 200"
    ]


@pytest.mark.parametrize("reason", ["DOCUMINE_HTTP", "HTTPS_PROXY", "httptools", "asgi"])
async def test_what_stands_against_the_lane_leaves_all_to_httpx(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCUMINE_HTTP", raising=False)
    if reason == "httptools":
        monkeypatch.setitem(sys.modules, "httptools", None)
    elif reason != "asgi":
        monkeypatch.setenv(reason, "httpx" if reason == "DOCUMINE_HTTP" else "http://proxy:1")
    app = object() if reason == "asgi" else None
    http = HttpClient(Endpoint("https://documine.example", asgi=app), timeout=1)

    http._open()

    assert http._lane is None


async def test_another_host_is_not_the_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    lane = Lane("https://a.example", timeout=1, tls=None)

    assert lane.takes("GET", "https://a.example/api/x", None)
    assert not lane.takes("GET", "https://b.example/api/x", None)
    assert not lane.takes("GET", "https://a.example.evil/api/x", None)
    assert not lane.takes("GET", "https://a.example/api/x#part", None)
    assert not lane.takes("POST", "https://a.example/api/x", None)
    assert not lane.takes("GET", "https://a.example/api/x", b"")


async def test_a_connection_is_used_again_and_closed_in_the_end() -> None:
    async with wired(answer("[1]")) as wire:
        lane = lane_to(wire)
        assert [await read(lane, wire) for _ in range(3)] == [b"[1]"] * 3
        assert wire.connections == 1
        lane.close()
        await wire.was_left()


@pytest.mark.parametrize(
    "reply",
    [
        answer("[1]", Connection="close"),
        Reply(answer("[1]").raw + b"[2]"),
        Reply(answer("[1]").raw.replace(b"1.1", b"1.0")),
    ],
)
async def test_a_connection_that_cannot_be_trusted_is_not_used_again(reply: Reply) -> None:
    async with wired(reply) as wire:
        lane = lane_to(wire)
        assert [await read(lane, wire) for _ in range(2)] == [b"[1]"] * 2
        assert wire.connections == 2


async def test_a_connection_idle_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lane_module, "_IDLE", 0)
    async with wired() as wire:
        lane = lane_to(wire)
        await read(lane, wire)
        await read(lane, wire)
        assert wire.connections == 2


async def test_a_connection_in_use_is_closed_after_the_lane() -> None:
    async with wired(answer("[1]")) as wire:
        lane = lane_to(wire)
        async with lane.stream(wire.url, {}, whole=True):
            lane.close()
        await wire.was_left()


@pytest.mark.fault("B64")
async def test_a_kept_connection_that_closes_unheard_costs_no_attempt() -> None:
    async with wired(answer("[1]"), cut(b""), answer("[2]")) as wire:
        lane = lane_to(wire)
        assert [await read(lane, wire) for _ in range(2)] == [b"[1]", b"[2]"]
        assert (wire.connections, len(wire.asked)) == (2, 3)


@pytest.mark.fault("B61")
async def test_where_one_kept_connection_is_dead_the_others_are_not_tried() -> None:
    async with wired(answer("[1]"), answer("[1]"), stall(), answer("[2]")) as wire:
        lane = Lane(wire.url, timeout=0.1, tls=None)
        await asyncio.gather(read(lane, wire), read(lane, wire))
        with pytest.raises(WireFailure, match="silence"):
            await read(lane, wire)
        assert await read(lane, wire) == b"[2]"
        assert wire.connections == 3


@pytest.mark.parametrize(
    "replies",
    [[cut(b"")], [answer("[1]"), cut(b"HTTP/1.1 200")], [answer("[1]"), cut(b""), cut(b"")]],
)
async def test_any_other_cut_is_told(replies: list[Reply]) -> None:
    async with wired(*replies, answer("[2]")) as wire:
        lane = lane_to(wire)
        if replies[1:]:
            await read(lane, wire)
        with pytest.raises(WireFailure, match="closed"):
            await read(lane, wire)
        assert len(wire.asked) == len(replies)


async def test_a_body_that_is_left_unread_costs_the_connection() -> None:
    async with wired(Reply(answer(b"x" * 100).raw[:-1], "stall"), answer("[2]")) as wire:
        lane = lane_to(wire)
        async with lane.stream(f"{wire.url}/", {}) as received:
            assert received.status == 200
        assert await read(lane, wire) == b"[2]"
        assert wire.connections == 2


async def test_a_body_without_a_length_ends_with_the_connection() -> None:
    async with wired(cut(b"HTTP/1.1 200 OK\r\n\r\n[1, 2]")) as wire:
        assert await read(lane_to(wire), wire) == b"[1, 2]"


@pytest.mark.parametrize(("whole", "content"), [(True, b"[1]"), (False, None)])
async def test_a_small_answer_that_is_wanted_whole_is_at_hand(
    whole: bool,  # noqa: FBT001 -- a row of the table
    content: bytes | None,
) -> None:
    async with wired(answer("[1]")) as wire:
        reading = lane_to(wire).stream(wire.url, {}, whole=whole)
        async with reading as received:
            assert received.content == content


async def test_a_large_body_is_handed_on_in_pieces_and_whole() -> None:
    body = bytes(range(256)) * (1 << 15)
    async with wired(answer(body)) as wire:
        assert await read(lane_to(wire), wire) == body


async def test_a_reader_that_rests_stops_the_sender() -> None:
    async with wired(answer(b"x" * (64 << 20))) as wire:
        async with lane_to(wire).stream(f"{wire.url}/", {}) as received:
            await asyncio.sleep(0.05)
            connection = received._response
            assert connection._waiting < 2 * lane_connection._MOST_WAITING
            size = 0
            async for chunk in received.raw():
                size += len(chunk)
        assert size == 64 << 20


@pytest.mark.parametrize("whole", [True, False])
async def test_an_answer_without_end_is_given_up_at_the_deadline(whole: bool) -> None:  # noqa: FBT001 -- a row of the table
    async with wired(drip(answer(b"x" * 9999).raw[:100])) as wire:
        lane = lane_to(wire)
        with pytest.raises(WireFailure, match="too slow"):
            await read(lane, wire, deadline=0.1, whole=whole)
        await wire.was_left()


async def test_connecting_takes_no_longer_than_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        lane = Lane(url, timeout=60, tls=ssl.create_default_context())
        with pytest.raises(WireFailure, match="no connection") as caught:
            async with asyncio.timeout(5), lane.stream(url, {}, deadline=0.05):
                pass
    assert not caught.value.sent


async def test_a_cancelled_read_closes_its_connection() -> None:
    async with wired(stall()) as wire:
        task = asyncio.create_task(read(lane_to(wire), wire))
        await wire.was_asked()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await wire.was_left()


@pytest.mark.parametrize("value", ["a\r\nHost: b", "a\nHost: b", "a\rHost: b", "a\0", "ä"])
async def test_a_header_that_is_none_is_never_sent(value: str) -> None:
    async with wired() as wire:
        with pytest.raises(WireFailure, match="line break"):
            async with lane_to(wire).stream(wire.url, {"X": value}):
                pass
        assert wire.connections == 0


async def test_an_unknown_library_is_still_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMINE_HTTP", "curl")
    with pytest.raises(ConfigError, match="DOCUMINE_HTTP"):
        HttpClient(Endpoint("https://documine.example"), timeout=1)._open()
