"""Charts can be read: no text stands on another one, and none leaves the figure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from support.drawn import note, row_labels

from documine_nb import charts
from documine_nb.charts.canvas import root_of
from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult
from documine_nb.models import FileComponents


def visible_texts(ax: Axes) -> list[Text]:
    """Return title, notes, labels, ticks in sight, and the legend's texts."""
    found = [*ax.texts, ax.xaxis.label, ax.yaxis.label]
    found += [each for each in ax.get_children() if isinstance(each, Text)]
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        found += [label for tick in ticks for label in (tick.label1, tick.label2)]
    if legend := ax.get_legend():
        found += [*legend.get_texts(), legend.get_title()]
    return [each for each in dict.fromkeys(found) if each.get_visible() and each.get_text().strip()]


def overlaps(ax: Axes) -> list[tuple[str, str]]:
    """Draw the figure, and return texts that stand on each other, turned ones apart."""
    root_of(ax).canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in visible_texts(ax)
        if text.get_rotation() % 90 == 0
    ]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2.5
    ]


def ticks(ax: Axes) -> list[str]:
    """Return the numbers on the x axis that are in sight."""
    root_of(ax).canvas.draw()
    low, high = ax.get_xlim()
    major = ax.xaxis.get_major_ticks()
    return [each.label1.get_text() for each in major if low <= each.get_loc() <= high]


def endpoints(*values: dict[str, str]) -> pd.DataFrame:
    files = (
        {"fileId": f"f{at}", "filename": f"{at}.pdf", "components": {"Test_Item": f"T-{at}"} | each}
        for at, each in enumerate(values)
    )
    return ComponentResult([FileComponents.from_json(file) for file in files]).endpoints()


def given(width: float, height: float) -> Axes:
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)  # the plain canvas of a figure draws nothing
    return figure.add_subplot()


@pytest.mark.parametrize("decades", [1, 2, 3, 6, 9, 15, 21])
@pytest.mark.parametrize("width", [4.0, 8.0])
def test_a_logarithmic_axis_has_numbers_that_can_be_read(decades: int, width: float) -> None:
    values = np.logspace(-6, decades - 6, 12)
    df = pd.DataFrame({"LD50": values, "file name": [f"{at}.pdf" for at in range(12)]})

    ax = charts.ld50(df, "LD50", ax=given(width, 5))

    assert overlaps(ax) == []
    assert len(ticks(ax)) >= 2


@pytest.mark.parametrize("width", [4.0, 8.0])
def test_the_bounds_of_categories_leave_each_other_room(width: float) -> None:
    values = ({"Conclusion_LD50_mg_per_kg": each, "Route": "oral"} for each in ("0.0001", "90000"))

    ax = charts.forest(endpoints(*values), ax=given(width, 4), by=None)

    assert overlaps(ax) == []
    assert set(ticks(ax)) & {"5", "50", "300"}


def quarters(chart: Callable[[Axes], Axes]) -> Axes:
    """Draw a chart four times on a figure that a layout keeps apart; return the first."""
    figure = Figure(figsize=(12, 9), layout="constrained")
    FigureCanvasAgg(figure)
    first, *_ = [chart(ax) for ax in figure.subplots(2, 2).flat]
    return first


def eyes(studies: int) -> pd.DataFrame:
    scores = ("Corneal_Opacity", "Iris", "Conjunctival_Redness", "Chemosis")
    return endpoints(
        *({f"Mean_{name}_Score": f"{at % 4}.{at % 10}" for name in scores} for at in range(studies))
    )


def dated(studies: int, name: str = "") -> pd.DataFrame:
    days = pd.date_range("2019-01-01", periods=studies)
    return pd.DataFrame(
        {
            "file name": [f"{name}{at}.pdf" for at in range(studies)],
            "Species": [("Rat", "Mouse", "Rabbit", "Guinea pig")[at % 4] for at in range(studies)],
            "Experimental_Starting_Date": days,
            "Experimental_Completion_Date": days + pd.Timedelta(days=20),
        }
    )


def test_rows_leave_room_for_the_legend_where_a_layout_keeps_charts_apart() -> None:
    long_names = "Acute oral toxicity study of a substance with a long name, batch "

    scores = quarters(lambda ax: charts.draize(eyes(6), "eye", ax=ax))
    studies = quarters(lambda ax: charts.timeline(dated(40, long_names), ax=ax, by="Species"))

    assert overlaps(scores) == []
    assert overlaps(studies) == []


def test_dots_of_a_dose_do_not_touch_those_of_the_next_study() -> None:
    df = pd.DataFrame(
        {
            "file name": [f"{at}.pdf" for at in range(30)],
            "Dose_Mortality": ["300 mg/kg: 0/6; 2000 mg/kg: 3/6"] * 30,
        }
    )

    ax = charts.dose_mortality(df, ax=given(6, 5))

    root_of(ax).canvas.draw()
    (_, first), (_, second) = ax.transData.transform([(300, 0), (300, 1)])
    points = abs(second - first) * 72 / root_of(ax).dpi
    dot = ax.collections[0]
    assert isinstance(dot, PathCollection)
    assert points >= dot.get_sizes()[0] ** 0.5
    assert 5 < len(row_labels(ax)) < 30


