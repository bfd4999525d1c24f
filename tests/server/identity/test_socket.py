"""The same over a real socket."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import httpx
import uvicorn
from support.identity import PASSWORD_FORM, PROTOCOL, make_app, make_identity

from documine_nb.server.settings import ServerSettings


def test_sign_in_over_loopback(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    identity = make_identity(ServerSettings(tmp_path, base_url=base, workspaces=("acme",)))
    server = uvicorn.Server(uvicorn.Config(make_app(identity), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        # The socket listens already, so the first request waits in its queue for the server.
        with httpx.Client(base_url=base, trust_env=False, timeout=30) as http:
            answer = http.post(f"{PROTOCOL}/token", data=PASSWORD_FORM)
        assert answer.status_code == 200
        principal = identity.verify(answer.json()["access_token"])
        assert principal.expires_at > time.time()
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
        identity.close()


def test_the_routes_are_not_part_of_the_api_document(tmp_path: Path) -> None:
    identity = make_identity(ServerSettings(tmp_path, workspaces=("acme",)))
    assert make_app(identity).openapi()["paths"] == {}
    identity.close()
