"""How a client finds out whom it talks to, before it sends a secret.

A port may have been taken by somebody else's program, now or after the server ended. So the server
leaves a file in its data folder that only the folder's owner can read: ``server.json`` with its
address, its pid and a random nonce. Asked ``GET /__hello?challenge=...`` it answers
``{"proof": ...}``: the HMAC-SHA256, keyed by the nonce, of address, a line feed and the challenge,
in hexadecimal digits. Who does not know the nonce cannot answer, and the answer does not tell it.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Hello", "ServerInfo", "proof", "published"]

SERVER_FILE = "server.json"
_PATH = "/__hello"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class ServerInfo:
    """What ``server.json`` says: ``uds`` is the socket file, or None where a port is used."""

    address: str
    uds: str | None
    pid: int
    nonce: str = field(repr=False)


def proof(info: ServerInfo, challenge: str) -> str:
    """Return the right answer to a challenge.

    Examples
    --------
    >>> info = ServerInfo("http://127.0.0.1:1", uds=None, pid=1, nonce="00")
    >>> proof(info, "a" * 16)[:16]
    'abf67aec3356eace'
    """
    message = f"{info.address}\n{challenge}"
    return hmac.new(bytes.fromhex(info.nonce), message.encode(), "sha256").hexdigest()


@contextlib.contextmanager
def published(folder: Path, *, address: str, uds: Path | None) -> Iterator[ServerInfo]:
    """Draw a nonce and keep it, with the address, in the data folder as long as we serve."""
    info = ServerInfo(
        address, None if uds is None else str(uds), os.getpid(), secrets.token_hex(32)
    )
    path = folder / SERVER_FILE
    draft = folder / f".{SERVER_FILE}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(info), file)
        draft.replace(path)
        yield info
    finally:
        draft.unlink(missing_ok=True)
        path.unlink(missing_ok=True)


class Hello:
    """ASGI middleware that answers challenges."""

    def __init__(self, app: ASGIApp, info: ServerInfo) -> None:
        self._app = app
        self._info = info

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a challenge, or pass the call on."""
        if scope["type"] == "http" and scope["path"] == _PATH and scope["method"] == "GET":
            await self._answer(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("challenge", [])
        if len(given) != 1 or not _CHALLENGE.fullmatch(given[0]):
            message = "A challenge has 16 to 128 letters, digits, - and _."
            return JSONResponse({"message": message}, 400)
        return JSONResponse({"proof": proof(self._info, given[0])})
