"""Who is signed in, read from the tokens for showing only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documine_nb.auth import oauth
from documine_nb.auth.metadata import Provider
from documine_nb.auth.settings import ConnectSettings

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


def read_who(tokens: oauth.Tokens, settings: ConnectSettings, provider: Provider) -> Who:
    """Read who is signed in; never for a decision: the signature is not checked."""
    claims = oauth.read_claims(tokens.id_token) or oauth.read_claims(tokens.access)
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
