"""What is sent again, when, and what never is."""

from __future__ import annotations

import asyncio

import pytest
from support.wire import Reply, answer, client_of, reset, wired

from documine_nb import errors
from documine_nb.contract import OPERATIONS
from documine_nb.testing import ManualClock
from documine_nb.transport.exchange import Later
from documine_nb.transport.retry import RetryPolicy, is_repeatable, read_retry_after

pytestmark = pytest.mark.anyio
READ = OPERATIONS["getUsers"]
CREATE = OPERATIONS["createDossierOrUpdateDossier"]
DELETE = OPERATIONS["deleteDownload"]
TEMPLATE = {"dossierTemplateId": "t"}
FILES = {"dossierTemplateId": "t", "dossierId": "d"}
FINE = answer("[]")


@pytest.mark.fault("B42")
@pytest.mark.fault("B55")
@pytest.mark.parametrize("fault", [answer(status=s) for s in (500, 502, 503, 504)] + [reset()])
async def test_a_read_is_sent_again(fault: Reply) -> None:
    clock = ManualClock()
    async with wired(fault, fault, FINE) as wire, client_of(wire.url, clock=clock) as client:
        got = await client.call(READ)
    assert (got.attempts, len(wire.asked)) == (3, 3)
    assert len({asked.headers["x-request-id"] for asked in wire.asked}) == 1
    assert 0.5 <= clock.slept[0] <= 1 <= clock.slept[1] <= 2


@pytest.mark.fault("B42")
@pytest.mark.fault("B55")
@pytest.mark.parametrize("fault", [answer(status=s) for s in (500, 502, 503, 504)] + [reset()])
async def test_a_creation_that_may_have_happened_is_not(fault: Reply) -> None:
    async with wired(fault, FINE) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.OutcomeUnknownError, match="it was not repeated") as caught:
            await client.call(CREATE, ids=TEMPLATE, json={})
    assert len(wire.asked) == 1
    assert isinstance(caught.value.__cause__, errors.DocuMineError)


async def test_a_creation_that_never_left_is_sent_again() -> None:
    async with wired() as wire:
        address = wire.url
    async with client_of(address) as client:
        with pytest.raises(errors.NetworkError, match="Connection refused") as caught:
            await client.call(CREATE, ids=TEMPLATE, json={})
    assert caught.value.attempts == 4


async def test_a_creation_refused_for_haste_is_sent_again() -> None:
    async with wired(answer(status=429), FINE) as wire, client_of(wire.url) as client:
        assert (await client.call(CREATE, ids=TEMPLATE, json={})).attempts == 2


async def test_a_creation_that_was_refused_is_just_that() -> None:
    async with wired(answer(status=409)) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.ConflictError):
            await client.call(CREATE, ids=TEMPLATE, json={})


@pytest.mark.fault("B35")
async def test_a_deletion_sent_again_that_finds_nothing_is_done() -> None:
    gone = answer(status=404)
    async with wired(reset(), gone) as wire, client_of(wire.url) as client:
        assert (await client.call(DELETE, ids={"downloadId": "d"})).status == 404
        with pytest.raises(errors.NotFoundError):
            await client.call(DELETE, ids={"downloadId": "d"})
    assert len(wire.asked) == 3


@pytest.mark.fault("B40")
@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7.5),
        ("Fri, 15 Jan 2027 08:00:20 GMT", 20, 20.5),
        ("Fri, 15 Jan 2027 08:00:20 -0000", 20, 20.5),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0.5),
        ("36000", 120, 120.5),
        ("9" * 5000, 120, 120.5),
        ("-1", 0.5, 1),
        ("²", 0.5, 1),
        ("soon", 0.5, 1),
        ("", 0.5, 1),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_is_the_one_told(
    header: str, least: float, most: float, status: int
) -> None:
    clock = ManualClock(wall=1_800_000_000.0)  # 15 January 2027, 08:00 GMT
    said = answer(status=status, Retry_After=header.encode().decode("latin-1"))
    async with wired(said, FINE) as wire, client_of(wire.url, clock=clock) as client:
        await client.call(READ)
    assert least <= sum(clock.slept) <= most


@pytest.mark.fault("B40")
async def test_a_wait_beyond_reason_is_told_in_the_end() -> None:
    said = answer(status=429, Retry_After="36000")
    async with wired(said) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.RateLimitedError, match="asks to wait 36,000 s") as caught:
            await client.call(READ)
    assert caught.value.attempts == 4


@pytest.mark.fault("B41")
@pytest.mark.parametrize(("told", "is_told"), [("7", True), ("soon", False), ("", False)])
async def test_one_of_many_that_is_refused_for_haste_leaves_the_waiting_to_its_caller(
    told: str,
    is_told: bool,  # noqa: FBT001 -- a row of the table
) -> None:
    clock = ManualClock()
    said = answer(status=429, Retry_After=told)
    async with wired(said) as wire, client_of(wire.url, clock=clock) as client:
        read = client.reads(OPERATIONS["getComponents"], ids=FILES, each="fileId")
        with pytest.raises(Later) as caught:
            await read("f")
    assert (caught.value.is_told, clock.slept, len(wire.asked)) == (is_told, [], 1)


class _HeldClock(ManualClock):
    """Sleeps until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeping = asyncio.Event()
        self.let_go = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.sleeping.set()
        await self.let_go.wait()
        await super().sleep(seconds)


@pytest.mark.fault("B40")
async def test_all_calls_of_a_client_share_the_pause() -> None:
    clock = _HeldClock()
    said = answer(status=429, Retry_After="30")
    async with wired(said, FINE) as wire, client_of(wire.url, clock=clock) as client:
        first = asyncio.create_task(client.call(READ))
        await clock.sleeping.wait()
        others = [asyncio.create_task(client.call(READ)) for _ in range(8)]
        await asyncio.sleep(0)
        during = len(wire.asked)
        clock.let_go.set()
        await asyncio.gather(first, *others)
    assert (during, len(wire.asked)) == (1, 10)


async def test_other_methods_are_read_by_what_they_usually_mean() -> None:
    fault = answer(status=502)
    async with wired(fault, FINE) as wire, client_of(wire.url) as client:
        assert (await client.request("PUT", "/api/x", json={})).attempts == 2
    async with wired(fault) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.OutcomeUnknownError):
            await client.request("PATCH", "/api/x", json={})


def test_the_wait_grows_to_a_limit_and_ends() -> None:
    policy = RetryPolicy(attempts=9)
    waits = [policy.wait(n, told=None, random=lambda: 1.0) for n in range(1, 10)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, None]
    assert RetryPolicy(attempts=1).wait(1, told=3, random=lambda: 0.0) is None


def test_absurd_dates_are_nonsense() -> None:
    assert read_retry_after("Mon, 99 Foo 99999 99:99:99 GMT", now=0) is None
    assert read_retry_after(None, now=0) is None


@pytest.mark.parametrize("kind", ["create", "upload"])
def test_only_what_was_not_carried_out_is_repeated(kind: str) -> None:
    assert is_repeatable(kind, sent=False)
    assert is_repeatable(kind, sent=True, status=429)
    assert not is_repeatable(kind, sent=True, status=503)
    assert not is_repeatable(kind, sent=True)
