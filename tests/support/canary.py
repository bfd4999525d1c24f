"""Where secrets must not turn up."""

from __future__ import annotations

import traceback
from pathlib import Path

_TESTS = str(Path(__file__).parents[1])


def everything_shown(error: BaseException) -> str:
    """Return all that a traceback with its locals shows, of an error and of what led to it."""
    seen: list[str] = []
    todo: list[BaseException | None] = [error]
    done: set[int] = set()
    while todo:
        one = todo.pop()
        if one is None or id(one) in done:
            continue
        done.add(id(one))
        told = traceback.TracebackException.from_exception(one, capture_locals=True)
        # What a test itself holds is its own affair.
        told.stack[:] = [frame for frame in told.stack if not frame.filename.startswith(_TESTS)]
        seen += [*told.format(chain=False), repr(one), str(one), repr(one.__dict__)]
        todo += [one.__cause__, one.__context__]
    return "\n".join(seen)
