"""How many connections all workers together may have open to the service."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

__all__ = ["Budget", "concurrent_tasks"]

_UNKNOWN_CLUSTER = 4
_local: dict[str, threading.BoundedSemaphore] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Budget:
    """A number of tasks at once, each with a number of connections.

    Attributes
    ----------
    name : str
        What all tasks that share it have in common, those of other loads as well.
    tasks : int
        How many run at once, however many threads the workers have.
    width : int
        How many connections each uses.
    """

    name: str
    tasks: int
    width: int

    @classmethod
    def divided(cls, name: str, connections: int, tasks: int) -> Budget:
        """Divide connections among tasks, of which no more may run than there are connections.

        Examples
        --------
        >>> Budget.divided("acme", 16, 3)
        Budget(name='acme: 3 x 5', tasks=3, width=5)
        >>> Budget.divided("acme", 4, 50)
        Budget(name='acme: 4 x 1', tasks=4, width=1)
        """
        tasks = max(1, min(tasks, connections))
        width = connections // tasks
        # One name cannot stand for two numbers: the scheduler refuses that.
        return cls(f"{name}: {tasks} x {width}", tasks, width)

    @contextmanager
    def share(self) -> Iterator[int]:
        """Wait for a share, and hold it; what is given is the number of connections."""
        with _semaphore(self):
            yield self.width


def _semaphore(budget: Budget) -> Any:
    """Return what counts the tasks: the cluster's scheduler, or else this process.

    The scheduler takes back the share of a worker that died.
    """
    distributed = sys.modules.get("distributed")
    if distributed is not None:
        try:
            distributed.get_worker()
        except ValueError:  # a task of this process's own threads
            pass
        else:
            return distributed.Semaphore(max_leases=budget.tasks, name=budget.name)
    with _lock:
        return _local.setdefault(budget.name, threading.BoundedSemaphore(budget.tasks))


def concurrent_tasks(default: int) -> int:
    """Return how many tasks the present cluster runs at once, or `default` without one."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return default
    try:
        client = distributed.get_client()
    except ValueError:
        return default
    return sum(client.nthreads().values()) or _UNKNOWN_CLUSTER
