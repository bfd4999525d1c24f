"""Who is signed in, read from the tokens for showing only."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from documine_nb.auth.metadata import Provider
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.settings import ConnectSettings
from documine_nb.secrets import Secret
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["Who", "read_who"]


@dataclass(frozen=True)
class Who:
    """Who is signed in, for showing only.

    Attributes
    ----------
    name : str
        The user's full name, or the user name.
    username : str
        The user name; empty where the token does not say.
    workspace : str
        The workspace's id.
    issuer : str
        The login server.
    """

    name: str
    username: str
    workspace: str
    issuer: str


def read_who(tokens: Tokens, settings: ConnectSettings, provider: Provider) -> Who:
    """Read who is signed in; never for a decision: the signature is not checked."""
    claims = _claims(tokens.id_token) or _claims(tokens.access)
    username = _claim(claims, "preferred_username") or settings.username or ""
    return Who(
        name=_claim(claims, "name") or username or "unknown user",
        username=username,
        workspace=settings.workspace,
        issuer=provider.issuer or provider.token_endpoint,
    )


def _claim(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _claims(token: Secret | None) -> dict[str, Any]:
    parts = token.reveal().split(".") if token else []
    if len(parts) != 3:  # noqa: PLR2004 -- header, payload, signature: RFC 7515
        return {}
    try:
        payload = parse_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (BodyError, ValueError):
        return {}
    return payload if isinstance(payload, dict) else {}
