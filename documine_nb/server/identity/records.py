"""What the identity server keeps and tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ROLES",
    "Client",
    "DeviceSignIn",
    "InvalidTokenError",
    "IssuerUnreachableError",
    "OAuthError",
    "PendingCode",
    "Principal",
    "SessionRecord",
    "SignIn",
    "UserRecord",
]

ROLES = ("RED_USER", "RED_MANAGER", "RED_USER_ADMIN", "RED_ADMIN")


@dataclass(frozen=True)
class Principal:
    """Who a verified access token speaks for."""

    workspace: str
    user_id: str
    username: str
    roles: frozenset[str]
    client_id: str
    expires_at: float


@dataclass(frozen=True)
class UserRecord:
    """A user of a workspace; one without roles is switched off, as in DocuMine."""

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class Client:
    """An application that may ask for tokens.

    A public client holds no secret and must use PKCE. `loopback` lets it come back to any port and
    path on 127.0.0.1 or [::1] (RFC 8252, section 7.3); all other addresses must match exactly.
    `device_grant` lets it start sign-ins that are finished on another device (RFC 8628), and
    `service_roles` are those of the account it may sign in as by itself (RFC 6749, section 4.4).
    """

    client_id: str
    secret_hash: str | None = None
    redirect_uris: tuple[str, ...] = ()
    loopback: bool = False
    password_grant: bool = True
    device_grant: bool = False
    service_roles: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """Whether the client holds no secret."""
        return self.secret_hash is None


@dataclass(frozen=True)
class SessionRecord:
    """One sign-in of a user, shared by the clients of a browser."""

    sid: str
    workspace: str
    user_id: str
    started_at: float
    expires_at: float


@dataclass(frozen=True)
class PendingCode:
    """An authorization code that was handed out and not yet redeemed."""

    workspace: str
    client_id: str
    sid: str
    redirect_uri: str
    scope: str
    nonce: str | None
    challenge: str | None
    expires_at: float


@dataclass(frozen=True)
class DeviceSignIn:
    """A sign-in that waits on one device for somebody at another (RFC 8628).

    `state` is "pending", "approved" (then `sid` is its session) or "denied".
    """

    workspace: str
    client_id: str
    user_code: str
    scope: str
    challenge: str | None
    expires_at: float
    next_poll_at: float
    state: str = "pending"
    sid: str | None = None


@dataclass(frozen=True)
class SignIn:
    """A login page that was shown and not yet answered; for a device it has a `user_code`."""

    workspace: str
    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    nonce: str | None
    challenge: str | None
    user_code: str | None = None


class InvalidTokenError(Exception):
    """An access token that opens nothing.

    Parameters
    ----------
    reason : {"expired", "ended", "invalid"}
        Its time is over; its session was ended or its user switched off; or it is not ours at all.
    """

    def __init__(self, reason: Literal["expired", "ended", "invalid"]) -> None:
        super().__init__(f"The access token is not accepted: {reason}.")
        self.reason = reason


class IssuerUnreachableError(Exception):
    """An outside issuer's keys cannot be read, so that no token can be checked now."""


class OAuthError(Exception):
    """An answer of the token endpoint that is no token (RFC 6749, section 5.2)."""

    def __init__(self, status: int, error: str, description: str | None = None) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description

    def body(self) -> dict[str, str]:
        """Return the JSON that is sent."""
        body = {"error": self.error}
        if self.description is not None:
            body["error_description"] = self.description
        return body
