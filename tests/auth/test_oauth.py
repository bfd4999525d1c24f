"""What is sent and how answers are read, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from documine_nb.auth import oauth
from documine_nb.auth.metadata import Provider
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.who import read_who
from documine_nb.errors import ConfigError, LoginRequiredError, ProtocolError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer

STATE = Secret("s" * 43)


def read(**fields: Any) -> oauth.Tokens:
    body = {"access_token": "a", "token_type": "Bearer"} | fields
    body = {name: value for name, value in body.items() if value is not None}
    return oauth.read_tokens(Answer(200, {}, json.dumps(body).encode()), previous=Secret("old"))


@pytest.mark.fault("B14")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (300, 300),
        ("300", 300),
        (299.5, 299.5),
        (0, 60),
        (-5, 60),
        (None, 60),
        ("soon", 60),
        (True, 60),
        ([], 60),
        (10**12, 86_400),
        ("1e400", 86_400),
        ("nan", 60),
    ],
)
def test_a_life_is_sane_whatever_was_sent(sent: object, kept: float) -> None:
    assert read(expires_in=sent).expires_in == kept


@pytest.mark.fault("B14")
@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"refresh_expires_in": 1800}, 1800),
        ({"refresh_expries_in": 1800}, 1800),
        ({"refresh_expires_in": 900, "refresh_expries_in": 1800}, 900),
        ({"refresh_expires_in": 0}, None),
        ({}, None),
    ],
)
def test_the_sessions_life_is_read_also_where_its_name_is_misspelt(
    fields: dict[str, int], kept: float | None
) -> None:
    assert read(**fields).refresh_expires_in == kept


@pytest.mark.fault("B15")
@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER", None, ""])
def test_bearer_tokens_are_taken(kind: str | None) -> None:
    assert read(token_type=kind).access.reveal() == "a"


@pytest.mark.fault("B15")
@pytest.mark.parametrize("kind", ["DPoP", "mac", 7])
@pytest.mark.rule("C20")
def test_tokens_of_another_type_are_refused(kind: object) -> None:
    with pytest.raises(ConfigError, match="cannot send"):
        read(token_type=kind)


@pytest.mark.fault("B16")
@pytest.mark.parametrize(("sent", "kept"), [(None, "old"), ("", "old"), ("new", "new"), (7, "old")])
def test_the_refresh_token_is_the_new_one_or_the_old(sent: object, kept: str) -> None:
    assert read(refresh_token=sent).refresh == Secret(kept)


@pytest.mark.parametrize("token", [None, "", 7, "a b", "a\r\nX: y", "ü"])
def test_a_token_that_cannot_be_sent_is_none(token: object) -> None:
    with pytest.raises(ProtocolError, match="without an access token"):
        read(access_token=token)


@pytest.mark.rule("C1")
def test_every_pkce_pair_is_fresh_and_fits() -> None:
    first, second = oauth.Pkce.fresh(), oauth.Pkce.fresh()
    assert first.verifier != second.verifier
    digest = hashlib.sha256(first.verifier.reveal().encode()).digest()
    assert base64.urlsafe_b64decode(first.challenge + "=") == digest


@pytest.mark.rule("C9")
def test_a_client_secret_goes_into_forms_never_into_addresses() -> None:
    client = oauth.Client("notebook", Secret("canary"))
    pkce = oauth.Pkce.fresh()
    form = oauth.code_form(client, code=Secret("c"), redirect_uri="r", pkce=pkce)
    assert form["client_secret"] == Secret("canary")
    url = oauth.authorization_url(
        "https://x.example/auth?kc=1",
        client_id=client.id,
        redirect_uri="r",
        scope="openid",
        state=STATE,
        pkce=pkce,
    )
    assert url.startswith("https://x.example/auth?kc=1&client_id=notebook&")
    assert "canary" not in url
    assert pkce.verifier.reveal() not in url


@pytest.mark.fault("B18")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=c",
        f"code=c&state={STATE.reveal()}x",
        f"code=c&state={STATE.reveal()}",
        f"code=c&state={STATE.reveal()}&iss=https://other.example",
        f"state={STATE.reveal()}&iss=https://x.example",
        f"code=c&code=d&state={STATE.reveal()}&iss=https://x.example",
        f"error=access_denied&state={STATE.reveal()}",
        "code=c&state=%FF%FE",
    ],
)
@pytest.mark.rule("C2")
@pytest.mark.rule("C3")
def test_only_the_callback_waited_for_is_read(query: str) -> None:
    with pytest.raises(oauth.CallbackRefusedError):
        oauth.read_callback(query, state=STATE, issuer="https://x.example", iss_required=True)


def test_a_flood_of_fields_is_no_callback() -> None:
    with pytest.raises(ValueError, match="fields"):
        oauth.read_callback("a=1&" * 100, state=STATE, issuer=None, iss_required=False)


PROVIDER = Provider(None, "https://x.example/auth", "https://x.example/token")
SETTINGS = ConnectSettings("https://x.example", "acme", "notebook", username="given")


def jwt(claims: object) -> Secret:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return Secret(f"h.{payload}.s")


@pytest.mark.parametrize(
    ("access", "id_token", "name", "username"),
    [
        (jwt({"name": "A B", "preferred_username": "ab"}), None, "A B", "ab"),
        (Secret("opaque"), jwt({"name": "Ü"}), "Ü", "given"),
        (Secret("opaque"), None, "given", "given"),
        (jwt([1]), None, "given", "given"),
        (Secret("a.%%%.c"), None, "given", "given"),
        (jwt({"name": 7}), None, "given", "given"),
    ],
)
def test_who_is_signed_in_is_read_where_it_can_be(
    access: Secret, id_token: Secret | None, name: str, username: str
) -> None:
    who = read_who(oauth.Tokens(access, None, 300, None, id_token), SETTINGS, PROVIDER)
    assert (who.name, who.username) == (name, username)
    assert (who.workspace, who.issuer) == ("acme", "https://x.example/token")


NONCE = Secret("n" * 43)


def checked(**changes: Any) -> None:
    claims = {"nonce": NONCE.reveal(), "aud": "notebook", "iss": "https://x.example"} | changes
    oauth.check_id_token(jwt(claims), client_id="notebook", issuer="https://x.example", nonce=NONCE)


@pytest.mark.rule("C2")
@pytest.mark.rule("C17")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nonce": "other"}, "another sign-in"),
        ({"nonce": None}, "another sign-in"),
        ({"aud": "other"}, "another client"),
        ({"aud": ["other", 7]}, "another client"),
        ({"iss": "https://y.example"}, "another login server"),
    ],
)
def test_an_identity_token_of_another_sign_in_is_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(LoginRequiredError, match=said):
        checked(**changes)


@pytest.mark.fault("B12")
@pytest.mark.rule("C17")
def test_an_identity_token_of_this_sign_in_is_taken_whatever_the_clock_says() -> None:
    checked(aud=["notebook", "account"], iat=10**10, exp=1)
    oauth.check_id_token(None, client_id="notebook", issuer=None, nonce=NONCE)
    oauth.check_id_token(Secret("opaque"), client_id="notebook", issuer=None, nonce=NONCE)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"", None),
        (200, b"{}", None),
        (200, b'{"error": "invalid_token"}', "invalid_token"),
        (200, b'{"error": "x", "error_description": "not this"}', "not this"),
        (401, b"", "HTTP 401"),
        (503, b"<html>", "HTTP 503"),
    ],
)
def test_a_revocation_that_failed_is_known_by_its_body_too(
    status: int, body: bytes, reason: str | None
) -> None:
    assert oauth.read_revocation(Answer(status, {}, body)) == reason
