"""Every way to sign in, through the toolkit, at Keycloak and at the embedded identity server."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from support.browsing import address_ended_at, decide_on_device, sign_in_by_loopback
from support.provider import LASTING, PASSWORD, ROTATING, SECRET, Provider

from documine_nb import bridge
from documine_nb.auth.flows import sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.secrets import Secret

pytestmark = pytest.mark.keycloak


def settings_of(provider: Provider, realm: str = ROTATING, **changes: str) -> ConnectSettings:
    named = {"client_id": "notebook", "username": "ada", "password": PASSWORD} | changes
    return ConnectSettings(base_url=provider.base_url(realm), workspace=realm, **named)  # type: ignore[arg-type]


@dataclass
class Person:
    """Somebody who does in a browser what the toolkit shows, meanwhile."""

    allow: bool = True
    shown: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    thread: threading.Thread | None = None

    def show(self, text: str) -> None:
        self.shown.append(text)
        if "confirm the code" in text:
            self.thread = threading.Thread(
                target=self._decide, args=[text.rsplit("\n", maxsplit=1)[-1]]
            )
            self.thread.start()

    def open_browser(self, address: str) -> None:
        self.pages.append(sign_in_by_loopback(address))

    def ask(self, _prompt: str) -> str:
        return address_ended_at(self.shown[-1].split("\n")[-1])

    def _decide(self, address: str) -> None:
        self.pages.append(decide_on_device(address, allow=self.allow))


def signed_in(settings: ConnectSettings, flow: str, person: Person | None = None) -> TokenKeeper:
    someone = person or Person()
    try:
        return bridge.run(
            sign_in(
                settings,
                flow=flow,
                show=someone.show,
                ask=someone.ask,
                open_browser=someone.open_browser,
                timeout=60,
            )
        )
    finally:
        if someone.thread is not None:
            someone.thread.join(60)


def used_up(keeper: TokenKeeper, provider: Provider, realm: str = ROTATING) -> None:
    """Renew, sign out, and see that the server knows of it."""
    first = bridge.run(keeper.access_token())
    second = bridge.run(keeper.access_token(rejected=first))
    third = bridge.run(keeper.access_token(rejected=second))
    assert len({first, second, third}) == 3
    tokens = keeper._tokens
    assert tokens is not None
    assert tokens.refresh is not None
    report = bridge.run(keeper.logout())
    assert (report.forgotten, report.revoked, report.session_ended) == (True, True, True)
    bridge.run(keeper.aclose())
    again = provider.refresh(tokens.refresh.reveal(), realm)
    assert again.json()["error_description"] == "Session not active"


def test_by_browser_and_loopback(provider: Provider) -> None:
    person = Person()
    keeper = signed_in(settings_of(provider), "code", person)
    assert person.pages == ["Signed in"]
    assert (keeper.who.username, keeper.who.workspace) == ("ada", "acme")
    used_up(keeper, provider)


@pytest.mark.fault("B20")
def test_by_browser_and_paste_back(provider: Provider) -> None:
    keeper = signed_in(settings_of(provider), "paste")
    assert keeper.who.username == "ada"
    used_up(keeper, provider)


def test_by_a_device_code(provider: Provider) -> None:
    keeper = signed_in(settings_of(provider), "device")
    assert keeper.who.username == "ada"
    used_up(keeper, provider)


@pytest.mark.fault("B22")
def test_a_device_that_is_denied_is_told(provider: Provider) -> None:
    with pytest.raises(LoginRequiredError, match=r"denied|refused"):
        signed_in(settings_of(provider), "device", Person(allow=False))


@pytest.mark.parametrize("realm", [ROTATING, LASTING])
def test_by_password(provider: Provider, realm: str) -> None:
    keeper = signed_in(settings_of(provider, realm), "password")
    assert keeper.who.username == "ada"
    used_up(keeper, provider, realm)


def test_by_the_clients_own_secret(provider: Provider) -> None:
    settings = settings_of(provider, client_id="service", client_secret=SECRET)
    keeper = signed_in(settings, "client_credentials")
    first = bridge.run(keeper.access_token())
    assert bridge.run(keeper.access_token(rejected=first)) != first
    bridge.run(keeper.aclose())


@pytest.mark.fault("B24")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "nobody"}, "does not know this client"),
        ({"client_id": "service", "client_secret": "no"}, "client secret"),
        ({"client_id": "browser-only"}, "may not sign in this way"),
        ({"scope": "openid nonsense"}, "settings"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named(provider: Provider, changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        signed_in(settings_of(provider, **changes), "password")


def test_a_workspace_that_is_missing_is_named(provider: Provider) -> None:
    settings = ConnectSettings(
        base_url=provider.base_url(),
        workspace="nope",
        client_id="notebook",
        username="ada",
        password=Secret(PASSWORD),
    )
    with pytest.raises(ConfigError, match="no workspace 'nope'"):
        signed_in(settings, "password")


@pytest.mark.fault("B23")
def test_a_wrong_password_is_sent_once(provider: Provider) -> None:
    with pytest.raises(LoginRequiredError, match="not accepted") as caught:
        signed_in(settings_of(provider, password="no"), "password")
    assert "not retried" in str(caught.value)


@pytest.mark.fault("B8")
def test_a_session_that_an_administrator_ended_asks_for_a_sign_in(provider: Provider) -> None:
    keeper = signed_in(settings_of(provider), "password")
    token = bridge.run(keeper.access_token())
    provider.end_sessions("ada")
    with pytest.raises(LoginRequiredError, match="ended on the server"):
        bridge.run(keeper.access_token(rejected=token))
    bridge.run(keeper.aclose())
