"""Awaiting the I/O thread from other loops, and from its own."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading

import pytest
from support.slow_server import SlowServer, hold_open_many

from documine_nb import bridge

pytestmark = pytest.mark.anyio


async def _thread_name() -> str:
    return threading.current_thread().name


async def test_work_is_done_on_the_io_thread_whatever_loop_awaits_it() -> None:
    assert await bridge.wait(_thread_name()) == "documine-io"


async def test_the_awaiting_loop_goes_on_meanwhile() -> None:
    gate = threading.Event()

    async def open_gate() -> None:
        gate.set()

    waiting = asyncio.create_task(bridge.wait(asyncio.to_thread(gate.wait, 10)))
    await open_gate()

    assert await waiting is True


@pytest.mark.fault("B88")
async def test_cancelling_the_wait_cuts_its_requests(silent: SlowServer) -> None:
    waiting = asyncio.create_task(bridge.wait(hold_open_many(silent.port, 5)))
    await asyncio.to_thread(silent.until, lambda server: server.waiting == 5)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await asyncio.to_thread(silent.until, lambda server: server.cut == 5)


async def test_a_time_limit_of_the_caller_ends_the_work(silent: SlowServer) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await bridge.wait(hold_open_many(silent.port, 1))

    assert await asyncio.to_thread(silent.until, lambda server: server.cut == server.waiting)


async def test_an_error_is_told_once() -> None:
    async def fail() -> None:
        raise LookupError("here")

    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    with contextlib.suppress(LookupError):
        await bridge.wait(fail())
    await bridge.wait(_thread_name())  # the I/O thread has let go of it
    gc.collect()

    assert told == []


async def test_an_error_arrives_as_itself() -> None:
    async def fail() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        await bridge.wait(fail())


async def test_the_waiting_loop_never_sleeps_longer_than_a_beat(
    silent: SlowServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ipykernel's handler of interrupts only adds a callback, which a sleeping selector ignores.
    slept: list[float | None] = []
    selector = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]
    select = selector.select

    def note(timeout: float | None = None) -> object:
        slept.append(timeout)
        return select(timeout)

    waiting = asyncio.create_task(bridge.wait(hold_open_many(silent.port, 1)))
    await asyncio.sleep(0)
    monkeypatch.setattr(selector, "select", note)
    await asyncio.to_thread(silent.until, lambda server: server.waiting == 1)
    monkeypatch.undo()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert slept
    assert all(timeout is not None and timeout <= 0.25 for timeout in slept)


async def test_on_the_io_loop_itself_the_work_is_done_in_the_same_task() -> None:
    async def task() -> object:
        return asyncio.current_task()

    async def inside() -> bool:
        return await bridge.wait(task()) is asyncio.current_task()

    assert await bridge.wait(inside())
