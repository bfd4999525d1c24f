"""Many reads at the pace that the service bears."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.studies import left, plan, studies

from documine_nb.errors import RequestError
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.fetching import fetch_all
from documine_nb.session import Session
from documine_nb.testing import ManualClock
from documine_nb.transport.exchange import Later


class GateClock(ManualClock):
    """A clock whose sleepers wake only when the test lets them."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        await self.gate.wait()
        await super().sleep(seconds)


def refusal(wait: float = 1.0, *, is_told: bool = True) -> Later:
    return Later(wait, RequestError("too hasty"), is_told=is_told)


@pytest.mark.anyio
async def test_every_item_is_read_once_and_never_more_than_the_width_at_once() -> None:
    read: list[int] = []
    now = most = 0

    async def work(number: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        read.append(number)

    await fetch_all(range(50), work, width=4)

    assert sorted(read) == list(range(50))
    assert most == 4


@pytest.mark.anyio
@pytest.mark.fault("B41")
async def test_one_that_is_refused_comes_again_and_the_others_go_on_meanwhile() -> None:
    clock = GateClock()
    read: list[int] = []
    refused = False

    async def work(number: int) -> None:
        nonlocal refused
        if number == 0 and not refused:
            refused = True
            raise refusal(7.0)
        read.append(number)
        if len(read) == 9:
            clock.gate.set()

    await fetch_all(range(10), work, width=2, clock=clock)

    assert read == [*range(1, 10), 0]
    assert clock.slept == [7.0]


@pytest.mark.anyio
async def test_a_refusal_halves_the_number_at_once_and_success_brings_it_back() -> None:
    now = 0
    at_once: list[int] = []
    first = True

    async def work(_: int) -> None:
        nonlocal now, first
        now += 1
        at_once.append(now)
        await asyncio.sleep(0)
        now -= 1
        if first:
            first = False
            raise refusal()

    await fetch_all(range(400), work, width=16, clock=ManualClock())

    assert max(at_once[20:28]) <= 9
    assert max(at_once[-100:]) == 16


@pytest.mark.anyio
async def test_refusals_without_end_are_an_error() -> None:
    async def work(_: int) -> None:
        raise refusal()

    with pytest.raises(RequestError, match="too hasty"):
        await fetch_all([1], work, clock=ManualClock())


@pytest.mark.anyio
@pytest.mark.fault("B41")
async def test_where_no_time_is_told_the_wait_grows_to_a_limit() -> None:
    clock = ManualClock()

    async def work(_: int) -> None:
        if len(clock.slept) < 8:
            raise refusal(1.0, is_told=False)

    await fetch_all([1], work, clock=clock)

    assert clock.slept == [1, 2, 4, 8, 16, 32, 32, 32]


@pytest.mark.anyio
@pytest.mark.fault("B40")
async def test_a_service_that_answers_nobody_for_minutes_is_given_up() -> None:
    clock = ManualClock()

    async def work(_: int) -> None:
        raise refusal(120.0)

    with pytest.raises(RequestError, match="too hasty"):
        await fetch_all([1], work, clock=clock)
    assert clock.slept == [120.0] * 3


@pytest.mark.anyio
async def test_the_first_error_ends_all_and_is_raised_as_it_is() -> None:
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
        await fetch_all(range(10), work, width=3)
    assert sorted(cancelled) == [0, 2]


@pytest.mark.anyio
async def test_nothing_to_read_is_done_at_once() -> None:
    async def work(_: int) -> None:
        pytest.fail("called")

    await fetch_all([], work)


@pytest.mark.fault("B41")
def test_a_load_that_is_refused_for_haste_is_whole_in_the_end(
    session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    studies(tmp_path, 5)
    dossier.upload(tmp_path)
    dossier.wait(timeout=60)
    whole = dossier.components()
    plan(
        session,
        getComponentsForFiles=[{"status": 404}],
        getComponents=[{"status": 429, "retry_after": 0, "times": 2}],
    )

    refused = dossier.components()

    assert left(session) == {}
    assert refused.files == whole.files
