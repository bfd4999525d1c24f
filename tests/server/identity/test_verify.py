"""Which access tokens open the API."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from support.identity import World, make_identity, world

from documine_nb.server.identity import InvalidTokenError
from documine_nb.server.settings import ServerSettings


@pytest.fixture
async def here(tmp_path: Path, anyio_backend: str) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        yield opened


def reason(here: World, token: str) -> str:
    with pytest.raises(InvalidTokenError) as caught:
        here.identity.verify(token)
    return caught.value.reason


def payload(token: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")))


@pytest.mark.anyio
async def test_a_good_token_tells_who_it_is(here: World) -> None:
    token = (await here.password())["access_token"]
    principal = here.identity.verify(token)
    assert (principal.workspace, principal.username) == ("acme", "ada")
    assert principal.roles == {"RED_USER", "RED_MANAGER"}
    assert principal.client_id == "notebook"
    assert principal.expires_at == here.clock.wall() + 300
    claims = payload(token)
    wanted = "exp iat jti iss sub typ azp sid acr allowed-origins scope email_verified"
    assert set(wanted.split()) <= set(claims)
    assert "aud" not in claims


@pytest.mark.anyio
async def test_expired_ended_and_garbage_are_told_apart(here: World) -> None:
    first, second = await here.password(), await here.password()
    here.identity.sessions.end(payload(first["access_token"])["sid"])
    assert reason(here, first["access_token"]) == "ended"
    here.clock.advance(301)
    assert reason(here, second["access_token"]) == "expired"
    for garbage in ("", "a.b.c", "x" * 50_000, "....", "é.é.é", "a." + "W" * 9000 + ".c"):
        assert reason(here, garbage) == "invalid"


@pytest.mark.anyio
async def test_only_our_signature_counts(here: World) -> None:
    body = await here.password(scope="openid")
    claims = payload(body["access_token"])
    none = b'{"alg":"none"}', json.dumps(claims).encode(), b""
    unsigned = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in none)
    assert reason(here, unsigned) == "invalid"
    kid = here.identity.keys.get("acme").kid
    foreign = jwt.encode({"alg": "RS256", "kid": kid}, claims, RSAKey.generate_key(2048))
    assert reason(here, foreign) == "invalid"
    assert reason(here, body["refresh_token"]) == "invalid"
    assert reason(here, body["id_token"]) == "invalid"


@pytest.mark.anyio
async def test_a_workspace_cannot_speak_for_another(here: World) -> None:
    claims = payload((await here.password())["access_token"])
    key = here.identity.keys.get("other")
    assert reason(here, jwt.encode({"alg": "RS256"}, claims, key)) == "invalid"


@pytest.mark.anyio
async def test_switching_a_user_off_ends_the_sessions(here: World) -> None:
    token = (await here.password())["access_token"]
    here.identity.set_roles("acme", "ada", [])
    assert reason(here, token) == "ended"
    assert not here.identity.users("acme")[0].active


@pytest.mark.anyio
async def test_a_refresh_keeps_the_session_and_an_idle_one_dies(here: World) -> None:
    refresh = (await here.password())["refresh_token"]
    for _ in range(3):
        here.clock.advance(1700)
        answer = await here.token(
            grant_type="refresh_token", client_id="notebook", refresh_token=refresh
        )
        assert answer.status_code == 200
        refresh = answer.json()["refresh_token"]
    here.clock.advance(1801)
    answer = await here.token(
        grant_type="refresh_token", client_id="notebook", refresh_token=refresh
    )
    assert answer.json() == {"error": "invalid_grant", "error_description": "Token is not active"}


@pytest.mark.anyio
async def test_a_rotated_refresh_token_serves_once(tmp_path: Path) -> None:
    async with world(tmp_path / "rotating", rotate_refresh_tokens=True) as here:
        refresh = (await here.password())["refresh_token"]
        form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": refresh}
        assert (await here.token(**form)).status_code == 200
        again = await here.token(**form)
        assert again.status_code == 400
        text = "Maximum allowed refresh token reuse exceeded"
        assert again.json() == {"error": "invalid_grant", "error_description": text}


@pytest.mark.anyio
@pytest.mark.parametrize("header", ["null", "[]", '"x"', "{}", '{"alg":[]}', "[" * 9000, "1e999"])
async def test_whatever_a_header_holds_the_token_is_only_invalid(here: World, header: str) -> None:
    _, body, signature = (await here.password())["access_token"].split(".")
    head = base64.urlsafe_b64encode(header.encode()).rstrip(b"=").decode()
    assert reason(here, f"{head}.{body}.{signature}") == "invalid"


KILLED = """
import sys
from pathlib import Path
from support.identity import PASSWORD_FORM, make_identity
from documine_nb.server.settings import ServerSettings
identity = make_identity(ServerSettings(Path(sys.argv[1]), workspaces=("acme",)))
print(identity.grants.token("acme", PASSWORD_FORM, None)["access_token"], flush=True)
sys.stdin.read()
"""


def test_an_acknowledged_sign_in_survives_a_kill(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    with process:
        assert process.stdout is not None
        token = process.stdout.readline().strip()
        process.kill()
    identity = make_identity(ServerSettings(tmp_path, workspaces=("acme",)))
    assert identity.verify(token).username == "ada"
    identity.close()
