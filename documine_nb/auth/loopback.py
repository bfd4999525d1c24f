"""The receiver of the browser's way back: one small page on 127.0.0.1, for one success."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import Callable
from urllib.parse import urlsplit

from documine_nb.auth.oauth import CallbackRefusedError
from documine_nb.errors import ConfigError, DocuMineError
from documine_nb.secrets import Secret

__all__ = ["CannotListenError", "LoopbackReceiver"]

_HOST = "127.0.0.1"  # RFC 8252, section 8.3: "localhost" may resolve to another interface
_LONGEST_LINE = 16 << 10
_PATIENCE = 10.0
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family:sans-serif;margin:4em;color-scheme:light dark">
<h1>{title}</h1><p>{text}</p>
"""


class CannotListenError(ConfigError):
    """The browser cannot be waited for on this machine; pasting its last address still works."""


class LoopbackReceiver:
    """Waits for the browser to come back from the login page.

    Parameters
    ----------
    accept : callable
        Reads a callback's query and returns the code; raises
        :class:`~documine_nb.auth.oauth.CallbackRefusedError` for one that is not ours, which
        leaves the waiting as it is.
    port : int, default 0
        The port; 0 takes any free one.
    path : str, default "/callback"
        The path that is listened on.

    Attributes
    ----------
    refused : int
        Requests that were not the one waited for.
    """

    def __init__(
        self, accept: Callable[[str], Secret], *, port: int = 0, path: str = "/callback"
    ) -> None:
        self._accept = accept
        self._port = port
        self._path = path or "/"
        self._server: asyncio.Server | None = None
        self._outcome: asyncio.Future[Secret] | None = None
        self.refused = 0

    async def start(self) -> str:
        """Begin to listen and return the redirect URI.

        Raises
        ------
        CannotListenError
            Where the port is taken.
        """
        self._outcome = asyncio.get_running_loop().create_future()
        try:
            self._server = await asyncio.start_server(
                self._serve, _HOST, self._port, limit=_LONGEST_LINE
            )
        except OSError as error:
            raise CannotListenError(
                f"the sign-in cannot listen on {_HOST}:{self._port}: {error.strerror}",
                cure="Close what uses the port, or sign in with flow='paste'.",
            ) from None
        self._port = self._server.sockets[0].getsockname()[1]
        return f"http://{_HOST}:{self._port}{self._path}"

    async def wait(self) -> Secret:
        """Return the code, once it has come."""
        assert self._outcome is not None  # noqa: S101 -- start() was called, said for the type checker
        return await asyncio.shield(self._outcome)

    async def aclose(self) -> None:
        """Stop listening."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        if self._outcome is not None and not self._outcome.done():
            self._outcome.cancel()
        elif self._outcome is not None and not self._outcome.cancelled():
            self._outcome.exception()  # seen, so that asyncio does not complain of it

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                line = await reader.readline()
                while (await reader.readline()).strip():
                    pass
                writer.write(self._answer(line.decode("latin-1")))
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()

    def _answer(self, line: str) -> bytes:
        method, _, rest = line.partition(" ")
        target = urlsplit(rest.split(" ", 1)[0])
        if method != "GET" or target.path != self._path or not target.query:
            self.refused += 1
            return _page(404, "Nothing here", "This address only waits for a sign-in.")
        outcome = self._outcome
        if outcome is None or outcome.done():
            self.refused += 1
            return _page(400, "Already signed in", "This sign-in is finished. You can close this.")
        try:
            code = self._accept(target.query)
        except DocuMineError as error:
            outcome.set_exception(error)
            return _page(200, "Not signed in", error.message)
        except (CallbackRefusedError, ValueError) as refused:
            self.refused += 1
            return _page(400, "Not accepted", f"This does not belong to the sign-in: {refused}")
        outcome.set_result(code)
        return _page(200, "Signed in", "Go back to your notebook; this page can be closed.")


def _page(status: int, title: str, text: str) -> bytes:
    body = _PAGE.format(title=html.escape(title), text=html.escape(text)).encode()
    reason = {200: "OK", 400: "Bad Request", 404: "Not Found"}[status]
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n"
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
