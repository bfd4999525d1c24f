"""Fixtures and doubles for tests: yours and ours."""

from __future__ import annotations

import asyncio

__all__ = ["ManualClock"]


class ManualClock:
    """A :class:`~documine_nb.clock.Clock` that moves only when told, or when something sleeps.

    Parameters
    ----------
    wall, monotonic : float
        Where both clocks start, in seconds.

    Examples
    --------
    >>> clock = ManualClock(wall=1_000.0)
    >>> clock.advance(5)
    >>> clock.wall()
    1005.0
    """

    def __init__(self, wall: float = 1_800_000_000.0, monotonic: float = 1_000.0) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self.slept: list[float] = []

    def wall(self) -> float:
        """Return the wall clock's seconds."""
        return self._wall

    def monotonic(self) -> float:
        """Return the monotonic clock's seconds."""
        return self._monotonic

    def advance(self, seconds: float, *, wall: float | None = None) -> None:
        """Move both clocks; `wall` moves the wall clock by another amount, as a jump does."""
        self._monotonic += seconds
        self._wall += seconds if wall is None else wall

    async def sleep(self, seconds: float) -> None:
        """Return at once, both clocks moved by `seconds`, which are noted in ``slept``."""
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)
