"""Many reads at once, at the pace that the service bears."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.resources.fanout import task_group
from documine_nb.transport.exchange import Later

__all__ = ["fetch_all"]

T = TypeVar("T")

_MOST_REFUSALS = 20
_PATIENCE = 300.0  # seconds without any answer
_MOST_DOUBLINGS = 5
_WINDOW = 1.0  # refusals that come together say one thing


async def fetch_all(
    items: Sequence[T],
    read: Callable[[T], Awaitable[None]],
    *,
    width: int = 16,
    clock: Clock = SYSTEM_CLOCK,
) -> None:
    """Await ``read(item)`` for every item, up to `width` at a time.

    One that is refused for haste comes again when the service said, or ever later where it said
    nothing, and the others go on meanwhile. A refusal halves the number that run at once; it grows
    again with what succeeds. A service that answers nobody for minutes is given up. The first error
    ends all and is raised as it is.
    """
    async with task_group() as group:
        await _Fetch(read, width, clock, group).run(items)


class _Fetch(Generic[T]):
    def __init__(
        self,
        read: Callable[[T], Awaitable[None]],
        width: int,
        clock: Clock,
        group: asyncio.TaskGroup,
    ) -> None:
        self._read = read
        self._most = width
        self._clock = clock
        self._group = group
        self._allowed = float(width)
        self._running = 0
        self._ready: deque[tuple[T, int]] = deque()
        self._left = 0
        self._moved = asyncio.Event()
        self._halved_at = -_WINDOW
        self._answered_at = clock.monotonic()

    async def run(self, items: Sequence[T]) -> None:
        self._left = len(items)
        self._ready.extend((item, 0) for item in items)
        for _ in range(min(self._most, len(items))):
            self._group.create_task(self._work())

    async def _work(self) -> None:
        while self._left:
            if not self._ready or self._running >= max(1, int(self._allowed)):
                self._moved.clear()
                await self._moved.wait()
                continue
            item, refusals = self._ready.popleft()
            self._running += 1
            try:
                await self._read(item)
            except Later as later:
                now = self._clock.monotonic()
                self._slow_down(now)
                if refusals + 1 >= _MOST_REFUSALS or now - self._answered_at > _PATIENCE:
                    raise later.error from None
                growth = 1 if later.is_told else 2 ** min(refusals, _MOST_DOUBLINGS)
                self._group.create_task(self._again(item, refusals + 1, later.wait * growth))
            else:
                self._left -= 1
                self._answered_at = self._clock.monotonic()
                self._allowed = min(self._most, self._allowed + 1 / self._allowed)
            finally:
                self._running -= 1
                self._moved.set()

    async def _again(self, item: T, refusals: int, wait: float) -> None:
        await self._clock.sleep(wait)
        self._ready.append((item, refusals))
        self._moved.set()

    def _slow_down(self, now: float) -> None:
        if now - self._halved_at >= _WINDOW:
            self._halved_at = now
            self._allowed = max(1.0, self._allowed / 2)
