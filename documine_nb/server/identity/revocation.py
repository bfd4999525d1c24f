"""Revocation (RFC 7009), in Keycloak's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from documine_nb.server.identity.records import Client, InvalidTokenError, OAuthError
from documine_nb.server.identity.sessions import Sessions
from documine_nb.server.identity.tokens import Kind, Tokens

__all__ = ["revoke"]

_INVALID = {"error": "invalid_token", "error_description": "Invalid token"}
_KINDS: tuple[Kind, ...] = ("Refresh", "Bearer", "ID")


def revoke(
    sessions: Sessions, tokens: Tokens, workspace: str, client: Client, form: Mapping[str, str]
) -> dict[str, Any] | None:
    """Revoke what the form names; return the body of the answer, which has status 200.

    A refresh token ends its session; an access token goes alone. None, for an empty body, says
    that it is done. What is no token of ours, or is over, gets a body that says so: the status is
    200 all the same, for the client has what it wanted (RFC 7009, section 2.2).
    """
    token = form.get("token")
    if not token:
        raise OAuthError(400, "invalid_request", "Token not provided")
    kind, claims = _read(tokens, workspace, token)
    if kind is None or not sessions.admits(
        workspace, sid=claims["sid"], client_id=claims["azp"], jti=claims["jti"]
    ):
        return _INVALID
    if kind == "ID":
        raise OAuthError(400, "unsupported_token_type", "Unsupported token type")
    if claims["azp"] != client.client_id:
        raise OAuthError(400, "invalid_request", "Unmatching clients")
    if kind == "Refresh":
        sessions.end(claims["sid"])
    else:
        sessions.revoke(claims["jti"], float(claims["exp"]))
    return None


def _read(tokens: Tokens, workspace: str, token: str) -> tuple[Kind | None, dict[str, Any]]:
    for kind in _KINDS:
        try:
            return kind, tokens.read(workspace, token, kind)
        except InvalidTokenError:
            continue
    return None, {}