def test_scores_that_are_not_shown_are_counted_as_scores() -> None:
    ax = charts.draize(eyes(20), "eye")

    assert len(row_labels(ax)) == 60
    assert "n = 20 studies" in note(ax)
    assert "first 60 of 80 scores shown" in note(ax)


def test_numbers_of_animals_have_no_fractions() -> None:
    ax = charts.distribution(pd.DataFrame({"Number_of_Animals": [3, 4, 5]}))

    assert all(each.isdecimal() for each in ticks(ax))


def test_what_does_not_apply_is_white_on_a_dark_theme_as_well() -> None:
    states = pd.CategoricalDtype(["value", "missing", "not applicable"])
    df = pd.DataFrame({"LD50": pd.Series(["value", "not applicable"], dtype=states)})

    with mpl.rc_context({"axes.facecolor": "black", "figure.facecolor": "black"}):
        ax = charts.completeness(df)
        root_of(ax).canvas.draw()

    (cells,) = ax.collections
    assert np.asarray(cells.get_facecolor())[1].tolist() == [1.0, 1.0, 1.0, 1.0]


def several_guidelines() -> pd.DataFrame:
    cited = {
        "oral": ("Nº 423: Oral (1996)", "Nº 425: Oral (2001)", "Nº 420: Oral (1992)"),
        "inhalation": ("Nº 403: Air (1981)", "Nº 436: Air (2009)", "Nº 433: Air (2018)"),
        "dermal": ("Nº 402: Skin (1987)",),
    }
    return endpoints(
        *(
            {
                "Test_Item": "X",
                "Route": route,
                "Test_Guidelines_1": guideline,
                "GLP_Study": "No",
                "GHS_Classification": "Toxicity class IV of the former regulation",
            }
            for route, guidelines in cited.items()
            for guideline in guidelines
        )
    )


@pytest.mark.parametrize("width", [0.0, 7.0])
def test_texts_of_the_six_pack_stay_in_their_cells(width: float) -> None:
    ax = charts.six_pack(several_guidelines(), ax=given(width, 4) if width else None)

    assert overlaps(ax) == []
    cells = [patch.get_window_extent() for patch in ax.patches if patch.get_gid() == "cell"]
    boxes = [text.get_window_extent() for text in ax.texts if "GLP" in text.get_text()]
    assert len(boxes) == len(cells) == 3
    assert all(any(cell.x0 <= box.x0 and box.x1 <= cell.x1 for cell in cells) for box in boxes)


def test_a_long_six_pack_names_its_columns_at_both_ends() -> None:
    values = {"Route": "oral", "Test_Guidelines_1": "Nº 423: Oral (17/12/2001)"}
    df = endpoints(*({"Test_Item": f"item {at}", **values} for at in range(30)))

    ax = charts.six_pack(df)

    assert overlaps(ax) == []
    assert ax.xaxis.get_major_ticks()[0].label2.get_visible()
    assert not charts.six_pack(df.iloc[:5]).xaxis.get_major_ticks()[0].label2.get_visible()


def test_a_study_of_many_groups_leaves_the_chart_its_room() -> None:
    many = ", ".join(f"{at / 3:.2f}" for at in range(30))

    ax = charts.llna(pd.DataFrame({"file name": ["a.pdf"], "Stimulation_Index": [many]}))

    root_of(ax).canvas.draw()
    assert max(text.get_window_extent().x1 for text in ax.texts) <= root_of(ax).bbox.width


@pytest.mark.filterwarnings("ignore:Glyph")
def test_names_of_wide_letters_leave_the_title_in_the_figure() -> None:
    item = "急性経口毒性試験のラットにおける評価と皮膚刺激性試験"
    df = endpoints({"Mean_Erythema_Score": "1.2", "Test_Item": item})

    ax = charts.draize(df)

    root_of(ax).canvas.draw()
    boxes = [text.get_window_extent() for text in visible_texts(ax)]
    assert max(box.x1 for box in boxes) <= root_of(ax).bbox.width


def test_a_heat_map_that_cannot_be_read_is_refused() -> None:
    df = pd.DataFrame({f"Component_{at:02}": [1.0, None] * 2 for at in range(18)})
    kinds = df.assign(Kind=["Nº 402: Acute Dermal Toxicity (09/10/2017)", "b", "c", "d"])

    with pytest.raises(ConfigError, match="18 components cannot be told apart"):
        charts.completeness(kinds, ax=given(5, 3.5), by="Kind")
    assert overlaps(charts.completeness(kinds, ax=given(5, 4.8), by="Kind")) == []
