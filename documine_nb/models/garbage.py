"""The cyclic garbage collector, paused where a great many objects are made that all stay."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_paused"]

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
