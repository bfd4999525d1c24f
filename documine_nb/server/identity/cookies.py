"""The cookies of the identity server's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import Response

__all__ = ["SESSION_COOKIE", "STALE", "TAB_COOKIE", "set_cookie"]

SESSION_COOKIE = "documine_session"
TAB_COOKIE = "documine_sign_in_"
STALE = "This sign-in page is no longer valid. Go back to your application and start again."


def set_cookie(response: Response, issuer: str, name: str, value: str, max_age: int | None) -> None:
    """Set a cookie that only the realm's own pages get, and no script sees."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=f"{urlsplit(issuer).path}/",
        secure=issuer.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
