"""The embedded identity server on a real socket, with the people of the Keycloak realms."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx
import uvicorn
from support.identity import make_app
from support.provider import LASTING, PASSWORD, REGISTERED, ROTATING, SECRET, Provider

from documine_nb.server.clock import SystemClock
from documine_nb.server.identity import Identity, passwords
from documine_nb.server.settings import ServerSettings


class ShiftedClock(SystemClock):
    """The machine's clock, put forward."""

    ahead = 0.0

    def wall(self) -> float:
        return super().wall() + self.ahead


class EmbeddedProvider(Provider):
    """Two servers, for whether refresh tokens turn over is set for a whole server."""

    name = "embedded"

    def __init__(
        self, servers: dict[str, tuple[str, Identity]], clock: ShiftedClock, http: httpx.Client
    ) -> None:
        self._servers = servers
        self._clock = clock
        self.http = http

    def let_pass(self, seconds: float) -> None:
        self._clock.ahead += seconds

    def base_url(self, realm: str = ROTATING) -> str:
        return self._servers.get(realm, self._servers[ROTATING])[0]

    def identity(self, realm: str = ROTATING) -> Identity:
        return self._servers[realm][1]

    def end_sessions(self, username: str, realm: str = ROTATING) -> None:
        identity = self.identity(realm)
        for user in identity.users(realm):
            if user.username == username:
                identity.sessions.end_all(user.id)


@contextmanager
def embedded_provider(folder: Path) -> Iterator[EmbeddedProvider]:
    """Serve both realms until the end."""
    with ExitStack() as stack:
        # Passwords are hashed cheaply: a hash tells its own cost, so that sign-ins are cheap, too.
        stack.enter_context(patch.object(passwords, "_N", 16))
        clock = ShiftedClock()
        servers = {
            realm: stack.enter_context(_serving(folder / realm, realm, clock))
            for realm in (ROTATING, LASTING)
        }
        http = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        yield EmbeddedProvider(servers, clock, http)


@contextmanager
def _serving(folder: Path, realm: str, clock: ShiftedClock) -> Iterator[tuple[str, Identity]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = ServerSettings(
            folder,
            base_url=base,
            workspaces=(realm,),
            access_token_lifetime=60,
            refresh_token_lifetime=600,
            rotate_refresh_tokens=realm == ROTATING,
            device_code_lifetime=120,
            device_poll_interval=1,
            clock=clock,
        )
        identity = Identity(settings)
        _fill(identity, realm)
        server = uvicorn.Server(uvicorn.Config(make_app(identity), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield base, identity
        finally:
            server.should_exit = True
            thread.join(30)
            identity.close()


def _fill(identity: Identity, realm: str) -> None:
    identity.add_user(realm, "ada", PASSWORD, roles=["RED_USER", "RED_MANAGER"], first_name="Ada")
    identity.add_user(realm, "unlucky", PASSWORD)
    identity.add_user(realm, "newcomer", PASSWORD)
    identity.add_client(
        realm, "notebook", redirect_uris=[REGISTERED], loopback=True, device_grant=True
    )
    identity.add_client(realm, "browser-only", loopback=True, password_grant=False)
    identity.add_client(
        realm,
        "service",
        secret=SECRET,
        redirect_uris=[REGISTERED],
        device_grant=True,
        service_roles=["RED_USER"],
    )
    identity.add_client(realm, "hasty", password_grant=False, device_grant=True)
    identity.add_client(realm, "keyless", secret=SECRET, redirect_uris=[REGISTERED])
