"""How much of the license is used."""

from __future__ import annotations

import pandas as pd
import pytest
from support.acute_oral import license_months
from support.drawn import note, texts

from documine_nb.charts import license_usage
from documine_nb.errors import ConfigError


def usage(*pages: int | None) -> pd.DataFrame:
    start = pd.date_range("2026-01-01", periods=len(pages), freq="MS", tz="UTC")
    numbers = pd.array(list(pages), dtype="Int64")
    return pd.DataFrame({"start_date": start, "number_of_analyzed_pages": numbers})


def test_bars_are_months_and_the_line_is_their_sum() -> None:
    ax = license_usage(usage(100, 50, 200))

    assert [bar.get_height() for bar in ax.patches] == [100, 50, 200]
    assert list(ax.lines[0].get_ydata()) == [100, 150, 350]


def test_months_stand_in_order_of_time() -> None:
    ax = license_usage(usage(100, 50, 200).iloc[::-1])

    assert [bar.get_height() for bar in ax.patches] == [100, 50, 200]
    assert ax.get_xticklabels()[0].get_text() == "Jan\n2026"


def test_the_licensed_pages_are_a_line_within_the_chart() -> None:
    ax = license_usage(usage(100, 50), licensed_pages=300)

    assert list(ax.lines[1].get_ydata()) == [300, 300]
    assert ax.get_ylim()[1] > 300
    assert ax.get_title(loc="left") == "150 of 300 licensed pages used (50 %)"


def test_a_limit_far_above_is_said_and_does_not_flatten_the_bars() -> None:
    ax = license_usage(usage(100, 50), licensed_pages=100_000)

    assert ax.get_ylim()[1] < 300
    assert "the licensed pages lie above this chart" in note(ax)
    assert "< 1 %" in ax.get_title(loc="left")


def test_months_without_a_number_are_counted() -> None:
    assert note(license_usage(usage(100, None, 50))) == "n = 2 months · left out: 1 missing"


def test_many_months_keep_their_labels_apart() -> None:
    ax = license_usage(license_months(48))

    assert len(ax.patches) == 48
    assert len(ax.get_xticklabels()) <= 14


def test_starts_that_are_texts_are_refused() -> None:
    df = usage(1).assign(start_date=["2026-01-01"])

    with pytest.raises(ConfigError, match="needs datetimes"):
        license_usage(df)


def test_no_months_says_so() -> None:
    assert "no data" in texts(license_usage(usage()))
