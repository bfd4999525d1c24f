"""What to send to an OAuth 2.0 server and how to read its answers. No I/O.

RFC 6749 (OAuth 2.0), RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RFC 9700 (best current
practice); the service's own introduction for the fields of the forms.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from documine_nb.errors import ConfigError, DocuMineError, LoginRequiredError, ProtocolError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer

__all__ = [
    "CallbackRefusedError",
    "Client",
    "Pkce",
    "Tokens",
    "authorization_url",
    "code_form",
    "logout_form",
    "password_form",
    "read_callback",
    "read_pasted",
    "read_tokens",
    "refresh_form",
]

Form = Mapping[str, str | Secret]

_DEFAULT_LIFE = 60.0
_LONGEST_LIFE = 86_400.0


@dataclass(frozen=True)
class Client:
    """The application as the login server knows it."""

    id: str
    secret: Secret | None = None

    def form(self) -> dict[str, str | Secret]:
        """Return the fields that every form carries; the secret never goes into an address."""
        fields: dict[str, str | Secret] = {"client_id": self.id}
        if self.secret:
            fields["client_secret"] = self.secret
        return fields


@dataclass(frozen=True)
class Pkce:
    """A verifier and its challenge (RFC 7636, method S256)."""

    verifier: Secret
    challenge: str

    @classmethod
    def fresh(cls, verifier: Secret | None = None) -> Pkce:
        """Make a new pair: 32 random bytes, 43 characters.

        Examples
        --------
        The example of RFC 7636, appendix B:

        >>> Pkce.fresh(Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).challenge
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
        """
        own = verifier or Secret(secrets.token_urlsafe(32))
        digest = hashlib.sha256(own.reveal().encode()).digest()
        return cls(own, base64.urlsafe_b64encode(digest).rstrip(b"=").decode())


@dataclass(frozen=True)
class Tokens:
    """What a login server gave, with lifetimes in seconds from its receipt."""

    access: Secret
    refresh: Secret | None
    expires_in: float
    refresh_expires_in: float | None = None
    id_token: Secret | None = field(default=None, repr=False)


class CallbackRefusedError(Exception):
    """A callback that is not the one waited for; the waiting goes on."""


def authorization_url(
    endpoint: str, *, client_id: str, redirect_uri: str, scope: str, state: Secret, pkce: Pkce
) -> str:
    """Return the address to open in a browser."""
    query = urlencode(
        {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": scope,
            "state": state.reveal(),
            "code_challenge": pkce.challenge,
            "code_challenge_method": "S256",
        }
    )
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"


def code_form(client: Client, *, code: Secret, redirect_uri: str, pkce: Pkce) -> Form:
    """Return the form that turns a code into tokens."""
    return {
        "grant_type": "authorization_code",
        **client.form(),
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": pkce.verifier,
    }


def password_form(client: Client, *, username: str, password: Secret, scope: str) -> Form:
    """Return the form that turns a user's name and password into tokens."""
    return {
        "grant_type": "password",
        **client.form(),
        "username": username,
        "password": password,
        "scope": scope,
    }


def refresh_form(client: Client, refresh: Secret) -> Form:
    """Return the form that turns a refresh token into new tokens."""
    return {"grant_type": "refresh_token", **client.form(), "refresh_token": refresh}


def logout_form(client: Client, refresh: Secret) -> Form:
    """Return the form that ends the session."""
    return {**client.form(), "refresh_token": refresh}


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
        expires_in=_seconds(body.get("expires_in")) or _DEFAULT_LIFE,
        # The service's introduction misspells the name; a service may follow its introduction.
        refresh_expires_in=_seconds(body.get("refresh_expires_in"))
        or _seconds(body.get("refresh_expries_in")),
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


def _seconds(value: Any) -> float | None:
    """Read a lifetime; None for missing, nonsense, zero or less."""
    if isinstance(value, bool):
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if math.isnan(seconds) or seconds <= 0:
        return None
    return min(seconds, _LONGEST_LIFE)


def read_callback(query: str, *, state: Secret, issuer: str | None, iss_required: bool) -> Secret:
    """Read the query the browser was sent back with, and return the code.

    Parameters
    ----------
    query : str
        Such as ``"code=...&state=...&iss=..."``.
    state : Secret
        The one that was sent.
    issuer : str or None
        Who must have sent it, where known (RFC 9207).
    iss_required : bool
        Whether the server promises to name itself.

    Raises
    ------
    CallbackRefusedError
        Where it is not the answer waited for.
    LoginRequiredError
        Where it is, and says that the sign-in failed.
    """
    fields = parse_qs(query, keep_blank_values=True, max_num_fields=50)
    single = {name: values[0] for name, values in fields.items() if len(values) == 1}
    sent = single.get("state", "")
    if not hmac.compare_digest(sent.encode(errors="replace"), state.reveal().encode()):
        raise CallbackRefusedError("its state is not that of this sign-in")
    iss = single.get("iss")
    if iss_required and iss is None:
        raise CallbackRefusedError("it does not say which login server it is from")
    if iss is not None and issuer is not None and iss != issuer:
        raise CallbackRefusedError(f"it is from another login server: {_shown(iss)}")
    if "error" in single:
        raise _callback_error(single["error"], single.get("error_description", ""))
    code = single.get("code", "")
    if not code:
        raise CallbackRefusedError("it holds no code")
    return Secret(code)


def _callback_error(code: str, description: str) -> LoginRequiredError | ConfigError:
    said = _shown(description or code)
    if code in {"access_denied", "login_required", "consent_required"}:
        return LoginRequiredError(
            f"the sign-in was refused or broken off ({said})", cure="Sign in again."
        )
    if code in {"unauthorized_client", "invalid_scope", "unsupported_response_type"}:
        return ConfigError(
            f"the login server does not allow this sign-in: {said}",
            cure="Check client_id and scope with DocuMine support.",
        )
    return LoginRequiredError(f"the sign-in failed: {said}", cure="Sign in again.")


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200]


def read_pasted(
    text: str | Secret, *, state: Secret, issuer: str | None, iss_required: bool
) -> Secret:
    """Return the code in what a person pasted: the redirected address, or the code alone.

    Raises
    ------
    LoginRequiredError
        Where it is neither, or belongs to another sign-in.

    Examples
    --------
    >>> read_pasted(" abc.def.ghi ", state=Secret("s"), issuer=None, iss_required=False).reveal()
    'abc.def.ghi'
    """
    text = Secret(text)  # from here on, so that no traceback with locals shows it
    try:
        return _code_in(text.reveal(), state=state, issuer=issuer, iss_required=iss_required)
    except DocuMineError:
        raise
    except (CallbackRefusedError, ValueError) as error:
        reason = str(error)
    raise LoginRequiredError(
        f"what was pasted does not belong to this sign-in: {reason}",
        cure="Copy the whole address from the browser's address bar after signing in; if that "
        "fails too, start the sign-in again.",
    )


def _code_in(text: str, *, state: Secret, issuer: str | None, iss_required: bool) -> Secret:
    text = "".join(text.split())  # terminals break long addresses over lines
    parts = urlsplit(text)
    query = parts.query or parts.fragment
    if not query and "code=" in text:
        query = text.lstrip("?#")
    if query:
        return read_callback(query, state=state, issuer=issuer, iss_required=iss_required)
    if not text or "/" in text or not (text.isascii() and text.isprintable()):
        raise CallbackRefusedError("it is neither the redirected address nor a code")
    return Secret(text)
