"""The ladder: by facts, said in one line; every way by itself; none needs more than text."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from support.flows import open_code_sign_in
from support.identity import SECRET
from support.metrics import Metric
from support.sign_in import ACCESS, granted, realm, realm_of, refused, settings_of
from support.wire import Reply, answer, wired

from documine_nb import bridge
from documine_nb.auth.flows import (
    Choice,
    DirectSignIn,
    Door,
    choose,
    client_credentials_sign_in,
    sign_in,
)
from documine_nb.auth.metadata import Provider
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.surroundings import KNOWN_BY, Place, find_place, is_remote
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
HERE = Place("this machine", is_remote=False, is_binder=False, why="")
HUB = Place("JupyterHub", is_remote=True, is_binder=False, why="JUPYTERHUB_USER is set")
SETTINGS = ConnectSettings("https://x.example", "acme", "notebook")
PLAIN = Provider(None, "https://x.example/a", "https://x.example/t")
WITH_DEVICE = replace(
    PLAIN, discovered=True, device_authorization_endpoint="https://x.example/device"
)
BEHIND_HUB = "https://hub.example{service_prefix}proxy/{port}/callback"


# ------------------------------------------------------------------------------ recognising


@pytest.mark.rule("C6")
@pytest.mark.parametrize(
    ("variable", "name"), [(one, name) for name, ones in KNOWN_BY.items() for one in ones]
)
def test_a_kernel_elsewhere_is_known_by_its_environment(variable: str, name: str) -> None:
    place = find_place({variable: "1"}, files=())
    assert (place.name, place.is_remote, place.is_binder) == (name, True, name == "Binder")
    assert variable in place.why
    stated = find_place({variable: "1", "DOCUMINE_REMOTE": "no"}, files=())
    assert not stated.is_remote
    assert not find_place({variable: "1"}, remote=False, files=()).is_remote


def test_a_container_is_known_by_its_file(tmp_path: Path) -> None:
    assert find_place({}, files=[tmp_path / "none", tmp_path]).name == "a container"
    assert not find_place({}, files=[tmp_path / "none"]).is_remote


def test_what_is_stated_wins() -> None:
    assert find_place({"DOCUMINE_REMOTE": "1"}, files=()).name == "another machine"
    assert find_place({}, remote=True, files=()).is_remote
    with pytest.raises(ConfigError, match="neither yes nor no"):
        find_place({"DOCUMINE_REMOTE": "maybe"}, files=())


def test_the_process_environment_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMINE_REMOTE", "1")
    assert is_remote()


# --------------------------------------------------------------------------------- choosing


@pytest.mark.rule("C6")
@pytest.mark.rule("C8")
@pytest.mark.parametrize(
    ("place", "provider", "redirect_uri", "flow"),
    [
        (HERE, PLAIN, None, "code"),
        (HERE, WITH_DEVICE, None, "code"),
        (HUB, PLAIN, None, "paste"),
        (HUB, replace(WITH_DEVICE, discovered=False), None, "paste"),
        (HUB, WITH_DEVICE, None, "device"),
        (HUB, WITH_DEVICE, BEHIND_HUB, "code"),
        (HUB, PLAIN, "https://app.example/back", "paste"),
    ],
)
def test_the_way_is_chosen_by_facts_and_never_the_password(
    place: Place, provider: Provider, redirect_uri: str | None, flow: str
) -> None:
    settings = replace(SETTINGS, redirect_uri=redirect_uri, username="ada", password="canary")
    choice = choose(settings, provider, place)
    assert choice.flow == flow
    assert "\n" not in str(choice)
    assert (place is HERE) or "JUPYTERHUB_USER" in str(choice)
    assert choose(settings, provider, place, flow="password") == Choice(
        "password", "as asked for", is_asked_for=True
    )


def advertised(url: str, *, device: bool = True) -> Reply:
    issuer = f"{url}/auth/realms/acme"
    extra = {"device_authorization_endpoint": f"{issuer}/device"} if device else {}
    return answer(json.dumps(realm_of(issuer, **extra)))


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    ("refusal", "asked", "said"),
    [
        (refused("unauthorized_client"), ["c.o.de"], "may not sign in by device code"),
        (None, [], "confirm the code ABCD"),
    ],
)
async def test_on_a_hub_the_device_code_comes_first_then_the_paste(
    refusal: Reply | None, asked: list[str], said: str
) -> None:
    code = {"device_code": "d", "user_code": "ABCD", "verification_uri": "https://x.example/d"}
    shown: list[str] = []
    async with wired(granted()) as wire:
        device = refusal or answer(json.dumps(code))
        wire.replies = [advertised(wire.url), device, granted()]
        settings = replace(settings_of(wire), auth_path=None, token_path=None)
        keeper = await sign_in(
            settings,
            remote=True,
            show=shown.append,
            ask=lambda _: asked.pop(),
            clock=ManualClock(),
        )
        await keeper.aclose()
    assert said in " ".join(shown)
    assert asked == []


@pytest.mark.fault("B20")
async def test_a_taken_port_costs_no_time(metric: Metric) -> None:
    async with wired(granted()) as wire:
        settings = settings_of(wire, redirect_uri=f"http://127.0.0.1:{wire.port}/callback")
        began = time.monotonic()
        keeper = await sign_in(settings, remote=False, show=lambda _: None, ask=lambda _: "c.o.de")
        metric("B20", "seconds to the fallback", time.monotonic() - began, "<= 1")
        await keeper.aclose()


async def test_what_was_asked_for_is_not_replaced() -> None:
    async with wired(refused("unauthorized_client")) as wire:
        with pytest.raises(ConfigError, match="may not sign in by device code"):
            await sign_in(settings_of(wire), flow="device", show=lambda _: None)


async def test_quietly_only_what_must_be_done_is_shown() -> None:
    shown: list[str] = []
    async with wired(granted()) as wire:
        keeper = await sign_in(
            settings_of(wire), flow="paste", quiet=True, show=shown.append, ask=lambda _: "c.o.de"
        )
        await keeper.aclose()
    assert len(shown) == 1
    assert shown[0].startswith("Open this address")


@pytest.mark.parametrize("error", [EOFError(), RuntimeError("no front end"), OSError()])
async def test_where_nobody_can_be_asked_it_is_told(error: Exception) -> None:
    def ask(_: str) -> str:
        raise error

    async with wired(granted()) as wire:
        with pytest.raises(LoginRequiredError, match="nobody can be asked here"):
            await sign_in(settings_of(wire), flow="paste", show=lambda _: None, ask=ask)


@pytest.mark.fault("B21")
def test_an_interrupt_while_the_address_is_asked_for_ends_it() -> None:
    def ask(_: str) -> str:
        raise KeyboardInterrupt

    async def run() -> None:
        async with wired(granted()) as wire:
            await sign_in(settings_of(wire), flow="paste", show=lambda _: None, ask=ask)

    with pytest.raises(KeyboardInterrupt):
        bridge.run(run())


# --------------------------------------------------------------- behind jupyter-server-proxy


class Proxy:
    """Does what jupyter-server-proxy does: takes the prefix off and hands on to the port."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    async def serve(self, scope: Any, _: Any, send: Any) -> None:
        port, _, rest = scope["path"].removeprefix(f"{self._prefix}proxy/").partition("/")
        query = scope["query_string"].decode()
        async with httpx.AsyncClient(trust_env=False) as http:
            got = await http.get(f"http://127.0.0.1:{port}/{rest}?{query}")
        headers = [(b"content-type", got.headers["content-type"].encode())]
        await send({"type": "http.response.start", "status": got.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": got.content})


@pytest.mark.parametrize("fixed", [False, True])
async def test_a_callback_comes_through_the_hubs_proxy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fixed: bool,  # noqa: FBT001 -- a row of the table
    unused_port: int,
) -> None:
    prefix = "/user/ada/"
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", prefix)
    address = BEHIND_HUB.replace("{port}", str(unused_port)) if fixed else BEHIND_HUB
    with realm(tmp_path) as world:
        settings = replace(world.settings, redirect_uri=address)
        flow = await open_code_sign_in(settings, clock=world.clock)
        asked = parse_qs(urlsplit(flow.address).query)
        registered = asked["redirect_uri"][0]
        assert registered.startswith(f"https://hub.example{prefix}proxy/")
        assert "{" not in registered
        world.identity.add_client("acme", "notebook", redirect_uris=[registered])
        browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(Proxy(prefix).serve), base_url="https://hub.example"
        )
        async with browser:
            page = await browser.get(await world.browse(flow.address))
        assert "Signed in" in page.text
        keeper = await flow.wait()
        assert world.identity.verify((await keeper.access_token()).reveal()).username == "ada"
        await keeper.aclose()


