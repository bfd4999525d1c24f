"""Many calls at once, by a fixed set of workers: when one is cancelled, all are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

__all__ = ["fan_out", "task_group"]

T = TypeVar("T")
R = TypeVar("R")


async def fan_out(
    items: Sequence[T], work: Callable[[T], Awaitable[R]], *, width: int = 16
) -> list[R]:
    """Await ``work(item)`` for every item, `width` at a time; results in the order of `items`.

    The first error ends all and is raised as it is, not in a group.

    Examples
    --------
    >>> import asyncio
    >>> async def double(number: int) -> int:
    ...     return 2 * number
    >>> asyncio.run(fan_out([1, 2, 3], double, width=2))
    [2, 4, 6]
    """
    results: dict[int, R] = {}
    queue = iter(enumerate(items))

    async def worker() -> None:
        for place, item in queue:
            results[place] = await work(item)

    async with task_group() as group:
        for _ in range(min(width, len(items))):
            group.create_task(worker())
    return [results[place] for place in range(len(items))]


@asynccontextmanager
async def task_group() -> AsyncIterator[asyncio.TaskGroup]:
    """Open a group of tasks whose first error ends all and is raised as it is."""
    error: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failed:
        error = failed.exceptions[0]
    if error is not None:
        try:
            # Not above: the group would be the error's context, and hold what holds it. Such a
            # circle cannot be pickled, and so leaves no worker of a cluster.
            raise error
        finally:
            del error
