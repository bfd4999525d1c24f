"""Quantities read at once are the ones that are read text by text."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documine_nb.frames.cells import Cells
from documine_nb.frames.packed import cells_of_values
from documine_nb.frames.quantities_at_once import quantities_at_once
from documine_nb.frames.wide import typed_columns

MANY = 100
signs = st.sampled_from(
    ["", "> ", ">", "<= ", "about ", "ca. ", "≥\u00a0", "  > ", "not ", "- ", "+"]
)
units = st.sampled_from(
    ["", " mg/kg", "mg/kg bw", " %", "%", " g", " ", " foo", ".", "\n", "\u00a0µg"]
)
odd = st.sampled_from(["007", "0", "00.5", "1.234", "1,234", "5 - 6", "n.d.", "", "9" * 17, "1e5"])


def packed(texts: list[str]) -> Cells:
    return cells_of_values(texts, np.arange(len(texts)), np.array([0, len(texts)]), len(texts))[0]


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["Dose", "Dose_mg_per_kg", "Dose_mg_per_kg_bw"]),
    around=st.lists(st.tuples(signs, units), min_size=1, max_size=3),
    others=st.lists(odd, max_size=1),
    decimals=st.integers(0, 2),
)
def test_a_column_is_as_if_read_one_by_one(
    name: str, around: list[tuple[str, str]], others: list[str], decimals: int
) -> None:
    numbers = [f"{number * 1.37:.{decimals}f}" for number in range(MANY)] + others
    texts = [
        sign + number + unit
        for place, number in enumerate(numbers)
        for sign, unit in (around[place % len(around)],)
    ]

    [ours] = typed_columns({name: packed(texts)})
    [theirs] = typed_columns({name: Cells.of((text,) for text in texts)})

    pd.testing.assert_series_equal(pd.Series(ours.array), pd.Series(theirs.array))
    assert dataclasses.replace(ours, array=None) == dataclasses.replace(theirs, array=None)


def test_files_without_a_value_have_no_quantity() -> None:
    texts = [f"> {number} mg/kg" for number in range(MANY)]
    [cells] = cells_of_values(texts, np.arange(MANY) * 2, np.array([0, MANY]), 2 * MANY)

    [column] = typed_columns({"Dose": cells})

    assert column.array[2:5].isna().tolist() == [False, True, False]
    assert column.missing == MANY


@pytest.mark.parametrize("last", ["5 - 6 g", "007 g", "5 foo", "5 g; 6 g", "x" * 65])
def test_any_other_text_leaves_the_column_to_the_careful_way(last: str) -> None:
    texts = pa.array([*(f"{number} g" for number in range(MANY)), last], pa.large_string())

    assert quantities_at_once(texts[:MANY], set.pop) is not None
    assert quantities_at_once(texts, set.pop) is None
