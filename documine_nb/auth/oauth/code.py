"""The authorization code grant: the address to open, and the way back from it."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, urlencode, urlsplit

from documine_nb.auth.oauth.pkce import Pkce
from documine_nb.errors import ConfigError, DocuMineError, LoginRequiredError
from documine_nb.secrets import Secret

__all__ = ["CallbackRefusedError", "authorization_url", "read_callback", "read_pasted"]


class CallbackRefusedError(Exception):
    """A callback that is not the one waited for; the waiting goes on."""


def authorization_url(
    endpoint: str,
    *,
    client_id: str,
    redirect_uri: str,
    scope: str,
    state: Secret,
    pkce: Pkce,
    nonce: Secret | None = None,
) -> str:
    """Return the address to open in a browser."""
    query = urlencode(
        {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": scope,
            "state": state.reveal(),
            **({"nonce": nonce.reveal()} if nonce else {}),
            **pkce.query(),
        }
    )
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"


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
