"""Many calls at once, never more than asked; one failure ends all."""

from __future__ import annotations

import asyncio

import pytest

from documine_nb.resources.fanout import fan_out

pytestmark = pytest.mark.anyio


async def test_never_more_than_the_width_at_once() -> None:
    now = most = 0

    async def work(_: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    await fan_out(range(50), work, width=4)

    assert most == 4


async def test_the_first_error_is_raised_as_it_is_and_the_others_are_cancelled() -> None:
    cancelled = []

    async def work(number: int) -> None:
        if number == 1:
            raise LookupError("gone")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(number)
            raise

    with pytest.raises(LookupError, match="gone"):
        await fan_out(range(3), work, width=3)

    assert sorted(cancelled) == [0, 2]


async def test_an_error_has_no_group_around_it_that_holds_it() -> None:
    async def work(_: int) -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError) as caught:
        await fan_out(range(3), work)

    assert caught.value.__context__ is None


async def test_nothing_to_do_is_no_failure() -> None:
    async def work(number: int) -> int:
        return number

    assert await fan_out([], work) == []
