"""Signing in a device (RFC 8628)."""

from __future__ import annotations

from typing import Any

import httpx
from support.agreement import Case, Outcome, outcome
from support.cases.common import (
    BAD_CLIENT,
    GOOD,
    PAGE,
    SERVICE,
    TOKEN_KEYS,
    bad_grant,
    refused,
    with_keys,
)
from support.provider import (
    DEVICE_GRANT,
    FormBrowser,
    Provider,
)


def started(p: Provider, **changes: str | None) -> Any:
    return p.device(**changes).raise_for_status().json()


def device_shape(p: Provider) -> Outcome:
    answer = p.device()
    body = answer.json()
    code = body["user_code"]
    shape = f"user code {len(code)} with {code[4]}, device code {len(body['device_code'])}"
    return outcome(answer, *sorted(body), shape, f"interval {body['interval']}")


def polled(p: Provider, times: int = 1, **changes: str | None) -> httpx.Response:
    waiting = started(p)
    for _ in range(times - 1):
        p.poll(waiting["device_code"])
    return p.poll(waiting["device_code"], **changes)


def redeemed(p: Provider, times: int = 1, **changes: str | None) -> httpx.Response:
    waiting = started(p)
    p.decide(waiting, allow=True)
    for _ in range(times - 1):
        p.poll(waiting["device_code"])
    return p.poll(waiting["device_code"], **changes)


def after_a_wrong_verifier(p: Provider) -> httpx.Response:
    waiting = started(p)
    p.decide(waiting, allow=True)
    p.poll(waiting["device_code"], code_verifier="w" * 50)
    p.let_pass(1.1)
    return p.poll(waiting["device_code"])


def denied(p: Provider) -> httpx.Response:
    waiting = started(p)
    p.decide(waiting, allow=False)
    return p.poll(waiting["device_code"])


def expired(p: Provider) -> httpx.Response:
    waiting = started(p, client_id="hasty")
    p.let_pass(waiting["expires_in"] + 1.1)
    return p.poll(waiting["device_code"], client_id="hasty")


def user_code_again(p: Provider) -> Outcome:
    waiting = started(p)
    p.decide(waiting, allow=True)
    return device_page(p, waiting["user_code"])


def device_page(p: Provider, user_code: str) -> Outcome:
    with FormBrowser(p.base_url()) as browser:
        page = browser.open(f"{p.issuer()}/device?user_code={user_code}")
        wrong = "Invalid code, please try again." in page.text
        return outcome(page, f"says that the code is wrong: {wrong}")


def code_typed(p: Provider) -> Outcome:
    waiting = started(p)
    with FormBrowser(p.base_url()) as browser:
        browser.open(waiting["verification_uri"])
        field = "user_code" if 'name="user_code"' in browser.page.text else "device_user_code"
        page = browser.send({field: waiting["user_code"]})
        return outcome(page, f"asks who it is: {'password' in page.text}")


DISABLED = (
    "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant."
    " The flow is disabled for the client."
)
DEVICE_KEYS = ("device_code", "expires_in", "interval", "user_code")
CASES = [
    Case(
        "device",
        device_shape,
        Outcome(
            200,
            "json",
            facts=(
                *DEVICE_KEYS,
                "verification_uri",
                "verification_uri_complete",
                "user code 9 with -, device code 43",
                "interval 1",
            ),
        ),
    ),
    Case(
        "device without PKCE",
        lambda p: p.device(code_challenge=None, code_challenge_method=None),
        refused(400, "invalid_request", "Missing parameter: code_challenge_method"),
        faults=("B108",),
    ),
    Case(
        "device with plain PKCE",
        lambda p: p.device(code_challenge_method="plain"),
        refused(
            400,
            "invalid_request",
            "Invalid parameter: code challenge method is not matching the configured one",
        ),
        faults=("B108",),
    ),
    Case(
        "device without a challenge",
        lambda p: p.device(code_challenge=None),
        refused(400, "invalid_request", "Missing parameter: code_challenge"),
    ),
    Case(
        "device with a short challenge",
        lambda p: p.device(code_challenge="short"),
        refused(400, "invalid_request", "Invalid parameter: code_challenge"),
    ),
    Case(
        "device, confidential client without PKCE",
        lambda p: p.device(code_challenge=None, code_challenge_method=None, **SERVICE),
        GOOD,
    ),
    Case(
        "device on a client without the grant",
        lambda p: p.device(client_id="browser-only"),
        refused(400, "unauthorized_client", DISABLED),
    ),
    Case(
        "device, client unknown",
        lambda p: p.device(client_id="nobody"),
        refused(401, "invalid_client", BAD_CLIENT),
    ),
    Case(
        "device, secret wrong",
        lambda p: p.device(client_id="service", client_secret="no"),
        refused(401, "unauthorized_client", BAD_CLIENT),
    ),
    Case("device, scope unknown", lambda p: p.device(scope="nonsense"), GOOD),
    Case("device endpoint by GET", lambda p: p.http.get(p.address("auth/device")), PAGE),
    Case(
        "device poll",
        polled,
        refused(400, "authorization_pending", "The authorization request is still pending"),
        faults=("B22",),
    ),
    Case(
        "device poll too early",
        lambda p: polled(p, 2),
        refused(400, "slow_down", "Slow down"),
        faults=("B22",),
    ),
    Case(
        "device poll by another client",
        lambda p: polled(p, **SERVICE),
        bad_grant("unauthorized client"),
        faults=("B108",),
    ),
    Case(
        "device poll with an unknown code",
        lambda p: p.poll("x" * 43),
        bad_grant("Device code not valid"),
        faults=("B108",),
    ),
    Case(
        "device poll without a code",
        lambda p: p.token(grant_type=DEVICE_GRANT, client_id="notebook"),
        refused(400, "invalid_request", "Missing parameter: device_code"),
    ),
    Case(
        "device poll on a client without the grant",
        lambda p: p.poll("x" * 43, client_id="browser-only"),
        bad_grant("Client not allowed OAuth 2.0 Device Authorization Grant"),
    ),
    Case(
        "device allowed", lambda p: with_keys(redeemed(p)), Outcome(200, "json", facts=TOKEN_KEYS)
    ),
    Case(
        "device code used twice",
        lambda p: redeemed(p, 2),
        bad_grant("Device code not valid"),
        faults=("B108",),
    ),
    Case(
        "device allowed, verifier wrong",
        lambda p: redeemed(p, code_verifier="w" * 50),
        bad_grant("PKCE verification failed: Code mismatch"),
        faults=("B108",),
    ),
    Case(
        "device allowed, verifier missing",
        lambda p: redeemed(p, code_verifier=None),
        bad_grant("PKCE code verifier not specified"),
        faults=("B108",),
    ),
    Case("device allowed, verifier right after a wrong one", after_a_wrong_verifier, GOOD),
    Case(
        "device denied",
        denied,
        refused(400, "access_denied", "The end user denied the authorization request"),
        faults=("B22",),
    ),
    Case(
        "device code expired",
        expired,
        refused(400, "expired_token", "Device code is expired"),
        faults=("B22", "B108"),
    ),
    Case(
        "user code used twice",
        user_code_again,
        Outcome(200, "page", facts=("says that the code is wrong: True",)),
        faults=("B108",),
    ),
    Case(
        "user code unknown",
        lambda p: device_page(p, "AAAA-BBBB"),
        Outcome(200, "page", facts=("says that the code is wrong: True",)),
    ),
    Case(
        "user code typed",
        code_typed,
        Outcome(200, "page", facts=("asks who it is: True",)),
    ),
]
