"""The one object the server holds: users, sign-ins and tokens behind a router and a check."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from documine_nb.server.database import Database
from documine_nb.server.identity.browser import Browser
from documine_nb.server.identity.credentials import Credentials
from documine_nb.server.identity.device_pages import DevicePages
from documine_nb.server.identity.devices import Devices
from documine_nb.server.identity.directory import Directory, secret_hash
from documine_nb.server.identity.grants import Grants
from documine_nb.server.identity.keys import SigningKeys
from documine_nb.server.identity.outside import OutsideIssuer
from documine_nb.server.identity.records import (
    ROLES,
    Client,
    InvalidTokenError,
    Principal,
    UserRecord,
)
from documine_nb.server.identity.routes import build_router, build_sign
from documine_nb.server.identity.sessions import Sessions
from documine_nb.server.identity.tokens import Tokens
from documine_nb.server.private_files import private_folder
from documine_nb.server.settings import ServerSettings

__all__ = ["Identity"]


class Identity:
    """An OAuth 2.0 and OpenID server over one data folder.

    ==================  ==========================================================================
    code with PKCE      for all clients; public ones must use it
    device              RFC 8628, for clients with ``device_grant``; with PKCE as above
    password            for clients with ``password_grant``
    client credentials  for clients with a secret and ``service_roles``
    refresh             turned over where the settings say so: a second use ends the session
    revocation          RFC 7009: a refresh token with its session, an access token alone
    ==================  ==========================================================================

    With ``settings.issuer`` it does none of this: people sign in there, and :meth:`verify` reads
    that issuer's access tokens. Users are noted as their tokens come in.

    Parameters
    ----------
    settings : ServerSettings
        Where it keeps its data, what it is called, how long tokens live. Its workspaces are added.
    """

    def __init__(self, settings: ServerSettings) -> None:
        folder = private_folder(settings.folder)
        self._database = Database(
            folder / "identity.sqlite3",
            Path(__file__).with_name("schema.sql").read_text("utf-8"),
        )
        self.directory = Directory(self._database)
        self.keys = SigningKeys(folder)
        self.tokens = Tokens(settings, self.keys)
        self.sessions = Sessions(self._database, settings.clock, settings.refresh_token_lifetime)
        self.devices = Devices(self._database, settings)
        self.grants = Grants(
            self.directory,
            self.sessions,
            self.devices,
            self.tokens,
            rotate=settings.rotate_refresh_tokens,
        )
        self.browser = Browser(self.directory, self.sessions, self.tokens)
        self.device_pages = DevicePages(self.directory, self.sessions, self.devices, self.tokens)
        for workspace in settings.workspaces:
            self.directory.add_workspace(workspace)
        self._outside: OutsideIssuer | None = None
        if settings.issuer is None:
            self._router = build_router(self)
        else:
            self._outside = OutsideIssuer(settings.issuer, settings.clock)
            self._router = build_sign(settings.issuer)

    @property
    def router(self) -> APIRouter:
        """The routes, to be mounted at ``/auth``."""
        return self._router

    def verify(self, access_token: str) -> Principal:
        """Return whom an access token speaks for.

        Raises
        ------
        InvalidTokenError
            With ``reason`` "expired", "ended" (its session is over) or "invalid" (not ours).
        IssuerUnreachableError
            An outside issuer's keys cannot be read.
        """
        if self._outside is not None:
            principal, user = self._outside.read(access_token)
            self.directory.meet(principal.workspace, user)
            return principal
        workspace = _workspace_of(access_token)
        claims = self.check(access_token, workspace=workspace)
        return Principal(
            workspace=workspace,
            user_id=claims["sub"],
            username=claims["preferred_username"],
            roles=frozenset(claims["realm_access"]["roles"]),
            client_id=claims["azp"],
            expires_at=float(claims["exp"]),
        )

    def check(self, access_token: str, *, workspace: str) -> dict[str, Any]:
        """Return the claims of a workspace's access token; raise as `verify` does."""
        if not self.directory.has_workspace(workspace):
            raise InvalidTokenError("invalid")
        claims = self.tokens.read(workspace, access_token, "Bearer")
        sid, client_id, jti = claims["sid"], claims["azp"], claims["jti"]
        if not self.sessions.admits(workspace, sid=sid, client_id=client_id, jti=jti):
            raise InvalidTokenError("invalid" if self.sessions.is_revoked(jti) else "ended")
        return claims

    def users(self, workspace: str) -> list[UserRecord]:
        """Return a workspace's users by name."""
        return self.directory.users(workspace)

    def add_workspace(self, name: str) -> None:
        """Add a workspace unless it exists."""
        self.directory.add_workspace(name)

    def add_user(
        self,
        workspace: str,
        username: str,
        password: str,
        *,
        roles: Iterable[str] = ("RED_USER",),
        email: str = "",
        first_name: str = "",
        last_name: str = "",
    ) -> UserRecord:
        """Add a user; a taken name raises ValueError."""
        return self.directory.add_user(
            workspace,
            username,
            password,
            roles=roles,
            email=email,
            first_name=first_name,
            last_name=last_name,
        )

    def set_password(self, workspace: str, username: str, password: str) -> None:
        """Give a user a new password."""
        self.directory.set_password(workspace, username, password)

    def set_roles(self, workspace: str, username: str, roles: Iterable[str]) -> None:
        """Give a user other roles; none at all switches the user off and ends the sessions."""
        self.directory.set_roles(workspace, username, roles)

    def add_client(
        self,
        workspace: str,
        client_id: str,
        *,
        secret: str | None = None,
        redirect_uris: Iterable[str] = (),
        loopback: bool = False,
        password_grant: bool = True,
        device_grant: bool = False,
        service_roles: Iterable[str] = (),
    ) -> None:
        """Add or replace a client; one without `secret` is public and must use PKCE."""
        client = Client(
            client_id,
            None if secret is None else secret_hash(secret),
            tuple(redirect_uris),
            loopback,
            password_grant,
            device_grant,
            tuple(service_roles),
        )
        self.directory.put_client(workspace, client)

    def provision(self, credentials: Credentials) -> None:
        """Make what the data folder's credentials name: workspace, both clients, both users."""
        name = credentials.workspace
        self.add_workspace(name)
        self.add_client(name, credentials.client_id, loopback=True, device_grant=True)
        self.add_client(
            name,
            credentials.service_client_id,
            secret=credentials.client_secret,
            service_roles=("RED_USER", "RED_MANAGER"),
        )
        there = {user.username for user in self.users(name)}
        if credentials.username not in there:
            self.add_user(
                name,
                credentials.username,
                credentials.password,
                roles=ROLES,
                first_name="Mara",
                last_name="Manager",
                email="manager@documine.example",
            )
        if credentials.viewer_username not in there:
            self.add_user(
                name,
                credentials.viewer_username,
                credentials.viewer_password,
                first_name="Vito",
                last_name="Viewer",
                email="viewer@documine.example",
            )

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _workspace_of(token: str) -> str:
    # Read before anything is checked, only to know whose key and issuer to check it against.
    try:
        payload = token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        issuer = json.loads(base64.urlsafe_b64decode(padded))["iss"]
        return str(issuer).rpartition("/")[2]
    except (IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise InvalidTokenError("invalid") from error
