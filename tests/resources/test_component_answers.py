"""Answers that come in nearly the order asked for stand in it; a late one keeps nobody waiting."""

from __future__ import annotations

import random

import pytest

from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import FileAnswer
from documine_nb.resources.component_answers import InOrder

COUNT = 500


def collected(order: list[int]) -> list[int]:
    table = ComponentTable()
    files = InOrder(table)
    for number in order:
        files.add(number, FileAnswer("t", "d", str(number), f"{number}.pdf", {"A": ("x",)}, None))
    files.finish()
    assert len(table.component) == len(order)
    return [int(file_id) for file_id in table.file_ids]


@pytest.mark.parametrize("seed", range(5))
def test_answers_that_overtake_each_other_stand_in_order(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 -- not for secrets
    order = sorted(range(COUNT), key=lambda number: number + dice.random() * 16)
    assert order != list(range(COUNT))

    assert collected(order) == list(range(COUNT))


def test_the_others_do_not_wait_for_a_late_one() -> None:
    late = [*range(7), *range(8, COUNT), 7]

    assert collected(late) == late


def test_nothing_is_lost_whatever_the_order() -> None:
    order = random.Random(7).sample(range(COUNT), COUNT)  # noqa: S311 -- not for secrets

    assert sorted(collected(order)) == list(range(COUNT))
