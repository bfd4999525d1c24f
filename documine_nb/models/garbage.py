"""Memory where a great many objects are made that all stay: its collector, and what is left."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["collector_paused", "give_back", "give_back_packed"]

_lock = threading.Lock()
_inside = 0
_was_on = False


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector; several threads may be inside at once.

    It would look through everything made so far, again and again, and find nothing.
    """
    global _inside, _was_on  # noqa: PLW0603 -- the collector is the process's, and so is the count
    with _lock:
        if _inside == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _was_on:
                gc.enable()


def give_back_packed() -> None:
    """Give back what Arrow alone keeps: what it took for a column while it grew, for one."""
    if (pyarrow := sys.modules.get("pyarrow")) is not None:
        pyarrow.default_memory_pool().release_unused()


def give_back() -> None:
    """Give memory that is free to the system, where Arrow or the C library would keep it for later.

    Loading ten thousand answers leaves some sixty MiB of it.
    """
    give_back_packed()
    with suppress(OSError, AttributeError, TypeError):  # another C library than that of Linux
        ctypes.CDLL(None).malloc_trim(0)
