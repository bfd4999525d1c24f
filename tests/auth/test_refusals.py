"""What a login server refuses becomes what a person can do about it, and is never repeated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.flows import open_code_sign_in
from support.identity import SECRET
from support.metrics import Metric
from support.sign_in import Realm, granted, realm, refused, settings_of
from support.wire import Reply, answer, reset, wired

from documine_nb.auth.flows import password_sign_in, sign_in
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

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Realm]:
    with realm(tmp_path) as opened:
        opened.identity.add_client("acme", "no-passwords", loopback=True, password_grant=False)
        yield opened


async def test_a_name_and_a_password_sign_in(world: Realm) -> None:
    keeper = await sign_in(world.settings, flow="password", clock=world.clock)
    token = await keeper.access_token()
    assert world.identity.verify(token.reveal()).username == "ada"
    assert "Ada" in repr(keeper)
    await keeper.aclose()


async def test_a_client_with_a_secret_signs_in(world: Realm) -> None:
    settings = replace(world.settings, client_id="service", client_secret=Secret(SECRET))
    keeper = await password_sign_in(settings, clock=world.clock)
    assert keeper.is_signed_in
    await keeper.aclose()


@pytest.mark.fault("B23")
@pytest.mark.fault("B24")
@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({"password": Secret("wrong")}, LoginRequiredError, "local DocuMine password"),
        ({"username": "nobody"}, LoginRequiredError, "local DocuMine password"),
        ({"client_id": "unknown"}, ConfigError, "Ask DocuMine support for the client id"),
        (
            {"client_id": "service", "client_secret": Secret("wrong")},
            ConfigError,
            "Check client_secret",
        ),
        ({"client_id": "no-passwords"}, ConfigError, "flow='code'"),
    ],
)
@pytest.mark.rule("C8")
async def test_a_refusal_names_its_cure_and_is_not_repeated(
    world: Realm,
    change: dict[str, object],
    kind: type[DocuMineError],
    said: str,
    metric: Metric,
) -> None:
    with pytest.raises(kind, match=said):
        await password_sign_in(replace(world.settings, **change), clock=world.clock)  # type: ignore[arg-type]
    row = "B23" if kind is LoginRequiredError else "B24"
    metric(row, "token calls", world.token_calls, "= 1")


async def test_a_workspace_that_does_not_exist_is_told(world: Realm) -> None:
    with pytest.raises(ConfigError, match=r"has no workspace 'acne'.*display name"):
        await open_code_sign_in(replace(world.settings, workspace="acne"))
    assert world.token_calls == 0


@pytest.mark.fault("B9")
@pytest.mark.fault("B17")
@pytest.mark.fault("B23")
@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (answer("", 400, ""), LoginRequiredError, "not accepted"),
        (answer("", 403, ""), LoginRequiredError, "not accepted"),
        (refused("invalid_grant", 401), LoginRequiredError, "not accepted"),
        (answer("[1]", 400), LoginRequiredError, "not accepted"),
        (answer('{"error": 7}', 400), LoginRequiredError, "not accepted"),
        (
            refused("invalid_grant", 400, "Account is not fully set up"),
            LoginRequiredError,
            "Sign in once in a browser",
        ),
        (refused("unsupported_grant_type"), ConfigError, "unsupported_grant_type"),
        (refused("invalid_scope", 400, "no such scope"), ConfigError, "no such scope"),
        (refused("not_allowed"), ConfigError, "not_allowed"),
        (refused("Realm does not exist", 404), ConfigError, "has no workspace 'acme'"),
        (answer("", 404, ""), ConfigError, "no DocuMine login server"),
        (answer('{"message": "called x"}', 421), ConfigError, "it said: .*called x"),
        (answer("<html>Who?</html>", 403, "text/html"), ConfigError, "<html>Who"),
        (answer("", 302, Location="https://x.example"), ProtocolError, r"x\.example"),
        (answer("<html>Sign in</html>", 200, "text/html"), ProtocolError, "a web page"),
        (answer("[]", 200), ProtocolError, "without an access token"),
        (answer("", 429), RateLimitedError, "asked too often"),
        (answer("", 503), ServiceUnavailableError, "down or failing"),
        (reset(), NetworkError, "closed the connection"),
    ],
)
async def test_servers_of_all_kinds_are_understood(
    reply: Reply, kind: type[DocuMineError], said: str
) -> None:
    async with wired(reply) as wire:
        with pytest.raises(kind, match=said) as caught:
            await password_sign_in(settings_of(wire))
    assert type(caught.value) is kind
    assert len(wire.asked) == 1
    assert caught.value.cure


async def test_a_client_that_may_not_use_codes_is_told() -> None:
    async with wired(refused("unauthorized_client")) as wire:
        flow = await open_code_sign_in(settings_of(wire), listen=False)
        with pytest.raises(ConfigError, match="whether it may be used for the API"):
            await flow.complete("c.o.de")


@pytest.mark.parametrize("missing", ["username", "password"])
async def test_what_a_password_sign_in_needs_is_named(missing: str) -> None:
    async with wired(granted()) as wire:
        settings = replace(settings_of(wire), **{missing: None})  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match=f"DOCUMINE_{missing.upper()}"):
            await password_sign_in(settings)
    assert wire.asked == []
