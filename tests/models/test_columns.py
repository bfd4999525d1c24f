"""Packed columns: whatever is done to one, it holds what a plain list would."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documine_nb.models import columns
from documine_nb.models.columns import Codes, Column, Numbers, Texts

texts = st.none() | st.text(max_size=3)
numbers = st.none() | st.integers(-5, 2**31 - 1)
KINDS: list[tuple[Callable[[], Column[Any]], st.SearchStrategy[Any]]] = [
    (lambda: Numbers("int32"), numbers),
    (Codes, texts),
    (Texts, texts),
]


@pytest.fixture(params=["with Arrow", "without"])
def arrow(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whether texts are packed by Arrow."""
    columns._arrow.cache_clear()
    if request.param == "without":
        monkeypatch.setitem(sys.modules, "pyarrow", None)
    yield
    columns._arrow.cache_clear()


@pytest.mark.usefixtures("arrow")
@pytest.mark.parametrize(("kind", "values"), KINDS, ids=["numbers", "codes", "texts"])
def test_a_column_holds_what_a_list_would(
    kind: Callable[[], Column[Any]], values: st.SearchStrategy[Any]
) -> None:
    @settings(deadline=None)  # the first example loads Arrow
    @given(st.lists(st.lists(values, max_size=4), max_size=4), st.data())
    def check(blocks: list[list[Any]], data: st.DataObject) -> None:
        column, other, plain = kind(), kind(), list[Any]()
        for number, block in enumerate(blocks):
            (other if number % 2 else column).append(block)
        column.extend(other)
        for block in blocks[::2] + blocks[1::2]:
            plain += block
        column.append([None, None])
        plain += [None, None]
        rows = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=5))
        start, stop = sorted(data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))

        assert list(column) == plain
        assert len(column) == len(plain)
        assert column[:] == plain
        assert list(column.take(np.array(rows, np.int64))) == [plain[row] for row in rows]
        assert list(column.cut(start, stop)) == plain[start:stop]
        assert [column[row] for row in rows] == [plain[row] for row in rows]

    check()


def test_a_number_that_all_rows_have_is_held_once() -> None:
    pages, others = Numbers("int32"), Numbers("int32")
    for column in (pages, others):
        column.append_same(7, 1_000)
        column.append([])
        column.append_same(7, 2_000)
    others.append_same(column.none, 2)

    assert pages.whole().strides == (0,)
    assert pages.whole().dtype == others.whole().dtype == np.int32
    assert list(pages) == [7] * 3_000
    assert list(others) == [7] * 3_000 + [None, None]
    assert list(pages.cut(2_999, 3_001)) == [7]
    assert list(pages.take(np.array([5]))) == [7]


def test_a_value_is_repeated_as_often_as_asked() -> None:
    names = Codes()
    names.append(["Sex", "Route"], np.array([1, 2]))

    assert list(names) == ["Sex", "Route", "Route"]
    assert names.texts == ["Sex", "Route"]


def test_what_is_taken_and_grows_leaves_the_rest_as_it_is() -> None:
    whole = Codes()
    whole.append(["a", "b"])
    part = whole.take(np.array([1]))
    part.append(["c"])
    whole.append(["d"])

    assert list(part) == ["b", "c"]
    assert list(whole) == ["a", "b", "d"]


def test_half_a_character_is_kept() -> None:
    column = Texts()
    column.append(["a"])
    column.append(["\ud800"])

    assert list(column) == ["a", "\ud800"]
    assert list(column.take(np.array([1]))) == ["\ud800"]


def test_a_row_that_is_not_there_is_an_error() -> None:
    column = Numbers("int8")
    column.append([1])

    with pytest.raises(IndexError):
        column[1]
    assert column[-1] == 1
