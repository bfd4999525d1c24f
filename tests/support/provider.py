"""One small port to an identity server, and a browser without scripts; the same for any server."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from abc import ABC, abstractmethod
from typing import Any, Self
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

PASSWORD = "Correct-horse-7"
SECRET = "a-very-long-client-secret"
LOOPBACK = "http://127.0.0.1:51515/callback"
REGISTERED = "https://app.example/callback?fixed=1"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
ROTATING, LASTING = "acme", "acme-lasting"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
PKCE = {"code_challenge": CHALLENGE.decode(), "code_challenge_method": "S256"}
SCREENS = 8

Form = dict[str, str]


class Provider(ABC):
    """An identity server with the realms, clients and users of ``tests/keycloak/realms``.

    ==============  ===================================================================
    realms          ``acme`` turns refresh tokens over, ``acme-lasting`` does not
    users           ``ada``, ``unlucky`` (gets locked), ``newcomer`` (has to change the
                    password first)
    ``notebook``    public, PKCE, loopback addresses, device grant
    ``browser-only``  public, PKCE, loopback addresses, nothing else
    ``hasty``       public, device grant; at Keycloak its codes live a second
    ``service``     confidential, may speak for itself, device grant
    ``keyless``     confidential, may not speak for itself
    ==============  ===================================================================
    """

    name: str
    http: httpx.Client

    @abstractmethod
    def base_url(self, realm: str = ROTATING) -> str:
        """Return the address of the server that has a realm."""

    @abstractmethod
    def let_pass(self, seconds: float) -> None:
        """Let so much time go by for the server."""

    @abstractmethod
    def end_sessions(self, username: str, realm: str = ROTATING) -> None:
        """End a user's sessions, as an administrator does."""

    def issuer(self, realm: str = ROTATING) -> str:
        return f"{self.base_url(realm)}/auth/realms/{realm}"

    def address(self, name: str, realm: str = ROTATING) -> str:
        return f"{self.issuer(realm)}/protocol/openid-connect/{name}"

    def post(self, name: str, realm: str = ROTATING, **form: str | None) -> httpx.Response:
        data = {field: value for field, value in form.items() if value is not None}
        return self.http.post(self.address(name, realm), data=data)

    def token(self, realm: str = ROTATING, **form: str | None) -> httpx.Response:
        return self.post("token", realm, **form)

    def password(self, realm: str = ROTATING, **changes: str | None) -> httpx.Response:
        form = {"grant_type": "password", "client_id": "notebook"}
        return self.token(realm, **(form | {"username": "ada", "password": PASSWORD} | changes))

    def refresh(self, token: str, realm: str = ROTATING, **changes: str | None) -> httpx.Response:
        form: dict[str, str | None] = {"grant_type": "refresh_token", "client_id": "notebook"}
        return self.token(realm, **(form | {"refresh_token": token} | changes))

    def signed_in(self, realm: str = ROTATING, **changes: str | None) -> dict[str, Any]:
        return dict(self.password(realm, **changes).raise_for_status().json())

    def device(self, realm: str = ROTATING, **changes: str | None) -> httpx.Response:
        form: dict[str, str | None] = {"client_id": "notebook", **PKCE}
        return self.post("auth/device", realm, **(form | changes))

    def poll(
        self, device_code: str, realm: str = ROTATING, **changes: str | None
    ) -> httpx.Response:
        form: dict[str, str | None] = {
            "grant_type": DEVICE_GRANT,
            "client_id": "notebook",
            "device_code": device_code,
            "code_verifier": VERIFIER,
        }
        return self.token(realm, **(form | changes))

    def authorization(self, realm: str = ROTATING, **changes: str | None) -> httpx.URL:
        query: dict[str, str | None] = {
            "client_id": "notebook",
            "redirect_uri": LOOPBACK,
            "response_type": "code",
            "scope": "openid",
            "state": "s&=<1>",
            **PKCE,
        }
        asked = {name: value for name, value in (query | changes).items() if value is not None}
        return httpx.URL(self.address("auth", realm), params=asked)

    def code(self, realm: str = ROTATING, **changes: str | None) -> Form:
        """Sign in by browser and return what the callback holds."""
        with FormBrowser(self.base_url(realm)) as browser:
            browser.open(str(self.authorization(realm, **changes)))
            return callback_of(browser.sign_in("ada"))

    def redeem(self, code: str, realm: str = ROTATING, **changes: str | None) -> httpx.Response:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "client_id": "notebook",
            "redirect_uri": LOOPBACK,
            "code_verifier": VERIFIER,
            "code": code,
        }
        return self.token(realm, **(form | changes))

    def decide(self, granted: Any, *, allow: bool, realm: str = ROTATING) -> httpx.Response:
        """Go through the device page as a person does."""
        with FormBrowser(self.base_url(realm)) as browser:
            browser.open(granted["verification_uri_complete"])
            return browser.decide("ada", allow=allow)


