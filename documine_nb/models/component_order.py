"""The order of components, from the orders in which files have them."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np

__all__ = ["common_order"]

_SMALL = 1 << 20


def common_order(codes: Any, files: Any) -> list[int]:
    """Return the numbers of the components that stand in some row, in the order of the files.

    No file need have all of them: what one says of two, another of others, together give the
    order of the template. Where files contradict each other or say nothing, a component that
    appears earlier comes first.

    Parameters
    ----------
    codes : ndarray of int
        By row, the component's number; file by file in the order of the answers.
    files : ndarray of int
        By row, the number of its file.

    Examples
    --------
    >>> common_order(np.array([0, 2, 1, 2, 0, 1]), np.array([0, 0, 1, 1, 2, 2]))
    [0, 1, 2]
    """
    if not len(codes):
        return []
    count = int(codes.max()) + 1
    first = np.full(count, len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    side_by_side = np.flatnonzero((files[1:] == files[:-1]) & (codes[1:] != codes[:-1]))
    pairs = _distinct(codes[side_by_side].astype(np.int64) * count + codes[side_by_side + 1])
    followers: dict[int, list[int]] = {}
    for before, after in zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True):
        followers.setdefault(before, []).append(after)
    present = np.argsort(first)[: np.count_nonzero(first < len(codes))].tolist()
    return _sorted(present, followers, np.bincount(pairs % count, minlength=count).tolist())


def _distinct(numbers: Any) -> Any:
    """Return each number once; counting is quicker than sorting, where they are small."""
    is_small = numbers.max(initial=0) < _SMALL
    return np.flatnonzero(np.bincount(numbers)) if is_small else np.unique(numbers)


def _sorted(present: list[int], followers: dict[int, list[int]], waits_for: list[int]) -> list[int]:
    """Sort topologically; of those that may come next, the one that is earliest in `present`."""
    rank = {number: place for place, number in enumerate(present)}
    ready = [rank[number] for number in present if not waits_for[number]]
    left = dict.fromkeys(present)
    order = []
    while left:
        number = present[heapq.heappop(ready)] if ready else next(iter(left))  # of a contradiction
        if number not in left:
            continue
        del left[number]
        order.append(number)
        for follower in followers.get(number, ()):
            waits_for[follower] -= 1
            if not waits_for[follower]:
                heapq.heappush(ready, rank[follower])
    return order
