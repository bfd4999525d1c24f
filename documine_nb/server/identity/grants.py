"""The token endpoint's rules: a form in, tokens or an OAuth error out; no HTTP here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from documine_nb.server.identity.clients import authenticate
from documine_nb.server.identity.devices import Devices
from documine_nb.server.identity.directory import Directory
from documine_nb.server.identity.pkce import check_verifier
from documine_nb.server.identity.records import (
    Client,
    InvalidTokenError,
    OAuthError,
    SessionRecord,
    UserRecord,
)
from documine_nb.server.identity.revocation import revoke
from documine_nb.server.identity.sessions import Sessions
from documine_nb.server.identity.tokens import Tokens, granted_scope, unknown_scope

__all__ = ["DEVICE_GRANT", "Grants"]

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Grants:
    """Grants tokens as Keycloak 26 does, to status, code and wording."""

    def __init__(
        self,
        directory: Directory,
        sessions: Sessions,
        devices: Devices,
        tokens: Tokens,
        *,
        rotate: bool,
    ) -> None:
        self._directory = directory
        self._sessions = sessions
        self._devices = devices
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
            "client_credentials": self._service,
            DEVICE_GRANT: self._device,
        }
        if grant not in grants:
            raise OAuthError(400, "unsupported_grant_type", "Unsupported grant_type")
        client = authenticate(self._directory, workspace, form, authorization)
        return grants[grant](workspace, client, form)

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
            description = "Auth error: Found different client_id in clientSession"
            raise OAuthError(400, "invalid_grant", description)
        check_verifier(pending.challenge, form.get("code_verifier"))
        self._sessions.extend(session.sid)
        return self._answer(session, client, pending.scope, pending.nonce)

    def _device(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        if not client.device_grant:
            description = "Client not allowed OAuth 2.0 Device Authorization Grant"
            raise OAuthError(400, "invalid_grant", description)
        device_code = form.get("device_code")
        if not device_code:
            raise OAuthError(400, "invalid_request", "Missing parameter: device_code")
        approved = self._devices.poll(workspace, client, device_code)
        check_verifier(approved.challenge, form.get("code_verifier"))
        if not self._devices.take(device_code):
            raise OAuthError(400, "invalid_grant", "Device code not valid")
        session = self._sessions.get(workspace, approved.sid or "")
        if session is None:
            raise OAuthError(400, "invalid_grant", "Session not active")
        self._sessions.extend(session.sid)
        return self._answer(session, client, approved.scope, None)

    def _service(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        if client.public:
            description = "Public client not allowed to retrieve service account"
            raise OAuthError(401, "unauthorized_client", description)
        if not client.service_roles:
            description = "Client not enabled to retrieve service account"
            raise OAuthError(401, "unauthorized_client", description)
        scope = _scope(form.get("scope"))
        user = _service_account(workspace, client)
        self._directory.meet(workspace, user)
        session = self._sessions.start(workspace, user.id)
        return self._tokens.answer(
            session, user, client_id=client.client_id, scope=scope, renewable=False
        )

    def _refresh(self, workspace: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        token = form.get("refresh_token")
        if not token:
            raise OAuthError(400, "invalid_request", "No refresh token")
        claims = self._refresh_claims(workspace, client, token, expired=False)
        session = self._sessions.get(workspace, claims["sid"])
        if session is None:
            raise OAuthError(400, "invalid_grant", "Session not active")
        if self._sessions.is_detached(session.sid, client.client_id):
            raise OAuthError(400, "invalid_grant", "Session doesn't have required client")
        if self._rotate and not self._sessions.use_refresh_token(claims["jti"], session.sid):
            # One of the two who used it was not meant to have it (RFC 9700, section 4.14.2).
            self._sessions.detach(session.sid, client.client_id)
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
        client = authenticate(self._directory, workspace, form, authorization)
        claims = self._refresh_claims(workspace, client, form["refresh_token"], expired=True)
        self._sessions.end(claims["sid"])

    def revoke(
        self, workspace: str, form: Mapping[str, str], authorization: str | None
    ) -> dict[str, Any] | None:
        """Revoke a token; see :func:`documine_nb.server.identity.revocation.revoke`."""
        client = authenticate(self._directory, workspace, form, authorization)
        return revoke(self._sessions, self._tokens, workspace, client, form)

    def device(
        self, workspace: str, form: Mapping[str, str], authorization: str | None
    ) -> dict[str, Any]:
        """Answer a device authorization request."""
        client = authenticate(self._directory, workspace, form, authorization)
        issuer = self._tokens.issuer(workspace)
        return self._devices.start(workspace, client, form, issuer=issuer)


def _service_account(workspace: str, client: Client) -> UserRecord:
    name = f"service-account-{client.client_id}"
    return UserRecord(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{workspace}/{name}")),
        username=name,
        email="",
        first_name="",
        last_name="",
        roles=client.service_roles,
        active=True,
    )


def _scope(asked: str | None) -> str:
    if "offline_access" in (asked or "").split():
        description = "Offline tokens not allowed for the user or client"
        raise OAuthError(400, "not_allowed", description)
    if unknown_scope(asked):
        raise OAuthError(400, "invalid_scope", f"Invalid scopes: {asked}")
    return granted_scope(asked)