@pytest.fixture
def unused_port() -> int:
    import socket  # noqa: PLC0415 -- for this fixture only

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


# ------------------------------------------------------------------------- without a browser


async def test_a_service_signs_in_by_itself_and_stays_signed_in(tmp_path: Path) -> None:
    with realm(tmp_path) as world:
        world.identity.add_client("acme", "robot", secret=SECRET, service_roles=["RED_USER"])
        settings = replace(world.settings, client_id="robot", client_secret=SECRET)
        keeper = await client_credentials_sign_in(settings, clock=world.clock)
        first = await keeper.access_token()
        world.clock.advance(301)
        second = await keeper.access_token()
        assert first != second
        assert world.identity.verify(second.reveal())
        assert world.token_calls == 2
        await keeper.aclose()


@pytest.mark.rule("C8")
@pytest.mark.parametrize(
    ("flow", "missing"),
    [("password", "username"), ("client_credentials", "client_secret")],
)
async def test_what_a_way_needs_is_asked_for_before_anything_is_sent(
    flow: str, missing: str
) -> None:
    async with wired() as wire:
        settings = replace(settings_of(wire), username=None, password=None)
        with pytest.raises(ConfigError, match=f"needs a {missing}.*DOCUMINE_"):
            await sign_in(settings, flow=flow)
    assert wire.asked == []


