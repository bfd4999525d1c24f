"""Signing in by browser: the code flow with PKCE, by loopback and by paste."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from support.canary import everything_shown
from support.flows import open_code_sign_in
from support.identity import make_app, make_identity
from support.metrics import Metric
from support.sign_in import ACCESS, Realm, fill_in, granted, realm, settings_of
from support.wire import Wire, wired

from documine_nb.auth.flows import CodeSignIn, sign_in
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.secrets import Secret
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Realm]:
    with realm(tmp_path) as opened:
        yield opened


@pytest.fixture
async def wire(anyio_backend: str) -> AsyncIterator[Wire]:
    async with wired(granted()) as opened:
        yield opened


@pytest.fixture
async def pending(wire: Wire) -> AsyncIterator[CodeSignIn]:
    opened = await open_code_sign_in(settings_of(wire))
    yield opened
    await opened.aclose()


def asked_for(flow: CodeSignIn) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(flow.address).query).items()}


def back(flow: CodeSignIn, **changes: str | None) -> str:
    """Return the address that the login page sends the browser to."""
    asked = asked_for(flow)
    fields = {"code": "c.o.de", "state": asked["state"]} | changes
    query = urlencode({name: value for name, value in fields.items() if value is not None})
    return f"{asked['redirect_uri']}?{query}"


async def visit(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.get(address)


@pytest.mark.rule("C5")
async def test_a_person_signs_in_and_comes_back(world: Realm) -> None:
    seen: list[str] = []

    def open_browser(address: str) -> None:
        seen.append(address)
        asyncio.run_coroutine_threadsafe(person(address), loop)

    async def person(address: str) -> None:
        page = await visit(await world.browse(address))
        seen.append(page.text)

    loop = asyncio.get_running_loop()
    shown: list[str] = []
    keeper = await sign_in(
        world.settings,
        flow="code",
        show=shown.append,
        open_browser=open_browser,
        clock=world.clock,
    )
    token = await keeper.access_token()
    assert world.identity.verify(token.reveal()).username == "ada"
    assert (keeper.who.name, keeper.who.username, keeper.who.workspace) == ("Ada", "ada", "acme")
    assert shown[0] == f"Signing in to {world.settings.base_url} by browser, as asked for."
    assert seen[0] in shown[1]
    assert "acme" in shown[1]
    report = await keeper.logout()
    assert report.session_ended
    await keeper.aclose()


async def test_the_whole_way_over_real_sockets(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    identity = make_identity(ServerSettings(tmp_path, base_url=base, workspaces=("acme",)))
    server = uvicorn.Server(uvicorn.Config(make_app(identity), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        settings = ConnectSettings(base_url=base, workspace="acme", client_id="notebook")
        flow = await open_code_sign_in(settings)
        async with httpx.AsyncClient(trust_env=False) as browser:
            page = await browser.get(await fill_in(browser, flow.address))
        keeper = await flow.wait(timeout=10)
        assert page.status_code == 200
        assert "Signed in" in page.text
        assert identity.verify((await keeper.access_token()).reveal()).username == "ada"
        assert (await keeper.logout()).session_ended
        await keeper.aclose()
    finally:
        server.should_exit = True
        thread.join(30)
        identity.close()


@pytest.mark.rule("C1")
@pytest.mark.rule("C16")
async def test_every_sign_in_has_its_own_state_and_verifier(wire: Wire) -> None:
    flows_ = [await open_code_sign_in(settings_of(wire), listen=False) for _ in range(2)]
    first, second = (asked_for(flow) for flow in flows_)
    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]
    assert first["code_challenge_method"] == "S256"
    assert len(first["state"]) >= 43
    assert first["scope"] == "openid"


@pytest.mark.rule("C4")
@pytest.mark.rule("C1")
async def test_the_code_is_redeemed_with_its_verifier(wire: Wire, pending: CodeSignIn) -> None:
    await visit(back(pending))
    keeper = await pending.wait()
    await keeper.aclose()
    form = parse_qs(wire.asked[0].body.decode())
    asked = asked_for(pending)
    assert form["code"] == ["c.o.de"]
    assert form["redirect_uri"] == [asked["redirect_uri"]]
    assert len(form["code_verifier"][0]) == 43
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")


@pytest.mark.fault("B18")
async def test_strangers_and_forgers_do_not_end_the_waiting(
    wire: Wire, pending: CodeSignIn, metric: Metric
) -> None:
    home = asked_for(pending)["redirect_uri"]
    wrong = [
        urlsplit(home)._replace(path="/favicon.ico").geturl(),
        home,
        back(pending, state="other"),
        back(pending, state=None),
        back(pending, iss="https://other.example"),
        back(pending, code=None),
        f"{back(pending)}&state=other",
    ]
    answers = [(await visit(address)).status_code for address in wrong]
    assert answers == [404, 404, 400, 400, 400, 400, 400]
    metric("B18", "accepted wrong callbacks", len(wire.asked), "= 0")
    receiver = pending._receiver
    assert receiver is not None
    assert receiver.refused == len(wrong)
    assert (await visit(back(pending))).status_code == 200
    await (await pending.wait()).aclose()


@pytest.mark.fault("B18")
@pytest.mark.rule("C4")
async def test_a_second_way_back_finds_it_finished(pending: CodeSignIn) -> None:
    assert (await visit(back(pending))).status_code == 200
    assert (await visit(back(pending, code="other"))).status_code == 400
    await (await pending.wait()).aclose()
    with pytest.raises(httpx.ConnectError):
        await visit(back(pending))
    with pytest.raises(LoginRequiredError, match="used already"):
        await pending.complete(back(pending))


@pytest.mark.parametrize(
    "request_bytes",
    [b"\r\n\r\n", b"POST /callback HTTP/1.1\r\n\r\n", b"GET //[ HTTP/1.1\r\n\r\n", b"x" * 70_000],
)
async def test_noise_on_the_port_does_not_end_the_waiting(
    pending: CodeSignIn, request_bytes: bytes
) -> None:
    port = urlsplit(asked_for(pending)["redirect_uri"]).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_bytes)
    writer.write_eof()
    await asyncio.wait({asyncio.ensure_future(reader.read())})
    writer.close()
    assert (await visit(back(pending))).status_code == 200
    keeper = await pending.wait()
    assert (await keeper.access_token()).reveal() == ACCESS
    await keeper.aclose()


@pytest.mark.fault("B18")
@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("access_denied", LoginRequiredError, "refused or broken off"),
        ("invalid_scope", ConfigError, "does not allow this sign-in"),
        ("server_error", LoginRequiredError, "the sign-in failed"),
    ],
)
async def test_a_refusal_on_the_way_back_ends_the_waiting(
    pending: CodeSignIn, code: str, kind: type[Exception], said: str
) -> None:
    page = await visit(back(pending, code=None, error=code, error_description="as said"))
    assert page.status_code == 200
    with pytest.raises(kind, match=said):
        await pending.wait()


@pytest.mark.fault("B19")
async def test_the_page_shows_what_came_as_text_only(pending: CodeSignIn) -> None:
    evil = "<script>alert(1)</script>"
    page = await visit(back(pending, code=None, error="access_denied", error_description=evil))
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    with pytest.raises(LoginRequiredError):
        await pending.wait()


@pytest.mark.fault("B20")
async def test_a_port_that_is_taken_is_told_with_the_other_way(wire: Wire) -> None:
    settings = settings_of(wire, redirect_uri=f"http://127.0.0.1:{wire.port}/callback")
    with pytest.raises(ConfigError, match="flow='paste'"):
        await open_code_sign_in(settings)


@pytest.mark.fault("B20")
@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/back", "https://app.example/back"])
async def test_where_nothing_can_listen_the_address_is_asked_for(wire: Wire, address: str) -> None:
    shown: list[str] = []
    settings = settings_of(wire, redirect_uri=address.format(port=wire.port))
    keeper = await sign_in(settings, remote=False, show=shown.append, ask=lambda _: "c.o.de")
    await keeper.aclose()
    assert "by browser and paste-back: the first way does not work: " in shown[0]
    assert "Open this address" in shown[1]
    with pytest.raises(ConfigError, match="flow='paste'"):
        await sign_in(settings, flow="code")


async def test_a_fixed_address_is_listened_on_as_registered(wire: Wire) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fixed = f"http://localhost:{port}/back"
    flow = await open_code_sign_in(settings_of(wire, redirect_uri=fixed))
    assert asked_for(flow)["redirect_uri"] == fixed
    await visit(back(flow).replace("localhost", "127.0.0.1"))
    await (await flow.wait()).aclose()


async def test_an_address_elsewhere_cannot_be_listened_on(wire: Wire) -> None:
    settings = settings_of(wire, redirect_uri="https://app.example/callback")
    with pytest.raises(ConfigError, match="flow='paste'"):
        await open_code_sign_in(settings)
    flow = await open_code_sign_in(settings, listen=False)
    assert asked_for(flow)["redirect_uri"] == settings.redirect_uri
    with pytest.raises(ConfigError, match="does not listen"):
        await flow.wait()
    await (await flow.complete(back(flow))).aclose()


@pytest.mark.fault("B21")
async def test_a_person_who_never_comes_back_ends_by_the_time(pending: CodeSignIn) -> None:
    with pytest.raises(LoginRequiredError, match=r"not finished in 0\.05 s"):
        await pending.wait(timeout=0.05)
    with pytest.raises(httpx.ConnectError):
        await visit(back(pending))


@pytest.mark.fault("B21")
async def test_an_interrupt_ends_the_waiting_and_the_listening(pending: CodeSignIn) -> None:
    waiting = asyncio.create_task(pending.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(httpx.ConnectError):
        await visit(back(pending))


@pytest.mark.parametrize("wrap", ["{}", "  {}\n", "{}#_=_"])
async def test_the_address_may_be_pasted(world: Realm, wrap: str) -> None:
    asked: list[str] = []
    shown: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        address = shown[1].rsplit("\n", 1)[1]
        return wrap.format(asyncio.run(world.browse(address)))

    keeper = await sign_in(
        world.settings, flow="paste", show=shown.append, ask=ask, clock=world.clock
    )
    assert (await keeper.access_token()).reveal()
    assert len(asked) == 1
    await keeper.aclose()


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "neither the redirected address nor a code"),
        ("https://acme.example/", "neither the redirected address nor a code"),
        ("http://127.0.0.1/callback?code=a&state=other", "does not belong to this sign-in"),
        ("code=a&state=other", "does not belong to this sign-in"),
        ("Prüfung", "neither the redirected address nor a code"),
        ("http://[::1", "does not belong to this sign-in"),
    ],
)
async def test_a_wrong_paste_is_told_and_not_sent(wire: Wire, pasted: str, said: str) -> None:
    flow = await open_code_sign_in(settings_of(wire), listen=False)
    with pytest.raises(LoginRequiredError, match=said):
        await flow.complete(pasted)
    assert wire.asked == []
    await (await flow.complete(Secret("c.o.de"))).aclose()


async def test_a_kernel_elsewhere_asks_for_the_paste(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    keeper = await sign_in(settings_of(wire), show=lambda _: None, ask=lambda _: "c.o.de")
    assert keeper.is_signed_in
    await keeper.aclose()


async def test_a_browser_that_does_not_open_is_no_failure(wire: Wire) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("no browser")

    with pytest.raises(LoginRequiredError, match="not finished"):
        await sign_in(
            settings_of(wire), flow="code", show=lambda _: None, open_browser=fail, timeout=0.05
        )


async def test_a_flow_nobody_knows_is_told(wire: Wire) -> None:
    with pytest.raises(
        ConfigError, match="There are: code, device, paste, password, client_credentials"
    ):
        await sign_in(settings_of(wire), flow="magic")


async def test_a_pasted_refusal_is_told_as_what_it_is(wire: Wire) -> None:
    flow = await open_code_sign_in(settings_of(wire), listen=False)
    with pytest.raises(ConfigError, match="does not allow this sign-in"):
        await flow.complete(back(flow, code=None, error="invalid_scope"))


async def test_a_paste_of_another_sign_in_is_not_shown(wire: Wire) -> None:
    flow = await open_code_sign_in(settings_of(wire), listen=False)
    with pytest.raises(LoginRequiredError) as caught:
        await flow.complete(back(flow, code="canary", state="other"))
    assert "canary" not in everything_shown(caught.value)


async def test_a_code_that_the_server_refuses_is_told(world: Realm) -> None:
    flow = await open_code_sign_in(replace(world.settings), listen=False)
    with pytest.raises(LoginRequiredError, match="a short time only"):
        await flow.complete("never.was.one")
