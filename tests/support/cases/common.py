"""What the cases have in common."""

from __future__ import annotations

import httpx
from support.agreement import Outcome, outcome
from support.provider import (
    SECRET,
    Provider,
)

BAD_CLIENT = "Invalid client or Invalid client credentials"
SERVICE: dict[str, str | None] = {"client_id": "service", "client_secret": SECRET}
GONE = "Session doesn't have required client"
GRANT = "Invalid user credentials"
OTHERS = "Invalid refresh token. Token client and authorized client don't match"


def refused(status: int, error: str, said: str = "", kind: str = "json") -> Outcome:
    return Outcome(status, kind, error, said)


def bad_grant(said: str) -> Outcome:
    return refused(400, "invalid_grant", said)


def sent_back(error: str, said: str = "") -> Outcome:
    return Outcome(302, "redirect", error, said)


GOOD = Outcome(200, "json")
EMPTY = Outcome(200, "empty")
PAGE = Outcome(200, "page")
BAD_PAGE = Outcome(400, "page")


def with_keys(answer: httpx.Response) -> Outcome:
    return outcome(answer, *sorted(answer.json()))


NO_TOKEN = 'Bearer realm="acme"'
BAD_TOKEN = f'{NO_TOKEN}, error="invalid_token", error_description="Token verification failed"'
NO_SESSION = f'{NO_TOKEN}, error="invalid_token", error_description="user_session_not_found"'
NO_OPENID = f'{NO_TOKEN}, error="insufficient_scope", error_description="Missing openid scope"'


def userinfo(p: Provider, token: str | None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return p.http.get(p.address("userinfo"), headers=headers)


def challenged(answer: httpx.Response) -> Outcome:
    return outcome(answer, answer.headers.get("www-authenticate", ""))


TOKEN_KEYS = (
    *("access_token", "expires_in", "not-before-policy", "refresh_expires_in"),
    *("refresh_token", "scope", "session_state", "token_type"),
)
