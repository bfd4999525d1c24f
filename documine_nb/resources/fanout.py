"""Many calls at once, by a fixed set of workers: when one is cancelled, all are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

__all__ = ["fan_out"]

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

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(width, len(items))):
                group.create_task(worker())
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [results[place] for place in range(len(items))]
