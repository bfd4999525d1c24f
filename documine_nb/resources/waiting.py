"""Waiting for files to be processed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from documine_nb.errors import WaitTimeoutError
from documine_nb.models import FileStatus
from documine_nb.resources.context import Context
from documine_nb.resources.polling import FileWatch, end_of

__all__ = ["wait_for_files"]

_SHOWN = 3


async def wait_for_files(
    context: Context,
    look: Callable[[], Awaitable[Sequence[FileStatus]]],
    *,
    timeout: float,  # noqa: ASYNC109 -- the interface: seconds
    what: str,
    progress: bool,
) -> tuple[FileStatus, ...]:
    """Ask until every file is processed or has failed; return what was said last.

    Raises
    ------
    WaitTimeoutError
        With the last states in its ``states``.
    """
    clock = context.clock
    end = end_of(clock, timeout)
    watch = FileWatch()
    with context.progress("Processing", shown=progress) as line:
        for pause in context.file_pace.pauses():
            if watch.look(await look()):
                line.finish(_summary(watch))
                return watch.last
            left = end - clock.monotonic()
            if left <= 0:
                raise _timed_out(watch, timeout, what)
            line.update(_summary(watch), watch.done, len(watch.last))
            await clock.sleep(min(pause, left))
    raise AssertionError  # pragma: no cover -- the pauses have no end


def _summary(watch: FileWatch) -> str:
    failed = sum(status.is_failed for status in watch.last)
    text = f"{watch.done:,} of {len(watch.last):,} files"
    if failed:
        text += f", {failed:,} failed"
    busy = Counter(status.processing_status for status in watch.last if status.is_busy)
    if busy:
        text += f" ({', '.join(f'{number} {state}' for state, number in busy.most_common(_SHOWN))})"
    return text


def _timed_out(watch: FileWatch, timeout: float, what: str) -> WaitTimeoutError:
    busy = [status for status in watch.last if status.is_busy]
    named = ", ".join(f"{one.filename!r} {one.processing_status}" for one in busy[:_SHOWN])
    more = f" and {len(busy) - _SHOWN} more" if len(busy) > _SHOWN else ""
    error = WaitTimeoutError(
        f"{what}: {watch.done} of {len(watch.last)} files were done after {timeout:g} s"
        + (f"; not yet {named}{more}" if named else ""),
        cure="Processing goes on: wait again, with a longer timeout= for large scans.",
    )
    error.states = watch.last
    return error
