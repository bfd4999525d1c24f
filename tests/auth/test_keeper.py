"""Always a token that lives, one refresh at a time, one message at the end."""

from __future__ import annotations

import asyncio

import pytest
from support.metrics import Metric
from support.sign_in import ACCESS, REFRESH, granted, kept, refused
from support.wire import Reply, answer, reset, stall

from documine_nb.auth.keeper import TokenKeeper
from documine_nb.errors import (
    ConfigError,
    DocuMineError,
    LoginRequiredError,
    NetworkError,
    ProtocolError,
    RateLimitedError,
    ServiceUnavailableError,
)
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
ENDED = refused("invalid_grant", 400, "Session not active")


async def test_a_token_that_lives_is_handed_out_without_a_call() -> None:
    async with kept() as (keeper, wire):
        for _ in range(10):
            assert (await keeper.access_token()).reveal() == ACCESS
        assert keeper.expires_in == 300
        assert keeper.session_expires_in == 1800
    assert wire.asked == []


@pytest.mark.fault("B1")
@pytest.mark.fault("B2")
async def test_many_callers_with_a_token_that_is_over_cost_one_refresh() -> None:
    clock = ManualClock()
    async with kept(granted("new"), ENDED, clock=clock) as (keeper, wire):
        clock.advance(301)
        got = await asyncio.gather(*(keeper.access_token() for _ in range(64)))
    assert {token.reveal() for token in got} == {"new"}
    assert len(wire.asked) == 1
    assert f"refresh_token={REFRESH}".encode() in wire.asked[0].body


@pytest.mark.fault("B5")
async def test_many_callers_whose_token_was_refused_cost_one_refresh() -> None:
    async with kept(granted("new"), ENDED) as (keeper, wire):
        old = Secret(ACCESS)
        got = await asyncio.gather(*(keeper.access_token(rejected=old) for _ in range(64)))
        late = await keeper.access_token(rejected=old)
    assert {token.reveal() for token in [*got, late]} == {"new"}
    assert len(wire.asked) == 1


async def test_one_caller_who_gives_up_takes_nothing_from_the_others() -> None:
    clock = ManualClock()
    async with kept(granted("new"), clock=clock) as (keeper, wire):
        clock.advance(301)
        first, second = (asyncio.create_task(keeper.access_token()) for _ in range(2))
        await wire.was_asked()
        first.cancel()
        assert (await second).reveal() == "new"
    assert first.cancelled()


@pytest.mark.parametrize(("expires_in", "ahead"), [(300, 30), (60, 6)])
async def test_a_token_is_renewed_ahead_in_the_background(expires_in: float, ahead: float) -> None:
    clock = ManualClock()
    async with kept(granted("new"), clock=clock, expires_in=expires_in) as (keeper, wire):
        clock.advance(expires_in - ahead - 1)
        await keeper.access_token()
        assert wire.asked == []
        clock.advance(2)
        assert (await keeper.access_token()).reveal() == ACCESS
        await until_renewed(keeper)
        assert (await keeper.access_token()).reveal() == "new"
    assert len(wire.asked) == 1


async def until_renewed(keeper: TokenKeeper) -> None:
    await keeper._refreshing.land()


@pytest.mark.fault("B10")
@pytest.mark.parametrize(
    "fault",
    [answer(status=503), reset(), answer("<html>"), refused("invalid_client", 401), ENDED],
)
async def test_an_early_refresh_that_fails_fails_no_request(fault: Reply, metric: Metric) -> None:
    clock = ManualClock()
    served = 0
    async with kept(fault, clock=clock) as (keeper, wire):
        clock.advance(275)
        for _ in range(20):
            served += (await keeper.access_token()).reveal() == ACCESS
            await until_renewed(keeper)
    assert 1 <= len(wire.asked) <= 2
    metric("B10", "failed requests of 20", 20 - served, "= 0")


@pytest.mark.fault("B10")
async def test_an_early_refresh_that_failed_is_tried_again_after_a_pause() -> None:
    clock = ManualClock()
    async with kept(reset(), reset(), granted("new"), clock=clock) as (keeper, wire):
        clock.advance(271)
        await keeper.access_token()
        await until_renewed(keeper)
        await keeper.access_token()
        assert len(wire.asked) == 2
        clock.advance(6)
        await keeper.access_token()
        await until_renewed(keeper)
        assert (await keeper.access_token()).reveal() == "new"


@pytest.mark.fault("B6")
async def test_a_lost_answer_is_asked_for_once_more() -> None:
    clock = ManualClock()
    async with kept(reset(), ENDED, clock=clock) as (keeper, wire):
        clock.advance(301)
        with pytest.raises(LoginRequiredError, match="what was queued is not lost"):
            await keeper.access_token()
    assert len(wire.asked) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answer(status=503), ServiceUnavailableError),
        (answer(status=429), RateLimitedError),
        (reset(), NetworkError),
        (answer("<html>Sign in</html>", kind="text/html"), ProtocolError),
        (refused("invalid_client", 401), ConfigError),
    ],
)
async def test_without_a_living_token_the_failure_is_told(
    fault: Reply, error: type[DocuMineError]
) -> None:
    clock = ManualClock()
    async with kept(fault, clock=clock) as (keeper, _):
        clock.advance(301)
        with pytest.raises(error):
            await keeper.access_token()
        assert keeper.is_signed_in


@pytest.mark.fault("B11")
async def test_all_wait_as_told_and_ask_once(metric: Metric) -> None:
    clock = ManualClock()
    busy = answer(status=429, Retry_After="40")
    async with kept(busy, granted("new"), ENDED, clock=clock) as (keeper, wire):
        clock.advance(301)
        got = await asyncio.gather(*(keeper.access_token() for _ in range(64)))
    assert {token.reveal() for token in got} == {"new"}
    assert clock.slept == [40]
    metric("B11", "calls in the window of 40 s", len(wire.asked) - 1, "= 1")


