"""The identity server of `support.sign_in` on a real port and with the machine's own clock."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from support.sign_in import Realm, realm

from documine_nb.server.clock import SYSTEM_CLOCK


@contextmanager
def served_realm(folder: Path, **changes: Any) -> Iterator[Realm]:
    """Serve a realm with people and clients in it; its settings lead there by a socket."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with realm(folder, base_url=base, clock=SYSTEM_CLOCK, **changes) as opened:
            app: Any = opened.settings.asgi
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            opened.settings = replace(opened.settings, base_url=base, asgi=None)
            try:
                yield opened
            finally:
                server.should_exit = True
                thread.join(30)
