"""Serving one data folder on a socket, in this process, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import uvicorn

from documine_nb.contract import OPERATIONS
from documine_nb.server.embedded import EmbeddedServer
from documine_nb.server.guard import Guard, authority
from documine_nb.server.hello import Hello, ServerInfo, published
from documine_nb.server.listeners import listen_tcp, listen_unix
from documine_nb.server.protocol import PatientProtocol
from documine_nb.server.settings import ServerSettings

__all__ = ["serve"]

_GRACE = 5
"""Seconds that requests under way get to end when the server stops."""
_PARENT_CHECK = 0.5


def serve(
    settings: ServerSettings,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    uds: Path | None = None,
    announce: Callable[[str], None] = print,
    ready: Callable[[ServerInfo], None] | None = None,
    exit_with_parent: bool = False,
) -> None:
    """Serve a data folder until SIGTERM or SIGINT.

    Parameters
    ----------
    settings : ServerSettings
        The settings; with a port, ``base_url`` follows from it.
    host, port
        A loopback address, and a port (0 for a free one).
    uds : Path, optional
        A Unix socket instead, in a folder that is its owner's only.
    announce : callable
        Gets each line that the user is told.
    ready : callable, optional
        Called once requests are answered.
    exit_with_parent : bool
        Whether to stop when the process that started this one is gone.

    Raises
    ------
    ListenError
        The address cannot be used.
    FolderInUseError
        Another process serves this data folder.
    """
    parent = psutil.Process(os.getppid()) if exit_with_parent else None
    with contextlib.ExitStack() as stack:
        if uds is None:
            listener = stack.enter_context(listen_tcp(host, port))
            name = authority(*listener.getsockname()[:2])
            settings = replace(settings, base_url=f"http://{name}")
        else:
            listener = stack.enter_context(listen_unix(uds.absolute()))
            name = settings.base_url.removeprefix("http://")
        # It locks the folder: only who holds it may say in it where it is served.
        embedded = EmbeddedServer(settings)
        info = stack.enter_context(
            published(settings.folder, address=settings.base_url, uds=uds and uds.absolute())
        )
        guarded = Guard(Hello(embedded.app, info), authority=name)
        server = _Server(_config(guarded))
        with _stopped_by_signals(server):

            def started() -> None:
                for line in _announcement(embedded, info):
                    announce(line)
                if ready is not None:
                    ready(info)

            asyncio.run(_run(server, listener, embedded, started=started, parent=parent))


class _Server(uvicorn.Server):
    # uvicorn's own way ends by raising the signal again, which would skip what we have to close.
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _config(app: Guard) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        interface="asgi3",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
    )


async def _run(
    server: uvicorn.Server,
    listener: socket.socket,
    embedded: EmbeddedServer,
    *,
    started: Callable[[], None],
    parent: psutil.Process | None,
) -> None:
    try:
        await embedded.start()
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(server.serve(sockets=[listener]))
            watching = parent and tasks.create_task(_watch(parent, server))
            # The socket listens already, so whoever is told now is answered.
            started()
            await serving
            if watching:
                watching.cancel()
    finally:
        await embedded.aclose()


async def _watch(parent: psutil.Process, server: uvicorn.Server) -> None:
    while os.getppid() == parent.pid and parent.is_running():  # noqa: ASYNC110 -- a pid has no event
        await asyncio.sleep(_PARENT_CHECK)
    server.should_exit = True


@contextlib.contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        # The second time it is meant: requests under way are not waited for.
        server.force_exit = server.should_exit
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announcement(embedded: EmbeddedServer, info: ServerInfo) -> Iterator[str]:
    verified = sum(operation.is_verified for operation in OPERATIONS.values())
    yield "Embedded DocuMine-compatible server. It is not DocuMine."
    yield (
        f"Of its {len(OPERATIONS)} operations, {verified} follow DocuMine's public documentation; "
        f"the paths of the other {len(OPERATIONS) - verified} are unverified."
    )
    yield f"  Address     {info.address}" + (f" on {info.uds}" if info.uds else "")
    yield from _how_to_sign_in(embedded)
    if embedded.settings.faults:
        yield "  Faults      can be planned: for tests only"
    yield "Stop it with Ctrl+C."


def _how_to_sign_in(embedded: EmbeddedServer) -> Iterator[str]:
    settings = embedded.settings
    if settings.issuer is not None:
        yield f"  Workspace   {settings.workspaces[0]}"
        yield f"  Sign-in     at {settings.issuer}"
        return
    credentials = embedded.credentials
    yield f"  Workspace   {credentials.workspace}"
    yield f"  Client id   {credentials.client_id}"
    yield f"  Users       {credentials.username}, {credentials.viewer_username}"
    kept = settings.folder.absolute() / "credentials.json"
    yield f"  Passwords   in {kept}, for you only"
