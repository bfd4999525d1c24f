"""How often to ask while waiting, and when a file is done. Plain rules: no I/O."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from numbers import Real

from documine_nb.clock import Clock
from documine_nb.errors import ConfigError
from documine_nb.models import FileStatus

__all__ = ["IN_PROCESS", "FileWatch", "Pace", "end_of"]


@dataclass(frozen=True)
class Pace:
    """Seconds between two questions: `first`, then longer by `factor` each time up to `longest`.

    Examples
    --------
    >>> pauses = Pace().pauses()
    >>> [next(pauses) for _ in range(4)]
    [2.0, 3.0, 4.5, 6.75]
    """

    first: float = 2.0
    longest: float = 30.0
    factor: float = 1.5

    def pauses(self) -> Iterator[float]:
        """Give out one pause after the other, without end."""
        pause = self.first
        while True:
            yield pause
            pause = min(pause * self.factor, self.longest)


IN_PROCESS = Pace(first=0.1, longest=0.5)
"""For a service on this machine, which answers in milliseconds."""


def end_of(clock: Clock, timeout: float) -> float:
    """Return when a wait of `timeout` seconds ends, by the clock's monotonic time.

    Raises
    ------
    ConfigError
        `timeout` is no number of seconds.
    """
    if not isinstance(timeout, Real) or math.isnan(timeout):
        raise ConfigError(
            f"timeout={timeout!r} is no number of seconds",
            cure="Give one such as 300; float('inf') waits for as long as it takes.",
        )
    return clock.monotonic() + timeout


class FileWatch:
    """Remembers what was seen of files, and so which of them are done.

    A file may show ``PROCESSED`` for a moment before its index is written. Where the service
    counts analyses, the first counted one is the end; where not, two looks in a row must agree.

    Examples
    --------
    >>> def status(**more: object) -> FileStatus:
    ...     return FileStatus.from_json({"id": "f", "filename": "a.pdf", **more})
    >>> watch = FileWatch()
    >>> [watch.look([status(processingStatus="PROCESSED")]) for _ in range(2)]
    [False, True]
    >>> FileWatch().look([status(processingStatus="PROCESSED", numberOfAnalyses=1)])
    True
    """

    def __init__(self) -> None:
        self._ready_before: set[str] = set()
        self.last: tuple[FileStatus, ...] = ()
        self.done = 0

    def look(self, statuses: Sequence[FileStatus]) -> bool:
        """Take in what the service says now; return whether every file is done."""
        settled = [self._is_settled(status) for status in statuses]
        self._ready_before = {status.id for status in statuses if status.is_ready}
        self.last = tuple(statuses)
        self.done = sum(settled)
        return all(settled)

    def _is_settled(self, status: FileStatus) -> bool:
        if status.is_failed:
            return True
        if status.processing_status == "UNPROCESSED":
            # Nothing will happen to a file whose extraction is switched off.
            return status.excluded or status.excluded_from_automatic_analysis
        if not status.is_ready:
            return False
        return status.number_of_analyses is not None or status.id in self._ready_before
