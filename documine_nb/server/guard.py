"""Who may talk to a server on a socket: nobody whom another web page sent.

A page in the user's browser can reach any local port, by a foreign name that resolves to 127.0.0.1
(DNS rebinding) or by plain cross-origin requests. So the Host must be exactly what the server is
called, and calls that change something must not come from a foreign origin.
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "authority"]

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_ON_ALL = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_ON_HTML = {
    "Content-Security-Policy": (
        "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def authority(host: str, port: int) -> str:
    """Return host and port as a URL has them.

    Examples
    --------
    >>> authority("127.0.0.1", 8080), authority("::1", 8080), authority("127.0.0.1", 80)
    ('127.0.0.1:8080', '[::1]:8080', '127.0.0.1')
    """
    try:
        name = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host  # noqa: PLR2004 -- IPv6
    except ValueError:
        name = host
    return name if port == 80 else f"{name}:{port}"  # noqa: PLR2004 -- http's own port is left out


class Guard:
    """ASGI middleware that turns away foreign hosts and foreign origins.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    authority : str
        The only Host that is answered, such as ``"127.0.0.1:8080"``.
    """

    def __init__(self, app: ASGIApp, *, authority: str) -> None:
        self._app = app
        self._authority = authority
        self._origin = f"http://{authority}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refusal, or pass the call on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # A socket of any other kind is not spoken here; the server closes it.
            return
        refusal = self._refusal(scope)
        app = self._app if refusal is None else refusal

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_missing(message)
            await send(message)

        await app(scope, receive, send_safely)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not scope["path"].startswith("/"):
            return _refuse(400, "The request must name one host, and a path.")
        if hosts[0].lower() != self._authority:
            return _refuse(421, f"This server is called {self._authority} and nothing else.")
        if scope["method"] in _READING:
            return None
        # A missing Origin is no browser's: browsers send one with every call that may change data.
        origins = headers.getlist("origin")
        site = headers.get("sec-fetch-site", "none")
        if (origins and origins != [self._origin]) or site not in {"none", "same-origin"}:
            return _refuse(403, "Calls from the pages of other origins are refused.")
        return None


def _refuse(status: int, message: str) -> JSONResponse:
    timestamp = datetime.now(UTC).isoformat(timespec="milliseconds")
    body = {"timestamp": timestamp, "message": message}
    return JSONResponse(body, status, {"Connection": "close"})


def _add_missing(start: Message) -> None:
    headers = MutableHeaders(scope=start)
    for name, value in _ON_ALL.items():
        headers.setdefault(name, value)
    if headers.get("content-type", "").lower().startswith("text/html"):
        for name, value in _ON_HTML.items():
            headers.setdefault(name, value)
