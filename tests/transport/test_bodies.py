"""Bodies are read with suspicion, up to a limit."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from support.wire import Reply, answer, client_of, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ProtocolError
from documine_nb.transport.body import BodyDecoder, BodyError, first_words, parse_json
from documine_nb.transport.exchange import read_body
from documine_nb.transport.wire import Received

READ = OPERATIONS["getUsers"]
MEMBERS = b"".join(gzip.compress(part, mtime=0) for part in (b'{"a"', b"", b":1}"))
DEEP = b"[" * 200_000 + b"]" * 200_000


@pytest.mark.fault("B46")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": ', "Expecting value at line 1 column 7"),
        (b'{"a": 1', "delimiter at line 1 column 8"),
        (b"", "an empty body"),
        (b"hello there", "'hello there'"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (DEEP, "nested too deeply"),
        (b"9" * 5_000, "a number of absurd length"),
        (b'"\\ud800"', "half a surrogate pair"),
        ('"Prüfung"'.encode("latin-1"), "not UTF-8 at byte 3"),
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page"),
    ],
)
@pytest.mark.anyio
async def test_nonsense_is_told_with_its_place(body: bytes, reason: str) -> None:
    async with wired(answer(body)) as wire, client_of(wire.url) as client:
        answered = await client.call(READ)
    with pytest.raises(ProtocolError) as caught:
        answered.json()
    assert reason in str(caught.value)
    assert caught.value.operation == "getUsers"
    assert len(str(caught.value)) < 600


@pytest.mark.fault("B46")
@pytest.mark.fault("B51")
@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"n": 9007199254740993}', {"n": 9007199254740993}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b" [1.5] ", [1.5]),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=latin-1", ""])
@pytest.mark.anyio
async def test_sense_is_read_whatever_it_is_called(body: bytes, value: object, kind: str) -> None:
    async with wired(answer(body, kind=kind)) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == value


@pytest.mark.anyio
async def test_a_body_that_may_hold_tokens_is_not_quoted() -> None:
    async with wired(answer('{"access_token": "canary')) as wire, client_of(wire.url) as client:
        answered = await client.call(READ)
    object.__setattr__(answered, "is_confidential", True)
    with pytest.raises(ProtocolError, match="Unterminated string") as caught:
        answered.json()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b'{"a":1}', mtime=0)),
        ("x-gzip", gzip.compress(b'{"a":1}', mtime=0)),
        ("gzip", MEMBERS + b"\0\0"),
        ("deflate", zlib.compress(b'{"a":1}')),
        ("deflate", zlib.compress(b'{"a":1}', wbits=-15)),
        ("identity", b'{"a":1}'),
    ],
)
@pytest.mark.anyio
async def test_compressed_answers_are_read(encoding: str, packed: bytes) -> None:
    said = answer(packed, Content_Encoding=encoding)
    async with wired(said) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == {"a": 1}
    assert wire.asked[0].headers["accept-encoding"] == "gzip"


@pytest.mark.fault("B60")
@pytest.mark.parametrize(
    ("encoding", "packed", "reason"),
    [
        ("gzip", gzip.compress(b'{"a":1}', mtime=0) + b"more", "damaged compressed body"),
        ("gzip", b'{"a":1}', "damaged compressed body"),
        ("br", b'{"a":1}', "unknown content encoding 'br'"),
    ],
)
@pytest.mark.anyio
async def test_a_compressed_answer_that_is_not_whole_is_none(
    encoding: str, packed: bytes, reason: str
) -> None:
    said = answer(packed, Content_Encoding=encoding)
    async with wired(said) as wire, client_of(wire.url) as client:
        with pytest.raises(ProtocolError, match=reason):
            await client.call(READ)


@pytest.mark.fault("B60")
@pytest.mark.anyio
async def test_a_compressed_answer_that_is_cut_is_asked_for_again() -> None:
    packed = gzip.compress(b'{"a":1}')
    parts = (packed[:1], packed[:-9], packed)
    replies = [answer(part, Content_Encoding="gzip") for part in parts]
    async with wired(*replies) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == {"a": 1}
    assert len(wire.asked) == 3


@pytest.mark.fault("B60")
def test_members_of_a_compressed_body_come_in_any_pieces_and_stop_at_the_limit() -> None:
    packed = gzip.compress(b"ab") + gzip.compress(b"cd") + b"\0" * 3
    for width in range(1, 9):
        decoder = BodyDecoder("gzip", cap=4)
        pieces = [packed[start : start + width] for start in range(0, len(packed), width)]
        assert b"".join(map(decoder.feed, pieces)) == b"abcd"
        decoder.finish()
    with pytest.raises(BodyError, match="more than the 3 bytes"):
        BodyDecoder("gzip", cap=3).feed(packed)


@pytest.mark.fault("B60")
@pytest.mark.anyio
async def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    cap = 1 << 20
    bomb = gzip.compress(b"0" * (64 << 20), 1)
    module = sys.modules["documine_nb.transport.exchange"]
    read_body = module.read_body
    monkeypatch.setattr(module, "read_body", lambda received: read_body(received, cap=cap))
    said: Reply = answer(bomb, Content_Encoding="gzip")
    async with wired(said) as wire, client_of(wire.url) as client:
        tracemalloc.start()
        with pytest.raises(ProtocolError, match="more than the 1,048,576 bytes"):
            await client.call(READ)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * cap


@pytest.mark.fault("B60")
@pytest.mark.anyio
async def test_an_error_does_not_keep_the_body_it_speaks_of() -> None:
    said = answer(b"x" * 100, Content_Encoding="gzip")
    async with wired(said) as wire, client_of(wire.url) as client:
        with pytest.raises(ProtocolError, match="damaged") as caught:
            await client.call(READ)
    assert caught.value.__context__ is None


async def _pieces(size: int, number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield bytes(size)


@pytest.mark.anyio
async def test_a_large_answer_is_in_memory_once() -> None:
    received = Received(200, {}, SimpleNamespace(aiter_raw=lambda: _pieces(1 << 16, 1 << 8)))
    tracemalloc.start()
    size = len(await read_body(received))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * size


def test_the_limit_counts_over_all_chunks() -> None:
    decoder = BodyDecoder("", cap=5)
    assert decoder.feed(b"12345") == b"12345"
    with pytest.raises(BodyError, match="more than the 5 bytes"):
        decoder.feed(b"6")


def test_an_empty_deflated_body_is_empty() -> None:
    decoder = BodyDecoder("deflate")
    assert decoder.feed(b"") == b""
    decoder.finish()


def test_first_words_are_one_short_harmless_line() -> None:
    assert first_words(b"a\x1b[31m\r\n b\xff") == "a [31m b\N{REPLACEMENT CHARACTER}"
    assert first_words(b"x" * 500) == "x" * 80 + "..."


def test_lists_and_plain_values_are_json_too() -> None:
    assert parse_json(b"null") is None
