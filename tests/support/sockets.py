"""An ASGI application on a real port, and raw bytes to it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn

from documine_nb.server.protocol import PatientProtocol


@contextlib.contextmanager
def on_a_port(app: Any, *, host: str = "127.0.0.1") -> Iterator[int]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family)
    with on_a_socket(app, listener):
        yield listener.getsockname()[1]


@contextlib.contextmanager
def on_a_socket(app: Any, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        app, http=PatientProtocol, interface="asgi3",
        ws="none", lifespan="off", log_config=None, access_log=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        # The socket listens already, so what connects now waits in its queue for the server.
        yield
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


def connect(port: int, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection((host, port), timeout=30)


def received(connection: socket.socket) -> bytes:
    """Return all that comes until the other side closes; a reset is raised."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def raw(port: int, request: bytes, host: str = "127.0.0.1") -> bytes:
    with connect(port, host) as connection:
        connection.sendall(request)
        return received(connection)