async def test_every_way_is_driven_by_the_same_steps() -> None:
    async with wired(granted()) as wire:
        door = await Door.find(settings_of(wire), clock=ManualClock())
        flow = DirectSignIn(door, flow="password")
        assert await flow.start() == flow.address == ""
        with pytest.raises(ConfigError, match="nothing is pasted"):
            await flow.complete("x")
        keeper = await flow.wait()
        await flow.aclose()
        await keeper.aclose()


async def test_a_refused_service_is_told() -> None:
    for reply, said in [
        (refused("unauthorized_client", 400), "service account"),
        (refused("invalid_grant"), "gave the client no token"),
    ]:
        async with wired(reply) as wire:
            settings = replace(settings_of(wire), client_secret=SECRET)
            with pytest.raises((ConfigError, LoginRequiredError), match=said):
                await client_credentials_sign_in(settings)


async def test_two_ways_may_be_offered_at_once() -> None:
    async with wired(granted()) as wire:
        flow = await open_code_sign_in(settings_of(wire))
        waiting = asyncio.create_task(flow.wait())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        keeper = await flow.complete("c.o.de")
        assert (await keeper.access_token()).reveal() == ACCESS
        await keeper.aclose()


@pytest.mark.rule("C6")
async def test_another_machine_is_named_as_such_and_a_code_falls_back_to_the_device() -> None:
    elsewhere = find_place({}, remote=True, files=())
    assert "this kernel runs on another machine" in choose(SETTINGS, PLAIN, elsewhere).why
    code = {"device_code": "d", "user_code": "ABCD", "verification_uri": "https://x.example/d"}
    shown: list[str] = []
    async with wired(granted()) as wire:
        wire.replies = [advertised(wire.url), answer(json.dumps(code)), granted()]
        settings = settings_of(wire, redirect_uri=f"http://127.0.0.1:{wire.port}/callback")
        settings = replace(settings, auth_path=None, token_path=None)
        keeper = await sign_in(settings, remote=False, show=shown.append, clock=ManualClock())
        await keeper.aclose()
    assert "by a device code: the first way does not work: " in shown[0]


async def test_a_sign_in_that_is_broken_off_is_told_to_all_who_wait_for_it() -> None:
    def ask(_: str) -> str:
        raise bridge.CallerGoneError("interrupted")

    async with wired(granted()) as wire:
        with pytest.raises(LoginRequiredError, match="was broken off"):
            await sign_in(settings_of(wire), flow="paste", show=lambda _: None, ask=ask)
