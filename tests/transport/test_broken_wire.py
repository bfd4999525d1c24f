"""Connections that break, stall, drip, or speak something else."""

from __future__ import annotations

import socket

import pytest
from support.wire import Reply, answer, client_of, cut, drip, reset, stall, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import NetworkError, OutcomeUnknownError, ProtocolError, RequestTimeoutError

pytestmark = pytest.mark.anyio
READ = OPERATIONS["getUsers"]
CREATE = OPERATIONS["createDossierOrUpdateDossier"]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.fault("B55")
@pytest.mark.fault("B56")
@pytest.mark.fault("B58")
@pytest.mark.parametrize(
    "fault",
    [reset(), reset(HEAD), cut(b""), cut(HEAD + b"[1]"), cut(CHUNKED + b"3\r\n[1]\r\n")],
)
async def test_an_answer_that_is_not_whole_is_asked_for_again(fault: Reply) -> None:
    async with wired(fault, answer("[2]")) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == [2]
    assert len(wire.asked) == 2


async def test_a_connection_that_always_breaks_says_what_lies_between() -> None:
    async with wired(cut(HEAD)) as wire, client_of(wire.url) as client:
        with pytest.raises(NetworkError, match="before the answer was whole") as caught:
            await client.call(READ)
    assert caught.value.attempts == 4
    assert f"127.0.0.1:{wire.port}" in str(caught.value)


@pytest.mark.fault("B64")
async def test_a_connection_closed_while_idle_costs_a_read_nothing() -> None:
    once = answer("[]", Connection="keep-alive")
    async with wired(cut(once.raw), once) as wire, client_of(wire.url) as client:
        await client.call(READ)
        await client.call(READ)
    assert (len(wire.asked), wire.connections) == (2, 2)


@pytest.mark.fault("B61")
@pytest.mark.parametrize("fault", [stall(), stall(HEAD)])
async def test_silence_ends_after_the_timeout(fault: Reply) -> None:
    async with wired(fault) as wire, client_of(wire.url, timeout=0.1) as client:
        with pytest.raises(RequestTimeoutError, match=r"silent, or too slow.*0\.1 s") as caught:
            await client.call(READ)
    assert caught.value.attempts == 4


@pytest.mark.fault("B61")
async def test_silence_after_a_creation_is_an_unknown_outcome() -> None:
    async with wired(stall()) as wire, client_of(wire.url, timeout=0.1) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.call(CREATE, ids={"dossierTemplateId": "t"}, json={})
    assert len(wire.asked) == 1


@pytest.mark.fault("B62")
@pytest.mark.parametrize("status", [b"200", b"400"])
async def test_an_answer_drop_by_drop_ends_by_the_deadline(status: bytes) -> None:
    slow = drip(b"HTTP/1.1 " + status + b" Said\r\nContent-Length: 100000\r\n\r\n")
    async with wired(slow) as wire, client_of(wire.url, deadline=0.1) as client:
        with pytest.raises(RequestTimeoutError, match="too slow"):
            await client.call(READ)


@pytest.mark.fault("B62")
async def test_a_refused_upload_drop_by_drop_ends_by_the_deadline() -> None:
    slow = drip(b"HTTP/1.1 400 Said\r\nContent-Length: 100000\r\n\r\n")
    ids = {"dossierTemplateId": "t", "dossierId": "d"}
    async with wired(slow) as wire, client_of(wire.url, deadline=0.1) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.upload(OPERATIONS["uploadFile"], ids=ids, filename="a.pdf", source=b"a")


@pytest.mark.fault("B63")
@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (2 << 20) + b"\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_something_else_than_http_is_told_without_a_retry(garbage: bytes) -> None:
    async with wired(cut(garbage)) as wire, client_of(wire.url) as client:
        with pytest.raises(ProtocolError, match="not HTTP") as caught:
            await client.call(READ)
    assert len(wire.asked) <= 2  # in one way and in another, which has the last word
    assert len(str(caught.value)) < 600


@pytest.mark.fault("B51")
@pytest.mark.parametrize(
    "odd",
    [
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n") + b"3\r\n[1]\r\n0\r\n\r\n",
        answer("[1]").raw.replace(b"\r\n", b"\n"),
        answer("[1]").raw.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n"),
        answer("[1]").raw.replace(b"\r\n\r\n", b"\r\nX: 1\r\n 2\r\n\r\n"),
    ],
)
async def test_odd_http_that_can_be_understood_is_read(odd: bytes) -> None:
    async with wired(Reply(odd)) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == [1]


@pytest.mark.fault("B58")
async def test_bytes_beyond_the_length_belong_to_no_answer() -> None:
    more = Reply(answer("[1]").raw + b"[3]")
    async with wired(more, answer("[2]")) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == [1]
        assert (await client.call(READ)).json() == [2]
        assert (await client.call(READ)).json() == [2]


@pytest.mark.fault("B53")
async def test_a_body_where_none_may_be_is_not_read() -> None:
    odd = Reply(b"HTTP/1.1 204 No Content\r\n\r\n[9]", "cut")
    async with wired(odd) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() is None


@pytest.mark.fault("B54")
async def test_a_name_that_nobody_has_is_told() -> None:
    async with client_of("https://no-such-host.invalid") as client:
        with pytest.raises(NetworkError, match=r"no-such-host\.invalid could not be reached"):
            await client.call(READ)


@pytest.mark.fault("B54")
async def test_a_closed_port_is_told_with_the_systems_reason() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with client_of(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(NetworkError, match="Connection refused") as caught:
            await client.call(READ)
    assert "VPN or proxy" in str(caught.value)
