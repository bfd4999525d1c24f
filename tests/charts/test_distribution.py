"""How numbers are spread: points here, what is censored apart."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from support.acute_oral import acute_oral
from support.drawn import lines, note, texts

from documine_nb.charts import distribution
from documine_nb.errors import ConfigError

COLUMN = "Conclusion_LD50_mg_per_kg"


def test_few_values_are_dots_and_equal_ones_a_stack() -> None:
    ax = distribution(pd.DataFrame({"Number_of_Animals": [5, 6, 6, 6, 10]}))

    offsets = sorted(map(tuple, ax.collections[0].get_offsets().tolist()))
    assert offsets == [(5, 1), (6, 1), (6, 2), (6, 3), (10, 1)]


def test_many_values_are_a_histogram_that_counts_each_once() -> None:
    ax = distribution(pd.DataFrame({"Number_of_Animals": [*range(1, 90), None]}))

    assert sum(bar.get_height() for bar in ax.patches) == 89
    assert note(ax) == "n = 89 known values · left out: 1 missing"


def test_values_over_decades_have_a_logarithmic_axis_and_none_is_lost() -> None:
    values = [float(10 ** (power / 12)) for power in range(60)]

    ax = distribution(pd.DataFrame({"dose": values}), "dose")

    assert ax.get_xscale() == "log"
    assert sum(bar.get_height() for bar in ax.patches) == 60


def test_censored_values_are_apart_and_counted() -> None:
    df = pd.DataFrame({"LD50": ["> 2000", "> 2000", "550", "300 - 2000", "< 5", "n.d."]})

    ax = distribution(df, "LD50")

    assert len(ax.collections[0].get_offsets()) == 1
    assert {"> 2,000 (2)", "< 5 (1)", "300–2,000 (1)"} <= set(texts(ax))
    assert note(ax).startswith("n = 1 known value · left out: 1 text · 3 censored")


def test_an_arrow_points_where_the_value_may_lie() -> None:
    ax = distribution(pd.DataFrame({"LD50": ["> 2000", "< 5", "550"]}), "LD50")

    arrows = {text.xy[0]: text.xyann[0] for text in ax.texts if text.get_gid() == "censored"}
    assert arrows[2000] > 0 > arrows[5]


def test_a_range_is_a_line() -> None:
    ax = distribution(pd.DataFrame({"LD50": ["300 - 2000", "550"]}), "LD50")

    assert [list(line.get_xdata()) for line in lines(ax, "range")] == [[300, 2000]]


def test_only_censored_values_still_make_a_chart() -> None:
    ax = distribution(pd.DataFrame({"LD50": ["> 2000"] * 3}), "LD50")

    assert "> 2,000 (3)" in texts(ax)
    assert not ax.collections


def test_no_infinity_reaches_the_axis() -> None:
    ax = distribution(acute_oral(60), COLUMN)

    assert all(math.isfinite(x) for line in ax.lines for x in line.get_xdata())


def test_the_unit_stands_once_at_the_axis() -> None:
    ax = distribution(acute_oral(12), COLUMN)

    assert ax.get_xlabel() == "Conclusion LD50 (mg/kg bw)"


def test_kinds_stack_in_a_histogram() -> None:
    df = pd.DataFrame({"Number_of_Animals": list(range(50)) * 2, "Sex": ["m"] * 50 + ["f"] * 50})

    ax = distribution(df, by="Sex")

    assert sum(bar.get_height() for bar in ax.patches) == 100
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["f (50)", "m (50)"]


@pytest.mark.parametrize("value", ["Wistar", True])
def test_a_column_of_no_numbers_is_refused(value: object) -> None:
    with pytest.raises(ConfigError, match="needs quantities or numbers"):
        distribution(pd.DataFrame({"Strain": [value]}), "Strain")


def test_nothing_to_draw_says_so() -> None:
    df = pd.DataFrame({"Number_of_Animals": pd.array([None, None], dtype="Int64")})

    ax = distribution(df)

    assert "no data" in texts(ax)
    assert note(ax) == "n = 0 known values · left out: 2 missing"


@pytest.mark.parametrize("highest", [11, 40, 990])
def test_bins_of_whole_numbers_hold_equally_many_of_them(highest: int) -> None:
    df = pd.DataFrame({"Number_of_Animals": list(range(500, 500 + highest)) * 10})

    ax = distribution(df)

    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    *heights, last = [bar.get_height() for bar in bars]
    assert len(set(heights)) == 1
    assert last <= heights[0]
    assert sum(heights) + last == 10 * highest
