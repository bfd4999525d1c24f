"""Refresh, revocation and back-channel logout."""

from __future__ import annotations

from typing import Any

import httpx
from support.agreement import Case, Outcome, outcome
from support.cases.common import (
    BAD_CLIENT,
    BAD_TOKEN,
    EMPTY,
    GONE,
    GOOD,
    NO_SESSION,
    OTHERS,
    SERVICE,
    bad_grant,
    challenged,
    refused,
    userinfo,
)
from support.provider import (
    LASTING,
    ROTATING,
    Provider,
)


def refreshed(p: Provider) -> Outcome:
    before = p.signed_in()
    answer = p.refresh(before["refresh_token"])
    new = answer.json()["refresh_token"] != before["refresh_token"]
    anew = answer.json()["refresh_expires_in"] >= before["refresh_expires_in"] - 1
    return outcome(answer, f"another refresh token: {new}", f"lifetime anew: {anew}")


def reused(p: Provider, realm: str = ROTATING) -> tuple[dict[str, Any], httpx.Response]:
    first = p.signed_in(realm, scope="openid")
    newer = p.refresh(first["refresh_token"], realm).json()
    return newer, p.refresh(first["refresh_token"], realm)


def good_after_reuse(p: Provider) -> httpx.Response:
    return p.refresh(reused(p)[0]["refresh_token"])


def access_after_reuse(p: Provider) -> httpx.Response:
    return userinfo(p, reused(p)[0]["access_token"])


def after(p: Provider, endpoint: str) -> httpx.Response:
    token = p.signed_in()["refresh_token"]
    field = {"revoke": "token", "logout": "refresh_token"}[endpoint]
    p.post(endpoint, client_id="notebook", **{field: token})
    return p.refresh(token)


def after_administrator(p: Provider) -> httpx.Response:
    token = p.signed_in()["refresh_token"]
    p.end_sessions("ada")
    return p.refresh(token)


def upgraded(p: Provider) -> Outcome:
    answer = p.refresh(p.signed_in()["refresh_token"], scope="openid offline_access")
    return outcome(answer, *sorted(answer.json()["scope"].split()))


def revoke(p: Provider, token: str | None, **changes: str | None) -> httpx.Response:
    return p.post("revoke", **({"client_id": "notebook", "token": token} | changes))


def revoked_twice(p: Provider) -> httpx.Response:
    token = p.signed_in()["refresh_token"]
    revoke(p, token)
    return revoke(p, token)


def used_after_revocation(p: Provider) -> httpx.Response:
    token = p.signed_in(scope="openid")["access_token"]
    revoke(p, token)
    return userinfo(p, token)


def refresh_after_access_revoked(p: Provider) -> httpx.Response:
    tokens = p.signed_in()
    revoke(p, tokens["access_token"])
    return p.refresh(tokens["refresh_token"])


def logged_out_twice(p: Provider) -> httpx.Response:
    form = {"client_id": "notebook", "refresh_token": p.signed_in()["refresh_token"]}
    assert p.post("logout", **form).status_code == 204
    return p.post("logout", **form)


def access_after_logout(p: Provider) -> httpx.Response:
    tokens = p.signed_in(scope="openid")
    p.post("logout", client_id="notebook", refresh_token=tokens["refresh_token"])
    return userinfo(p, tokens["access_token"])


INVALID = refused(200, "invalid_token", "Invalid token")
CASES = [
    Case(
        "refresh",
        refreshed,
        Outcome(200, "json", facts=("another refresh token: True", "lifetime anew: True")),
    ),
    Case(
        "refresh token used twice",
        lambda p: reused(p)[1],
        bad_grant("Maximum allowed refresh token reuse exceeded"),
        faults=("B108",),
    ),
    Case("good refresh token after that", good_after_reuse, bad_grant(GONE), faults=("B108",)),
    Case(
        "access token after that",
        lambda p: challenged(access_after_reuse(p)),
        Outcome(401, "empty", facts=(NO_SESSION,)),
        faults=("B108",),
    ),
    Case("refresh token used twice, rotation off", lambda p: reused(p, LASTING)[1], GOOD),
    Case("refresh token garbage", lambda p: p.refresh("a.b.c"), bad_grant("Invalid refresh token")),
    Case(
        "refresh by an access token",
        lambda p: p.refresh(p.signed_in()["access_token"]),
        bad_grant("Invalid refresh token"),
    ),
    Case(
        "refresh token of another client",
        lambda p: p.refresh(p.signed_in()["refresh_token"], **SERVICE),
        bad_grant(OTHERS),
    ),
    Case(
        "refresh token missing",
        lambda p: p.token(grant_type="refresh_token", client_id="notebook"),
        refused(400, "invalid_request", "No refresh token"),
    ),
    Case("refresh after revocation", lambda p: after(p, "revoke"), bad_grant("Session not active")),
    Case("refresh after logout", lambda p: after(p, "logout"), bad_grant("Session not active")),
    Case(
        "refresh after an administrator ended the session",
        after_administrator,
        bad_grant("Session not active"),
        faults=("B8",),
    ),
    Case(
        "refresh with a larger scope",
        upgraded,
        Outcome(200, "json", facts=("email", "profile")),
        faults=("B108",),
    ),
    Case("revoke a refresh token", lambda p: revoke(p, p.signed_in()["refresh_token"]), EMPTY),
    Case("revoke it again", revoked_twice, INVALID),
    Case("revoke garbage", lambda p: revoke(p, "garbage"), INVALID),
    Case("revoke an access token", lambda p: revoke(p, p.signed_in()["access_token"]), EMPTY),
    Case(
        "access token after its revocation",
        lambda p: challenged(used_after_revocation(p)),
        Outcome(401, "empty", facts=(BAD_TOKEN,)),
        faults=("B108",),
    ),
    Case("refresh after an access token was revoked", refresh_after_access_revoked, GOOD),
    Case(
        "revoke an ID token",
        lambda p: revoke(p, p.signed_in(scope="openid")["id_token"]),
        refused(400, "unsupported_token_type", "Unsupported token type"),
    ),
    Case(
        "revoke nothing",
        lambda p: revoke(p, None),
        refused(400, "invalid_request", "Token not provided"),
    ),
    Case(
        "revoke another client's token",
        lambda p: revoke(p, p.signed_in()["refresh_token"], **SERVICE),
        refused(400, "invalid_request", "Unmatching clients"),
    ),
    Case(
        "revoke without a client",
        lambda p: revoke(p, "x", client_id=None),
        refused(401, "invalid_client", BAD_CLIENT),
    ),
    Case(
        "revoke with a wrong secret",
        lambda p: revoke(p, "x", client_id="service", client_secret="no"),
        refused(401, "unauthorized_client", BAD_CLIENT),
    ),
    Case(
        "revoke by GET",
        lambda p: p.http.get(p.address("revoke")),
        refused(405, "HTTP 405 Method Not Allowed"),
    ),
    Case("back-channel logout, twice", logged_out_twice, Outcome(204, "empty")),
    Case(
        "access token after logout",
        lambda p: challenged(access_after_logout(p)),
        Outcome(401, "empty", facts=(NO_SESSION,)),
    ),
    Case(
        "back-channel logout with garbage",
        lambda p: p.post("logout", client_id="notebook", refresh_token="garbage"),
        bad_grant("Invalid refresh token"),
    ),
    Case(
        "back-channel logout of another client",
        lambda p: p.post("logout", refresh_token=p.signed_in()["refresh_token"], **SERVICE),
        bad_grant(OTHERS),
    ),
]
