"""The pages people see: plain HTML without scripts, everything from outside escaped."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

__all__ = ["device_page", "login_page", "logout_page", "message_page", "user_code_page"]

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}label{display:block;margin-top:1rem}"
    "input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}"
    "button{margin-top:1.5rem}.error{color:#a30000}.who{color:#555}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_WHO = "Embedded DocuMine-compatible server, not DocuMine"


def login_page(
    *,
    workspace: str,
    client_id: str,
    action: str,
    csrf: str,
    redirect_uri: str,
    username: str = "",
    error: str | None = None,
) -> HTMLResponse:
    """Return the form for user name and password."""
    body = f"""<p>{escape(client_id)} asks you to sign in to the workspace
<strong>{escape(workspace)}</strong>.</p>
{_problem(error)}<form method="post" action="{escape(action)}">
{_credentials(csrf, username, error)}
<button type="submit">Sign in</button>
</form>"""
    return _page("Sign in", body, targets=f"'self' {_origin(redirect_uri)}")


def user_code_page(*, action: str, error: str | None = None) -> HTMLResponse:
    """Return the form for the code that another device shows."""
    marked = _marked(error)
    body = f"""{_problem(error)}<form method="get" action="{escape(action)}">
<label for="user_code">The code that your device or notebook shows</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters"
 spellcheck="false" required{marked}>
<button type="submit">Continue</button>
</form>"""
    return _page("Connect a device", body, targets="'self'")


def device_page(
    *,
    workspace: str,
    client_id: str,
    user_code: str,
    action: str,
    csrf: str,
    username: str = "",
    error: str | None = None,
) -> HTMLResponse:
    """Return the question whether the device may sign in, with the form for name and password."""
    body = f"""<p>A device that shows the code <strong>{escape(user_code)}</strong> asks to work as
you in the workspace <strong>{escape(workspace)}</strong>, by {escape(client_id)}.</p>
<p>Allow it only if you started this yourself, just now, and see the same code there.</p>
{_problem(error)}<form method="post" action="{escape(action)}">
{_credentials(csrf, username, error)}
<button type="submit" name="decision" value="allow">Sign in and allow</button>
<button type="submit" name="decision" value="deny" formnovalidate>Deny</button>
</form>"""
    return _page("Connect a device", body, targets="'self'")


def logout_page(*, action: str, fields: dict[str, str], redirect_uri: str | None) -> HTMLResponse:
    """Return the question whether to sign out."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    body = f"""<p>Do you want to sign out?</p>
<form method="post" action="{escape(action)}">{hidden}
<button type="submit">Sign out</button></form>"""
    targets = "'self'" if redirect_uri is None else f"'self' {_origin(redirect_uri)}"
    return _page("Sign out", body, targets=targets)


def message_page(title: str, message: str, *, status: int) -> HTMLResponse:
    """Return a page that only says something."""
    return _page(title, f"<p>{escape(message)}</p>", targets="'none'", status=status)


def _problem(error: str | None) -> str:
    return f'<p class="error" role="alert" id="problem">{escape(error)}</p>' if error else ""


def _marked(error: str | None) -> str:
    return ' aria-invalid="true" aria-describedby="problem"' if error else ""


def _credentials(csrf: str, username: str, error: str | None) -> str:
    marked = _marked(error)
    return f"""<input type="hidden" name="csrf" value="{escape(csrf)}">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" required
 value="{escape(username)}"{marked}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 required{marked}>"""


def _origin(uri: str) -> str:
    # Chromium holds form-action against the redirect after a form too, so it must name the client's
    # address. CSP's grammar has no IPv6 hosts: there the scheme has to do.
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or "[" in parts.netloc:
        return f"{parts.scheme}:"
    return f"{parts.scheme}://{parts.netloc}"


def _page(title: str, body: str, *, targets: str, status: int = 200) -> HTMLResponse:
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{_STYLE}</style></head>
<body><main><h1>{escape(title)}</h1>
<p class="who">{_WHO}</p>
{body}
</main></body></html>"""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {targets};"
        " frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: browsers would then send the form with `Origin: null`.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(html, status_code=status, headers=headers)
