"""What ends when tokens are revoked or stolen, and who services are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.identity import PROTOCOL, SECRET, World, make_identity, world

from documine_nb.server.identity import InvalidTokenError
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def here(tmp_path: Path, anyio_backend: str) -> AsyncIterator[World]:
    async with world(tmp_path, rotate_refresh_tokens=True) as opened:
        yield opened


def reason(here: World, token: str) -> str:
    with pytest.raises(InvalidTokenError) as caught:
        here.identity.verify(token)
    return caught.value.reason


async def revoke(here: World, token: str) -> None:
    form = {"client_id": "notebook", "token": token}
    assert (await here.http.post(f"{PROTOCOL}/revoke", data=form)).status_code == 200


@pytest.mark.fault("B108")
async def test_a_revoked_access_token_opens_nothing_though_its_session_lives(here: World) -> None:
    first, second = await here.password(), await here.password()
    await revoke(here, first["access_token"])
    assert reason(here, first["access_token"]) == "invalid"
    assert here.identity.verify(second["access_token"]).username == "ada"


@pytest.mark.fault("B108")
async def test_a_revoked_refresh_token_ends_the_session(here: World) -> None:
    tokens = await here.password()
    await revoke(here, tokens["refresh_token"])
    assert reason(here, tokens["access_token"]) == "ended"


@pytest.mark.fault("B108")
async def test_a_refresh_token_used_twice_ends_all_its_access_tokens(here: World) -> None:
    tokens = await here.password()
    form = {"grant_type": "refresh_token", "client_id": "notebook"}
    newer = (await here.token(**form, refresh_token=tokens["refresh_token"])).json()
    assert here.identity.verify(newer["access_token"]).username == "ada"
    await here.token(**form, refresh_token=tokens["refresh_token"])
    assert reason(here, newer["access_token"]) == "ended"
    assert reason(here, tokens["access_token"]) == "ended"


async def test_what_was_revoked_is_forgotten_once_it_is_over(here: World) -> None:
    await revoke(here, (await here.password())["access_token"])
    here.clock.advance(301)
    await here.password()
    assert here.identity._database.rows("SELECT * FROM revoked_tokens") == []


async def test_a_service_has_an_account_of_its_own_with_the_roles_it_was_given(
    here: World,
) -> None:
    here.identity.add_client("acme", "robot", secret=SECRET, service_roles=["RED_USER"])
    form = {"grant_type": "client_credentials", "client_id": "robot", "client_secret": SECRET}
    first, second = [(await here.token(**form)).json()["access_token"] for _ in range(2)]
    principal = here.identity.verify(first)
    assert (principal.username, principal.roles) == ("service-account-robot", {"RED_USER"})
    assert here.identity.verify(second).user_id == principal.user_id
    guessed = await here.token(
        grant_type="password", client_id="notebook", username="service-account-robot", password=""
    )
    assert guessed.status_code == 400


def test_an_older_data_folder_opens_with_its_clients(tmp_path: Path) -> None:
    settings = ServerSettings(tmp_path, workspaces=("acme",))
    identity = make_identity(settings)
    with identity._database.writing() as db:
        db.execute("DROP TABLE client_grants")
    identity.close()
    again = make_identity(settings)
    client = again.directory.client("acme", "notebook")
    again.close()
    assert client is not None
    assert (client.loopback, client.device_grant, client.service_roles) == (True, False, ())
