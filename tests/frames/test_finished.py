"""Finished frames as Arrow has them: what comes back is the frame, in every value and dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from pandas.testing import assert_frame_equal
from support.component_sets import AnswerJson, answers
from support.components import Values, files

from documine_nb.frames import ComponentResult
from documine_nb.frames.finished import batch_of, frame_of
from documine_nb.frames.quantity_array import QuantityArray
from documine_nb.models import FileComponents

STUDIES: list[Values] = [
    {
        "Study_Title": ["Acute <oral> toxicity, größer €"],
        "GLP_Study": ["Yes"],
        "Experimental_Starting_Date": ["21/02/2019"],
        "Number_of_Animals": ["5"],
        "Mean_Score": ["0.25"],
        "Dose": ["> 2000 mg/kg bw"],
        "Conclusion_LD50_mg_per_kg": ["550 - 2000"],
        "Nothing": [],
        "Odd name (1)": ["5", "5"],
    },
    {"Study_Title": ["", "b"], "Dose": ["500 ± 5 mg/kg bw"], "GLP_Study": ["No"]},
    {},
]
KINDS = ("wide", "long", "categories")


def made(result: ComponentResult, kind: str) -> pd.DataFrame:
    frame = result.wide() if kind == "wide" else result.long(categories=kind == "categories")
    frame.attrs.clear()
    return frame


def there_and_back(frame: pd.DataFrame) -> pd.DataFrame:
    batch = batch_of(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return frame_of(pa.ipc.open_stream(sink.getvalue()).read_next_batch())


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert_frame_equal(found, expected, check_exact=True)
    for name, column in expected.items():
        if isinstance(column.array, QuantityArray):
            parts: list[list[Any]] = [
                [part[~column.isna()].tolist() for part in frame[name].array.parts()]
                for frame in (found, expected)
            ]
            assert parts[0] == parts[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_dtype_comes_back(kind: str) -> None:
    frame = made(ComponentResult(files(*STUDIES)), kind)

    assert_same(there_and_back(frame), frame)


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_without_rows_comes_back(kind: str) -> None:
    frame = made(ComponentResult([], order=["Sex"]), kind)

    assert_same(there_and_back(frame), frame)


@settings(max_examples=60, deadline=None)
@given(sets=answers())
def test_whatever_a_service_says_comes_back(sets: list[AnswerJson]) -> None:
    result = ComponentResult([FileComponents.from_json(one) for one in sets])
    for kind in KINDS:
        frame = made(result, kind)
        assert_same(there_and_back(frame), frame)


def test_every_column_can_be_written_to() -> None:
    frame = there_and_back(made(ComponentResult(files(*STUDIES)), "wide"))
    for name in frame.columns:
        frame.loc[frame.index[0], name] = pd.NA

    assert frame.iloc[0].isna().all()


def test_texts_that_repeat_are_held_once_and_the_same_column_is_one() -> None:
    values: list[Values] = [{"A": [str(at * 40 + n) for n in range(40)]} for at in range(2)]
    batch = batch_of(made(ComponentResult(files(*values)), "long"))

    kinds = [pa.types.is_dictionary(column.type) for column in batch.columns]
    assert kinds.count(True) == 8  # all texts but the values
    shared = pd.StringDtype().storage == "pyarrow"  # `original` is `value`
    assert batch.num_columns == (11 if shared else 12)


def test_quantities_come_back_from_arrow_as_pandas_reads_it() -> None:
    doses = pd.Series(["> 2000", None, "5 ± 1", "< 3"], dtype="quantity[mg/kg]")
    table = pa.table({"dose": pa.array(doses.array)})

    found = table.to_pandas(types_mapper={table["dose"].type: doses.dtype}.get)["dose"]

    assert found.dtype == doses.dtype
    assert found.isna().tolist() == doses.isna().tolist()
    assert found.dropna().tolist() == doses.dropna().tolist()
    assert np.isnan(found.quantity.high[1])
