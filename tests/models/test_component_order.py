"""The order of components: what each file says of some, together, is the order of the template."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documine_nb.models.component_order import common_order
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.components import FileComponents


def order_of(files: Sequence[Sequence[int]]) -> list[int]:
    codes = np.array([code for file in files for code in file], np.int32)
    numbers = np.repeat(np.arange(len(files)), [len(file) for file in files])
    return common_order(codes, numbers)


@pytest.mark.parametrize(
    ("files", "order"),
    [
        ([], []),
        ([[]], []),
        ([[3]], [3]),
        ([[0, 2], [0, 1, 2]], [0, 1, 2]),
        ([[0, 3], [0, 2, 3], [0, 1, 2]], [0, 1, 2, 3]),
        ([[5, 7], [1, 5]], [1, 5, 7]),
        ([[1, 2], [4, 3]], [1, 2, 4, 3]),  # nothing is said of these and those
        ([[1, 1, 1, 0], [2, 2, 0]], [1, 2, 0]),  # several values
    ],
)
def test_a_component_stands_where_the_files_have_it(
    files: list[list[int]], order: list[int]
) -> None:
    assert order_of(files) == order


@pytest.mark.parametrize(
    ("files", "order"),
    [([[1, 0], [0, 1]], [1, 0]), ([[0, 1, 2], [2, 0], [2, 3]], [0, 1, 2, 3])],
)
def test_where_files_contradict_each_other_the_earlier_comes_first(
    files: list[list[int]], order: list[int]
) -> None:
    assert order_of(files) == order


@given(st.permutations(range(9)), st.lists(st.sets(st.integers(0, 8)), max_size=6))
def test_the_order_of_a_template_is_found_where_its_files_tell_it(
    template: list[int], some: list[set[int]]
) -> None:
    pairs = [list(pair) for pair in pairwise(template)]
    files = [[code for code in template if code in chosen] for chosen in some]
    assert order_of([*files, *pairs]) == template


@given(st.lists(st.lists(st.integers(0, 9), unique=True), max_size=8))
def test_each_component_is_there_once(files: list[list[int]]) -> None:
    assert sorted(order_of(files)) == sorted({code for file in files for code in file})


def test_a_great_many_names_are_ordered_as_well() -> None:
    codes = np.arange(3_000, dtype=np.int32)
    assert common_order(codes[::-1].copy(), np.zeros(3_000, np.int64)) == codes[::-1].tolist()


def test_an_order_that_is_given_comes_before_that_of_the_files() -> None:
    table = ComponentTable.of(
        FileComponents.from_json({"fileId": key, "filename": key, "components": components})
        for key, components in {"f": {"B": ["1"], "C": ["1"]}, "g": {"A": ["1"], "B": []}}.items()
    )
    assert table.names() == ["A", "B", "C"]
    assert table.names(["C", "D"]) == ["C", "D", "A", "B"]
