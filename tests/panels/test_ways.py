"""Each way to sign in by the panel, and what follows when the server ends a session."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from ipywidgets.embed import embed_data
from support.identity import form_of
from support.served import Served, served

from documine_nb.auth.flows import DeviceSignIn
from documine_nb.auth.profiles import write_profile
from documine_nb.bridge import run
from documine_nb.panels.state.app import App
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.signin import BEAT, SignIn
from documine_nb.panels.views.panel import Panel
from documine_nb.secrets import Secret
from documine_nb.session import Session


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), device_poll_interval=1) as running:
        yield running


@pytest.fixture
def app(server: Served) -> Iterator[App]:
    state = _app(server)
    yield state
    _closed(state)


def _app(server: Served) -> App:
    state = App(None, {})
    known = server.credentials
    state.signin.fields = {
        "base_url": server.base_url,
        "workspace": known.workspace,
        "client_id": known.client_id,
    }
    state.signin.remote = True
    return state


def _closed(state: App) -> None:
    state.close()
    state.settle()
    if state.desk.session is not None:
        state.desk.session.close()


def _begun(signin: SignIn, flow: str | None = None) -> None:
    """Start a sign-in and return once there is something for the person to do."""
    there = threading.Event()
    forget = signin.observe(
        lambda: there.set() if signin.problem or (signin.address and _is(signin, flow)) else None
    )
    signin.start(signin.begin(flow))
    assert there.wait(20)
    forget()
    assert signin.problem is None


def _is(signin: SignIn, flow: str | None) -> bool:
    return flow is None or (signin.choice is not None and signin.choice.flow == flow)


def _signed_in(app: App, server: Served) -> Session:
    known = server.credentials
    run(app.signin.use_password(known.username, Secret(known.password)))
    app.settle()
    assert app.desk.session is not None
    return app.desk.session


async def _allow(server: Served, address: str) -> None:
    """Do what a person does at the device page."""
    known = server.credentials
    async with httpx.AsyncClient(trust_env=False) as http:
        action, hidden = form_of(await http.get(address))
        given = {"username": known.username, "password": known.password, "decision": "allow"}
        answer = await http.post(action, data={**hidden, **given})
    assert "Device connected" in answer.text


async def _end_on_server(session: Session) -> None:
    """End the session as an administrator does: nothing of this process is told."""
    keeper = session._keeper
    tokens = keeper._tokens
    assert tokens is not None
    assert tokens.refresh is not None
    url = keeper._provider.end_session_endpoint
    assert url is not None
    form = {"client_id": keeper._settings.client_id, "refresh_token": tokens.refresh.reveal()}
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.post(url, data=form)).status_code < 400


def test_the_ladders_choice_comes_first_with_its_reason(app: App) -> None:
    _begun(app.signin)

    assert isinstance(app.signin.way, DeviceSignIn)
    assert "remote= says so" in str(app.signin.choice)
    assert app.signin.others == ("paste",)


def test_where_the_browser_is_beside_the_kernel_every_way_is_offered(app: App) -> None:
    app.signin.remote = False

    _begun(app.signin)

    assert app.signin.way is not None
    assert app.signin.way.flow == "code"
    assert app.signin.others == ("device", "paste")


def test_a_code_is_confirmed_in_any_browser(app: App, server: Served) -> None:
    _begun(app.signin, "device")

    run(_allow(server, app.signin.address))
    app.settle()

    assert app.signin.problem is None
    assert app.desk.is_signed_in
    assert app.signin.way is None


def test_another_way_ends_the_one_under_way(app: App) -> None:
    _begun(app.signin, "device")
    waiting = app.signin._waiting

    _begun(app.signin, "paste")

    assert waiting is not None
    assert waiting.cancelled()
    assert app.signin.way is not None
    assert app.signin.way.flow == "paste"


def test_going_back_ends_the_way_under_way(app: App) -> None:
    _begun(app.signin, "device")

    run(app.signin.give_up())
    app.settle()

    assert app.signin.way is None
    assert app.signin.busy == ""
    assert app.signin.problem is None


@pytest.mark.parametrize("flow", ["device", "paste"])
def test_a_closed_panel_waits_for_nobody(server: Served, flow: str) -> None:
    state = _app(server)
    _begun(state.signin, flow)

    state.close()
    state.settle()

    assert state.signin.way is None
    assert state.signin._waiting is None


def test_a_client_signs_in_as_itself(app: App, server: Served) -> None:
    known = server.credentials
    app.signin.fields["client_id"] = known.service_client_id

    run(app.signin.use_client_secret(Secret(known.client_secret)))
    app.settle()

    assert app.signin.problem is None
    assert app.desk.is_signed_in


def test_a_profile_fills_the_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("DOCUMINE_URL", "DOCUMINE_WORKSPACE", "DOCUMINE_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    address = "https://acme.documine.example"
    write_profile("acme", {"base_url": address, "workspace": "acme", "client_id": "notebooks"})
    signin = SignIn(Desk(None, {}))

    signin.take_profile("acme")

    assert signin.profiles == ["acme"]
    assert signin.fields == {"base_url": address, "workspace": "acme", "client_id": "notebooks"}
    assert signin.code() == "session = dm.connect(profile='acme')"


def test_who_stays_signed_in_is_not_asked_again(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first, second = _app(server), _app(server)
    first.signin.keep = second.signin.keep = "file"
    _signed_in(first, server)

    run(second.signin.begin())
    second.settle()

    assert second.signin.problem is None
    assert second.desk.is_signed_in
    _closed(first)
    _closed(second)


def test_on_binder_no_place_to_keep_it_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "binder.example")

    assert SignIn(Desk(None, {})).keeps == ("memory",)


def test_an_ended_session_is_told_once_and_its_handles_go_on(app: App, server: Served) -> None:
    _begun(app.signin, "device")
    run(_allow(server, app.signin.address))
    app.settle()
    session = app.desk.session
    assert session is not None
    app.go(5)
    app.settle()
    dossier = session.dossiers.create("Before", template="Generic report")
    run(_end_on_server(session))

    for part in (app.usage, app.dossiers):
        part.start(part.load())  # as a click does: a foreground call would ask in the cell
    app.settle()

    assert app.part is app.signin
    assert [part.problem for part in app.parts] == [None] * 6
    assert "is over" in app.signin.summary()[0]
    assert app.signin.code() == "session.sign_in()"

    _begun(app.signin)
    run(_allow(server, app.signin.address))
    app.settle()

    assert app.desk.session is session
    assert app.part is app.usage
    assert dossier.files.list() is not None
    assert "Everything goes on." in app.signin.note


def test_another_user_does_not_go_on_with_an_ended_session(app: App, server: Served) -> None:
    _begun(app.signin, "device")
    run(_allow(server, app.signin.address))
    app.settle()
    session = app.desk.session
    assert session is not None
    run(_end_on_server(session))
    app.dossiers.start(app.dossiers.load())
    app.settle()

    known = server.credentials
    run(app.signin.use_password(known.viewer_username, Secret(known.viewer_password)))

    assert app.signin.problem is not None
    assert "but this session is that of" in app.signin.problem.text
    assert not app.desk.is_signed_in


def test_the_time_left_is_shown_and_floods_nothing(app: App, server: Served) -> None:
    session = _signed_in(app, server)
    panel = Panel(session, {})
    panel.state.settle()
    sent: list[str] = []
    panel._who.observe(lambda change: sent.append(change.new), names="value")

    state = json.dumps(embed_data(views=[panel.widget], drop_defaults=False), default=str)
    for _ in range(30):
        panel.state.signin.changed()

    assert f"{session.who.name} in workspace {session.workspace}" in state
    assert "min left" in state
    assert len(sent) <= 1
    panel.close()


def test_the_time_is_looked_at_every_ten_seconds(app: App, server: Served) -> None:
    class Stopped:
        """A clock on which the second sleep never ends."""

        def __init__(self) -> None:
            self.slept: list[float] = []
            self.is_second = threading.Event()

        def wall(self) -> float:
            return 0.0

        def monotonic(self) -> float:
            return 0.0

        async def sleep(self, seconds: float) -> None:
            self.slept.append(seconds)
            if len(self.slept) > 1:
                self.is_second.set()
                await asyncio.Event().wait()

    session = _signed_in(app, server)
    clock = Stopped()
    signin = SignIn(Desk(session, {}), clock=clock)
    drawn: list[str] = []
    signin.observe(lambda: drawn.append(signin.lasts()))

    signin.watch()
    assert clock.is_second.wait(10)
    signin.close()

    assert clock.slept == [BEAT, BEAT]
    assert len(drawn) == 1
