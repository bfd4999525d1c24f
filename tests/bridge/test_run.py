"""Blocking calls over the I/O thread."""

from __future__ import annotations

import _thread
import asyncio
import contextvars
import gc
import inspect
import sys
import threading
import traceback
import types
import weakref
from collections.abc import Callable

import pytest
from support.slow_server import SlowServer, hold_open_many

from documine_nb import bridge, io_thread
from documine_nb.errors import ReentrantCallError

who = contextvars.ContextVar("who", default="nobody")


async def _thread_name() -> str:
    return threading.current_thread().name


def _interrupt_once(server: SlowServer, waiting: int) -> None:
    def press_stop() -> None:
        if server.until(lambda server: server.waiting == waiting):
            _thread.interrupt_main()

    threading.Thread(target=press_stop, daemon=True).start()


def test_all_work_is_done_on_one_thread_of_that_name() -> None:
    assert bridge.run(_thread_name()) == bridge.run(_thread_name()) == "documine-io"
    assert [thread.name for thread in threading.enumerate()].count("documine-io") == 1


def test_a_call_works_where_a_loop_is_running() -> None:
    async def cell() -> str:
        return bridge.run(_thread_name())

    assert asyncio.run(cell()) == "documine-io"


@pytest.mark.fault("B88")
def test_an_interrupt_cuts_every_request_of_the_call(silent: SlowServer) -> None:
    _interrupt_once(silent, waiting=5)

    with pytest.raises(KeyboardInterrupt):
        bridge.run(hold_open_many(silent.port, 5))

    assert silent.until(lambda server: server.cut == 5)


@pytest.mark.parametrize("started", [True, False])
def test_an_interrupt_in_the_midst_of_starting_leaves_no_work_behind(
    monkeypatch: pytest.MonkeyPatch, *, started: bool
) -> None:
    loop = io_thread.io_thread().loop
    call_soon = loop.call_soon_threadsafe

    def interrupted(callback: Callable[..., object]) -> None:
        monkeypatch.undo()
        if started:
            call_soon(callback)
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "call_soon_threadsafe", interrupted)
    work = asyncio.sleep(3600)
    with pytest.raises(KeyboardInterrupt):
        bridge.run(work)

    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED


def test_an_interrupt_returns_only_after_the_work_has_unwound(silent: SlowServer) -> None:
    steps = []

    async def work() -> None:
        try:
            await hold_open_many(silent.port, 1)
        finally:
            await asyncio.sleep(0)
            steps.append("closed")

    _interrupt_once(silent, waiting=1)
    with pytest.raises(KeyboardInterrupt):
        bridge.run(work())

    assert steps == ["closed"]


def test_calls_from_several_threads_do_not_wait_for_each_other() -> None:
    both = threading.Barrier(2, timeout=10)

    async def meet() -> int:
        return await asyncio.to_thread(both.wait)

    with_other = bridge.submit(meet())

    assert {bridge.run(meet()), with_other.result(10)} == {0, 1}


def test_a_call_on_the_io_thread_is_refused_with_the_cure() -> None:
    work = _thread_name()

    async def callback() -> None:
        bridge.run(work)

    with pytest.raises(ReentrantCallError, match=r"_thread_name.*\.aio\("):
        bridge.run(callback())

    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED  # else: "never awaited"


def test_the_callers_context_is_carried_over() -> None:
    async def ask() -> str:
        return who.get()

    token = who.set("Ada")
    try:
        assert bridge.run(ask()) == "Ada"
        assert bridge.submit(ask()).result(10) == "Ada"
    finally:
        who.reset(token)


def test_an_error_arrives_with_the_line_that_raised_it_and_no_frames_of_futures() -> None:
    async def fail() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here") as raised:
        bridge.run(fail())

    names = [frame.name for frame in traceback.extract_tb(raised.value.__traceback__)]
    assert names[-1] == "fail"
    assert "__get_result" not in names


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
def test_the_thread_survives_what_would_end_a_program(kind: type[BaseException]) -> None:
    async def leave() -> None:
        raise kind

    with pytest.raises(kind):
        bridge.run(leave())

    assert bridge.run(_thread_name()) == "documine-io"


def test_work_that_cancels_itself_is_told_as_cancelled() -> None:
    async def give_up() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        bridge.run(give_up())


def test_submit_returns_before_the_work_is_done() -> None:
    gate = threading.Event()

    async def work() -> str:
        await asyncio.to_thread(gate.wait)
        return "done"

    future = bridge.submit(work())
    done_before = future.done()
    gate.set()

    assert not done_before
    assert future.result(10) == "done"


def test_work_whose_future_nobody_keeps_lives_on() -> None:
    awaited: list[weakref.ref[asyncio.Future[None]]] = []

    async def work() -> None:
        future = asyncio.get_running_loop().create_future()
        awaited.append(weakref.ref(future))
        await future

    async def collect() -> asyncio.Future[None] | None:
        gc.collect()
        return awaited[0]()

    bridge.submit(work())
    future = bridge.run(collect())

    assert future is not None
    io_thread.io_thread().loop.call_soon_threadsafe(future.set_result, None)


def test_cancelling_a_submitted_future_cuts_its_requests(silent: SlowServer) -> None:
    future = bridge.submit(hold_open_many(silent.port, 2))
    assert silent.until(lambda server: server.waiting == 2)

    future.cancel()

    assert silent.until(lambda server: server.cut == 2)


def test_a_result_goes_as_soon_as_nobody_has_it() -> None:
    contexts = []

    class Result:
        pass

    async def call() -> Result:
        contexts.append(contextvars.copy_context())  # as a connection does that it opens
        return Result()

    gc.disable()
    try:
        result = weakref.ref(bridge.run(call()))
        bridge.run(asyncio.sleep(0))  # the loop lets go of the task itself
        kept = result()
    finally:
        gc.enable()

    assert contexts
    assert kept is None


class TestInPyodide:
    """Where there are no threads, the interpreter suspends the call itself."""

    @pytest.fixture(autouse=True)
    def pyodide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ffi = types.ModuleType("pyodide.ffi")
        ffi.run_sync = asyncio.run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "pyodide", types.ModuleType("pyodide"))
        monkeypatch.setitem(sys.modules, "pyodide.ffi", ffi)
        monkeypatch.setattr(sys, "platform", "emscripten")

    def test_a_call_stays_on_its_thread(self) -> None:
        assert bridge.run(_thread_name()) == "MainThread"

    def test_awaiting_stays_on_its_loop(self) -> None:
        assert asyncio.run(bridge.wait(_thread_name())) == "MainThread"

    def test_submitting_uses_the_only_loop(self) -> None:
        async def page() -> str:
            return await asyncio.wrap_future(bridge.submit(_thread_name()))

        assert asyncio.run(page()) == "MainThread"
