"""Several notebooks, one kept sign-in: renewed by one at a time, ended for all."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from support.metrics import Metric
from support.sign_in import ACCESS, REFRESH, Realm, granted, realm, refused, settings_of
from support.wire import Reply, Wire, answer, reset, wired

from documine_nb import bridge
from documine_nb.auth.flows import Again, password_sign_in, sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.metadata import Provider
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.store import Key, SignInStore, open_store
from documine_nb.auth.store import lock as locks
from documine_nb.errors import LoginRequiredError, NetworkError, StorageError
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock
from documine_nb.transport.plain import PlainHttp

pytestmark = pytest.mark.anyio
ENDED = refused("invalid_grant", 400, "Session not active")


@asynccontextmanager
async def notebooks(
    folder: Path, *replies: Reply, number: int = 2
) -> AsyncIterator[tuple[list[TokenKeeper], Wire, ManualClock]]:
    """Open keepers in as many notebooks, which share one sign-in."""
    clock = ManualClock()
    async with wired(*replies) as wire:
        provider = Provider(
            wire.url,
            f"{wire.url}/auth",
            f"{wire.url}/token",
            end_session_endpoint=f"{wire.url}/logout",
            revocation_endpoint=f"{wire.url}/revoke",
        )
        keepers = []
        for _ in range(number):
            store = open_store("file", folder=folder, clock=clock)
            assert store is not None
            tokens = Tokens(Secret(ACCESS), Secret(REFRESH), 300, 1800)
            http = PlainHttp(settings_of(wire).endpoint, timeout=5)
            keeper = TokenKeeper(http, provider, settings_of(wire), tokens, clock=clock)
            await keeper.share(store)
            keepers.append(keeper)
        try:
            yield keepers, wire, clock
        finally:
            for keeper in keepers:
                await keeper.aclose()


@pytest.mark.fault("B4")
@pytest.mark.rule("C11")
async def test_who_waited_for_the_lock_takes_what_the_other_got(
    tmp_path: Path, metric: Metric
) -> None:
    async with notebooks(tmp_path / "s", granted("new"), ENDED, number=8) as (all_, wire, clock):
        clock.advance(301)
        got = await asyncio.gather(*(keeper.access_token() for keeper in all_))
        assert {token.reveal() for token in got} == {"new"}
        metric("B4", "calls to the login server by the losers", len(wire.asked) - 1, "= 0")


@pytest.mark.fault("B4")
async def test_the_loser_goes_on_from_what_the_other_got_when_that_is_over_too(
    tmp_path: Path,
) -> None:
    second = granted("newer", refresh_token="r3")
    async with notebooks(tmp_path / "s", granted("new"), second) as (all_, wire, clock):
        clock.advance(301)
        await all_[0].access_token()
        clock.advance(301)
        assert (await all_[1].access_token()).reveal() == "newer"
    assert f"refresh_token={REFRESH}-2".encode() in wire.asked[1].body


@pytest.mark.fault("B5")
async def test_a_token_that_the_others_refresh_killed_is_replaced_without_a_call(
    tmp_path: Path,
) -> None:
    async with notebooks(tmp_path / "s", granted("new"), ENDED) as ((one, two), wire, _):
        old = await two.access_token()
        await one.access_token(rejected=old)
        assert (await two.access_token(rejected=old)).reveal() == "new"
    assert len(wire.asked) == 1


@pytest.mark.fault("B6")
@pytest.mark.rule("C11")
async def test_after_a_lost_answer_the_store_is_read_again(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", reset(), ENDED) as ((one, two), wire, clock):
        clock.advance(301)
        assert two._shared is not None
        waiting = asyncio.create_task(one.access_token())
        await wire.was_asked()
        # Meanwhile somebody whom the lock did not hold off has renewed.
        newer = Tokens(Secret("other"), Secret("r9"), 300, 1800)
        two._shared.save(newer)
        assert (await waiting).reveal() == "other"


@pytest.mark.fault("B29")
@pytest.mark.rule("C11")
async def test_a_lock_that_lies_costs_nothing_where_the_other_has_renewed(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", ENDED) as ((one, two), wire, clock):
        clock.advance(301)
        assert one._shared is not None
        assert two._shared is not None
        waiting = asyncio.create_task(one.access_token())
        await wire.was_asked()
        two._shared.save(Tokens(Secret("other"), Secret("r9"), 300, 1800))
        assert (await waiting).reveal() == "other"
        assert len(wire.asked) == 1


@pytest.mark.fault("B29")
async def test_without_locks_the_sign_in_stays_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locks, "_take", refuse)
    with warnings.catch_warnings(record=True) as said:
        async with notebooks(tmp_path / "s", granted("new"), number=1) as ((one,), _, clock):
            clock.advance(301)
            assert (await one.access_token()).reveal() == "new"
    assert ["stays in memory only" in str(one.message) for one in said] == [True]
    assert not list((tmp_path / "s").glob("*.json"))


@pytest.mark.fault("B29")
async def test_a_lock_that_is_held_too_long_fails_no_request_whose_token_lives(
    tmp_path: Path,
) -> None:
    async with notebooks(tmp_path / "s", granted("new")) as ((one, two), wire, clock):
        assert one._shared is not None
        assert two._shared is not None
        one._shared.patience = 0.05
        async with two._shared.locked():
            clock.advance(275)
            assert (await one.access_token()).reveal() == ACCESS
            await one._refreshing.land()
            clock.advance(30)
            with pytest.raises(StorageError, match="is locked by process"):
                await one.access_token()
        assert one.is_signed_in
        assert wire.asked == []


async def test_a_store_that_fails_costs_no_request(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", granted("new"), number=1) as ((one,), _, clock):
        (kept,) = (path for path in (tmp_path / "s").glob("*.json") if "people" not in path.name)
        kept.unlink()
        kept.mkdir()
        clock.advance(301)
        with pytest.warns(UserWarning, match="is not used"):
            assert (await one.access_token()).reveal() == "new"
        assert one._shared is None


@pytest.mark.fault("B4")
@pytest.mark.rule("C11")
@pytest.mark.parametrize("ended_by", ["aclose", "take_over"])
async def test_a_renewal_under_way_is_saved_before_its_keeper_ends(
    tmp_path: Path, ended_by: str
) -> None:
    async with notebooks(tmp_path / "s", granted("new"), ENDED) as ((one, two), wire, clock):
        clock.advance(275)
        await one.access_token()  # which begins a renewal in the background
        await (two.take_over(one) if ended_by == "take_over" else one.aclose())
        clock.advance(30)
        assert (await two.access_token()).reveal() == "new"
    assert len(wire.asked) == 1


@pytest.mark.fault("B4")
@pytest.mark.fault("B31")
async def test_who_signs_out_waits_for_the_others_renewal(tmp_path: Path) -> None:
    done = [answer("", 200), answer("", 204)]
    async with notebooks(tmp_path / "s", granted("new"), *done) as ((one, two), wire, clock):
        clock.advance(301)
        waiting = asyncio.create_task(one.access_token())
        await wire.was_asked()
        await two.logout()
        assert (await waiting).reveal() == "new"
    assert f"token={REFRESH}-2".encode() in wire.asked[1].body
    assert not any(REFRESH in path.read_text() for path in (tmp_path / "s").iterdir())


@pytest.mark.fault("B4")
async def test_a_new_token_that_cannot_be_kept_takes_the_used_one_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with notebooks(tmp_path / "s", granted("new"), number=1) as ((one,), _, clock):
        monkeypatch.setattr(os, "fsync", fail)
        clock.advance(301)
        with pytest.warns(UserWarning, match="goes on in memory"):
            assert (await one.access_token()).reveal() == "new"
    assert not any(REFRESH in path.read_text() for path in (tmp_path / "s").iterdir())


# ------------------------------------------------------------------------------ kept sign-ins


@pytest.fixture
async def world(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Realm]:
    with realm(tmp_path / "server", rotate_refresh_tokens=True) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path, world: Realm) -> SignInStore:
    opened = open_store("file", folder=tmp_path / "kept", clock=world.clock)
    assert opened is not None
    return opened


async def test_the_next_session_needs_no_sign_in(world: Realm, store: SignInStore) -> None:
    shown: list[str] = []
    first = await sign_in(
        world.settings, flow="password", store=store, show=shown.append, clock=world.clock
    )
    await first.aclose()
    world.clock.advance(600)
    settings = replace(world.settings, username=None, password=None)
    second = await sign_in(settings, store=store, show=shown.append, clock=world.clock)
    assert second.who.username == "ada"
    assert world.identity.verify((await second.access_token()).reveal())
    assert world.token_calls == 2
    assert shown[-1] == f"Signed in as Ada by the sign-in kept in {store.place}."
    report = await second.logout()
    assert report.session_ended
    assert report.revoked
    await second.aclose()
    assert store.people(second.who.issuer, "notebook") == []


def nobody(_: str) -> str:
    raise EOFError


async def test_a_kept_sign_in_that_has_ended_leads_to_a_new_one(
    world: Realm, store: SignInStore
) -> None:
    shown: list[str] = []
    first = await sign_in(
        world.settings, flow="password", store=store, show=lambda _: None, clock=world.clock
    )
    await first.aclose()
    world.clock.advance(3_000)
    with pytest.raises(LoginRequiredError, match="nobody can be asked"):
        await sign_in(
            replace(world.settings, redirect_uri="https://app.example/x"),
            remote=True,
            store=store,
            show=shown.append,
            ask=nobody,
            clock=world.clock,
        )
    assert shown[0].startswith("The sign-in that was kept has ended (")


async def test_with_several_users_kept_nobody_is_guessed(world: Realm, store: SignInStore) -> None:
    world.identity.add_user("acme", "bob", "Another-horse-8", first_name="Bob")
    shown: list[str] = []
    bob = replace(world.settings, username="bob", password=Secret("Another-horse-8"))
    for settings in (world.settings, bob):
        keeper = await sign_in(
            settings, flow="password", store=store, show=lambda _: None, clock=world.clock
        )
        await keeper.aclose()
    unnamed = replace(world.settings, username=None, redirect_uri="https://app.example/x")
    with pytest.raises(LoginRequiredError):
        await sign_in(
            unnamed, remote=True, store=store, show=shown.append, ask=nobody, clock=world.clock
        )
    assert shown[0] == "Sign-ins of ada, bob are kept: give username= to choose one."
    named = replace(world.settings, username="bob", password=None)
    keeper = await sign_in(named, store=store, show=shown.append, clock=world.clock)
    assert keeper.who.username == "bob"
    await keeper.aclose()


@pytest.mark.fault("B29")
async def test_a_kept_sign_in_without_locks_is_not_used(
    world: Realm, store: SignInStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    keeper = await sign_in(
        world.settings, flow="password", store=store, show=shown.append, clock=world.clock
    )
    assert shown[-1].startswith("The sign-in is kept in ")

    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locks, "_take", refuse)
    provider = keeper._provider
    assert await store.find(provider, world.settings, show=shown.append) is None
    assert shown[-1].startswith("The kept sign-in in ")
    await keeper.aclose()


@pytest.mark.fault("B26")
async def test_servers_workspaces_and_users_in_one_store_do_not_mix(
    tmp_path: Path, world: Realm, store: SignInStore, metric: Metric
) -> None:
    world.identity.add_user("acme", "bob", "Another-horse-8")
    world.identity.add_user("other", "ada", "Third-horse-9")
    world.identity.add_client("other", "notebook", loopback=True)
    with realm(tmp_path / "second", base_url="http://second.localhost") as second:
        people = [
            (world, world.settings),
            (world, replace(world.settings, username="bob", password=Secret("Another-horse-8"))),
            (
                world,
                replace(world.settings, workspace="other", password=Secret("Third-horse-9")),
            ),
            (second, replace(second.settings, base_url="http://second.localhost")),
        ]
        keepers = []
        for where, settings in people:
            keeper = await password_sign_in(settings, clock=where.clock)
            await keeper.share(store)
            keepers.append(keeper)
        wrong = 0
        for _ in range(3):
            for where in (world, second):
                where.clock.advance(301)
            tokens = await asyncio.gather(*(keeper.access_token() for keeper in keepers))
            for (where, settings), token in zip(people, tokens, strict=True):
                verified = where.identity.verify(token.reveal())
                is_right = (verified.username, verified.workspace) == (
                    settings.username,
                    settings.workspace,
                )
                wrong += not is_right
        metric("B26", "wrong-token calls", wrong, "= 0")
        for keeper in keepers:
            await keeper.aclose()


# -------------------------------------------------------------------------------- signing out


@pytest.mark.fault("B31")
@pytest.mark.rule("C13")
@pytest.mark.parametrize(
    ("replies", "outcome", "said"),
    [
        ([answer("", 200), answer("", 204)], (True, True), "here and on the server."),
        ([answer("", 200), answer("", 302)], (True, True), "here and on the server."),
        (
            [answer('{"error": "invalid_token"}'), answer("", 204)],
            (True, False),
            "the token was not revoked (invalid_token)",
        ),
        ([refused("invalid_client", 401), answer("", 500)], (False, False), "(HTTP 500)"),
        ([answer("", 200), answer("", 500)], (False, True), "the token was revoked; the session"),
        ([answer("", 503), answer("", 204)], (True, False), "not revoked (HTTP 503)"),
        ([reset()], (False, False), "did not confirm"),
    ],
)
async def test_signing_out_forgets_first_and_says_what_worked(
    tmp_path: Path,
    replies: list[Reply],
    outcome: tuple[bool, bool],
    said: str,
    metric: Metric,
) -> None:
    async with notebooks(tmp_path / "s", *replies, number=1) as ((one,), wire, _):
        report = await one.logout()
        assert (report.session_ended, report.revoked) == outcome
        assert said in str(report)
        assert wire.asked[0].target == "/revoke"
        disk = sum(REFRESH in path.read_text() for path in (tmp_path / "s").iterdir())
        gc.collect()
        metric("B31", "tokens found on disk", disk, "= 0")
        metric("B31", "tokens found in the keeper", one._tokens is not None, "= 0")


async def test_signing_out_ends_what_the_other_notebook_has_renewed(tmp_path: Path) -> None:
    done = [answer("", 200), answer("", 204)]
    async with notebooks(tmp_path / "s", granted("new"), *done, ENDED) as (all_, wire, clock):
        clock.advance(301)
        await all_[0].access_token()
        assert (await all_[1].logout()).session_ended
        clock.advance(301)
        with pytest.raises(LoginRequiredError):
            await all_[0].access_token()
    assert f"token={REFRESH}-2".encode() in wire.asked[1].body


async def test_a_service_without_a_session_has_its_token_revoked(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", answer("", 200), number=1) as ((one,), wire, _):
        one._tokens = Tokens(Secret("only"), None, 300)
        one._shared = None
        report = await one.logout()
    assert report.revoked
    assert b"token=only&token_type_hint=access_token" in wire.asked[0].body


# ---------------------------------------------------------------- one prompt, and work goes on


@pytest.mark.fault("B7")
@pytest.mark.fault("B8")
@pytest.mark.parametrize("lost", [False, True])
def test_when_the_session_ends_one_prompt_appears_and_all_work_goes_on(
    lost: bool,  # noqa: FBT001 -- a row of the table
    metric: Metric,
) -> None:
    prompts: list[str] = []
    shown: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return "c.o.de"

    async def main() -> list[str]:
        replies = [reset(), ENDED] if lost else [ENDED]
        clock = ManualClock()
        async with wired(*replies, granted("again"), ENDED) as wire:
            settings = settings_of(wire)
            provider = Provider(wire.url, f"{wire.url}/auth", f"{wire.url}/token")
            tokens = Tokens(Secret(ACCESS), Secret(REFRESH), 300, 1800)
            keeper = TokenKeeper(
                PlainHttp(settings.endpoint), provider, settings, tokens, clock=clock
            )
            keeper.again = Again(settings, flow="paste", ask=ask, show=shown.append, clock=clock)
            clock.advance(301)
            got = await asyncio.gather(*(keeper.access_token() for _ in range(64)))
            await keeper.aclose()
        return [token.reveal() for token in got]

    got = bridge.run(main())
    row = "B6" if lost else "B7"
    metric(row, "prompts", len(prompts), "= 1")
    metric(row, "items resumed of 64", got.count("again"), "= 64")
    metric("B8", "prompts", len(prompts), "= 1")
    assert "the session was ended on the server" in shown[0]


async def test_in_the_background_nobody_is_asked(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", ENDED, number=1) as ((one,), _, clock):
        one.again = Again(one._settings, flow="paste", ask=nobody, show=nobody)
        clock.advance(301)
        calls = (one.access_token() for _ in range(64))
        got = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(error) for error in got} == {LoginRequiredError}


async def test_a_password_that_is_refused_is_not_sent_again_by_itself(world: Realm) -> None:
    keeper = await password_sign_in(world.settings, clock=world.clock)
    keeper.again = Again(
        replace(world.settings, password=Secret("changed meanwhile")),
        flow="password",
        quiet=True,
        clock=world.clock,
    )
    world.clock.advance(3_000)
    for _ in range(5):
        with pytest.raises(LoginRequiredError):
            await keeper.access_token()
    assert world.token_calls == 3
    keeper.again = replace(keeper.again, settings=world.settings)
    await keeper.sign_in()
    assert world.identity.verify((await keeper.access_token()).reveal())
    world.clock.advance(3_000)
    assert world.identity.verify((await keeper.access_token()).reveal())
    await keeper.aclose()


async def test_another_user_does_not_take_a_session_over(world: Realm) -> None:
    world.identity.add_user("acme", "bob", "Another-horse-8")
    keeper = await password_sign_in(world.settings, clock=world.clock)
    bob = replace(world.settings, username="bob", password=Secret("Another-horse-8"))
    keeper.again = Again(bob, flow="password", quiet=True, clock=world.clock)
    with pytest.raises(ValueError, match="'bob' signed in, but this session is that of 'ada'"):
        await keeper.sign_in()
    assert world.identity.verify((await keeper.access_token()).reveal()).username == "ada"
    keeper.again = None
    with pytest.raises(ValueError, match="does not know how its sign-in was made"):
        await keeper.sign_in()
    await keeper.aclose()


async def test_after_signing_out_nobody_is_asked_by_itself(world: Realm) -> None:
    keeper = await password_sign_in(world.settings, clock=world.clock)
    keeper.again = Again(world.settings, flow="password", quiet=True, clock=world.clock)
    await keeper.logout()
    calls = world.token_calls
    with pytest.raises(LoginRequiredError, match="you signed out"):
        await keeper.access_token()
    assert world.token_calls == calls
    await keeper.sign_in()
    assert keeper.is_signed_in
    await keeper.aclose()


async def test_a_network_that_fails_is_not_taken_for_an_ended_session(tmp_path: Path) -> None:
    async with notebooks(tmp_path / "s", reset(), number=1) as ((one,), _, clock):
        one.again = Again(one._settings, flow="paste", ask=nobody)
        clock.advance(301)
        with pytest.raises(NetworkError):
            await one.access_token()


def test_a_key_shows_no_secret() -> None:
    assert repr(Key("i", "c", "u")) == "Key(issuer='i', client_id='c', username='u')"
