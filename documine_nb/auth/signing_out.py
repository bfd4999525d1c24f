"""Signing out: the tokens are forgotten first, then the server is told; what worked is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from documine_nb.auth import oauth
from documine_nb.auth.metadata import Provider
from documine_nb.errors import DocuMineError
from documine_nb.transport.answer import Answer
from documine_nb.transport.plain import PlainHttp

__all__ = ["LogoutReport", "sign_out"]


@dataclass(frozen=True)
class LogoutReport:
    """What signing out achieved.

    Attributes
    ----------
    forgotten : bool
        Whether this process holds no token any more.
    session_ended : bool
        Whether the server ended the session.
    detail : str
        What happened, in words.
    revoked : bool
        Whether the server took the refresh token back.
    """

    forgotten: bool
    session_ended: bool
    detail: str
    revoked: bool = False

    def __str__(self) -> str:
        return self.detail


async def sign_out(
    http: PlainHttp, provider: Provider, client: oauth.Client, tokens: oauth.Tokens | None
) -> LogoutReport:
    """Revoke the tokens and end the session on the server; failing there is reported only."""
    if tokens is None:
        return LogoutReport(
            forgotten=True, session_ended=False, detail="Signed out here; no session was left."
        )
    token, hint = tokens.refresh, "refresh_token"
    if token is None:
        token, hint = tokens.access, "access_token"
    not_revoked = await _tried(
        http,
        provider.revocation_endpoint,
        oauth.revocation_form(client, token, hint=hint),
        oauth.read_revocation,
    )
    if tokens.refresh is None:
        not_ended: str | None = "there is none"
    else:
        form = oauth.logout_form(client, tokens.refresh, id_token=tokens.id_token)
        not_ended = await _tried(http, provider.end_session_endpoint, form, _read_end)
    return LogoutReport(
        forgotten=True,
        session_ended=not_ended is None,
        detail=_told(not_revoked, not_ended),
        revoked=not_revoked is None,
    )


async def _tried(
    http: PlainHttp, address: str | None, form: oauth.Form, read: Callable[[Answer], str | None]
) -> str | None:
    """Return why it did not work, or None where it did."""
    if address is None:
        return _UNKNOWN
    try:
        return read(await http.post_form(address, form, label="signing out"))
    except DocuMineError as error:
        return error.message


_UNKNOWN = "its address is not known"


def _read_end(answer: Answer) -> str | None:
    # Keycloak answers a form in a browser's way by a redirect: 204 or 302, both mean done.
    ended = answer.is_success or answer.status in {302, 303}
    return None if ended else f"HTTP {answer.status}"


def _told(not_revoked: str | None, not_ended: str | None) -> str:
    if not_ended is None:
        if not_revoked in {None, _UNKNOWN}:
            return "Signed out, here and on the server."
        return f"Signed out, here and on the server; the token was not revoked ({not_revoked})."
    if not_revoked is None:
        return (
            "Signed out here, and the token was revoked; the session on the server was not ended "
            f"({not_ended})."
        )
    if not_ended == not_revoked == _UNKNOWN:
        return (
            "Signed out here. The server's address for ending the session is not known, so it "
            "lives on there until it runs out."
        )
    return (
        f"Signed out here; the server did not confirm ({not_ended}), so the session may live on "
        "there until it runs out."
    )
