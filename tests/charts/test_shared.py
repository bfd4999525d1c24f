"""What all charts promise."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from support.acute_oral import acute_oral, license_months
from support.drawn import note, row_labels, texts

from documine_nb import charts
from documine_nb.charts.kinds import COLORS
from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.frames import ComponentResult

CHARTS: dict[str, Callable[..., Axes]] = {
    "ld50": charts.ld50,
    "timeline": charts.timeline,
    "category_counts": charts.category_counts,
    "distribution": charts.distribution,
    "completeness": charts.completeness,
}


def picture(ax: Axes) -> bytes:
    buffer = BytesIO()
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize(
    ("by", "size"), [(None, 0), ("Species", 0), ("GLP_Study", 1), ("Species", 24), (None, 130)]
)
def test_every_chart_draws_without_a_warning(name: str, by: str | None, size: int) -> None:
    df = acute_oral(24).iloc[:size] if size <= 24 else acute_oral(size)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = picture(CHARTS[name](df, by=by))

    assert drawn.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CHARTS)
def test_given_axes_are_the_ones_that_come_back(name: str) -> None:
    given = Figure(figsize=(6, 5)).add_subplot()

    assert CHARTS[name](acute_oral(12), ax=given) is given


@pytest.mark.parametrize("name", CHARTS)
def test_the_day_of_the_values_ends_the_note_where_it_is_known(name: str) -> None:
    df = acute_oral(12)
    unknown = note(CHARTS[name](df))
    df.attrs["loaded"] = "loaded 2026-11-25"

    assert note(CHARTS[name](df)) == f"{unknown} · loaded 2026-11-25"


@pytest.mark.parametrize("name", CHARTS)
def test_the_frame_is_left_as_it_was(name: str) -> None:
    df = acute_oral(12)
    before = df.copy(deep=True)

    CHARTS[name](df, by="Species")

    pd.testing.assert_frame_equal(df, before)


@pytest.mark.parametrize("name", CHARTS)
def test_a_wrong_by_names_near_columns(name: str) -> None:
    with pytest.raises(NotFoundError, match=r"'Specis'.*Did you mean 'Species'"):
        CHARTS[name](acute_oral(6), by="Specis")


@pytest.mark.parametrize("name", CHARTS)
def test_a_column_that_stands_twice_is_refused(name: str) -> None:
    df = acute_oral(6)
    doubled = pd.concat([df, df[["Species"]]], axis=1)

    with pytest.raises(NotFoundError, match="2 columns of the frame are named 'Species'"):
        CHARTS[name](doubled, by="Species")


@pytest.mark.parametrize("name", [*CHARTS, "six_pack", "study_matrix", "license_usage"])
def test_what_is_no_frame_is_refused_with_what_to_take(name: str) -> None:
    for wrong in (ComponentResult([]), pd.Series([1.0]), [1.0]):
        with pytest.raises(ConfigError, match=r"DataFrame, and this is a .*result\.wide\(\)"):
            getattr(charts, name)(wrong)


def test_no_chart_touches_pyplot_outside_a_cell() -> None:
    script = (
        "import sys; from support.acute_oral import acute_oral, license_months\n"
        "from documine_nb import charts\n"
        "charts.ld50(acute_oral(5)); charts.license_usage(license_months())\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    tests = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tests)


def test_to_name_the_charts_loads_neither_pandas_nor_pyplot() -> None:
    script = (
        "import sys, documine_nb as dm; dm.charts.ld50\n"
        "assert not {'pandas', 'matplotlib.pyplot'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_no_chart_changes_the_settings_of_matplotlib() -> None:
    before = dict(mpl.rcParams)

    charts.ld50(acute_oral(6), by="Species")
    charts.license_usage(license_months())

    assert dict(mpl.rcParams) == before


def test_dollars_in_data_are_dollars() -> None:
    df = pd.DataFrame({"Species": ["$\\frac{1}$ rat", "$5$"], "by $x$": ["$a_1$", "$b^2$"]})

    ax = charts.category_counts(df, by="by $x$")

    assert "\\$" in row_labels(ax)[0]
    picture(ax)  # would raise on \frac, were it mathematics


def test_long_labels_are_cut_in_the_middle_and_stay_different() -> None:
    names = [f"A very long beginning that all share, number {n}, and a long end" for n in range(9)]

    labels = row_labels(charts.category_counts(pd.DataFrame({"Species": names})))

    assert max(map(len, labels)) <= 36
    assert len(set(labels)) == 9


def test_labels_never_overlap_whatever_the_number_of_rows() -> None:
    ax = charts.timeline(acute_oral(130))
    picture(ax)

    boxes = sorted(
        (label.get_window_extent() for label in ax.get_yticklabels()), key=lambda b: b.y0
    )

    assert all(below.y1 <= above.y0 for below, above in pairwise(boxes))


def test_nothing_is_cut_at_the_edges_of_a_figure_of_its_own() -> None:
    ax = charts.ld50(acute_oral(24), by="Test_Guidelines_1")
    picture(ax)

    figure = ax.get_figure(root=True)
    assert figure is not None
    legend = ax.get_legend()
    shown = [*ax.texts, *ax.get_yticklabels(), *(legend.get_texts() if legend else [])]
    boxes = [text.get_window_extent() for text in shown]
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert min(box.y0 for box in boxes) >= 0


def test_more_than_eight_kinds_are_eight_and_others() -> None:
    df = pd.DataFrame({"Species": ["Rat"] * 12, "Lab": [f"lab {n}" for n in range(12)]})

    legend = charts.category_counts(df, by="Lab").get_legend()

    labels = [text.get_text() for text in legend.get_texts()]
    assert len(labels) == 9
    assert labels[-1] == "others (4 kinds) (4)"


def test_kinds_have_colours_of_their_own() -> None:
    df = pd.DataFrame({"Species": ["Rat"] * 8, "Lab": [f"lab {n}" for n in range(8)]})

    colors = {to_hex(bar.get_facecolor()) for bar in charts.category_counts(df, by="Lab").patches}

    assert colors == {color.lower() for color in COLORS}


def test_categorical_columns_keep_their_order() -> None:
    doses = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    df = pd.DataFrame({"dose": pd.Series(["high", "low", "high", "mid"], dtype=doses)})

    ax = charts.category_counts(df, "dose", by="dose")

    assert row_labels(ax) == ["low", "mid", "high"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["low (1)", "mid (1)", "high (2)"]


def test_facets_are_one_chart_a_kind_on_one_figure() -> None:
    df = acute_oral(24)
    df.attrs["loaded"] = "loaded 2026-11-25"

    axes = charts.facets(charts.timeline, df, "Species", end=None)

    picture(axes[0])
    assert [ax.get_title(loc="left").split("\n")[0] for ax in axes] == [
        "Species: Rat",
        "Species: Mouse",
    ]
    assert len({id(ax.get_figure(root=True)) for ax in axes}) == 1
    assert all(note(ax).endswith("loaded 2026-11-25") for ax in axes)
    assert sum(len(row_labels(ax)) for ax in axes) == df["Experimental_Starting_Date"].count()


def test_facets_of_nothing_say_so() -> None:
    (ax,) = charts.facets(charts.timeline, acute_oral(3).iloc[:0], "Species")

    assert "no data" in texts(ax)


def test_axes_on_a_figure_of_their_own_show_themselves() -> None:
    ax = charts.ld50(acute_oral(5))

    assert ax._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
