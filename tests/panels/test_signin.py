"""Signing in and out by the panel, against a server on a real port."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from support.served import Served, served
from support.sign_in import fill_in

from documine_nb.bridge import run
from documine_nb.panels.state.app import App
from documine_nb.panels.state.signin import SignIn
from documine_nb.panels.static import html_of
from documine_nb.secrets import Secret


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def app(server: Served) -> Iterator[App]:
    state = App(None, {})
    known = server.credentials
    state.signin.fields = {
        "base_url": server.base_url,
        "workspace": known.workspace,
        "client_id": known.client_id,
    }
    yield state
    state.close()
    state.settle()
    if state.desk.session is not None:
        state.desk.session.close()


async def _at_the_login_page(server: Served, address: str) -> str:
    """Do what a person does in the browser; return where it is sent then."""
    known = server.credentials
    async with httpx.AsyncClient(trust_env=False) as http:
        return await fill_in(http, address, username=known.username, password=known.password)


async def _follow(address: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(address)).status_code


def _begun(signin: SignIn, flow: str | None = None) -> None:
    """Start a sign-in that waits for the browser, and return once its address is there."""
    there = threading.Event()
    signin.observe(lambda: there.set() if signin.address or signin.problem else None)
    signin.start(signin.begin(flow))
    assert there.wait(20)
    assert signin.problem is None


def test_the_browser_comes_back_by_itself(app: App, server: Served) -> None:
    app.signin.remote = False
    _begun(app.signin)

    assert run(_follow(run(_at_the_login_page(server, app.signin.address)))) == 200
    app.settle()

    assert app.signin.problem is None
    assert app.desk.is_signed_in
    assert app.part is app.dossiers
    assert app.signin.address == ""
    assert app.desk.namespace["session"] is app.desk.session


@pytest.mark.parametrize("is_remote", [False, True])
def test_the_address_it_ended_at_can_be_pasted(app: App, server: Served, is_remote: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    app.signin.remote = is_remote
    _begun(app.signin, "paste" if is_remote else None)

    ended_at = run(_at_the_login_page(server, app.signin.address))
    run(app.signin.paste(Secret(ended_at)))
    app.settle()

    assert app.signin.problem is None
    assert app.desk.is_signed_in


def test_another_address_is_refused_and_the_right_one_still_taken(app: App, server: Served) -> None:
    _begun(app.signin, "paste")
    ended_at = run(_at_the_login_page(server, app.signin.address))

    run(app.signin.paste(Secret("https://elsewhere.example/?code=canary-code&state=x")))
    assert app.signin.problem is not None
    assert "canary" not in " ".join(app.signin.problem.lines())
    assert not app.desk.is_signed_in

    run(app.signin.paste(Secret(ended_at)))
    app.settle()
    assert app.desk.is_signed_in


def test_a_technical_user_signs_in_and_out(app: App, server: Served) -> None:
    known = server.credentials

    run(app.signin.use_password(known.username, Secret(known.password)))
    app.settle()
    assert app.desk.is_signed_in
    session = app.desk.session
    run(app.signin.sign_out())
    app.settle()

    assert app.signin.note == "Signed out, here and on the server."
    assert session is not None
    assert not session.is_signed_in
    assert "session" not in app.desk.namespace
    assert app.part is app.signin


@pytest.mark.fault("B96")
def test_a_wrong_password_is_told_and_nowhere_kept(app: App, server: Served) -> None:
    run(app.signin.use_password(server.credentials.username, Secret("canary-password")))

    assert app.signin.problem is not None
    assert app.signin.problem.cure
    assert "canary" not in html_of(app)
    assert "canary" not in repr(vars(app.signin))


@pytest.mark.parametrize(
    ("field", "value"),
    [("client_id", ""), ("base_url", "http://127.0.0.1:9"), ("workspace", "x/y")],
)
def test_what_is_missing_or_wrong_is_told_with_its_cure(app: App, field: str, value: str) -> None:
    app.signin.fields[field] = value

    run(app.signin.begin())

    assert app.signin.problem is not None
    assert app.signin.problem.cure
    assert app.signin.busy == ""


def test_a_name_of_the_users_is_not_overwritten(app: App, server: Served) -> None:
    app.desk.namespace["session"] = "mine"
    known = server.credentials

    run(app.signin.use_password(known.username, Secret(known.password)))

    assert app.desk.namespace["session"] == "mine"


def test_the_demo_needs_no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    from documine_nb.demonstration import demo  # noqa: PLC0415 -- what is replaced

    class Empty:
        """The demo without its sample dossiers, which take seconds."""

        @staticmethod
        async def aio() -> object:
            return await demo.aio(samples=False, quiet=True)

    monkeypatch.setattr("documine_nb.panels.state.signin.demo", Empty)
    state = App(None, {})

    run(state.signin.use_demo())
    state.settle()

    assert state.desk.is_signed_in
    run(state.signin.sign_out())
    state.settle()
    assert state.part is state.signin


def test_a_field_left_empty_is_named_as_it_is_labelled(app: App) -> None:
    app.signin.fields["workspace"] = " "

    run(app.signin.begin())

    assert app.signin.problem is not None
    assert app.signin.problem.lines() == ["Workspace is empty", "Fill it in: the workspace's id."]


def test_what_the_environment_says_counts_for_an_empty_field(
    app: App, server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCUMINE_WORKSPACE", server.credentials.workspace)
    app.signin.fields["workspace"] = ""

    _begun(app.signin)

    assert server.credentials.workspace in app.signin.address
