"""Texts that repeat cost what their distinct ones do, and are the same texts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from documine_nb.frames.long import long_frame
from documine_nb.frames.strings import coded, strings
from documine_nb.models.columns import Codes
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.components import Component, ComponentValue, EntityReference, FileComponents

TEXTS = ["oral", "", None, "dermal", "oral", "größer ≥"]


def column(texts: list[str | None]) -> Codes:
    codes = Codes()
    codes.append(texts)
    return codes


def test_coded_texts_become_the_column_that_they_were() -> None:
    found = coded(column(TEXTS)).strings()
    pd.testing.assert_extension_array_equal(
        found, pd.array([text or None for text in TEXTS], dtype="string")
    )


def test_rows_of_coded_texts_keep_what_is_missing() -> None:
    assert coded(column(TEXTS)).take(np.array([5, 1, 0])).strings().tolist() == [
        "größer ≥",
        pd.NA,
        "oral",
    ]


def test_categories_are_in_the_order_of_their_first_rows_whatever_was_before() -> None:
    found = coded(column(TEXTS)).take(np.array([5, 1, 0, 2, 4, 0])).categories()

    assert found.codes.tolist() == [0, -1, 1, -1, 1, 1]
    assert found.categories.tolist() == ["größer ≥", "oral"]


def test_without_arrow_a_column_holds_the_same() -> None:
    with pd.option_context("mode.string_storage", "python"):
        assert strings(["a", None]).tolist() == ["a", pd.NA]
        assert coded(column(TEXTS)).strings().tolist() == [text or pd.NA for text in TEXTS]


@pytest.mark.parametrize(
    ("pages", "shown"),
    [((), pd.NA), ((None,), pd.NA), ((4,), "4"), ((4, 7), "4, 7"), ((4, 4), "4, 4")],
)
def test_pages_of_a_value_are_those_of_its_references(
    pages: tuple[int | None, ...], shown: object
) -> None:
    references = tuple(EntityReference("e", "x", "r", page) for page in pages)
    value = ComponentValue("male", "male", None, None, references)
    details = {"Sex": Component("Sex", (value,), overridden=False)}
    file = FileComponents("t", "d", "f", "a.pdf", {"Sex": ("male",)}, details)
    frame = long_frame(ComponentTable.of([file]), ["Sex"])
    assert frame["pages"].tolist() == [shown]


def test_changing_a_value_in_a_frame_leaves_its_original() -> None:
    value = ComponentValue("male", "male", None, None, ())
    details = {"Sex": Component("Sex", (value,), overridden=False)}
    file = FileComponents("t", "d", "f", "a.pdf", {"Sex": ("male",)}, details)
    frame = long_frame(ComponentTable.of([file]), ["Sex"])
    frame.loc[0, "value"] = "female"
    assert frame["original"].tolist() == ["male"]
