"""An HTTP server on a real port whose answers never come, and which notices who gave up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer


class SlowServer(ThreadingTCPServer):
    """Counts the requests it was sent and the connections that were cut while it did not answer."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.waiting = 0
        self.cut = 0
        self._changed = threading.Condition()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def note(self, *, waiting: int = 0, cut: int = 0) -> None:
        with self._changed:
            self.waiting += waiting
            self.cut += cut
            self._changed.notify_all()

    def reset(self) -> None:
        with self._changed:
            self.waiting = self.cut = 0

    def until(self, reached: Callable[[SlowServer], bool], timeout: float = 10.0) -> bool:
        """Wait until `reached` holds; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: reached(self), timeout)


class _Handler(BaseRequestHandler):
    server: SlowServer

    def handle(self) -> None:
        if not self.request.recv(4096):
            return
        self.server.note(waiting=1)
        try:
            gone = not self.request.recv(4096)  # returns when the client closes
        except ConnectionError:
            gone = True
        if gone:
            self.server.note(cut=1)


@contextmanager
def slow_server() -> Iterator[SlowServer]:
    """Yield a running server; its threads end with it."""
    server = SlowServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def hold_open(port: int) -> None:
    """Ask the server and wait for the answer that never comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        await reader.read()
    finally:
        writer.close()


async def hold_open_many(port: int, count: int) -> None:
    """Hold `count` requests open at once."""
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(hold_open(port))
