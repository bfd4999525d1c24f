"""When studies were done."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import matplotlib.dates
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from support.acute_oral import acute_oral
from support.drawn import note, row_labels, texts

from documine_nb.charts import timeline
from documine_nb.errors import ConfigError

START, END = "Experimental_Starting_Date", "Experimental_Completion_Date"


def studies(starts: list[str | None], ends: list[str | None] | None = None) -> pd.DataFrame:
    df = pd.DataFrame({"file name": list("abcdefgh"[: len(starts)]), START: pd.to_datetime(starts)})
    return df if ends is None else df.assign(**{END: pd.to_datetime(ends)})


def dots(ax: Axes) -> list[str]:
    offsets = ax.collections[0].get_offsets()
    return [f"{matplotlib.dates.num2date(x):%Y-%m-%d}" for x, _ in offsets]


def test_studies_stand_in_order_of_their_dates() -> None:
    ax = timeline(studies(["2019-02-21", "2018-11-05", "2020-01-01"]))

    assert row_labels(ax) == ["b", "a", "c"]
    assert dots(ax) == ["2018-11-05", "2019-02-21", "2020-01-01"]


def test_a_bar_reaches_to_the_end_where_it_is_known() -> None:
    ax = timeline(studies(["2019-02-01", "2019-03-01"], ["2019-02-11", None]))

    assert [bar.get_width() for bar in ax.patches] == [10]


def test_an_end_before_the_start_gets_no_bar_and_is_said() -> None:
    ax = timeline(studies(["2019-02-01"], ["2019-01-11"]))

    assert len(ax.patches) == 0
    assert "1 with an end before the start" in note(ax)


def test_a_frame_without_the_end_column_has_dots_only() -> None:
    ax = timeline(studies(["2019-02-01"]))

    assert (len(ax.patches), len(dots(ax))) == (0, 1)


def test_nothing_touches_the_edges() -> None:
    ax = timeline(studies(["2019-02-01", "2019-03-01"], ["2019-02-11", "2019-04-01"]))

    low, high = (matplotlib.dates.num2date(x) for x in ax.get_xlim())
    assert f"{low:%Y-%m}" == "2019-01"
    assert f"{high:%Y-%m-%d}" > "2019-04-01"


def test_studies_without_a_date_are_counted() -> None:
    ax = timeline(studies(["2019-02-01", None, None]))

    assert note(ax) == "n = 1 study · left out: 2 missing"


def test_dates_with_a_zone_are_drawn() -> None:
    df = pd.DataFrame({"added": pd.to_datetime(["2026-01-01T10:00:00Z", None])})

    assert dots(timeline(df, "added")) == ["2026-01-01"]


def test_a_column_that_stayed_text_shows_its_days_and_counts_the_others() -> None:
    written = ["21/02/2019", "March 2019", "n.a.", "2019-03-01", None]

    ax = timeline(pd.DataFrame({"Start": written}), "Start")

    assert dots(ax) == ["2019-02-21", "2019-03-01"]
    assert note(ax) == "n = 2 studies · left out: 1 missing, 2 without a day"


def test_dates_of_python_are_drawn() -> None:
    df = pd.DataFrame({"Start": [dt.date(2019, 2, 21), dt.datetime(2019, 3, 1, 10)]})  # noqa: DTZ001 -- as users have them

    assert dots(timeline(df, "Start")) == ["2019-02-21", "2019-03-01"]


def test_what_is_no_date_is_refused_with_the_columns_that_are() -> None:
    df = pd.DataFrame({"Sex": ["m"], "Start": pd.to_datetime(["2019-02-21"])})

    with pytest.raises(ConfigError, match=r"needs dates.*Columns of that kind here: 'Start'"):
        timeline(df, "Sex")


def test_kinds_colour_the_dots() -> None:
    df = studies(["2019-02-01", "2019-03-01", "2019-04-01"]).assign(Sex=["m", "f", "m"])

    colors = [to_hex(color) for color in timeline(df, by="Sex").collections[0].get_facecolors()]

    assert colors[0] == colors[2] != colors[1]


def test_given_axes_take_as_many_rows_as_are_legible() -> None:
    given = Figure(figsize=(6, 2)).add_subplot()

    ax = timeline(acute_oral(40), ax=given)

    assert ax is given
    assert 3 <= len(row_labels(ax)) < 15
    assert "shown" in note(ax)


def test_no_dates_at_all_says_so() -> None:
    ax = timeline(studies([None]))

    assert "no data" in texts(ax)


@pytest.mark.parametrize("days", [1, 12, 100, 500, 5000])
@pytest.mark.parametrize("width", [4.0, 8.0])
def test_each_tick_says_its_month_and_year(days: int, width: float) -> None:
    figure = Figure(figsize=(width, 4), layout="constrained")
    FigureCanvasAgg(figure)
    start = pd.Timestamp("2019-02-21")
    df = pd.DataFrame({"Start": [start, start + pd.Timedelta(days=days)]})

    ax = timeline(df, "Start", ax=figure.add_subplot())

    figure.canvas.draw()
    low, high = ax.get_xlim()
    ticks = [tick.label1 for tick in ax.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
    assert 2 <= len(ticks) <= 8
    assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}", tick.get_text()) for tick in ticks)
    boxes = [tick.get_window_extent() for tick in ticks]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    assert ax.xaxis.get_offset_text().get_text() == ""
