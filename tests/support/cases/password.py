"""Passwords, clients and services; the answers are Keycloak 26.7.3's."""

from __future__ import annotations

import re

import httpx
from support.agreement import Case, Outcome, outcome
from support.cases.common import (
    BAD_CLIENT,
    GOOD,
    GRANT,
    SERVICE,
    TOKEN_KEYS,
    bad_grant,
    refused,
    with_keys,
)
from support.provider import (
    Provider,
)


def locked(p: Provider) -> httpx.Response:
    for _ in range(4):
        p.password(username="unlucky", password="no")
    return p.password(username="unlucky")


def doubled(p: Provider) -> httpx.Response:
    content = "grant_type=password&grant_type=password&client_id=notebook"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return p.http.post(p.address("token"), content=content, headers=headers)


def service(p: Provider, **changes: str | None) -> httpx.Response:
    return p.token(**(SERVICE | {"grant_type": "client_credentials"} | changes))


SERVICE_KEYS = ("access_token", "expires_in", "not-before-policy", "refresh_expires_in")


def serving(p: Provider) -> Outcome:
    answer = service(p)
    return outcome(
        answer, *sorted(answer.json()), f"lives {answer.json()['refresh_expires_in']} longer"
    )


def lifetimes(p: Provider) -> Outcome:
    answer = p.password()
    body = answer.json()
    names = ("token_type", "expires_in", "refresh_expires_in", "not-before-policy")
    is_uuid = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", body["session_state"])
    facts = (*(str(body[name]) for name in names), f"session_state a UUID: {is_uuid is not None}")
    return outcome(answer, *facts)


CASES = [
    Case("password", lambda p: with_keys(p.password()), Outcome(200, "json", facts=TOKEN_KEYS)),
    Case(
        "password with openid: an ID token too",
        lambda p: with_keys(p.password(scope="openid")),
        Outcome(200, "json", facts=tuple(sorted((*TOKEN_KEYS, "id_token")))),
    ),
    Case(
        "password: what it is good for",
        lifetimes,
        Outcome(200, "json", facts=("Bearer", "60", "600", "0", "session_state a UUID: False")),
    ),
    Case("password wrong", lambda p: p.password(password="no"), bad_grant(GRANT), faults=("B23",)),
    Case("password missing", lambda p: p.password(password=None), bad_grant(GRANT)),
    Case("user unknown", lambda p: p.password(username="nobody"), bad_grant(GRANT)),
    Case(
        "user locked after wrong passwords",
        locked,
        bad_grant(GRANT),
        GOOD,
        "it locks nobody: one could lock its user out, and its passwords are drawn at random",
        ("B23",),
    ),
    Case(
        "user has to change the password first",
        lambda p: p.password(username="newcomer"),
        bad_grant("Account is not fully set up"),
        GOOD,
        "it has no required actions",
        ("B23",),
    ),
    Case(
        "user name missing",
        lambda p: p.password(username=None),
        refused(401, "invalid_request", "Missing parameter: username"),
    ),
    Case(
        "password grant on a client without it",
        lambda p: p.password(client_id="browser-only"),
        refused(400, "unauthorized_client", "Client not allowed for direct access grants"),
        faults=("B23",),
    ),
    Case(
        "client unknown",
        lambda p: p.password(client_id="nobody"),
        refused(401, "invalid_client", BAD_CLIENT),
        faults=("B24",),
    ),
    Case(
        "client missing",
        lambda p: p.password(client_id=None),
        refused(401, "invalid_client", BAD_CLIENT),
    ),
    Case(
        "client secret wrong",
        lambda p: p.password(client_id="service", client_secret="no"),
        refused(401, "unauthorized_client", BAD_CLIENT),
        faults=("B24",),
    ),
    Case(
        "grant unsupported",
        lambda p: p.token(grant_type="nonsense", client_id="notebook"),
        refused(400, "unsupported_grant_type", "Unsupported grant_type"),
    ),
    Case(
        "grant missing",
        lambda p: p.token(client_id="notebook"),
        refused(400, "invalid_request", "Missing form parameter: grant_type"),
    ),
    Case(
        "scope unknown",
        lambda p: p.password(scope="nonsense"),
        refused(400, "invalid_scope", "Invalid scopes: nonsense"),
    ),
    Case(
        "scope offline_access not allowed",
        lambda p: p.password(scope="offline_access"),
        refused(400, "not_allowed", "Offline tokens not allowed for the user or client"),
    ),
    Case("parameter doubled", doubled, refused(400, "invalid_request", "duplicated parameter")),
    Case(
        "JSON instead of a form",
        lambda p: p.http.post(p.address("token"), json={}),
        refused(400, "invalid_request", "Missing form parameter: grant_type"),
        refused(415, "HTTP 415 Unsupported Media Type"),
        "what pages of other origins can send must not be read as a form (B104)",
    ),
    Case(
        "realm unknown, token",
        lambda p: p.password("nope"),
        refused(404, "Realm does not exist"),
    ),
    Case(
        "realm unknown, metadata",
        lambda p: p.http.get(f"{p.issuer('nope')}/.well-known/openid-configuration"),
        refused(404, "Realm does not exist"),
    ),
    Case(
        "token endpoint by GET",
        lambda p: p.http.get(p.address("token")),
        refused(405, "HTTP 405 Method Not Allowed"),
    ),
    Case(
        "address unknown",
        lambda p: p.http.get(f"{p.issuer()}/nothing/here"),
        refused(404, "HTTP 404 Not Found"),
    ),
    Case(
        "service by itself: no refresh token",
        serving,
        Outcome(200, "json", facts=(*SERVICE_KEYS, "scope", "token_type", "lives 0 longer")),
    ),
    Case(
        "service by itself, secret wrong",
        lambda p: service(p, client_secret="no"),
        refused(401, "unauthorized_client", BAD_CLIENT),
    ),
    Case(
        "service by itself, public client",
        lambda p: service(p, client_id="notebook", client_secret=None),
        refused(
            401, "unauthorized_client", "Public client not allowed to retrieve service account"
        ),
    ),
    Case(
        "service by itself, client without",
        lambda p: service(p, client_id="keyless"),
        refused(401, "unauthorized_client", "Client not enabled to retrieve service account"),
    ),
]