@pytest.mark.fault("B11")
async def test_a_server_that_wants_to_be_left_alone_for_long_is() -> None:
    clock = ManualClock()
    busy = answer(status=429, Retry_After="36000")
    async with kept(busy, granted("new"), clock=clock) as (keeper, wire):
        clock.advance(301)
        for _ in range(5):
            with pytest.raises(RateLimitedError, match="left alone for 36,000 s"):
                await keeper.access_token()
        assert (len(wire.asked), clock.slept) == (1, [])
        clock.advance(36_000)
        assert (await keeper.access_token()).reveal() == "new"


@pytest.mark.fault("B12")
@pytest.mark.parametrize("jump", [3_600, -3_600])
async def test_a_jumping_clock_costs_one_refresh_at_most(jump: float, metric: Metric) -> None:
    clock = ManualClock()
    async with kept(granted("new"), clock=clock) as (keeper, wire):
        clock.advance(1, wall=jump)
        for _ in range(100):
            await keeper.access_token()
            clock.advance(1)
        metric("B12", "refreshes in 100 calls", len(wire.asked), "<= 1")


@pytest.mark.fault("B13")
async def test_after_a_sleep_of_the_machine_the_token_is_renewed_first(metric: Metric) -> None:
    clock = ManualClock()
    async with kept(granted("new"), clock=clock) as (keeper, _):
        clock.advance(0, wall=7_200)
        metric("B13", "failed calls", (await keeper.access_token()).reveal() != "new", "= 0")


@pytest.mark.fault("B7")
@pytest.mark.fault("B8")
async def test_an_ended_session_is_told_to_all_and_asked_about_once() -> None:
    clock = ManualClock()
    async with kept(ENDED, clock=clock) as (keeper, wire):
        clock.advance(301)
        calls = (keeper.access_token() for _ in range(64))
        got = await asyncio.gather(*calls, return_exceptions=True)
        for _ in range(3):
            with pytest.raises(LoginRequiredError, match="session was ended on the server"):
                await keeper.access_token()
        assert not keeper.is_signed_in
    assert {type(error) for error in got} == {LoginRequiredError}
    assert len(wire.asked) == 1


async def test_a_session_that_cannot_be_renewed_ends_with_its_token() -> None:
    clock = ManualClock()
    async with kept(clock=clock, refresh=None) as (keeper, wire):
        await keeper.access_token()
        clock.advance(301)
        with pytest.raises(LoginRequiredError, match="no refresh token"):
            await keeper.access_token()
    assert wire.asked == []


@pytest.mark.fault("B16")
@pytest.mark.parametrize("sent", [None, REFRESH])
async def test_without_a_new_refresh_token_the_old_one_is_kept(
    sent: str | None, metric: Metric
) -> None:
    clock = ManualClock()
    renewed = granted("new", refresh_token=sent)
    async with kept(renewed, clock=clock) as (keeper, wire):
        for _ in range(3):
            clock.advance(301)
            await keeper.access_token()
        metric("B16", "session alive", keeper.is_signed_in, "= 1")
    assert len(wire.asked) == 3
    assert all(f"refresh_token={REFRESH}".encode() in asked.body for asked in wire.asked)


async def test_signing_out_forgets_and_ends_the_session() -> None:
    async with kept(answer(b"", 204, "")) as (keeper, wire):
        report = await keeper.logout()
        assert (report.forgotten, report.session_ended) == (True, True)
        assert str(report) == "Signed out, here and on the server."
        assert (keeper.is_signed_in, keeper.expires_in, keeper.session_expires_in) == (False, 0, 0)
        with pytest.raises(LoginRequiredError, match="you signed out"):
            await keeper.access_token()
        again = await keeper.logout()
    assert (again.forgotten, again.session_ended) == (True, False)
    assert [asked.target for asked in wire.asked] == ["/logout"]
    assert f"refresh_token={REFRESH}".encode() in wire.asked[0].body


@pytest.mark.fault("B31")
@pytest.mark.parametrize(
    ("reply", "end_session", "said"),
    [
        (answer(status=500), "/logout", "did not confirm (HTTP 500)"),
        (reset(), "/logout", "closed the connection"),
        (reset(), None, "address for ending the session is not known"),
    ],
)
async def test_a_sign_out_that_failed_on_the_server_says_so(
    reply: Reply, end_session: str | None, said: str
) -> None:
    async with kept(reply, end_session=end_session) as (keeper, _):
        report = await keeper.logout()
        assert (report.forgotten, report.session_ended) == (True, False)
        assert said in report.detail
        assert not keeper.is_signed_in


@pytest.mark.fault("B31")
async def test_signing_out_during_a_refresh_ends_the_new_session() -> None:
    clock = ManualClock()
    async with kept(granted("new"), answer(b"", 204, ""), clock=clock) as (keeper, wire):
        clock.advance(301)
        waiting = asyncio.create_task(keeper.access_token())
        await asyncio.sleep(0)
        await keeper.logout()
        await asyncio.wait({waiting})
        assert not keeper.is_signed_in
    assert f"refresh_token={REFRESH}-2".encode() in wire.asked[1].body


async def test_closing_ends_a_refresh_under_way() -> None:
    clock = ManualClock()
    async with kept(stall(), clock=clock) as (keeper, wire):
        clock.advance(275)
        await keeper.access_token()
        await wire.was_asked()
        await keeper.aclose()
        await wire.was_left()
        assert keeper.is_signed_in
