"""Time that can be handed in."""

from __future__ import annotations

import time

import pytest

from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.testing import ManualClock


def test_the_systems_clock_is_the_machines() -> None:
    before = time.time(), time.monotonic()
    assert SYSTEM_CLOCK.wall() >= before[0]
    assert SYSTEM_CLOCK.monotonic() >= before[1]


@pytest.mark.anyio
async def test_the_systems_clock_sleeps_as_long_as_told() -> None:
    before = time.monotonic()
    await SYSTEM_CLOCK.sleep(0.01)
    assert time.monotonic() - before >= 0.01


@pytest.mark.anyio
async def test_a_manual_clock_moves_when_it_sleeps() -> None:
    clock = ManualClock(wall=100, monotonic=10)
    await clock.sleep(30)
    assert (clock.wall(), clock.monotonic(), clock.slept) == (130, 40, [30])


def test_a_manual_wall_clock_may_jump_alone() -> None:
    clock: Clock = ManualClock(wall=100, monotonic=10)
    assert isinstance(clock, ManualClock)
    clock.advance(1, wall=-50)
    assert (clock.wall(), clock.monotonic()) == (50, 11)
