"""An outside issuer's tokens open the server, and nothing else does."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.issuer import Issuer, issuer, signing_key
from support.server import running_server

from documine_nb.server.identity import Identity, InvalidTokenError, IssuerUnreachableError
from documine_nb.server.identity.issuer_keys import checked_issuer
from documine_nb.server.settings import ServerSettings
from documine_nb.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def outside(clock: ManualClock) -> Iterator[Issuer]:
    with issuer(clock.wall()) as opened:
        yield opened


@pytest.fixture
def here(tmp_path: Path, outside: Issuer, clock: ManualClock) -> Iterator[Identity]:
    identity = Identity(ServerSettings(tmp_path, issuer=outside.address, clock=clock))
    yield identity
    identity.close()


def by_public_key(outside: Issuer) -> str:
    """Sign with HS256, taking for the secret what everybody knows: the public key."""
    parts = {"alg": "HS256", "kid": "key-1"}, outside.claims()
    signed = b".".join(urlsafe_b64encode(json.dumps(part).encode()).strip(b"=") for part in parts)
    digest = hmac.digest(signing_key().as_pem(private=False), signed, "sha256")
    return f"{signed.decode()}.{urlsafe_b64encode(digest).strip(b'=').decode()}"


def reason(here: Identity, token: str) -> str:
    with pytest.raises(InvalidTokenError) as caught:
        here.verify(token)
    return caught.value.reason


def test_a_token_tells_who_it_is_and_the_user_is_known_from_then_on(
    here: Identity, outside: Issuer
) -> None:
    principal = here.verify(outside.token())
    assert (principal.workspace, principal.username) == ("acme", "ada")
    assert principal.roles == {"RED_USER", "RED_MANAGER"}
    (user,) = here.users("acme")
    assert (user.id, user.first_name, user.active) == ("5a3c0f5e", "Ada", True)


def test_the_newest_token_says_what_a_user_is_now(here: Identity, outside: Issuer) -> None:
    here.verify(outside.token())
    less = here.verify(outside.token(realm_access={"roles": ["RED_USER"]}, given_name="Adele"))
    assert less.roles == {"RED_USER"}
    none = here.verify(outside.token(realm_access=None))
    assert none.roles == frozenset()
    (user,) = here.users("acme")
    assert (user.first_name, user.roles, user.active) == ("Ada", (), False)


def test_a_name_that_has_a_new_owner_goes_to_the_new_one(here: Identity, outside: Issuer) -> None:
    here.verify(outside.token())
    here.verify(outside.token(sub="another-id"))
    assert {user.id: user.username for user in here.users("acme")} == {
        "another-id": "ada",
        "5a3c0f5e": "5a3c0f5e",
    }


@pytest.mark.fault("B108")
@pytest.mark.parametrize(
    "change",
    [
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"iss": "http://127.0.0.1:1/auth/realms/acme"},
        {"iss": None},
        {"sub": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": 10**12},
    ],
    ids=str,
)
def test_what_is_no_access_token_of_the_issuer_is_refused(
    here: Identity, outside: Issuer, change: dict[str, Any]
) -> None:
    assert reason(here, outside.token(**change)) == "invalid"


def test_a_token_ends(here: Identity, outside: Issuer, clock: ManualClock) -> None:
    token = outside.token()
    clock.advance(299)
    here.verify(token)
    clock.advance(1)
    assert reason(here, token) == "expired"


@pytest.mark.fault("B108")
def test_only_a_signature_by_the_private_key_counts(here: Identity, outside: Issuer) -> None:
    assert reason(here, outside.token(signing_key(2))) == "invalid"
    forged = signing_key(2).as_dict(private=True) | {"kid": "key-1"}
    assert reason(here, outside.token(type(signing_key()).import_key(forged))) == "invalid"
    assert reason(here, by_public_key(outside)) == "invalid"
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ." + outside.token().split(".")[1] + "."
    assert reason(here, unsigned) == "invalid"
    for garbage in ("", "a.b.c", "x" * 50_000, "....", "é.é.é"):
        assert reason(here, garbage) == "invalid"


@pytest.mark.fault("B108")
def test_a_new_key_is_looked_up_and_a_withdrawn_one_is_forgotten(
    here: Identity, outside: Issuer, clock: ManualClock
) -> None:
    here.verify(outside.token())
    outside.publish(signing_key(1), signing_key(2))
    clock.advance(10)
    assert here.verify(outside.token(signing_key(2))).username == "ada"
    outside.publish(signing_key(2))
    clock.advance(600)
    outside.now = clock.wall()
    assert reason(here, outside.token(signing_key(1))) == "invalid"
    assert here.verify(outside.token(signing_key(2))).username == "ada"


@pytest.mark.fault("B108")
def test_made_up_key_ids_do_not_make_us_ask_again_and_again(
    here: Identity, outside: Issuer
) -> None:
    here.verify(outside.token())
    asked = len(outside.asked)
    for _ in range(50):
        assert reason(here, outside.token(signing_key(2))) == "invalid"
    assert len(outside.asked) == asked
    assert here.verify(outside.token()).username == "ada"


@pytest.mark.fault("B108")
@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example/auth/realms/acme"},
        {"jwks_uri": "https://evil.example/certs"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_metadata_that_lead_elsewhere_are_not_followed(
    here: Identity, outside: Issuer, metadata: dict[str, Any]
) -> None:
    outside.metadata |= metadata
    with pytest.raises(IssuerUnreachableError, match="cannot be read"):
        here.verify(outside.token())


def test_redirects_are_not_followed(here: Identity, outside: Issuer) -> None:
    outside.redirect = f"{outside.address}/elsewhere"
    with pytest.raises(IssuerUnreachableError, match="302"):
        here.verify(outside.token())
    assert len(outside.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example/auth/realms/acme",
        "https://login.example",
        "https://login.example/",
        "https://ada:secret@login.example/auth/realms/acme",
        "https://login.example/auth/realms/acme?x=1",
        "file:///auth/realms/acme",
        "acme",
    ],
)
def test_an_issuer_is_a_realm_over_https_or_on_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match="cannot be an issuer"):
        checked_issuer(address)


@pytest.mark.anyio
async def test_the_server_takes_its_users_and_has_no_login_pages(
    tmp_path: Path, outside: Issuer, clock: ManualClock
) -> None:
    async with running_server(tmp_path, issuer=outside.address, clock=clock) as running:
        person = await running.stranger()
        person.headers["Authorization"] = f"Bearer {outside.token()}"
        users = await person.ok("GET", "/api/users", headers={"X-TENANT-ID": "acme"})
        assert [user["username"] for user in users["users"]] == ["ada"]
        login = await person.get("/auth/realms/acme/protocol/openid-connect/auth")
        assert login.status_code == 404
        assert outside.address in login.json()["error"]
        assert not (tmp_path / "server" / "credentials.json").exists()
        with pytest.raises(LookupError, match="sign in at"):
            _ = running.server.credentials
        flows = (await person.ok("GET", "/openapi.json"))["components"]["securitySchemes"]
        code = flows["FF-OAUTH"]["flows"]["authorizationCode"]
        assert code["tokenUrl"] == f"{outside.address}/protocol/openid-connect/token"


@pytest.mark.anyio
async def test_an_issuer_that_is_down_is_a_passing_trouble(
    tmp_path: Path, outside: Issuer, clock: ManualClock
) -> None:
    async with running_server(tmp_path, issuer=outside.address, clock=clock) as running:
        person = await running.stranger()
        person.headers["Authorization"] = f"Bearer {outside.token()}"
        kept = dict(outside.documents)
        outside.documents.clear()
        for _ in range(3):
            answer = await person.get("/api/users")
            assert (answer.status_code, outside.address in answer.text) == (503, True)
        assert len(outside.asked) == 1
        outside.documents.update(kept)
        clock.advance(10)
        assert (await person.get("/api/users")).status_code == 200
