"""Time as a thing that can be handed in, so that no test has to wait for it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

__all__ = ["SYSTEM_CLOCK", "Clock", "SystemClock"]


class Clock(Protocol):
    """What the toolkit asks of time."""

    def wall(self) -> float:
        """Return seconds since 1970 as the machine's clock tells them; may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow; they may stand still while a machine sleeps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds without blocking the loop."""
        ...


class SystemClock:
    """The machine's own clocks.

    Examples
    --------
    >>> SystemClock().wall() > 1_700_000_000
    True
    """

    def wall(self) -> float:
        """Return ``time.time()``."""
        return time.time()

    def monotonic(self) -> float:
        """Return ``time.monotonic()``."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Await ``asyncio.sleep``."""
        await asyncio.sleep(seconds)


SYSTEM_CLOCK: Clock = SystemClock()
