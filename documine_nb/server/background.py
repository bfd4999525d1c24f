"""Work that goes on after the answer was sent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable

__all__ = ["Background"]

_LOG = logging.getLogger(__name__)


class Background:
    """A queue of ids and tasks that handle them one by one.

    Parameters
    ----------
    handle : callable
        A coroutine function that is given an id. What it raises is logged and stops nothing.
    tasks : int
        How many ids are handled at once.
    """

    def __init__(self, handle: Callable[[str], Awaitable[None]], *, tasks: int = 1) -> None:
        self._handle = handle
        self._size = tasks
        self._tasks: list[asyncio.Task[None]] = []
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self, ids: Iterable[str] = ()) -> None:
        """Begin on this loop, with what was left over."""
        self._loop = asyncio.get_running_loop()
        self._queue = asyncio.Queue()
        for one in ids:
            self._queue.put_nowait(one)
        self._tasks = [asyncio.create_task(self._run()) for _ in range(self._size)]

    def submit(self, *ids: str) -> None:
        """Hand in ids from any thread; before the start they are left to it."""
        if self._loop is None:
            return
        for one in ids:
            with contextlib.suppress(
                RuntimeError
            ):  # the loop has ended: the next start takes it up
                self._loop.call_soon_threadsafe(self._queue.put_nowait, one)

    async def close(self) -> None:
        """Stop; what was not finished is left to the next start."""
        self._loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _run(self) -> None:
        while True:
            one = await self._queue.get()
            try:
                await self._handle(one)
            except Exception:  # noqa: BLE001 -- one failure must not end the queue
                _LOG.exception("Background work failed")
