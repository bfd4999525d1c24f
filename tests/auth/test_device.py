"""The device grant: a code confirmed in any browser, asked about as often as is allowed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from support.flows import open_device_sign_in
from support.identity import BASE, PASSWORD, form_of
from support.metrics import Metric
from support.sign_in import granted, realm, refused, settings_of
from support.wire import Reply, Wire, answer, reset, wired

from documine_nb.auth import oauth
from documine_nb.auth.flows import (
    DeviceNotOfferedError,
    DeviceSignIn,
    Door,
    sign_in,
)
from documine_nb.auth.metadata import Provider
from documine_nb.errors import (
    ConfigError,
    DocuMineError,
    LoginRequiredError,
    ProtocolError,
    RateLimitedError,
)
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock
from documine_nb.transport.answer import Answer

pytestmark = pytest.mark.anyio
PENDING, SLOW = refused("authorization_pending"), refused("slow_down")
CODE: dict[str, Any] = {
    "device_code": "canary-device",
    "user_code": "ABCD-EFGH",
    "verification_uri": "https://x.example/device",
    "verification_uri_complete": "https://x.example/device?user_code=ABCD-EFGH",
    "expires_in": 600,
    "interval": 5,
}


def given(**changes: Any) -> Reply:
    body = {name: value for name, value in (CODE | changes).items() if value is not None}
    return answer(json.dumps(body))


async def started(wire: Wire, clock: ManualClock) -> DeviceSignIn:
    return await open_device_sign_in(settings_of(wire), clock=clock)


class Person(ManualClock):
    """A clock whose owner confirms the code while it is waited for the second time."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if len(self.slept) == 2:
            await self.confirm()

    async def confirm(self) -> None:
        transport = httpx.ASGITransport(app=self.app)  # type: ignore[attr-defined]
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
            action, hidden = form_of(await browser.get(self.address))  # type: ignore[attr-defined]
            data = {**hidden, "username": "ada", "password": PASSWORD, "decision": "allow"}
            self.page = await browser.post(action, data=data)


@pytest.mark.rule("C7")
async def test_a_person_confirms_the_code_and_is_signed_in(tmp_path: Path) -> None:
    person = Person()
    with realm(tmp_path, clock=person) as world:
        world.identity.add_client("acme", "notebook", loopback=True, device_grant=True)
        shown: list[str] = []

        def show(text: str) -> None:
            shown.append(text)
            if "confirm the code" in text:
                person.app, person.address = world.settings.asgi, text.rsplit("\n", 1)[1]  # type: ignore[attr-defined]

        keeper = await sign_in(world.settings, remote=True, show=show, clock=person)
        token = await keeper.access_token()
        assert world.identity.verify(token.reveal()).username == "ada"
        await keeper.aclose()
    assert world.token_calls == 2
    assert " by a device code: this kernel runs " in shown[0]
    assert all(word in shown[1] for word in (BASE, "'notebook'", "'acme'", "10 minutes"))


async def test_the_request_carries_a_challenge_and_the_poll_its_verifier() -> None:
    clock = ManualClock()
    async with wired(given(), PENDING, granted()) as wire:
        flow = await started(wire, clock)
        keeper = await flow.wait()
        await keeper.aclose()
        await flow.aclose()
    first, *polls = (parse_qs(asked.body.decode()) for asked in wire.asked)
    assert first["code_challenge_method"] == ["S256"]
    assert first["scope"] == ["openid"]
    verifier = Secret(polls[0]["code_verifier"][0])
    assert [oauth.Pkce.fresh(verifier).challenge] == first["code_challenge"]
    assert {poll["device_code"][0] for poll in polls} == {"canary-device"}
    assert (flow.verification_uri, flow.user_code) == ("https://x.example/device", "ABCD-EFGH")
    assert flow.expires_in == 600


