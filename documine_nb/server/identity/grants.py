"""The token endpoint's rules: a form in, tokens or an OAuth error out; no HTTP here."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from documine_nb.server.identity.directory import Directory, secret_hash
from documine_nb.server.identity.records import (
    Client,
    InvalidTokenError,
    OAuthError,
    SessionRecord,
)
from documine_nb.server.identity.sessions import Sessions
from documine_nb.server.identity.tokens import Tokens, granted_scope

__all__ = ["Grants"]

_SCOPES = frozenset({"openid", "profile", "email"})
_BAD_CLIENT = "Invalid client or Invalid client credentials"


class Grants:
    """Grants tokens as Keycloak 26 does, to status, code and wording."""

    def __init__(
        self, directory: Directory, sessions: Sessions, tokens: Tokens, *, rotate: bool
    ) -> None:
        self._directory = directory
        self._sessions = sessions
        self._tokens = tokens
        self._rotate = rotate

    def token(
        self, workspace: str, form: Mapping[str, str], authorization: str | None
    ) -> dict[str, Any]:
        """Answer a token request or raise OAuthError."""
        grant = form.get("grant_type")
        if not grant:
            raise OAuthError(400, "invalid_request", "Missing form parameter: grant_type")
        grants = {
            "authorization_code": self._code,
            "password": self._password,
            "refresh_token": self._refresh,
        }
        if grant not in grants:
            raise OAuthError(400, "unsupported_grant_type", "Unsupported grant_type")
        client = self.authenticate(workspace, form, authorization)
        return grants[grant](workspace, client, form)

    def authenticate(
        self, workspace: str, form: Mapping[str, str], authorization: str | None
    ) -> Client:
        """Return the client that asks, by HTTP Basic or by form (RFC 6749, section 2.3.1)."""
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if authorization is not None and authorization[:6].lower() == "basic ":
            client_id, secret = _basic(authorization[6:])
        client = self._directory.client(workspace, client_id) if client_id else None
        if client is None:
            raise OAuthError(401, "invalid_client", _BAD_CLIENT)
        expected = client.secret_hash
        if expected is not None and not hmac.compare_digest(secret_hash(secret), expected):
            raise OAuthError(401, "unauthorized_client", _BAD_CLIENT)
        return client

    def _password(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        if not client.password_grant:
            description = "Client not allowed for direct access grants"
            raise OAuthError(400, "unauthorized_client", description)
        username = form.get("username")
        if not username:
            raise OAuthError(401, "invalid_request", "Missing parameter: username")
        scope = _scope(form.get("scope"))
        user = self._directory.check_password(workspace, username, form.get("password", ""))
        if user is None:
            raise OAuthError(400, "invalid_grant", "Invalid user credentials")
        session = self._sessions.start(workspace, user.id)
        return self._tokens.answer(session, user, client_id=client.client_id, scope=scope)

    def _code(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        code = form.get("code")
        if not code:
            raise OAuthError(400, "invalid_request", "Missing parameter: code")
        # Taken before anything is compared: whatever is wrong below, there is no second try.
        pending = self._sessions.take_code(workspace, code)
        if pending is None:
            raise OAuthError(400, "invalid_grant", "Code not valid")
        if pending.expires_at <= self._sessions.now():
            raise OAuthError(400, "invalid_grant", "Code is expired")
        session = self._sessions.get(workspace, pending.sid)
        if session is None:
            raise OAuthError(400, "invalid_grant", "Session not active")
        if form.get("redirect_uri") != pending.redirect_uri:
            raise OAuthError(400, "invalid_grant", "Incorrect redirect_uri")
        if client.client_id != pending.client_id:
            raise OAuthError(400, "invalid_grant", "Auth error")
        _check_verifier(pending.challenge, form.get("code_verifier"))
        self._sessions.extend(session.sid)
        return self._answer(session, client, pending.scope, pending.nonce)

    def _refresh(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        token = form.get("refresh_token")
        if not token:
            raise OAuthError(400, "invalid_request", "No refresh token")
        claims = self._refresh_claims(workspace, client, token, expired=False)
        session = self._sessions.get(workspace, claims["sid"])
        if session is None:
            raise OAuthError(400, "invalid_grant", "Session not active")
        if self._rotate and not self._sessions.use_refresh_token(claims["jti"], session.sid):
            description = "Maximum allowed refresh token reuse exceeded"
            raise OAuthError(400, "invalid_grant", description)
        self._sessions.extend(session.sid)
        return self._answer(session, client, claims["scope"], claims.get("nonce"))

    def _refresh_claims(
        self, workspace: str, client: Client, token: str, *, expired: bool
    ) -> dict[str, Any]:
        try:
            claims = self._tokens.read(workspace, token, "Refresh", expired=expired)
        except InvalidTokenError as error:
            over = error.reason == "expired"
            description = "Token is not active" if over else "Invalid refresh token"
            raise OAuthError(400, "invalid_grant", description) from error
        if claims["azp"] != client.client_id:
            description = "Invalid refresh token. Token client and authorized client don't match"
            raise OAuthError(400, "invalid_grant", description)
        return claims

    def _answer(
        self, session: SessionRecord, client: Client, scope: str, nonce: str | None
    ) -> dict[str, Any]:
        user = self._directory.user(session.user_id)
        if user is None or not user.active:
            raise OAuthError(400, "invalid_grant", "User disabled")
        return self._tokens.answer(
            session, user, client_id=client.client_id, scope=scope, nonce=nonce
        )

    def logout(self, workspace: str, form: Mapping[str, str], authorization: str | None) -> None:
        """End the session of a refresh token; one that ended already is fine."""
        client = self.authenticate(workspace, form, authorization)
        claims = self._refresh_claims(workspace, client, form["refresh_token"], expired=True)
        self._sessions.end(claims["sid"])


def _basic(encoded: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        return "", ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _scope(asked: str | None) -> str:
    names = (asked or "").split()
    if "offline_access" in names:
        description = "Offline tokens not allowed for the user or client"
        raise OAuthError(400, "not_allowed", description)
    if not _SCOPES.issuperset(names):
        raise OAuthError(400, "invalid_scope", f"Invalid scopes: {asked}")
    return granted_scope(asked)


def _check_verifier(challenge: str | None, verifier: str | None) -> None:
    if challenge is None:
        if verifier:
            description = "PKCE code verifier specified but challenge not present in authorization"
            raise OAuthError(400, "invalid_grant", description)
        return
    if not verifier:
        raise OAuthError(400, "invalid_grant", "PKCE code verifier not specified")
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    actual = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(actual, challenge):
        description = "PKCE verification failed: Code mismatch"
        raise OAuthError(400, "invalid_grant", description)
