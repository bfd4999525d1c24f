"""Which client asks: by HTTP Basic or by form (RFC 6749, section 2.3.1)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

from documine_nb.server.identity.directory import Directory, secret_hash
from documine_nb.server.identity.records import Client, OAuthError

__all__ = ["authenticate"]

_BAD_CLIENT = "Invalid client or Invalid client credentials"


def authenticate(
    directory: Directory, workspace: str, form: Mapping[str, str], authorization: str | None
) -> Client:
    """Return the client, or raise OAuthError where it is unknown or its secret is wrong."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization is not None and authorization[:6].lower() == "basic ":
        client_id, secret = _basic(authorization[6:])
    client = directory.client(workspace, client_id) if client_id else None
    if client is None:
        raise OAuthError(401, "invalid_client", _BAD_CLIENT)
    expected = client.secret_hash
    if expected is not None and not hmac.compare_digest(secret_hash(secret), expected):
        raise OAuthError(401, "unauthorized_client", _BAD_CLIENT)
    return client


def _basic(encoded: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        return "", ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
