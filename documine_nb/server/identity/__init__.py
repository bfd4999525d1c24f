"""The embedded server's identity: a small OAuth and OpenID server that answers as Keycloak does."""

from __future__ import annotations

from documine_nb.server.identity.credentials import Credentials, load_or_create
from documine_nb.server.identity.identity import Identity
from documine_nb.server.identity.records import (
    Client,
    InvalidTokenError,
    IssuerUnreachableError,
    Principal,
    UserRecord,
)

__all__ = [
    "Client",
    "Credentials",
    "Identity",
    "InvalidTokenError",
    "IssuerUnreachableError",
    "Principal",
    "UserRecord",
    "load_or_create",
]
