"""Cells held once say the same as the plain tuples they were made of."""

from __future__ import annotations

import builtins
import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documine_nb.frames.cells import Cells, coded_pairs
from documine_nb.frames.packed import cells_of_values
from documine_nb.frames.wide import typed_columns

few = settings(max_examples=80, deadline=None)
texts = st.sampled_from(
    ["a", "b", "a; b", "", "  ", "\u00a0", "\x1f", "é", "1.5", "2,000", "x" * 70]
)
rows = st.lists(st.lists(texts, max_size=4).map(tuple), max_size=12)
single = st.lists(st.lists(texts, max_size=1).map(tuple), max_size=12)

numbers = st.integers(0, 10**19).map(str) | st.decimals(0, 10**5, places=2).map(str)
others = st.sampled_from(["007", "0", "2.000", "1,5", "> 5 mg/kg", "Yes", "no", "n.d.", " 5", "-1"])
thousandths = st.decimals(0, 10**4, places=3).map(str)
dates = st.builds(
    "{:02}/{:02}/{:04}".format, st.integers(27, 32), st.integers(0, 13), st.integers(0, 9999)
)
iso = st.dates().map(str)
kinds = [numbers, thousandths, dates, iso, others, numbers | others, dates | iso, texts]
columns = st.one_of(
    [
        st.lists(st.lists(kind, max_size=most).map(tuple), max_size=60)
        for kind in kinds
        for most in (1, 2)
    ]
)


def packed(cells: list[tuple[str, ...]]) -> Cells:
    values = [text for cell in cells for text in cell]
    files = [number for number, cell in enumerate(cells) for _ in cell]
    bounds = np.array([0, len(values)])
    return cells_of_values(values, np.array(files, np.int64), bounds, len(cells))[0]


def without_blanks(cells: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(text for text in cell if text and not text.isspace()) for cell in cells]


@few
@given(rows | single)
def test_cells_are_the_tuples_without_blank_texts(cells: list[tuple[str, ...]]) -> None:
    expected = without_blanks(cells)

    assert list(Cells.of(cells)) == expected
    assert list(packed(cells)) == expected
    assert [packed(cells)[number] for number in range(len(cells))] == expected


@few
@given(rows | single)
def test_packed_cells_are_equal_to_those_of_tuples(cells: list[tuple[str, ...]]) -> None:
    ours, theirs = packed(cells), Cells.of(cells)

    assert ours == theirs
    assert pd.Series(ours.strings()).equals(pd.Series(theirs.strings()))
    assert list(ours.having(".,", 64)) == list(theirs.having(".,", 64))
    assert ours.keys[1:3] == theirs.keys[1:3]


@few
@given(rows | single)
def test_each_distinct_cell_is_held_once_in_the_order_of_its_appearance(
    cells: list[tuple[str, ...]],
) -> None:
    expected = list(dict.fromkeys(filter(None, without_blanks(cells))))

    assert list(packed(cells).keys) == list(Cells.of(cells).keys) == expected


@few
@given(rows | single)
def test_files_are_counted_by_how_many_values_they_have(cells: list[tuple[str, ...]]) -> None:
    sizes = [len(cell) for cell in without_blanks(cells)]
    counted = packed(cells)

    assert counted.sizes.tolist() == sizes
    assert counted.missing == sizes.count(0)
    assert counted.several == sum(size > 1 for size in sizes)


@few
@given(rows)
def test_mapped_cells_are_held_once_too(cells: list[tuple[str, ...]]) -> None:
    first = packed(cells).map(lambda cell: cell[:1])

    assert first == Cells.of([cell[:1] for cell in without_blanks(cells)])


@settings(max_examples=300, deadline=None)
@given(columns)
@example([("31/03/2019",), ("31/04/2019",)])
def test_columns_read_at_once_are_as_if_read_one_by_one(cells: list[tuple[str, ...]]) -> None:
    [ours] = typed_columns({"X": packed(cells)})
    [theirs] = typed_columns({"X": Cells.of(cells)})

    assert pd.Series(ours.array).equals(pd.Series(theirs.array))
    assert dataclasses.replace(ours, array=None) == dataclasses.replace(theirs, array=None)


@few
@given(st.lists(columns, max_size=4))
def test_columns_packed_together_are_as_if_each_were_alone(
    several: list[list[tuple[str, ...]]],
) -> None:
    size = max(map(len, several), default=0)
    texts = [text for column in several for cell in column for text in cell]
    files = [file for column in several for file, cell in enumerate(column) for _ in cell]
    counts = [sum(map(len, column)) for column in several]
    bounds = np.cumsum([0, *counts])

    together = cells_of_values(
        pd.array(texts, dtype=pd.StringDtype()), np.array(files, np.int64), bounds, size
    )

    for ours, column in zip(together, several, strict=True):
        theirs = Cells.of([*column, *[()] * (size - len(column))])
        assert ours == theirs
        assert (ours.missing, ours.several) == (theirs.missing, theirs.several)
        pd.testing.assert_extension_array_equal(ours.strings(), theirs.strings())
        [typed], [expected] = typed_columns({"X": ours}), typed_columns({"X": theirs})
        assert pd.Series(typed.array).equals(pd.Series(expected.array))


def test_a_column_read_at_once_is_made_anew_each_time() -> None:
    cells = packed([("1",), ("2",)])
    [first], [second] = typed_columns({"X": cells}), typed_columns({"X": cells})
    first.array[0] = 7

    assert second.array.tolist() == [1, 2]


def test_texts_that_look_alike_joined_are_apart() -> None:
    cells = packed([("a; b",), ("a", "b"), ("a; b",)])

    assert cells.codes.tolist() == [0, 1, 0]


def test_without_pyarrow_cells_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pyarrow(name: str, *args: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without_pyarrow)

    [cells] = cells_of_values(["a", "b", " ", None], np.array([0, 0, 2, 2]), np.array([0, 4]), 3)

    assert list(cells) == [("a", "b"), (), ()]


@few
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3))))
def test_pairs_of_codes_are_coded_as_they_appear(pairs: list[tuple[int, int]]) -> None:
    first = np.array([pair[0] for pair in pairs], np.int32)
    second = np.array([pair[1] for pair in pairs], np.int32)
    codes, distinct = coded_pairs(first, second)

    assert distinct == list(dict.fromkeys(pair for pair in pairs if pair[0] >= 0))
    assert [distinct[code] if code >= 0 else None for code in codes] == [
        pair if pair[0] >= 0 else None for pair in pairs
    ]
