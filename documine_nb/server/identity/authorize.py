"""The authorization endpoint's rules: which request leads to a login page, and back where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from documine_nb.server.identity.directory import Directory
from documine_nb.server.identity.pkce import wrong_challenge
from documine_nb.server.identity.records import Client, SignIn
from documine_nb.server.identity.tokens import granted_scope, unknown_scope

__all__ = ["CallbackError", "PageError", "callback", "check_request", "redirect_allowed"]

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")


class PageError(Exception):
    """A request that must not be answered by a redirect: its reader gets a page."""


class CallbackError(Exception):
    """A request that is sent back to its client with an error (RFC 6749, section 4.1.2.1)."""

    def __init__(
        self, redirect_uri: str, state: str | None, error: str, description: str | None = None
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.redirect_uri = redirect_uri
        self.state = state
        self.error = error
        self.description = description


def redirect_allowed(client: Client, uri: str) -> bool:
    """Tell whether a client may come back to `uri`: exact addresses, or loopback if it may."""
    if uri in client.redirect_uris:
        return True
    if not client.loopback or _LOOPBACK.fullmatch(uri) is None:
        return False
    return not {".", ".."}.intersection(uri.split("/"))


def check_request(directory: Directory, workspace: str, query: Mapping[str, str]) -> SignIn:
    """Return what a good authorization request asks for; raise PageError or CallbackError."""
    client_id = query.get("client_id")
    if not client_id:
        raise PageError("Invalid Request")
    client = directory.client(workspace, client_id)
    if client is None:
        raise PageError("Client not found.")
    redirect_uri = query.get("redirect_uri", "")
    if not redirect_allowed(client, redirect_uri):
        raise PageError("Invalid parameter: redirect_uri")
    state = query.get("state")
    wrong = _wrong_response(query) or wrong_challenge(client, query)
    if wrong is not None:
        raise CallbackError(redirect_uri, state, *wrong)
    return SignIn(
        workspace=workspace,
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        scope=granted_scope(query.get("scope")),
        state=state,
        nonce=query.get("nonce"),
        challenge=query.get("code_challenge"),
    )


def _wrong_response(query: Mapping[str, str]) -> tuple[str, str] | None:
    response_type = query.get("response_type")
    if not response_type:
        return "invalid_request", "Missing parameter: response_type"
    if response_type != "code":
        return "unsupported_response_type", "Only the response type code is supported"
    if query.get("response_mode", "query") != "query":
        return "invalid_request", "Invalid parameter: response_mode"
    if unknown_scope(query.get("scope")):
        return "invalid_scope", f"Invalid scopes: {query['scope']}"
    return None


def callback(redirect_uri: str, parameters: Mapping[str, str | None]) -> str:
    """Return the address a browser is sent back to."""
    present = {name: value for name, value in parameters.items() if value is not None}
    joint = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{joint}{urlencode(present)}" if present else redirect_uri
