"""Signing in by browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.identity import (
    BASE,
    CALLBACK,
    LOOPBACK,
    PROTOCOL,
    REALM,
    VERIFIER,
    World,
    callback_of,
    form_of,
    world,
)

GOOD = {
    "grant_type": "authorization_code",
    "client_id": "notebook",
    "redirect_uri": LOOPBACK,
    "code_verifier": VERIFIER,
}


@pytest.fixture
async def here(tmp_path: Path, anyio_backend: str) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        yield opened


@pytest.mark.anyio
async def test_a_code_leads_to_tokens_once(here: World) -> None:
    back = await here.code()
    assert back["state"] == "s&=<1>"
    assert back["iss"] == BASE + REALM
    assert len(back["code"].split(".")) == 3
    answer = await here.token(**GOOD, code=back["code"])
    assert answer.status_code == 200
    assert answer.json()["session_state"] == back["session_state"]
    claims = here.identity.tokens.read("acme", answer.json()["id_token"], "ID")
    assert (claims["nonce"], claims["aud"]) == ("n1", "notebook")
    replay = await here.token(**GOOD, code=back["code"])
    assert (replay.status_code, replay.json()["error_description"]) == (400, "Code not valid")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"code_verifier": "w" * 50}, "PKCE verification failed: Code mismatch"),
        ({"redirect_uri": "http://127.0.0.1:51515/other"}, "Incorrect redirect_uri"),
        ({"code_verifier": ""}, "PKCE code verifier not specified"),
    ],
)
async def test_a_wrong_redemption_uses_the_code_up(
    here: World, change: dict[str, str], description: str
) -> None:
    code = (await here.code())["code"]
    wrong = await here.token(**(GOOD | change), code=code)
    assert wrong.status_code == 400
    assert wrong.json() == {"error": "invalid_grant", "error_description": description}
    right = await here.token(**GOOD, code=code)
    assert right.json()["error_description"] == "Code not valid"


@pytest.mark.anyio
async def test_a_code_lives_a_minute(here: World) -> None:
    code = (await here.code())["code"]
    here.clock.advance(61)
    answer = await here.token(**GOOD, code=code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_refused_request_goes_back_with_state_and_issuer(
    here: World, change: dict[str, str | None], error: str
) -> None:
    answer = await here.authorize(**change)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(LOOPBACK + "?")
    back = callback_of(answer)
    assert (back["error"], back["state"], back["iss"]) == (error, "s&=<1>", BASE + REALM)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "nobody"},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:80@evil.example/"},
        {"redirect_uri": "http://127.0.0.1.evil.example/"},
        {"redirect_uri": "http://localhost:5000/"},
        {"redirect_uri": CALLBACK + "&more=1"},
        {"client_id": "service", "redirect_uri": LOOPBACK},
    ],
)
async def test_a_foreign_address_gets_a_page_and_no_redirect(
    here: World, change: dict[str, str | None]
) -> None:
    answer = await here.authorize(**change)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "location" not in answer.headers


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://[::1]:9/cb", CALLBACK])
async def test_the_notebooks_client_may_come_back_to_loopback(here: World, address: str) -> None:
    assert (await here.authorize(redirect_uri=address)).status_code == 200


@pytest.mark.anyio
async def test_a_wrong_password_shows_the_form_again_and_then_lets_in(here: World) -> None:
    page = await here.authorize()
    again = await here.fill_in(page, password="no")
    assert again.status_code == 200
    assert "Invalid username or password." in again.text
    assert (await here.fill_in(again)).status_code == 302
    assert (await here.fill_in(again)).status_code == 400


@pytest.mark.anyio
@pytest.mark.fault("B104")
async def test_a_login_form_from_elsewhere_is_refused(here: World) -> None:
    page = await here.authorize()
    action, _ = form_of(page)
    assert (await here.fill_in(page, csrf="guessed")).status_code == 400
    cookie = page.headers["set-cookie"]
    assert "SameSite=strict" in cookie
    assert "HttpOnly" in cookie
    here.http.cookies.clear()
    assert (await here.fill_in(page)).status_code == 400
    assert action.startswith(BASE)


@pytest.mark.anyio
async def test_hostile_input_is_shown_as_text(here: World) -> None:
    hostile = '"><script>alert(1)</script>'
    page = await here.fill_in(await here.authorize(), username=hostile, password="no")
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "Embedded DocuMine-compatible server, not DocuMine" in page.text
    assert '<label for="password">' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:51515;" in policy


@pytest.mark.anyio
async def test_a_session_serves_silently_only_where_the_client_is_sure(here: World) -> None:
    await here.code(redirect_uri=CALLBACK)
    silent = await here.authorize(redirect_uri=CALLBACK, prompt="none")
    assert "code" in callback_of(silent)
    assert silent.headers["location"].startswith(CALLBACK + "&")
    loopback = await here.authorize(prompt="none")
    assert callback_of(loopback)["error"] == "login_required"
    here.clock.advance(1801)
    idle = await here.authorize(redirect_uri=CALLBACK, prompt="none")
    assert callback_of(idle)["error"] == "login_required"


@pytest.mark.anyio
async def test_end_session_returns_to_a_registered_address(here: World) -> None:
    query = {"client_id": "notebook", "post_logout_redirect_uri": CALLBACK}
    assert (await here.http.get(f"{PROTOCOL}/logout", params=query)).status_code == 302
    foreign = query | {"post_logout_redirect_uri": "https://evil.example/"}
    assert (await here.http.get(f"{PROTOCOL}/logout", params=foreign)).status_code == 400


@pytest.mark.anyio
async def test_signing_out_by_browser_asks_first_and_then_ends_the_session(here: World) -> None:
    code = (await here.code())["code"]
    access = (await here.token(**GOOD, code=code)).json()["access_token"]
    question = await here.http.get(f"{PROTOCOL}/logout", params={"client_id": "notebook"})
    here.identity.verify(access)
    action, hidden = form_of(question)
    done = await here.http.post(action, data=hidden)
    assert (done.status_code, "You are signed out" in done.text) == (200, True)
    with pytest.raises(Exception, match="ended"):
        here.identity.verify(access)
