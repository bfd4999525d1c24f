"""Fixtures and doubles for tests: yours and ours. Needs pytest.

In your ``conftest.py``: ``from documine_nb.testing import documine_session``; a test that asks for
``documine_session`` gets a session with an embedded server of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from documine_nb.bridge import run
from documine_nb.demonstration import demo, open_demo
from documine_nb.session import Session

__all__ = ["ManualClock", "documine_session", "embedded_session"]


@pytest.fixture
def documine_session() -> Iterator[Session]:
    """Open a session with an empty embedded server; nothing is kept."""
    with demo(samples=False, quiet=True) as session:
        yield session


@contextlib.contextmanager
def embedded_session(folder: Path, **settings: Any) -> Iterator[Session]:
    """Open a session with an embedded server of your own settings.

    Parameters
    ----------
    folder : Path
        Where the server keeps its data, such as pytest's ``tmp_path``.
    **settings
        Of :class:`documine_nb.server.settings.ServerSettings`, such as ``faults=True``.
    """
    from documine_nb.server.embedded import EmbeddedServer  # noqa: PLC0415 -- optional
    from documine_nb.server.settings import ServerSettings  # noqa: PLC0415 -- the same

    server = EmbeddedServer(ServerSettings(folder=folder, **settings))
    with run(open_demo(server, quiet=True)) as session:
        yield session


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
