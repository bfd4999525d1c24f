"""Facets: one axis for what has one unit, none for what has not, and no room for nothing."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from support.acute_oral import acute_oral
from support.components import Values, files
from support.drawn import row_labels, texts

from documine_nb import charts
from documine_nb.charts.canvas import root_of, width_inches
from documine_nb.frames import ComponentResult
from documine_nb.models import FileComponents

LD50 = "Conclusion_LD50_mg_per_kg"
GUIDELINE = "Test_Guidelines_1"
ORAL: Values = {GUIDELINE: ["Nº 425: Oral (30/06/2022)"], LD50: ["20"]}
DERMAL: Values = {GUIDELINE: ["Nº 402: Dermal (09/10/2017)"], LD50: ["> 2000"]}
INHALED: Values = {
    GUIDELINE: ["Nº 403: Inhalation (07/09/2009)"],
    "Conclusion_LC50_mg_per_L": ["1.46"],
}
DOSES = pd.DataFrame(
    {
        "Route": ["oral", "oral", "dermal", "inhalation"],
        "Dose_Mortality": ["5 mg/kg: 0/3", "2000 mg/kg: 3/3", "300 mg/kg: 0/5", "5.1 mg/L: 0/6"],
    }
)


def draw(axes: list[Axes]) -> Figure:
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    figure.savefig(BytesIO(), format="png")
    return figure


def test_routes_in_one_unit_share_an_axis_and_the_other_has_its_own() -> None:
    frame = ComponentResult(files(ORAL, DERMAL, INHALED)).endpoints()

    oral, dermal, inhaled = charts.forests(frame)

    draw([oral])
    assert oral.get_xlim() == dermal.get_xlim()
    assert inhaled.get_xlim() != oral.get_xlim()
    assert oral.get_xlim()[0] < 20
    assert oral.get_xlim()[1] > 2000


def test_bands_reach_as_far_as_a_shared_axis() -> None:
    frame = ComponentResult(files(ORAL, DERMAL)).endpoints()

    _, dermal = charts.forests(frame)

    names = [text for text in texts(dermal) if text.startswith(("GHS", "1", "2"))]
    assert names[:2] == ["GHS 1", "GHS 2"]
    low = min(band.get_extents().x0 for band in dermal.patches)
    assert low <= dermal.transData.transform((dermal.get_xlim()[0], 0))[0] + 1


def test_doses_of_one_unit_share_an_axis_and_others_have_their_own() -> None:
    by_route = dict(
        zip(
            ("oral", "dermal", "inhalation"),
            charts.facets(charts.dose_mortality, DOSES, "Route"),
            strict=True,
        )
    )

    assert by_route["oral"].get_xlim() == by_route["dermal"].get_xlim()
    assert by_route["inhalation"].get_xlim() != by_route["oral"].get_xlim()


@pytest.mark.parametrize("chart", [charts.timeline, charts.durations, charts.category_counts])
def test_dates_days_and_counts_share_an_axis(chart: object) -> None:
    axes = charts.facets(chart, acute_oral(24), "Species")  # type: ignore[arg-type]

    assert len({ax.get_xlim() for ax in axes}) == 1


def test_values_that_span_decades_in_one_facet_are_drawn_alike_in_all() -> None:
    df = pd.DataFrame({"LD50": [5.0, 50.0, 5000.0, 200.0, 300.0], "Sex": list("mmmff")})

    axes = charts.facets(charts.distribution, df, "Sex", column="LD50")

    draw(axes)
    assert [ax.get_xscale() for ax in axes] == ["log", "log"]
    assert len({ax.get_xlim() for ax in axes}) == 1


def test_axes_of_names_are_not_shared() -> None:
    df = pd.DataFrame({"file name": ["a", "b", "c"], "Sex": list("mmf"), "X": ["1", "2", "3"]})

    axes = charts.facets(charts.completeness, df, "Sex", column="X")

    assert [len(ax.get_xticks()) for ax in axes] == [2, 1]
    assert [ax.get_xlim()[1] for ax in axes] == [1.5, 0.5]


def test_a_facet_without_data_takes_little_room_and_says_why() -> None:
    df = acute_oral(24)
    df["Group"] = ["A: full"] * 12 + ["B: empty"] * 12
    df.loc[df["Group"] == "B: empty", "Experimental_Starting_Date"] = pd.NaT

    full, empty = charts.facets(charts.timeline, df, "Group")

    figure = draw([full])
    assert empty.get_position().height * figure.get_figheight() < 0.6
    assert not any(spine.get_visible() for spine in empty.spines.values())
    assert any("12 missing" in text for text in texts(empty))


def test_rows_are_as_high_in_every_facet() -> None:
    df = acute_oral(40)
    df["Group"] = ["A: many"] * 20 + ["B: few"] * 20
    df.loc[df.index[24:], "Experimental_Starting_Date"] = pd.NaT

    axes = charts.facets(charts.timeline, df, "Group")

    figure = draw(axes)
    heights = [
        ax.get_position().height * figure.get_figheight() / len(row_labels(ax)) for ax in axes
    ]
    assert max(heights) < 1.6 * min(heights)


def test_a_height_that_was_asked_for_is_kept() -> None:
    figure = draw(charts.facets(charts.timeline, acute_oral(12), "Species", height=3.0))

    assert figure.get_figheight() % 3 == 0


def test_charts_one_below_the_other_leave_no_row_out() -> None:
    species = ["rat", "mouse", "dog", "cat", "rabbit", "hamster", "pig", "monkey", "guinea pig"]
    values = [
        {
            "fileId": f"f{at}",
            "filename": f"{at}.pdf",
            "components": {
                "Conclusion_LD50_mg_per_kg": f"{at + 1}0",
                "Route": ("oral", "dermal")[at % 2],
                "Species": species[at % 9],
            },
        }
        for at in range(24)
    ]
    df = ComponentResult([FileComponents.from_json(each) for each in values]).endpoints()

    assert [len(row_labels(ax)) for ax in charts.forests(df)] == [12, 12]


def test_charts_one_below_the_other_have_the_room_of_one() -> None:
    df = pd.DataFrame({"file name": ["a.pdf", "b.pdf"], "LD50": [5.0, 9.0], "Sex": ["m", "f"]})

    axes = charts.facets(charts.ld50, df, "Sex", column="LD50")

    assert all(width_inches(ax) == pytest.approx(root_of(ax).get_figwidth()) for ax in axes)