class FormBrowser:
    """Follows redirects and sends forms; stops at an address of another server.

    Keycloak's cookies are ``Secure`` also over plain HTTP on loopback. Browsers send them back
    there; Python's own cookie jar does not, so cookies are kept by hand.
    """

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        # Keycloak tells a page's form from a device's request by what is accepted.
        self._http = httpx.Client(trust_env=False, timeout=30, headers={"Accept": "text/html"})
        self._cookies: dict[str, str] = {}
        self.page: httpx.Response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, address: str) -> httpx.Response:
        return self._go("GET", address, {})

    def send(self, fields: Form, *, button: str | None = None) -> httpx.Response:
        """Send the page's form with the fields filled in, by the named button."""
        action, hidden = form_of(self.page)
        pressed = {} if button is None else button_of(self.page, button)
        form = {**hidden, **fields, **pressed}
        if re.search(r'<form[^>]*method="get"', self.page.text):
            return self._go("GET", str(httpx.URL(action, params=form)), {})
        return self._go("POST", action, form)

    def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        return self.send({"username": username, "password": password})

    def decide(self, username: str, *, allow: bool) -> httpx.Response:
        """Sign in where that is asked for, and press the button."""
        for _ in range(SCREENS):
            if button := (button_of(self.page, "yes") if allow else button_of(self.page, "no")):
                fields = {"username": username, "password": PASSWORD}
                asked = 'name="password"' in self.page.text
                self.send({**(fields if asked else {}), **button})
            elif 'name="password"' in self.page.text:
                self.sign_in(username)
            elif "<form" in self.page.text:
                self.send({})
            else:
                return self.page
        raise AssertionError(f"There is no end of screens:\n{self.page.text}")

    def _go(self, method: str, address: str, form: Form) -> httpx.Response:
        for _ in range(SCREENS):
            cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            headers = {"Cookie": cookie} if cookie else {}
            self.page = self._http.request(
                method, address, data=form if method == "POST" else None, headers=headers
            )
            self._cookies |= dict(self.page.cookies.items())
            if not self.page.is_redirect:
                return self.page
            address, method = urljoin(address, self.page.headers["location"]), "GET"
            if not address.startswith(self._base):
                return self.page
        raise AssertionError(f"There is no end of redirects: {address}")


def form_of(page: httpx.Response) -> tuple[str, Form]:
    """Return where a page's form goes, and its hidden fields."""
    found = re.search(r'<form[^>]*?action="([^"]+)"', page.text)
    assert found is not None, page.text
    hidden: Form = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        shown = named.get("name") in ("device_user_code", "user_code")
        if (named.get("type") == "hidden" or shown) and "name" in named:
            hidden[html.unescape(named["name"])] = html.unescape(named.get("value", ""))
    return urljoin(str(page.url), html.unescape(found.group(1))), hidden


def button_of(page: httpx.Response, meaning: str) -> Form:
    """Return the field that a page's button of yes or no sends; empty where there is none."""
    names = {"yes": ("accept", "allow"), "no": ("cancel", "deny")}[meaning]
    for tag in re.findall(r"<(?:input|button)[^>]*>", page.text):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named.get("type") == "submit" and {named.get("name"), named.get("value")} & set(names):
            return {named["name"]: named.get("value", "")}
    return {}


def callback_of(answer: httpx.Response) -> Form:
    assert answer.is_redirect, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))
