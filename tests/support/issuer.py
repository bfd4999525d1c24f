"""An outside issuer of access tokens on a real socket, whose keys and answers a test chooses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey


@cache
def signing_key(number: int = 1) -> RSAKey:
    """Return one of some keys; making one takes longer than most tests."""
    return RSAKey.generate_key(2048, {"kid": f"key-{number}"})


class Issuer:
    """``documents`` by path is what it answers, ``asked`` what it was asked."""

    def __init__(self, base: str, now: float) -> None:
        self.address = f"{base}/auth/realms/acme"
        self.now = now
        self.asked: list[str] = []
        self.documents: dict[str, Any] = {}
        self.redirect: str | None = None
        self.metadata = {"issuer": self.address, "jwks_uri": f"{self.address}/certs"}
        self.documents["/auth/realms/acme/.well-known/openid-configuration"] = self.metadata
        self.publish(signing_key())

    def publish(self, *keys: RSAKey) -> None:
        published = [{**key.as_dict(private=False), "use": "sig"} for key in keys]
        self.documents["/auth/realms/acme/certs"] = {"keys": published}

    def token(self, key: RSAKey | None = None, alg: str = "RS256", **changes: Any) -> str:
        own = key or signing_key()
        return jwt.encode({"alg": alg, "kid": own.kid}, self.claims(**changes), own)

    def claims(self, **changes: Any) -> dict[str, Any]:
        claims = {
            "iss": self.address,
            "sub": "5a3c0f5e",
            "typ": "Bearer",
            "exp": int(self.now + 300),
            "azp": "notebook",
            "preferred_username": "ada",
            "given_name": "Ada",
            "realm_access": {"roles": ["RED_USER", "RED_MANAGER", "offline_access"]},
        } | changes
        return {name: value for name, value in claims.items() if value is not None}


@contextmanager
def issuer(now: float) -> Iterator[Issuer]:
    """Serve until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            body = json.dumps(here.documents.get(self.path, {})).encode()
            self.send_response(302 if here.redirect else 200)
            if here.redirect:
                self.send_header("Location", here.redirect)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Issuer(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()
