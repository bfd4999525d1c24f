"""Charts can be read: no text stands on another one, and none leaves the figure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
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


def luminance(color: Any) -> float:
    """Return the relative luminance of a colour after WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in to_rgb(color)]  # fmt: skip
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: Any, other: Any) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


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


def test_all_texts_of_small_charts_can_be_read() -> None:
    values = ({"Conclusion_LD50_mg_per_kg": f"{at}00", "Route": "oral"} for at in range(1, 25))
    names = "Acute oral toxicity study of a substance with a long name, batch "

    for chart in (
        charts.forest(endpoints(*values), ax=given(4, 3)),
        charts.draize(eyes(6), "eye", ax=given(4, 3)),
        charts.timeline(dated(40, names), ax=given(4, 3), by="Species"),
        charts.durations(dated(40, names), ax=given(4, 3), by="Species"),
    ):
        assert overlaps(chart) == []
        assert 3 <= len(row_labels(chart)) < 10
        width = root_of(chart).bbox.width
        assert max(text.get_window_extent().x1 for text in visible_texts(chart)) <= width


def test_species_and_guideline_stay_where_a_test_item_is_cut() -> None:
    df = endpoints(
        {
            "Test_Item": "N-(3,4-dichlorophenyl)-N',N'-dimethylurea of technical grade",
            "Conclusion_LD50_mg_per_kg": "310",
            "Route": "oral",
            "Species": "Meerschweinchen",
            "Test_Guidelines_1": "Nº 423: Acute Oral Toxicity (17/12/2001)",
        }
    )

    (label,) = row_labels(charts.forest(df))

    assert label.endswith(", Meerschweinchen, OECD 423")
    assert "…" in label


def test_a_long_stated_category_stays_in_its_cell() -> None:
    item = "N-(3,4-dichlorophenyl)-N',N'-dimethylurea of technical grade"
    df = several_guidelines().assign(stated="Acute Tox. 4, H302 (CLP)", test_item=item)

    ax = charts.six_pack(df)

    root_of(ax).canvas.draw()
    cells = [patch.get_window_extent() for patch in ax.patches if patch.get_gid() == "cell"]
    boxes = [text.get_window_extent() for text in ax.texts if text.get_fontweight() == "bold"]
    assert len(boxes) == 3
    assert all(any(cell.x0 <= box.x0 and box.x1 <= cell.x1 for cell in cells) for box in boxes)


@pytest.mark.parametrize("value", ["> 2000", "< 300"])
def test_all_categories_that_an_arrow_may_point_to_are_in_sight(value: str) -> None:
    df = endpoints({"Conclusion_LD50_mg_per_kg": value, "Route": "oral"})

    for ax in (charts.forest(df), charts.ld50(df.rename(columns={"value": "LD50"}), "LD50")):
        low, high = ax.get_xlim()
        assert high > 5000 if ">" in value else low < 5
        names = {text.get_text() for text in ax.texts}
        assert names & ({"n.c.", "not classified"} if ">" in value else {"GHS 1", "1"})


def test_a_range_ends_where_its_values_do() -> None:
    df = pd.DataFrame({"LD50": ["300 - 2000"], "file name": ["a.pdf"]})

    (line,) = [line for line in charts.ld50(df, "LD50").lines if line.get_gid() == "range"]

    assert line.get_solid_capstyle() == "butt"


def test_shares_stand_out_on_their_colours() -> None:
    shares = range(0, 21, 2)
    kinds = [str(share) for share in shares for _ in range(20)]
    found = [at < share for share in shares for at in range(20)]
    df = pd.DataFrame({"Kind": kinds, "Sponsor": np.where(found, "Acme", None)})

    ax = charts.completeness(df, by="Kind")

    root_of(ax).canvas.draw()
    fills = np.asarray(ax.collections[0].get_facecolor())
    inks = [text.get_color() for text in ax.texts if text.get_gid() == "share"]
    assert len(inks) == len(fills) > 5
    assert all(contrast(ink, fill) >= 3.9 for ink, fill in zip(inks, fills, strict=True))


def test_the_heights_of_a_distribution_end_below_what_is_drawn_above() -> None:
    values = [f"{at % 7 + 1}" for at in range(60)] + [f"> {at}" for at in range(10, 16)]

    ax = charts.distribution(pd.DataFrame({"N": values}), "N")

    highest = max(patch.get_height() for patch in ax.patches)
    assert max(ax.get_yticks()) <= highest
    assert overlaps(ax) == []


def test_one_number_of_animals_has_no_fractions() -> None:
    assert ticks(charts.distribution(pd.DataFrame({"Number_of_Animals": [6]}))) == ["6"]


def test_scores_that_are_no_points_are_explained() -> None:
    df = endpoints({"Mean_Erythema_Score": "0.3, 0.7, 1.0"}, {"Mean_Erythema_Score": "< 1"})

    legend = charts.draize(df).get_legend()

    assert legend is not None
    shown = [text.get_text() for text in legend.get_texts()]
    assert {"lowest to highest", "censored: beyond this bound"} <= set(shown)
