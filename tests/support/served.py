"""The embedded server in a second process, on a real port or socket file."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from documine_nb.server.hello import ServerInfo
from documine_nb.server.identity import Credentials, load_or_create

CHILD = Path(__file__).with_name("serve_child.py")


@dataclass
class Served:
    """A running server: where it is, how to sign in, and its process."""

    folder: Path
    process: subprocess.Popen[str]
    announced: list[str] = field(default_factory=list)
    base_url: str = ""

    @property
    def credentials(self) -> Credentials:
        return load_or_create(self.folder)

    @property
    def info(self) -> ServerInfo:
        return ServerInfo(**json.loads((self.folder / "server.json").read_text()))

    @property
    def uds(self) -> Path | None:
        return None if self.info.uds is None else Path(self.info.uds)

    def http(self, **options: Any) -> httpx.Client:
        transport = httpx.HTTPTransport(uds=None if self.uds is None else str(self.uds))
        return httpx.Client(
            transport=transport, base_url=self.base_url, trust_env=False, timeout=30, **options
        )

    def token(self) -> str:
        known = self.credentials
        form = {
            "grant_type": "password",
            "client_id": known.client_id,
            "username": known.username,
            "password": known.password,
            "scope": "openid",
        }
        path = f"/auth/realms/{known.workspace}/protocol/openid-connect/token"
        with self.http() as http:
            return str(http.post(path, data=form).raise_for_status().json()["access_token"])

    def signed_in(self) -> httpx.Client:
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "X-TENANT-ID": self.credentials.workspace,
        }
        return self.http(headers=headers)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def start(
    folder: Path, *, options: dict[str, Any] | None = None, settings: dict[str, Any] | None = None
) -> Served:
    """Start a server and return at once; `await_ready` waits for it."""
    given = {"folder": str(folder), "options": options or {}, "settings": settings or {}}
    process = subprocess.Popen(
        [sys.executable, str(CHILD), json.dumps(given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Served(folder, process)


def await_ready(server: Served) -> Served:
    """Wait until a started server answers, or raise with what it said as it ended."""
    assert server.process.stdout is not None
    for line in server.process.stdout:
        if line.startswith("READY "):
            server.base_url = line.split()[1]
            return server
        server.announced.append(line.rstrip("\n"))
    errors = server.process.stderr.read() if server.process.stderr else ""
    raise AssertionError(f"The server ended with {server.process.wait(30)}:\n{errors}")


@contextlib.contextmanager
def served(
    tmp_path: Path, *, uds: bool = False, faults: bool = False, **settings: Any
) -> Iterator[Served]:
    """Serve a data folder below `tmp_path`; `settings` are fields of ServerSettings."""
    options = {"uds": str(tmp_path / "run" / "documine.sock")} if uds else {}
    server = start(tmp_path / "data", options=options, settings={"faults": faults, **settings})
    with ended(server):
        yield await_ready(server)


@contextlib.contextmanager
def ended(server: Served) -> Iterator[Served]:
    """Make sure that a server's process is gone at the end."""
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
        server.process.communicate()
