"""A connection of the quick lane: what belongs to an answer, and how long it is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from documine_nb.transport import lane_connection
from documine_nb.transport.lane_connection import BUFFER, Connection
from documine_nb.transport.wire import WireFailure

pytestmark = pytest.mark.anyio
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
NEVER = float("inf")


class _Transport(asyncio.Transport):
    """Takes what is written, and is closed by nobody else."""

    is_closed = is_paused = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        del data

    def abort(self) -> None:
        self.is_closed = True

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False


@dataclass
class _Alarm:
    due: float
    callback: Callable[[], object]
    is_cancelled: bool = False

    def when(self) -> float:
        return self.due

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class _Loop:
    """A loop's clock and alarms, moved by hand."""

    now: float = 0.0
    alarms: list[_Alarm] = field(default_factory=list)
    waits: int = 0

    def time(self) -> float:
        return self.now

    def call_at(self, due: float, callback: Callable[[], object]) -> _Alarm:
        self.alarms.append(_Alarm(due, callback))
        return self.alarms[-1]

    def create_future(self) -> asyncio.Future[None]:
        self.waits += 1
        return asyncio.get_running_loop().create_future()

    async def go_on(self, now: float) -> None:
        """Move to that time; whatever is due happens."""
        self.now = now
        for alarm in [one for one in self.alarms if one.due <= now and not one.is_cancelled]:
            self.alarms.remove(alarm)
            alarm.callback()
        await asyncio.sleep(0)


class _Wired:
    """A connection whose other end, clock and alarms are the test's."""

    def __init__(self) -> None:
        self.connection = Connection(memoryview(bytearray(BUFFER)), 5)
        self.loop = _Loop()
        self.connection._loop = self.loop  # type: ignore[assignment]
        self.transport = _Transport()
        self.connection.connection_made(self.transport)

    async def ask(self, *, end: float = NEVER, whole: bool = True) -> asyncio.Task[None]:
        task = asyncio.create_task(self.connection.ask(b"", end=end, whole=whole))
        await asyncio.sleep(0)
        return task

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.connection.get_buffer(-1)[: len(piece)] = piece
            self.connection.buffer_updated(len(piece))
        await asyncio.sleep(0)

    async def answer(self, *pieces: bytes) -> bytes | None:
        task = await self.ask()
        await self.send(*pieces)
        await task
        return self.connection.take()


async def test_a_second_answer_in_the_same_piece_belongs_to_nobody() -> None:
    wired = _Wired()

    body = await wired.answer(HEAD + b"[1]" + HEAD.replace(b"200", b"201") + b"[2]")

    assert (body, wired.connection.status) == (b"[1]", 200)
    assert wired.connection.headers == {"content-length": "3"}
    assert wired.transport.is_closed
    assert not wired.connection.is_reusable


async def test_a_header_behind_the_body_changes_nothing() -> None:
    wired = _Wired()
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n"

    body = await wired.answer(chunked + b"Content-Encoding: gzip\r\nX: 1\r\n\r\n")

    assert body == b"[1]"
    assert wired.connection.headers == {"transfer-encoding": "chunked"}
    assert wired.connection.is_reusable


async def test_early_hints_are_passed_over() -> None:
    wired = _Wired()

    body = await wired.answer(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", HEAD + b"[1]")

    assert (body, wired.connection.headers) == (b"[1]", {"content-length": "3"})


async def test_who_wants_all_of_it_is_not_woken_for_pieces() -> None:
    wired = _Wired()
    task = await wired.ask(whole=True)
    await wired.send(HEAD, b"[", b"1")
    assert not task.done()
    await wired.send(b"]")
    assert task.done()
    assert wired.connection.take() == b"[1]"
    assert wired.loop.waits == 1


async def test_who_reads_as_it_comes_has_the_head_at_once() -> None:
    wired = _Wired()
    task = await wired.ask(whole=False)
    await wired.send(HEAD)
    assert task.done()
    assert wired.connection.take() is None


async def test_a_large_answer_is_handed_out_before_it_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lane_connection, "_MOST_WAITING", 2)
    wired = _Wired()
    task = await wired.ask(whole=True)
    await wired.send(HEAD, b"[1")
    assert task.done()
    assert wired.connection.take() is None
    await wired.send(b"]")
    assert [piece async for piece in wired.connection.aiter_raw()] == [b"[1", b"]"]


async def test_reading_rests_only_where_more_of_the_answer_is_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lane_connection, "_MOST_WAITING", 4)
    wired = _Wired()
    task = await wired.ask()
    await wired.send(HEAD.replace(b"3", b"8") + b"12345")
    await task
    assert wired.transport.is_paused
    pieces = wired.connection.aiter_raw()
    assert await anext(pieces) == b"12345"
    rest = asyncio.ensure_future(anext(pieces))
    await asyncio.sleep(0)
    assert not wired.transport.is_paused
    await wired.send(b"678")
    assert await rest == b"678"

    # The piece that is too much is the last one: nobody would ever go on reading.
    assert await wired.answer(HEAD.replace(b"3", b"8") + b"12345678") == b"12345678"
    assert not wired.transport.is_paused
    assert wired.connection.is_reusable


async def test_silence_ends_the_wait() -> None:
    wired = _Wired()
    task = await wired.ask()
    await wired.loop.go_on(4.9)
    assert not task.done()
    await wired.loop.go_on(5)
    with pytest.raises(WireFailure, match="silence"):
        task.result()
    assert wired.transport.is_closed


async def test_each_piece_gives_time_for_the_next() -> None:
    wired = _Wired()
    task = await wired.ask()
    for now, piece in ((4, HEAD), (8, b"["), (12, b"1")):
        await wired.loop.go_on(now)
        await wired.send(piece)
    await wired.loop.go_on(16.9)
    assert not task.done()
    await wired.loop.go_on(17)
    with pytest.raises(WireFailure, match="silence"):
        task.result()


async def test_the_end_comes_however_much_comes() -> None:
    wired = _Wired()
    task = await wired.ask(end=7)
    await wired.loop.go_on(4)
    await wired.send(HEAD)
    await wired.loop.go_on(6.9)
    assert not task.done()
    await wired.loop.go_on(7)
    with pytest.raises(WireFailure, match="too slow"):
        task.result()


async def test_an_earlier_end_of_the_next_answer_holds_too() -> None:
    wired = _Wired()
    assert await wired.answer(HEAD + b"[1]") == b"[1]"
    task = await wired.ask(end=1)
    await wired.loop.go_on(1)
    with pytest.raises(WireFailure, match="too slow"):
        task.result()


async def test_one_alarm_serves_many_answers() -> None:
    wired = _Wired()
    for _ in range(10):
        await wired.answer(HEAD + b"[1]")
    assert len(wired.loop.alarms) == 1
    await wired.loop.go_on(5)
    assert wired.loop.alarms == []
    assert wired.connection.is_reusable


async def test_a_closed_connection_leaves_no_alarm() -> None:
    wired = _Wired()
    await wired.answer(HEAD + b"[1]")
    wired.connection.abort()
    assert [alarm.is_cancelled for alarm in wired.loop.alarms] == [True]
