"""How often each value occurs."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from support.drawn import note, row_labels, texts

from documine_nb.charts import category_counts


def widths(ax: Axes) -> list[float]:
    return [bar.get_width() for bar in ax.patches]


def test_the_most_frequent_is_on_top() -> None:
    ax = category_counts(
        pd.DataFrame({"Species": ["Mouse", "Rat", "Rat", "Rabbit", "Rat", "Mouse"]})
    )

    assert row_labels(ax) == ["Rat", "Mouse", "Rabbit"]
    assert widths(ax) == [3, 2, 1]
    assert texts(ax)[:3] == ["3", "2", "1"]


def test_beyond_twenty_kinds_the_rest_is_one_bar() -> None:
    values = [f"kind {number:02}" for number in range(25)] * 2 + ["kind 00"]

    ax = category_counts(pd.DataFrame({"Species": values}))

    assert len(row_labels(ax)) == 21
    assert row_labels(ax)[-1] == "others (5 kinds)"
    assert widths(ax)[-1] == 10
    assert sum(widths(ax)) == 51


def test_one_kind_beyond_twenty_is_shown_rather_than_named_others() -> None:
    ax = category_counts(pd.DataFrame({"Species": [f"kind {number:02}" for number in range(21)]}))

    assert row_labels(ax)[-1] == "kind 20"


def test_missing_values_are_counted_and_no_kind() -> None:
    ax = category_counts(pd.DataFrame({"Species": ["Rat", None, pd.NA]}))

    assert row_labels(ax) == ["Rat"]
    assert note(ax) == "n = 1 study · left out: 2 missing"


def test_a_list_counts_once_for_each_of_its_values() -> None:
    ax = category_counts(pd.DataFrame({"Batch": [["A", "B", "A"], ["B"], []]}), "Batch")

    assert dict(zip(row_labels(ax), widths(ax), strict=True)) == {"B": 2, "A": 1}
    assert "3 values" in note(ax)


def test_truth_values_read_yes_and_no() -> None:
    df = pd.DataFrame({"GLP_Study": pd.array([True, False, True, None], dtype="boolean")})

    assert row_labels(category_counts(df, "GLP_Study")) == ["Yes", "No"]


def test_kinds_split_the_bars() -> None:
    df = pd.DataFrame({"Species": ["Rat", "Rat", "Mouse"], "Sex": ["m", "f", "f"]})

    ax = category_counts(df, by="Sex")

    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [
        (0, 1),
        (0, 1),
        (1, 1),
        (1, 0),
    ]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["f (2)", "m (1)"]


def test_an_empty_frame_says_so() -> None:
    assert "no data" in texts(category_counts(pd.DataFrame({"Species": []})))
