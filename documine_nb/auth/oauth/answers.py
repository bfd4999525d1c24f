"""Reading what a login server's endpoints answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from documine_nb.errors import ConfigError, ProtocolError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["Tokens", "read_error", "read_lifetime", "read_revocation", "read_tokens"]

_DEFAULT_LIFE = 60.0
_LONGEST_LIFE = 86_400.0
_LONGEST_SESSION = 10 * 365 * _LONGEST_LIFE


@dataclass(frozen=True)
class Tokens:
    """What a login server gave, with lifetimes in seconds from its receipt."""

    access: Secret
    refresh: Secret | None
    expires_in: float
    refresh_expires_in: float | None = None
    id_token: Secret | None = field(default=None, repr=False)


def read_error(answer: Answer) -> tuple[str, str]:
    """Return OAuth's ``error`` code and its description; empty where the body holds none."""
    try:
        body = parse_json(answer.content)
    except BodyError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    code, description = body.get("error"), body.get("error_description")
    return (
        code if isinstance(code, str) else "",
        " ".join(description.split())[:200] if isinstance(description, str) else "",
    )


def read_revocation(answer: Answer) -> str | None:
    """Return why a token was not revoked, or None where it was.

    A status of success with an error in the body is a failure: Keycloak answers so.
    """
    code, description = read_error(answer)
    if code:
        return description or code
    return None if answer.is_success else f"HTTP {answer.status}"


def read_tokens(answer: Answer, *, previous: Secret | None = None) -> Tokens:
    """Read a token endpoint's answer of success.

    Parameters
    ----------
    answer : Answer
        With a status of 2xx.
    previous : Secret, optional
        The refresh token used, which stays good where the server sends no new one.

    Raises
    ------
    ProtocolError
        Where it holds no access token.
    ConfigError
        Where the token is of a type that cannot be sent as a bearer token.
    """
    body = _masked(answer.json())
    access = body.get("access_token")
    if not isinstance(access, Secret) or not _is_sendable(access):
        raise ProtocolError(
            "the login server answered without an access token",
            cure="Check token_path: it must be the login server's token endpoint.",
            status=answer.status,
            request_id=answer.request_id,
        )
    kind = body.get("token_type") or "Bearer"
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise ConfigError(
            f"the login server issues tokens of type {kind!r}, which this toolkit cannot send",
            cure="Ask support for a client whose access tokens are plain bearer tokens.",
        )
    return Tokens(
        access=access,
        refresh=body.get("refresh_token") or previous,
        expires_in=read_lifetime(body.get("expires_in")) or _DEFAULT_LIFE,
        # The service's introduction misspells the name; a service may follow its introduction.
        refresh_expires_in=read_lifetime(body.get("refresh_expires_in"), most=_LONGEST_SESSION)
        or read_lifetime(body.get("refresh_expries_in"), most=_LONGEST_SESSION),
        id_token=body.get("id_token"),
    )


def _masked(body: Any) -> dict[str, Any]:
    """Wrap the tokens at once, so that no traceback with locals shows them."""
    fields: dict[str, Any] = dict(body) if isinstance(body, dict) else {}
    for name in ("access_token", "refresh_token", "id_token"):
        value = fields.get(name)
        fields[name] = Secret(value) if isinstance(value, str) and value else None
    return fields


def _is_sendable(token: Secret) -> bool:
    text = token.reveal()
    return text.isascii() and text.isprintable() and " " not in text


def read_lifetime(value: Any, *, most: float = _LONGEST_LIFE) -> float | None:
    """Read a lifetime in seconds; None for missing, nonsense, zero or less."""
    if isinstance(value, bool):
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if math.isnan(seconds) or seconds <= 0:
        return None
    return min(seconds, most)
