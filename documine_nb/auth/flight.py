"""One run at a time, whatever the number of callers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from documine_nb.io_thread import lands

__all__ = ["Flight"]


class Flight:
    """A piece of work that all who need it at the same time share.

    Parameters
    ----------
    needs_waiters : bool, default False
        Whether it is given up when nobody waits for it any more: a person is not asked for
        nothing. A refresh goes on: its answer must not be lost.
    """

    def __init__(self, *, needs_waiters: bool = False) -> None:
        self._needs_waiters = needs_waiters
        self._waiters = 0
        self.task: asyncio.Task[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether the work is being done."""
        return self.task is not None and not self.task.done()

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        """Return the run under way, begun now where there is none."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(work())
            if not self._needs_waiters:
                lands(self.task)
            # Nobody may be waiting for it: its failure is told to those who are.
            self.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self.task

    async def join(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait for the run under way, begun now where there is none."""
        task = self.start(work)
        self._waiters += 1
        try:
            # Shielded: when one of many waiting callers is cancelled, the others still get theirs.
            await asyncio.shield(task)
        finally:
            self._waiters -= 1
            if self._needs_waiters and not self._waiters and not task.done():
                task.cancel()

    async def land(self, patience: float | None = None) -> None:
        """Wait until nothing is under way, or `patience` is at its end; no failure is told here."""
        if self.task is not None and not self.task.done():
            await asyncio.wait({self.task}, timeout=patience)

    async def stop(self) -> None:
        """Give up what is under way."""
        if self.task is not None and not self.task.done():
            self.task.cancel()
        await self.land()