@pytest.mark.fault("B22")
@pytest.mark.rule("C7")
@pytest.mark.parametrize(
    ("interval", "replies", "slept"),
    [
        (5, [PENDING, PENDING], [5, 5, 5]),
        (None, [PENDING], [5, 5]),
        (0, [PENDING], [5, 5]),
        ("soon", [], [5]),
        (2, [PENDING, SLOW, PENDING, SLOW], [2, 2, 7, 7, 12]),
        (5, [reset(), reset(), PENDING], [5, 10, 20, 20]),
        (5, [answer("", 503), answer("", 429)], [5, 10, 20]),
        (50, [reset(), reset()], [50, 60, 60]),
    ],
)
async def test_it_is_asked_as_often_as_allowed_and_no_more(
    interval: object, replies: list[Reply], slept: list[float], metric: Metric
) -> None:
    clock = ManualClock()
    async with wired(given(interval=interval), *replies, granted()) as wire:
        flow = await started(wire, clock)
        keeper = await flow.wait()
        assert keeper.is_signed_in
        await keeper.aclose()
    assert clock.slept == slept
    allowed = 60 / slept[0]
    metric("B22", "polls/minute of those allowed", 60 / (sum(slept) / len(slept)) / allowed, "<= 1")


@pytest.mark.fault("B22")
@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (refused("access_denied", 400, "no"), LoginRequiredError, r"was refused \(no\)"),
        (refused("expired_token"), LoginRequiredError, "not confirmed in time"),
        (refused("invalid_grant"), LoginRequiredError, "does not know the device code"),
        (refused("invalid_client", 401), ConfigError, "does not know this client"),
        (granted(access=""), ProtocolError, "without an access token"),
    ],
)
async def test_a_refusal_ends_the_asking(
    reply: Reply, kind: type[DocuMineError], said: str
) -> None:
    async with wired(given(), reply) as wire:
        flow = await started(wire, ManualClock())
        with pytest.raises(kind, match=said):
            await flow.wait()
        await flow.aclose()
    assert len(wire.asked) == 2


@pytest.mark.fault("B21")
@pytest.mark.fault("B22")
async def test_nobody_confirms_and_the_asking_ends_with_the_code() -> None:
    clock = ManualClock()
    async with wired(given(expires_in=60), PENDING) as wire:
        flow = await started(wire, clock)
        with pytest.raises(LoginRequiredError, match="not confirmed in 60 s"):
            await flow.wait()
    assert len(wire.asked) == 1 + 12
    assert sum(clock.slept) <= 60


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (refused("unauthorized_client"), DeviceNotOfferedError, "may not sign in by device"),
        (answer("", 404), DeviceNotOfferedError, r"\(HTTP 404\)"),
        (refused("invalid_client", 401), ConfigError, "does not know this client"),
        (answer("", 429), RateLimitedError, "too often"),
        (given(device_code=None), ProtocolError, "no device code"),
        (given(user_code="\x1b[31m"), ProtocolError, "no device code"),
        (given(verification_uri="javascript:alert(1)"), ProtocolError, "no address to open"),
        (given(verification_uri="http://[::1"), ProtocolError, "no address to open"),
        (answer("[]"), ProtocolError, "no device code"),
    ],
)
async def test_a_server_that_gives_no_code_is_told(
    reply: Reply, kind: type[DocuMineError], said: str
) -> None:
    async with wired(reply) as wire:
        with pytest.raises(kind, match=said):
            await started(wire, ManualClock())


async def test_a_server_without_the_grant_is_told() -> None:
    async with wired() as wire:
        settings = settings_of(wire)
        door = replace(
            await Door.find(settings), provider=Provider(None, f"{wire.url}/a", f"{wire.url}/t")
        )
        with pytest.raises(DeviceNotOfferedError, match="does not offer"):
            await DeviceSignIn(door).start()
        with pytest.raises(ConfigError, match="was not started"):
            await DeviceSignIn(door).wait()
        with pytest.raises(ConfigError, match="nothing is pasted"):
            await DeviceSignIn(door).complete("x")
        await door.aclose()


def test_a_code_is_not_shown() -> None:
    read = oauth.read_device_code(Answer(200, {}, json.dumps(CODE).encode()))
    assert "canary" not in repr(read)
    short = {**CODE, "verification_uri": None, "verification_url": "https://y.example"}
    got = oauth.read_device_code(Answer(200, {}, json.dumps(short).encode()))
    assert got.verification_uri == "https://y.example"
