"""Letting another device in (RFC 8628)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.identity import BASE, CHALLENGE, PROTOCOL, REALM, VERIFIER, World, form_of, world

from documine_nb.server.identity.grants import DEVICE_GRANT

pytestmark = pytest.mark.anyio
ALLOW, DENY = {"decision": "allow"}, {"decision": "deny"}


@pytest.fixture
async def here(tmp_path: Path, anyio_backend: str) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        opened.identity.add_client("acme", "notebook", loopback=True, device_grant=True)
        yield opened


async def start(here: World, **changes: str) -> dict[str, Any]:
    form = {"client_id": "notebook", "code_challenge": CHALLENGE.decode()}
    form |= {"code_challenge_method": "S256"} | changes
    answer = await here.http.post(f"{PROTOCOL}/auth/device", data=form)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def poll(here: World, device: dict[str, Any], **changes: str) -> str:
    """Return what the poll is answered: an error, or "signed in"."""
    form = {"grant_type": DEVICE_GRANT, "client_id": "notebook", "code_verifier": VERIFIER}
    answer = await here.token(**(form | {"device_code": device["device_code"]} | changes))
    return str(answer.json().get("error", "signed in"))


async def page(here: World, typed: str) -> httpx.Response:
    return await here.http.get(f"{REALM}/device", params={"user_code": typed})


async def test_who_allows_it_signs_the_device_in(here: World) -> None:
    device = await start(here)
    assert device["verification_uri"] == f"{BASE}{REALM}/device"
    shown = await here.http.get(device["verification_uri_complete"])
    assert all(text in shown.text for text in (device["user_code"], "acme", "notebook"))
    done = await here.fill_in(shown, **ALLOW)
    assert "Device connected" in done.text
    assert await poll(here, device) == "signed in"


@pytest.mark.fault("B22")
async def test_a_device_may_ask_every_five_seconds(here: World) -> None:
    device = await start(here)
    assert device["interval"] == 5
    assert await poll(here, device) == "authorization_pending"
    here.clock.advance(4)
    assert await poll(here, device) == "slow_down"
    here.clock.advance(1)
    assert await poll(here, device) == "authorization_pending"


@pytest.mark.fault("B22")
async def test_a_code_ends_after_ten_minutes_for_both_sides(here: World) -> None:
    device = await start(here)
    shown = await page(here, device["user_code"])
    here.clock.advance(601)
    assert await poll(here, device) == "expired_token"
    assert "Invalid code" in (await page(here, device["user_code"])).text
    assert (await here.fill_in(shown, **ALLOW)).status_code == 400


async def test_denying_needs_no_password(here: World) -> None:
    device = await start(here)
    done = await here.fill_in(
        await page(here, device["user_code"]), **DENY, username="", password=""
    )
    assert "You denied it" in done.text
    assert await poll(here, device) == "access_denied"


async def test_a_wrong_password_shows_the_question_again(here: World) -> None:
    device = await start(here)
    again = await here.fill_in(await page(here, device["user_code"]), **ALLOW, password="no")
    assert "Invalid username or password." in again.text
    assert await poll(here, device) == "authorization_pending"
    await here.fill_in(again, **ALLOW)
    here.clock.advance(5)
    assert await poll(here, device) == "signed in"


@pytest.mark.fault("B104")
@pytest.mark.parametrize("forget", ["csrf", "cookie"])
async def test_a_decision_from_elsewhere_is_refused(here: World, forget: str) -> None:
    device = await start(here)
    shown = await page(here, device["user_code"])
    if forget == "cookie":
        here.http.cookies.clear()
    guessed = {"csrf": "guessed"} if forget == "csrf" else {}
    assert (await here.fill_in(shown, **ALLOW, **guessed)).status_code == 400
    assert await poll(here, device) == "authorization_pending"


@pytest.mark.fault("B108")
async def test_a_login_page_decides_on_no_device_and_the_other_way_round(here: World) -> None:
    device = await start(here)
    pages = [await here.authorize(), await page(here, device["user_code"])]
    for shown, wrong in zip(pages, ("device", "authenticate"), strict=True):
        action, hidden = form_of(shown)
        swapped = action.replace("login-actions/authenticate", "login-actions/device")
        if wrong == "authenticate":
            swapped = action.replace("login-actions/device", "login-actions/authenticate")
        answer = await here.http.post(swapped, data={**hidden, **ALLOW, "username": "ada"})
        assert answer.status_code == 400
    assert await poll(here, device) == "authorization_pending"


@pytest.mark.fault("B108")
async def test_guessing_user_codes_is_stopped_even_where_the_next_is_right(here: World) -> None:
    device = await start(here)
    for number in range(30):
        assert (await page(here, f"BBBB-{number:04}")).status_code == 200
    stopped = await page(here, device["user_code"])
    assert (stopped.status_code, "Too many wrong codes" in stopped.text) == (429, True)
    here.clock.advance(61)
    assert "Sign in and allow" in (await page(here, device["user_code"])).text


async def test_a_code_is_read_however_it_is_typed(here: World) -> None:
    typed = f" {(await start(here))['user_code'].lower().replace('-', ' ')} "
    assert "Sign in and allow" in (await page(here, typed)).text


@pytest.mark.fault("B108")
async def test_a_question_is_answered_once(here: World) -> None:
    device = await start(here)
    first, second = [await page(here, device["user_code"]) for _ in range(2)]
    await here.fill_in(first, **DENY)
    assert (await here.fill_in(first, **ALLOW)).status_code == 400
    assert (await here.fill_in(second, **ALLOW)).status_code == 400
    assert await poll(here, device) == "access_denied"


@pytest.mark.fault("B108")
async def test_codes_of_one_workspace_are_unknown_in_another(here: World) -> None:
    here.identity.add_client("other", "notebook", device_grant=True)
    device = await start(here)
    form = {"grant_type": DEVICE_GRANT, "client_id": "notebook", "code_verifier": VERIFIER}
    answer = await here.http.post(
        PROTOCOL.replace("acme", "other") + "/token",
        data=form | {"device_code": device["device_code"]},
    )
    assert answer.json()["error_description"] == "Device code not valid"
    elsewhere = REALM.replace("acme", "other")
    shown = await here.http.get(f"{elsewhere}/device", params={"user_code": device["user_code"]})
    assert "Invalid code" in shown.text


async def test_hostile_input_is_shown_as_text(here: World) -> None:
    hostile = '"><script>alert(1)</script>'
    shown = await page(here, (await start(here))["user_code"])
    again = await here.fill_in(shown, **ALLOW, username=hostile, password="no")
    assert "<script" not in again.text + (await page(here, hostile)).text
    assert "form-action 'self';" in again.headers["content-security-policy"]
