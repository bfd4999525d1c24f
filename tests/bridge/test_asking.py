"""Asking the one who waits: on their own thread, where an interrupt reaches it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from documine_nb import bridge


async def ask() -> str:
    return await bridge.on_caller(lambda: threading.current_thread().name)


def test_the_thread_that_waits_is_asked() -> None:
    names: list[str] = []
    thread = threading.Thread(target=lambda: names.append(bridge.run(ask())), name="mine")
    thread.start()
    thread.join(10)
    assert names == ["mine"]


def test_a_loop_that_awaits_is_asked_on_its_thread() -> None:
    assert asyncio.run(bridge.wait(ask())) == threading.current_thread().name


def test_in_the_background_nobody_waits_and_a_thread_is_asked() -> None:
    async def look() -> tuple[bool, str]:
        return bridge.has_caller(), await ask()

    waits, name = bridge.submit(look()).result(10)
    assert not waits
    assert name not in {"documine-io", threading.current_thread().name}


def test_what_it_raises_is_told_to_the_work() -> None:
    def fail() -> str:
        raise ValueError("not this")

    async def work() -> str:
        try:
            return await bridge.on_caller(fail)
        except ValueError as error:
            return str(error)

    assert bridge.run(work()) == bridge.submit(work()).result(10) == "not this"


def awaited(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(bridge.wait(work))


@pytest.mark.parametrize(
    ("way", "raised"), [(bridge.run, KeyboardInterrupt), (awaited, asyncio.CancelledError)]
)
def test_an_interrupt_while_asking_is_the_callers_and_told_to_the_work(
    way: Callable[[Coroutine[Any, Any, None]], None], raised: type[BaseException]
) -> None:
    told: list[str] = []

    def interrupted() -> None:
        raise KeyboardInterrupt

    async def work() -> None:
        try:
            await bridge.on_caller(interrupted)
        except BaseException as error:
            told.append(type(error).__name__)
            raise

    with pytest.raises(raised):
        way(work())
    assert told[0] in {"CallerGoneError", "CancelledError"}


def test_work_that_outlives_its_call_asks_nobody() -> None:
    async def start() -> asyncio.Task[bool]:
        async def later() -> bool:
            await gate.wait()
            return bridge.has_caller()

        return asyncio.create_task(later())

    gate = asyncio.Event()
    task = bridge.run(start())

    async def finish() -> bool:
        gate.set()
        return await task

    assert bridge.run(finish()) is False
