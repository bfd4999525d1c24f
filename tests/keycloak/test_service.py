"""A service that trusts Keycloak, as a real DocuMine does: here the embedded server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.browsing import sign_in_with_new_password
from support.provider import LASTING, PASSWORD, ROTATING
from support.provider_keycloak import KeycloakProvider
from support.served import Served, served
from support.server import report
from support.signed import CALLERS, Signed, signed_in

import documine_nb as dm
from documine_nb import bridge
from documine_nb.auth.flows import password_sign_in, sign_in
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import LoginRequiredError
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.keycloak


@pytest.fixture(scope="module")
def service(real: KeycloakProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service"), issuer=real.issuer()) as running:
        yield running


def settings_of(service: Served, real: KeycloakProvider) -> ConnectSettings:
    return ConnectSettings(
        base_url=service.base_url,
        workspace=ROTATING,
        client_id="notebook",
        username="ada",
        password=Secret(PASSWORD),
        auth_path=real.address("auth"),
        token_path=real.address("token"),
    )


@pytest.fixture
def signed(service: Served, real: KeycloakProvider) -> Iterator[Signed]:
    clock = ManualClock(wall=time.time())
    with signed_in(settings_of(service, real), clock) as opened:
        yield opened


def test_the_whole_way_with_users_of_keycloak(
    service: Served, real: KeycloakProvider, tmp_path: Path
) -> None:
    assert any(real.issuer() in line for line in service.announced)
    with dm.connect(
        service.base_url,
        workspace=ROTATING,
        client_id="notebook",
        username="ada",
        password=PASSWORD,
        auth_path=real.address("auth"),
        token_path=real.address("token"),
        flow="password",
        quiet=True,
    ) as session:
        assert [user.username for user in session.users.list()] == ["ada"]
        dossier = session.dossiers.create("From Keycloak", template="Generic report")
        dossier.upload(report(tmp_path / "report.pdf", number="KC-1"))
        dossier.wait(timeout=60, progress=False)
        assert "KC-1" in dossier.to_frame().to_string()
        assert session.logout().session_ended


@pytest.mark.fault("B1")
def test_threads_with_a_token_that_is_over(signed: Signed, real: KeycloakProvider) -> None:
    before = real.refreshes("ada")
    signed.clock.advance(61)
    assert signed.threads(CALLERS) == [200] * CALLERS
    assert real.refreshes("ada") - before == 1


@pytest.mark.fault("B2")
def test_tasks_with_a_token_that_is_over(signed: Signed, real: KeycloakProvider) -> None:
    before = real.refreshes("ada")
    signed.clock.advance(61)
    assert bridge.run(signed.tasks(CALLERS)) == [200] * CALLERS
    assert real.refreshes("ada") - before == 1


@pytest.mark.fault("B2")
def test_threads_and_tasks_together_again_and_again(signed: Signed, real: KeycloakProvider) -> None:
    before = real.refreshes("ada")
    for _ in range(3):
        signed.clock.advance(61)
        tasks = bridge.submit(signed.tasks(CALLERS // 2))
        assert signed.threads(CALLERS // 2) == tasks.result() == [200] * (CALLERS // 2)
    assert real.refreshes("ada") - before == 3


@pytest.mark.fault("B8")
def test_all_callers_hear_of_a_session_that_an_administrator_ended(
    signed: Signed, real: KeycloakProvider
) -> None:
    real.end_sessions("ada")
    signed.clock.advance(61)

    async def outcomes() -> list[str]:
        results = await asyncio.gather(
            *(signed.call() for _ in range(CALLERS)), return_exceptions=True
        )
        return [f"{type(result).__name__}: {result}" for result in results]

    told = set(bridge.run(outcomes()))
    assert len(told) == 1
    assert "LoginRequiredError" in (message := told.pop())
    assert "ended on the server" in message


@pytest.mark.fault("B108")
def test_another_realms_token_opens_nothing(service: Served, real: KeycloakProvider) -> None:
    foreign = real.signed_in(LASTING)["access_token"]
    own = real.signed_in(scope="openid")
    wrong = [foreign, own["refresh_token"], own["id_token"], own["access_token"][:-6] + "AAAAAA"]
    with service.http() as http:
        statuses = [_asked(http, token) for token in [*wrong, own["access_token"]]]
    assert statuses == [401, 401, 401, 401, 200]


def _asked(http: httpx.Client, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return http.get("/api/users", headers=headers).status_code


@pytest.mark.fault("B23")
def test_an_account_that_is_locked_looks_like_a_wrong_password(real: KeycloakProvider) -> None:
    for _ in range(4):
        real.password(LASTING, username="unlucky", password="no")
    with pytest.raises(LoginRequiredError, match="not accepted") as caught:
        bridge.run(password_sign_in(_at_keycloak(real, "unlucky")))
    assert "the account may be locked for a while" in str(caught.value)


@pytest.mark.fault("B23")
def test_a_required_action_is_named_and_done_in_a_browser(real: KeycloakProvider) -> None:
    with pytest.raises(LoginRequiredError, match="Sign in once in a browser"):
        bridge.run(password_sign_in(_at_keycloak(real, "newcomer")))
    ended: list[str] = []

    def open_browser(address: str) -> None:
        ended.append(sign_in_with_new_password(address, "newcomer", "Another-horse-8"))

    settings = _at_keycloak(real, "newcomer")
    keeper = bridge.run(sign_in(settings, flow="code", open_browser=open_browser, quiet=True))
    assert (ended, keeper.who.username) == (["Signed in"], "newcomer")
    bridge.run(keeper.aclose())


def _at_keycloak(real: KeycloakProvider, username: str) -> ConnectSettings:
    return ConnectSettings(
        base_url=real.base_url(),
        workspace=LASTING,
        client_id="notebook",
        username=username,
        password=Secret(PASSWORD),
    )
