"""Access tokens, good and forged, and what the server says about itself."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
from support.agreement import Case, Outcome, outcome
from support.cases.common import (
    BAD_TOKEN,
    GOOD,
    NO_OPENID,
    NO_TOKEN,
    challenged,
    userinfo,
)
from support.provider import (
    Provider,
)


def forged(p: Provider, **header: str) -> httpx.Response:
    """Ask with a good token under another header; without a signature where there is no alg."""
    _, claims, signature = p.signed_in(scope="openid")["access_token"].split(".")
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return userinfo(p, f"{head}.{claims}.{'' if header['alg'] == 'none' else signature}")


def keys(p: Provider) -> Outcome:
    answer = p.http.get(p.address("certs"))
    signing = [key for key in answer.json()["keys"] if key["use"] == "sig"]
    private = any({"d", "p", "q"} & set(key) for key in signing)
    return outcome(answer, *(key["alg"] for key in signing), f"private: {private}")


def metadata(p: Provider) -> Outcome:
    answer = p.http.get(f"{p.issuer()}/.well-known/openid-configuration")
    said = answer.json()
    names = (
        *("authorization", "token", "userinfo", "end_session", "revocation"),
        "device_authorization",
    )
    there = [said[f"{name}_endpoint"].removeprefix(p.issuer()) for name in names]
    iss = said["authorization_response_iss_parameter_supported"]
    return outcome(answer, *there, f"iss: {iss}", f"S256: {'S256' in _methods(said)}")


def _methods(said: dict[str, Any]) -> list[str]:
    return list(said["code_challenge_methods_supported"])


PROTOCOL = "/protocol/openid-connect"
CASES = [
    Case(
        "userinfo without a token",
        lambda p: challenged(userinfo(p, None)),
        Outcome(401, "empty", facts=(NO_TOKEN,)),
    ),
    Case(
        "userinfo with garbage",
        lambda p: challenged(userinfo(p, "garbage")),
        Outcome(401, "empty", facts=(BAD_TOKEN,)),
    ),
    Case(
        "userinfo without scope openid",
        lambda p: challenged(userinfo(p, p.signed_in()["access_token"])),
        Outcome(403, "empty", facts=(NO_OPENID,)),
    ),
    Case("userinfo", lambda p: userinfo(p, p.signed_in(scope="openid")["access_token"]), GOOD),
    Case(
        "token with alg=none",
        lambda p: challenged(forged(p, alg="none")),
        Outcome(401, "empty", facts=(BAD_TOKEN,)),
        faults=("B108",),
    ),
    Case(
        "token whose kid is a path",
        lambda p: challenged(forged(p, alg="RS256", kid="../../../../etc/passwd")),
        Outcome(401, "empty", facts=(BAD_TOKEN,)),
        faults=("B108",),
    ),
    Case(
        "public keys",
        keys,
        Outcome(200, "json", facts=("RS256", "private: False")),
        faults=("B108",),
    ),
    Case(
        "metadata",
        metadata,
        Outcome(
            200,
            "json",
            facts=(
                f"{PROTOCOL}/auth",
                f"{PROTOCOL}/token",
                f"{PROTOCOL}/userinfo",
                f"{PROTOCOL}/logout",
                f"{PROTOCOL}/revoke",
                f"{PROTOCOL}/auth/device",
                "iss: True",
                "S256: True",
            ),
        ),
    ),
]
