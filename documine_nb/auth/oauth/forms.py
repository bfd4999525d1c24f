"""The forms that are posted to a login server's endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from documine_nb.auth.oauth.pkce import Pkce
from documine_nb.secrets import Secret

__all__ = [
    "DEVICE_GRANT",
    "Client",
    "Form",
    "client_credentials_form",
    "code_form",
    "device_code_form",
    "device_poll_form",
    "logout_form",
    "password_form",
    "refresh_form",
    "revocation_form",
]

Form = Mapping[str, str | Secret]

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True)
class Client:
    """The application as the login server knows it."""

    id: str
    secret: Secret | None = None

    def form(self) -> dict[str, str | Secret]:
        """Return the fields that every form carries; the secret never goes into an address."""
        fields: dict[str, str | Secret] = {"client_id": self.id}
        if self.secret:
            fields["client_secret"] = self.secret
        return fields


def code_form(client: Client, *, code: Secret, redirect_uri: str, pkce: Pkce) -> Form:
    """Return the form that turns a code into tokens."""
    return {
        "grant_type": "authorization_code",
        **client.form(),
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": pkce.verifier,
    }


def password_form(client: Client, *, username: str, password: Secret, scope: str) -> Form:
    """Return the form that turns a user's name and password into tokens."""
    return {
        "grant_type": "password",
        **client.form(),
        "username": username,
        "password": password,
        "scope": scope,
    }


def client_credentials_form(client: Client, *, scope: str) -> Form:
    """Return the form that turns the client's own id and secret into a token."""
    return {"grant_type": "client_credentials", **client.form(), "scope": scope}


def refresh_form(client: Client, refresh: Secret) -> Form:
    """Return the form that turns a refresh token into new tokens."""
    return {"grant_type": "refresh_token", **client.form(), "refresh_token": refresh}


def device_code_form(client: Client, *, scope: str, pkce: Pkce) -> Form:
    """Return the form that asks for a device code.

    It carries a challenge: Keycloak demands one of a client that must use PKCE, others ignore it.
    """
    return {**client.form(), "scope": scope, **pkce.query()}


def device_poll_form(client: Client, device_code: Secret, pkce: Pkce) -> Form:
    """Return the form that asks whether the person has signed in."""
    return {
        "grant_type": DEVICE_GRANT,
        **client.form(),
        "device_code": device_code,
        "code_verifier": pkce.verifier,
    }


def logout_form(client: Client, refresh: Secret, *, id_token: Secret | None = None) -> Form:
    """Return the form that ends the session (Keycloak's by refresh token, OpenID's by hint)."""
    form = {**client.form(), "refresh_token": refresh}
    return {**form, "id_token_hint": id_token} if id_token else form


def revocation_form(client: Client, token: Secret, *, hint: str = "refresh_token") -> Form:
    """Return the form that revokes a token (RFC 7009, section 2.1)."""
    return {**client.form(), "token": token, "token_type_hint": hint}
