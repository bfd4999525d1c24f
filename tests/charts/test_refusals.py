"""Wrong input is refused with the way out; nothing asked for is left away silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from support.acute_oral import acute_oral

from documine_nb import charts
from documine_nb.errors import ConfigError, NotFoundError

WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "a figure as Axes": (lambda df: charts.ld50(df, ax=Figure()), r"ax=.*Figure.*ax=axes\[0\]"),
    "many Axes": (lambda df: charts.distribution(df, ax=Figure().subplots(2)), "one Axes.*ndarray"),
    "Axes as column": (lambda df: charts.ld50(df, Figure().add_subplot()), "by its name.*as ax="),
    "a number as column": (lambda df: charts.category_counts(df, 3), "by its name.*int"),
    "several kinds": (lambda df: charts.timeline(df, by=["Sex", "Route"]), "by its name.*list"),
    "no chart": (lambda df: charts.facets("ld50", df, "Species"), "draws a chart.*Such as facets"),
    "chart and frame swapped": (lambda df: charts.facets(df, charts.ld50, "Species"), "DataFrame"),
    "facets of nothing": (lambda df: charts.facets(charts.ld50, df, None), "by its name.*NoneType"),
}  # type: ignore[dict-item]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_such_thing_is_refused(name: str) -> None:
    call, message = WRONG[name]

    with pytest.raises(ConfigError, match=message):
        call(acute_oral(3))


def test_confidence_limits_that_are_asked_for_have_to_be_there() -> None:
    df = acute_oral(3).drop(columns=["Conclusion_Minimum_Confidence"])

    charts.ld50(df)
    with pytest.raises(NotFoundError, match="no column 'Lower'"):
        charts.ld50(df, confidence=("Lower", "Upper"))


def test_an_end_that_is_asked_for_has_to_be_there() -> None:
    df = acute_oral(3).drop(columns=["Experimental_Completion_Date"])

    charts.timeline(df)
    with pytest.raises(NotFoundError, match="no column 'Completion'"):
        charts.timeline(df, end="Completion")


def test_lists_of_one_value_are_drawn_as_the_value() -> None:
    df = pd.DataFrame({"file name": ["a.pdf"], "LD50": [["> 2000"]], "Start": [["21/02/2019"]]})

    assert any(text.get_text() == "> 2,000" for text in charts.ld50(df, "LD50").texts)
    assert len(charts.timeline(df, "Start").collections[0].get_offsets()) == 1
