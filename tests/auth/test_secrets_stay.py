"""No password, code or token in representations, logs, messages, tracebacks with locals."""

from __future__ import annotations

import asyncio
import logging
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.canary import everything_shown
from support.flows import open_code_sign_in
from support.sign_in import granted, kept, refused, settings_of
from support.wire import Reply, answer, cut, reset, stall, wired

from documine_nb.auth import oauth
from documine_nb.auth.flows import password_sign_in
from documine_nb.connecting import connect
from documine_nb.errors import DocuMineError
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
CANARY = "canary"
FAULTS = [
    refused("invalid_grant"),
    granted(token_type="DPoP"),
    granted(access="", id_token="canary-id"),
    cut(granted().raw[:-10]),
    Reply(granted().raw.replace(b'"}', b'",}')),
    answer('{"access_token": "canary'),
    answer("<html>", 503),
    reset(),
    stall(),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.rule("C14")
async def test_a_failed_sign_in_shows_no_password(
    fault: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with wired(fault) as wire:
        settings = replace(
            settings_of(wire, timeout=0.1),
            password=Secret("canary-password"),
            client_secret=Secret("canary-secret"),
        )
        with pytest.raises(DocuMineError) as caught:
            await password_sign_in(settings)
    assert b"canary-password" in wire.asked[0].body
    assert CANARY not in everything_shown(caught.value)
    assert CANARY not in caplog.text
    assert CANARY not in repr(settings)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failed_code_shows_no_code(fault: Reply) -> None:
    async with wired(fault) as wire:
        flow = await open_code_sign_in(settings_of(wire, timeout=0.1), listen=False)
        with pytest.raises(DocuMineError) as caught:
            await flow.complete("canary.code")
    shown = everything_shown(caught.value)
    assert CANARY not in shown
    assert flow._state.reveal() not in shown.replace(flow.address, "")
    assert flow._pkce.verifier.reveal() not in shown


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.rule("C14")
async def test_a_failed_refresh_shows_no_token(
    fault: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock = ManualClock()
    async with kept(fault, clock=clock) as (keeper, wire):
        keeper._http._timeout = 0.1
        clock.advance(301)
        with pytest.raises(DocuMineError) as caught:
            await keeper.access_token()
        assert b"canary-refresh" in wire.asked[0].body
        assert CANARY not in everything_shown(caught.value)
        assert CANARY not in caplog.text
        assert CANARY not in repr(keeper) + repr(keeper.who) + repr(keeper._tokens)


async def test_signing_in_and_out_logs_nothing_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with kept(answer("", 204)) as (keeper, wire):
        await keeper.logout()
    assert b"canary-refresh" in wire.asked[0].body
    assert CANARY not in caplog.text


@pytest.mark.rule("C14")
def test_tokens_are_neither_shown_nor_pickled() -> None:
    tokens = oauth.Tokens(Secret("canary-a"), Secret("canary-r"), 300, 1800, Secret("canary-i"))
    assert CANARY not in repr(tokens)
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(tokens)


def test_a_state_and_a_verifier_are_not_shown() -> None:
    pkce = oauth.Pkce.fresh(Secret("canary-verifier"))
    assert CANARY not in repr(pkce)
    assert CANARY not in repr(oauth.Client("notebook", Secret("canary-secret")))


WHOLE = {"base_url": "http://127.0.0.1:1", "workspace": "acme", "client_id": "notebooks"}
WRONG = [{}, {"client_id": ""}, {"timeout": -1}, {"profile": "none"}]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("way", ["argument", "environment", "profile"])
@pytest.mark.rule("C14")
def test_where_a_connection_fails_no_local_variable_shows_a_secret(
    way: str, wrong: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = tmp_path / "profiles.toml"
    profiles.write_text('[acme]\npassword = "canary-password"\n')
    profiles.chmod(0o600)
    monkeypatch.setattr("documine_nb.auth.settings.profiles_path", lambda: profiles)
    if way == "environment":
        monkeypatch.setenv("DOCUMINE_PASSWORD", "canary-password")
    given = {"password": "canary-password"} if way == "argument" else {}
    profile = {"profile": "acme"} if way == "profile" else {}
    settings = {**WHOLE, **given, **profile, **wrong, "username": "ada", "flow": "password"}

    with pytest.raises(DocuMineError) as plain:
        connect(**settings)
    with pytest.raises(DocuMineError) as awaited:
        asyncio.run(connect.aio(**settings))

    assert CANARY not in everything_shown(plain.value)
    assert CANARY not in everything_shown(awaited.value)
