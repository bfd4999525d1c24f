"""Signing in and out by browser."""

from __future__ import annotations

from functools import partial

import httpx
from support.agreement import Case, Outcome, outcome
from support.cases.common import (
    BAD_PAGE,
    GONE,
    GOOD,
    PAGE,
    SERVICE,
    bad_grant,
    refused,
    sent_back,
)
from support.provider import (
    LOOPBACK,
    REGISTERED,
    FormBrowser,
    Provider,
)


def wrong_password_page(p: Provider) -> Outcome:
    with FormBrowser(p.base_url()) as browser:
        browser.open(str(p.authorization()))
        page = browser.sign_in("ada", "no")
        return outcome(page, f"says so: {'Invalid username or password.' in page.text}")


def callback(p: Provider) -> Outcome:
    back = p.code()
    right = back["state"] == "s&=<1>" and back["iss"] == p.issuer()
    parts = f"code of {len(back['code'].split('.'))} parts"
    return Outcome(302, "redirect", facts=(*sorted(back), parts, f"right: {right}"))


def redeem(p: Provider, **changes: str | None) -> httpx.Response:
    return p.redeem(p.code()["code"], **changes)


def redeem_after(p: Provider, **wrong: str | None) -> httpx.Response:
    code = p.code()["code"]
    p.redeem(code, **wrong)
    return p.redeem(code)


def refresh_after_replay(p: Provider) -> httpx.Response:
    code = p.code()["code"]
    tokens = p.redeem(code).json()
    p.redeem(code)
    return p.refresh(tokens["refresh_token"])


def ask(p: Provider, **changes: str | None) -> httpx.Response:
    return p.http.get(p.authorization(**changes))


def end_session(p: Provider, back: str) -> httpx.Response:
    query = {"client_id": "notebook", "post_logout_redirect_uri": back}
    return p.http.get(p.address("logout"), params=query)


FOREIGN = {
    "another host": "https://evil.example/",
    "another scheme": "https://127.0.0.1/callback",
    "localhost": "http://localhost:5000/",
    "a user in it": "http://127.0.0.1:80@evil.example/",
    "a loopback look-alike": "http://127.0.0.1.evil.example/",
    "dots in its path": "http://127.0.0.1:9/../x",
    "more parameters than registered": f"{REGISTERED}&more=1",
}
CASES = [
    Case("login page", ask, PAGE),
    Case(
        "login page, wrong password",
        wrong_password_page,
        Outcome(200, "page", facts=("says so: True",)),
    ),
    Case(
        "callback",
        callback,
        Outcome(
            302,
            "redirect",
            facts=("code", "iss", "session_state", "state", "code of 3 parts", "right: True"),
        ),
    ),
    Case("code", redeem, GOOD),
    Case(
        "code, verifier wrong",
        lambda p: redeem(p, code_verifier="w" * 50),
        bad_grant("PKCE verification failed: Code mismatch"),
        faults=("B108",),
    ),
    Case(
        "code, verifier too short",
        lambda p: redeem(p, code_verifier="v"),
        bad_grant("PKCE verification failed: Invalid code verifier"),
        faults=("B108",),
    ),
    Case(
        "code, verifier missing",
        lambda p: redeem(p, code_verifier=None),
        bad_grant("PKCE code verifier not specified"),
        faults=("B108",),
    ),
    Case(
        "code, verifier right after a wrong one",
        lambda p: redeem_after(p, code_verifier="w" * 50),
        bad_grant("Code not valid"),
        faults=("B108",),
    ),
    Case("code used twice", redeem_after, bad_grant("Code not valid"), faults=("B18", "B108")),
    Case("refresh after that", refresh_after_replay, bad_grant(GONE), faults=("B108",)),
    Case(
        "code, another path",
        lambda p: redeem(p, redirect_uri="http://127.0.0.1:51515/other"),
        bad_grant("Incorrect redirect_uri"),
        faults=("B108",),
    ),
    Case(
        "code, another host",
        lambda p: redeem(p, redirect_uri="http://[::1]:51515/callback"),
        bad_grant("Incorrect redirect_uri"),
        faults=("B108",),
    ),
    Case(
        "code, another scheme",
        lambda p: redeem(p, redirect_uri="https://127.0.0.1:51515/callback"),
        bad_grant("Incorrect redirect_uri"),
        faults=("B108",),
    ),
    Case(
        "code, no redirect address",
        lambda p: redeem(p, redirect_uri=None),
        bad_grant("Incorrect redirect_uri"),
    ),
    Case(
        "code of another client",
        lambda p: redeem(p, **SERVICE),
        bad_grant("Auth error: Found different client_id in clientSession"),
        faults=("B108",),
    ),
    Case(
        "code missing",
        lambda p: p.token(
            grant_type="authorization_code", client_id="notebook", redirect_uri=LOOPBACK
        ),
        refused(400, "invalid_request", "Missing parameter: code"),
    ),
    Case(
        "authorize without PKCE",
        lambda p: ask(p, code_challenge=None, code_challenge_method=None),
        sent_back("invalid_request", "Missing parameter: code_challenge_method"),
        faults=("B108",),
    ),
    Case(
        "authorize with plain PKCE",
        lambda p: ask(p, code_challenge_method="plain"),
        sent_back(
            "invalid_request",
            "Invalid parameter: code challenge method is not matching the configured one",
        ),
        faults=("B108",),
    ),
    Case(
        "authorize with a short challenge",
        lambda p: ask(p, code_challenge="short"),
        sent_back("invalid_request", "Invalid parameter: code_challenge"),
    ),
    Case(
        "authorize for a token",
        lambda p: ask(p, response_type="token"),
        sent_back(
            "unauthorized_client",
            "Client is not allowed to initiate browser login with given response_type."
            " Implicit flow is disabled for the client.",
        ),
        sent_back("unsupported_response_type", "Only the response type code is supported"),
        "it has no implicit flow for any client",
    ),
    Case(
        "authorize for nothing",
        lambda p: ask(p, response_type=None),
        sent_back("invalid_request", "Missing parameter: response_type"),
    ),
    Case(
        "authorize with an unknown response mode",
        lambda p: ask(p, response_mode="nonsense"),
        sent_back("invalid_request", "Invalid parameter: response_mode"),
    ),
    Case(
        "authorize with an unknown scope",
        lambda p: ask(p, scope="nonsense"),
        sent_back("invalid_scope", "Invalid scopes: nonsense"),
    ),
    Case(
        "authorize silently without a session",
        lambda p: ask(p, prompt="none"),
        sent_back("login_required"),
    ),
    Case("authorize, client unknown", lambda p: ask(p, client_id="nobody"), BAD_PAGE),
    Case("authorize, client missing", lambda p: ask(p, client_id=None), BAD_PAGE),
    Case("authorize, no redirect address", lambda p: ask(p, redirect_uri=None), BAD_PAGE),
    *(
        Case(
            f"authorize, redirect address: {what}",
            partial(ask, redirect_uri=uri),
            BAD_PAGE,
            faults=("B108",),
        )
        for what, uri in FOREIGN.items()
    ),
    Case(
        "authorize, redirect address: another client's",
        lambda p: ask(p, client_id="service"),
        BAD_PAGE,
    ),
    Case("end session, registered return", lambda p: end_session(p, REGISTERED), sent_back("")),
    Case(
        "end session, foreign return", lambda p: end_session(p, FOREIGN["another host"]), BAD_PAGE
    ),
]
