"""Limits on a worker's memory and time: the only place where platforms differ.

POSIX systems bound the address space from within, which stops a sudden large allocation. The
parent's watchdog looks at resident memory on every platform; on Windows it is the only limit. The
parent ends a file that takes too long, too; where the parent itself was killed, an alarm of the
system does, which no endless loop can hold up.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator

import psutil

__all__ = ["MEMORY_CAUSE", "limit_own_memory", "limited_time", "resident_mib"]

MEMORY_CAUSE = (
    "The file needed more memory than the memory limit of the embedded server: split it, or raise"
    " extraction_memory_mib"
)
MIB = 1024 * 1024
RESERVE_MIB = 512  # address space of the interpreter and its libraries, most of it never resident


def limit_own_memory(mib: int) -> bool:
    """Bound this process's address space, where the system can; tell whether it could."""
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - POSIX only

    limit = (mib + RESERVE_MIB) * MIB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):  # macOS refuses some values: the watchdog remains
        return False
    return True


@contextlib.contextmanager
def limited_time(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, where the system has alarms (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def resident_mib(pid: int) -> float:
    """Return how much memory a process holds, or 0 when it is gone."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / MIB
    except psutil.Error:
        return 0.0
