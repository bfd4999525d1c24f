"""Connections are divided among the tasks that a cluster runs at once."""

from __future__ import annotations

import sys
import threading

import pytest
from distributed import Client

from documine_nb.bridge import run
from documine_nb.scale.budget import Budget, concurrent_tasks


async def counted() -> int:
    return concurrent_tasks(99)


@pytest.mark.slow
def test_the_threads_of_all_workers_are_counted(client: Client) -> None:
    assert run(counted()) == 4


def test_without_a_cluster_the_default_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "distributed")

    assert run(counted()) == 99


@pytest.mark.parametrize(
    ("connections", "tasks", "expected"),
    [(16, 1, (1, 16)), (16, 3, (3, 5)), (16, 16, (16, 1)), (4, 50, (4, 1)), (1, 2, (1, 1))],
)
def test_no_more_connections_than_the_budget_has(
    connections: int, tasks: int, expected: tuple[int, int]
) -> None:
    budget = Budget.divided("acme", connections, tasks)

    assert (budget.tasks, budget.width) == expected


def test_the_threads_of_one_process_share_a_budget() -> None:
    budget = Budget("test: one at a time", tasks=1, width=3)
    second_is_in = threading.Event()

    def second() -> None:
        with budget.share():
            second_is_in.set()

    with budget.share() as width:
        thread = threading.Thread(target=second)
        thread.start()
        assert width == 3
        assert not second_is_in.wait(0.1)
    assert second_is_in.wait(10)
    thread.join()
