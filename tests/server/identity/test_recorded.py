"""Row by row, what a recorded Keycloak 26 answers."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.identity import BASE, PASSWORD_FORM, PROTOCOL, REALM, SECRET, World, world

BAD_CLIENT = "Invalid client or Invalid client credentials"


@pytest.fixture
async def here(tmp_path: Path, anyio_backend: str) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        yield opened


ROWS = {
    "wrong password": (
        {"password": "no"},
        (400, "invalid_grant", "Invalid user credentials"),
    ),
    "unknown user": (
        {"username": "nobody"},
        (400, "invalid_grant", "Invalid user credentials"),
    ),
    "missing username": (
        {"username": None},
        (401, "invalid_request", "Missing parameter: username"),
    ),
    "unknown client": ({"client_id": "nobody"}, (401, "invalid_client", BAD_CLIENT)),
    "missing client": ({"client_id": None}, (401, "invalid_client", BAD_CLIENT)),
    "wrong client secret": (
        {"client_id": "service", "client_secret": "no"},
        (401, "unauthorized_client", BAD_CLIENT),
    ),
    "unsupported grant": (
        {"grant_type": "nonsense"},
        (400, "unsupported_grant_type", "Unsupported grant_type"),
    ),
    "missing grant": (
        {"grant_type": None},
        (400, "invalid_request", "Missing form parameter: grant_type"),
    ),
    "offline access": (
        {"scope": "offline_access"},
        (400, "not_allowed", "Offline tokens not allowed for the user or client"),
    ),
    "garbage refresh token": (
        {"grant_type": "refresh_token", "refresh_token": "a.b.c"},
        (400, "invalid_grant", "Invalid refresh token"),
    ),
    "unknown code": (
        {"grant_type": "authorization_code", "code": "a.b.c"},
        (400, "invalid_grant", "Code not valid"),
    ),
}


@pytest.mark.anyio
@pytest.mark.parametrize("row", ROWS)
async def test_the_token_endpoint_refuses_in_keycloaks_words(here: World, row: str) -> None:
    changes, (status, error, description) = ROWS[row]
    form = {k: v for k, v in (PASSWORD_FORM | changes).items() if v is not None}
    answer = await here.token(**form)
    assert answer.status_code == status
    assert answer.json() == {"error": error, "error_description": description}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("POST", "/auth/realms/nope/protocol/openid-connect/token", 404, "Realm does not exist"),
        ("GET", "/auth/realms/nope/.well-known/openid-configuration", 404, "Realm does not exist"),
        ("GET", f"{PROTOCOL}/token", 405, "HTTP 405 Method Not Allowed"),
        ("GET", f"{REALM}/nothing/here", 404, "HTTP 404 Not Found"),
    ],
)
async def test_other_addresses_answer_without_an_oauth_code(
    here: World, method: str, path: str, status: int, body: str
) -> None:
    data = PASSWORD_FORM if method == "POST" else None
    answer = await here.http.request(method, path, data=data)
    assert (answer.status_code, answer.json()) == (status, {"error": body})


@pytest.mark.anyio
async def test_a_password_sign_in_has_the_recorded_shape(here: World) -> None:
    body = await here.password()
    assert (body["expires_in"], body["refresh_expires_in"]) == (300, 1800)
    assert (body["token_type"], body["not-before-policy"]) == ("Bearer", 0)
    assert body["scope"] == "profile email"
    assert "id_token" not in body
    assert "id_token" in await here.password(scope="openid")


@pytest.mark.anyio
@pytest.mark.parametrize(("pair", "status"), [("service:%s", 200), ("service:no", 401), ("", 401)])
async def test_a_confidential_client_may_use_basic(here: World, pair: str, status: int) -> None:
    encoded = base64.b64encode((pair % SECRET if "%s" in pair else pair).encode()).decode()
    answer = await here.http.post(
        f"{PROTOCOL}/token",
        data={k: v for k, v in PASSWORD_FORM.items() if k != "client_id"},
        headers={"Authorization": f"Basic {encoded}"},
    )
    assert answer.status_code == status


@pytest.mark.anyio
async def test_a_doubled_parameter_and_a_huge_form_are_refused(here: World) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    doubled = await here.http.post(f"{PROTOCOL}/token", content="a=1&a=2", headers=headers)
    assert (doubled.status_code, doubled.json()["error"]) == (400, "invalid_request")
    huge = await here.http.post(f"{PROTOCOL}/token", content="a=" + "1" * 70_000, headers=headers)
    assert huge.status_code == 413
    as_json = await here.http.post(f"{PROTOCOL}/token", json={})
    assert as_json.status_code == 415


@pytest.mark.anyio
async def test_a_refresh_token_belongs_to_its_client(here: World) -> None:
    refresh = (await here.password())["refresh_token"]
    answer = await here.token(
        grant_type="refresh_token", client_id="service", client_secret=SECRET, refresh_token=refresh
    )
    assert answer.status_code == 400
    assert answer.json()["error_description"].endswith(
        "Token client and authorized client don't match"
    )


@pytest.mark.anyio
async def test_logout_answers_204_twice_and_ends_the_session(here: World) -> None:
    refresh = (await here.password())["refresh_token"]
    form = {"client_id": "notebook", "refresh_token": refresh}
    for _ in range(2):
        answer = await here.http.post(f"{PROTOCOL}/logout", data=form)
        assert (answer.status_code, answer.content) == (204, b"")
    again = await here.token(grant_type="refresh_token", **form)
    assert again.status_code == 400
    assert again.json() == {"error": "invalid_grant", "error_description": "Session not active"}


@pytest.mark.anyio
async def test_userinfo_challenges_as_recorded(here: World) -> None:
    plain, full = await here.password(), await here.password(scope="openid")

    async def ask(token: str | None) -> tuple[int, str, str]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = await here.http.get(f"{PROTOCOL}/userinfo", headers=headers)
        return answer.status_code, answer.headers.get("www-authenticate", ""), answer.text

    assert await ask(None) == (401, 'Bearer realm="acme"', "")
    status, challenge, text = await ask("garbage")
    assert (status, text) == (401, "")
    assert challenge.startswith('Bearer realm="acme", error="invalid_token"')
    status, challenge, _ = await ask(plain["access_token"])
    assert status == 403
    assert 'error="insufficient_scope"' in challenge
    assert "Missing openid scope" in challenge
    status, _, text = await ask(full["access_token"])
    assert status == 200
    assert '"preferred_username":"ada"' in text


@pytest.mark.anyio
async def test_metadata_names_addresses_that_answer(here: World) -> None:
    document = (await here.http.get(f"{REALM}/.well-known/openid-configuration")).json()
    assert document["issuer"] == BASE + REALM
    assert document["code_challenge_methods_supported"] == ["S256"]
    keys = (await here.http.get(document["jwks_uri"])).json()["keys"]
    assert keys[0]["alg"] == "RS256"
    assert not {"d", "p", "q"} & set(keys[0])
    assert here.http.base_url.host in document["token_endpoint"]
