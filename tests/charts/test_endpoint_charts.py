"""Charts of endpoints: forest plots, the six-pack, mortality, scores and indices."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from support.components import Values, files
from support.drawn import lines, note, row_labels, texts

from documine_nb import charts
from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.frames import ComponentResult
from documine_nb.frames.loaded import Loaded

GUIDELINE = "Test_Guidelines_1"
LD50 = "Conclusion_LD50_mg_per_kg"
ORAL: Values = {GUIDELINE: ["Nº 425: Oral (30/06/2022)"], "Species": ["rat"], "Route": ["oral"]}
OLD: Values = {**ORAL, GUIDELINE: ["Nº 425: Oral (03/10/2008)"]}
DERMAL: Values = {GUIDELINE: ["Nº 402: Dermal (09/10/2017)"], "Species": ["rat"]}
INHALED: Values = {GUIDELINE: ["Nº 403: Inhalation (07/09/2009)"], "Species": ["rat"]}
SKIN: Values = {GUIDELINE: ["Nº 404: Skin (28/07/2015)"], "Species": ["rabbit"]}
EYE: Values = {GUIDELINE: ["Nº 405: Eye (09/10/2017)"], "Species": ["rabbit"]}
LLNA: Values = {GUIDELINE: ["Nº 429: LLNA (22/07/2010)"], "Species": ["mouse"]}
STUDIES: tuple[Values, ...] = (
    {
        **OLD,
        "Test_Item": ["Alpha"],
        LD50: ["310"],
        "Conclusion_Minimum_Confidence": ["175"],
        "Conclusion_Maximum_Confidence": ["550"],
        "GHS_Classification": ["Category 4"],
        "GLP_Study": ["No"],
        "Dose_Mortality": ["175 mg/kg bw: 0/3", "550 mg/kg bw: 3/3"],
        "Experimental_Starting_Date": ["21/02/2019"],
        "Experimental_Completion_Date": ["07/03/2019"],
    },
    {**ORAL, "Test_Item": ["Beta"], LD50: ["> 2000"], "GLP_Study": ["Yes"]},
    {**ORAL, "Test_Item": ["Gamma"], "Dose_Mortality": ["none died"]},
    {**DERMAL, "Test_Item": ["Alpha"], LD50: ["> 2000"], "GHS_Classification": ["Not classified"]},
    {
        **INHALED,
        "Test_Item": ["Alpha"],
        "Conclusion_LC50_mg_per_L": ["1.46"],
        "Test_Atmosphere": ["dust"],
        "Dose_Mortality": ["1.46 mg/L: 5/10"],
    },
    {
        **SKIN,
        "Test_Item": ["Beta"],
        "Mean_Erythema_Score": ["2.3"],
        "Mean_Oedema_Score": ["1.4"],
        "GHS_Classification": ["Category 2"],
        "Experimental_Starting_Date": ["21/02/2019"],
        "Experimental_Completion_Date": ["20/02/2019"],
    },
    {**EYE, "Test_Item": ["Beta"], "Mean_Chemosis_Score": ["2"], "Mean_Iris_Score": ["0"]},
    {**LLNA, "Test_Item": ["Beta"], "Stimulation_Index": ["1.4, 2.2, 5.1"], "EC3": ["31.9 %"]},
    {**LLNA, "Test_Item": ["Gamma"], "Stimulation_Index": ["0.9, 1.2"]},
)
NOON = 1_795_608_000.0  # 2026-11-25 12:00 UTC
RESULT = ComponentResult(files(*STUDIES), loaded=Loaded.at([NOON]))
ENDPOINTS, WIDE = RESULT.endpoints(), RESULT.wide()
CHARTS: dict[str, Callable[..., Axes]] = {
    "forest": lambda **ax: charts.forest(ENDPOINTS, **ax),
    "inhalation": lambda **ax: charts.forest(ENDPOINTS, "inhalation", **ax),
    "six_pack": lambda **ax: charts.six_pack(ENDPOINTS, **ax),
    "dose_mortality": lambda **ax: charts.dose_mortality(WIDE, **ax),
    "skin": lambda **ax: charts.draize(ENDPOINTS, **ax),
    "eye": lambda **ax: charts.draize(ENDPOINTS, "eye", **ax),
    "llna": lambda **ax: charts.llna(WIDE, **ax),
    "durations": lambda **ax: charts.durations(WIDE, **ax),
    "study_matrix": lambda **ax: charts.study_matrix(ENDPOINTS, **ax),
}
EMPTY: dict[str, Callable[[], Axes]] = {
    "forest": lambda: charts.forest(ENDPOINTS.iloc[:0]),
    "six_pack": lambda: charts.six_pack(ENDPOINTS.iloc[:0]),
    "dose_mortality": lambda: charts.dose_mortality(WIDE.iloc[:0]),
    "draize": lambda: charts.draize(ENDPOINTS.iloc[:0]),
    "llna": lambda: charts.llna(WIDE.iloc[:0]),
    "durations": lambda: charts.durations(WIDE.iloc[:0]),
    "study_matrix": lambda: charts.study_matrix(ENDPOINTS.iloc[:0]),
}


def draw(ax: Axes) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(BytesIO(), format="png")


def starts(ax: Axes, gid: str) -> list[float]:
    """Return where the lines of one kind begin."""
    return [float(np.asarray(line.get_xdata())[0]) for line in lines(ax, gid)]


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_draws_without_a_warning_and_says_n_and_the_day(name: str) -> None:
    ax = CHARTS[name]()

    draw(ax)
    assert note(ax).startswith("n = ")
    assert note(ax).endswith(" · loaded 2026-11-25")


@pytest.mark.parametrize("name", CHARTS)
def test_given_axes_are_the_ones_that_come_back(name: str) -> None:
    given = Figure(figsize=(7, 5)).add_subplot()

    assert CHARTS[name](ax=given) is given
    draw(given)


@pytest.mark.parametrize("name", EMPTY)
def test_without_data_a_chart_says_so(name: str) -> None:
    ax = EMPTY[name]()

    draw(ax)
    assert "no data" in texts(ax)


def test_a_forest_has_dots_with_limits_and_arrows_and_counts_who_is_missing() -> None:
    ax = charts.forest(ENDPOINTS)

    assert row_labels(ax) == ["Alpha, rat, OECD 425 †", "Beta, rat, OECD 425"]
    assert starts(ax, "point") == [310]
    assert [list(np.asarray(line.get_xdata())) for line in lines(ax, "confidence")] == [[175, 550]]
    assert starts(ax, "censored") == [2000]
    assert note(ax).startswith("n = 2 studies · left out: 1 without a value · † guideline")
    assert {"GHS 3", "GHS 4"} <= set(texts(ax))


def test_each_route_has_its_own_axes() -> None:
    axes = charts.forests(ENDPOINTS)

    assert [ax.get_xlabel() for ax in axes] == [
        "LD50 (mg/kg), logarithmic",
        "LD50 (mg/kg), logarithmic",
        "LC50 (mg/L), logarithmic",
    ]
    assert len({id(ax.get_figure(root=True)) for ax in axes}) == 1
    draw(axes[0])


def test_the_six_pack_shows_the_most_severe_category_of_each_cell() -> None:
    ax = charts.six_pack(ENDPOINTS)
    cells = {
        (round(text.get_position()[0]), round(text.get_position()[1])): text.get_text()
        for text in reversed(ax.texts)
        if text.get_fontweight() == "bold"
    }

    assert row_labels(ax) == ["Alpha", "Beta", "Gamma"]
    assert cells == {
        (0, 0): "4",
        (1, 0): "not class.",
        (2, 0): "(4)",
        (0, 1): "(5 or n.c.)",
        (3, 1): "2",
        (4, 1): "(2*)",
        (5, 1): "(1B)",
        (0, 2): "?",
        (5, 2): "(not class.)",
    }
    assert "425 † · no GLP" in texts(ax)


def test_deaths_of_animals_stand_at_each_dose_of_one_unit() -> None:
    ax = charts.dose_mortality(WIDE)

    assert {"0/3", "3/3"} <= set(texts(ax))
    assert row_labels(ax) == ["Alpha, oral"]
    assert note(ax).startswith(
        "n = 1 study, 6 animals · left out: 6 missing, 1 text, 1 in another unit"
    )
    assert "5/10" in texts(charts.dose_mortality(WIDE, unit="mg/L"))


def test_scores_stand_beside_the_thresholds_of_their_own_kind() -> None:
    skin, eye = charts.draize(ENDPOINTS), charts.draize(ENDPOINTS, "eye")

    assert row_labels(skin) == ["Beta: erythema", "Beta: oedema"]
    assert starts(skin, "threshold") == [1.5, 2.3, 1.5, 2.3]
    assert starts(eye, "threshold") == [1, 1.5, 2]
    assert starts(skin, "score") == [2.3, 1.4]


@pytest.mark.parametrize("cited", ["Nº 442A: LLNA: DA (22/07/2010)", "OECD 406 and 442A"])
def test_indices_stand_beside_the_threshold_of_their_assay(cited: str) -> None:
    other = {GUIDELINE: [cited], "Stimulation_Index": ["1.9"]}
    ax = charts.llna(ComponentResult(files(*STUDIES, other)).wide())

    assert row_labels(ax)[:2] == ["Beta", "Prüfbericht 10"]
    assert starts(ax, "threshold") == [3, 1.8, 3]
    assert "2 at or above the threshold" in note(ax)


def test_a_study_is_a_bar_of_its_days_and_what_has_no_length_is_counted() -> None:
    ax = charts.durations(WIDE)

    assert [bar.get_width() for bar in ax.patches] == [14]  # type: ignore[attr-defined]
    assert "14 d   2019-02-21 to 2019-03-07" in texts(ax)
    assert note(ax).startswith(
        "n = 1 study · left out: 7 without both dates, 1 ending before they begin"
    )


def test_studies_are_counted_by_guideline_and_endpoint() -> None:
    ax = charts.study_matrix(ENDPOINTS)

    assert row_labels(ax) == [f"OECD {n}" for n in ("402", "403", "404", "405", "425", "429")]
    shown = [label.get_text() for label in ax.get_xticklabels()]
    counts = ax.collections[0].get_array().filled(0)[:, : len(shown)]
    by_name = {name: counts[:, at].tolist() for at, name in enumerate(shown)}
    assert by_name["LD50"] == [1, 0, 0, 0, 3, 0]
    assert by_name["Mean chemosis score"] == [0, 0, 0, 1, 0, 0]
    totals = [text for text in texts(ax) if text.isdigit()][-6:]
    assert totals == ["1", "1", "1", "1", "3", "2"]
    assert note(ax) == "n = 9 studies · at the right: all of the row · loaded 2026-11-25"


def test_a_study_that_cites_two_guidelines_is_in_the_row_of_each() -> None:
    df = pd.DataFrame({"guideline": ["436, 403", "403"], "endpoint": "LC50"}, index=["a", "b"])

    ax = charts.study_matrix(df)

    assert row_labels(ax) == ["OECD 403", "OECD 436"]
    assert [text for text in texts(ax) if text.isdigit()] == ["2", "1", "2", "1"]


def test_a_study_matrix_of_any_two_columns_says_what_it_cuts() -> None:
    df = pd.DataFrame({"lab": ["b", None, "a"], "kind": list("xyz")}).loc[[0, 1, 2] * 20]
    df["kind"] = [f"kind {number}" for number in range(60)]

    ax = charts.study_matrix(df, "lab", across="kind")

    assert row_labels(ax) == ["a", "b", "not stated"]
    assert note(ax) == "n = 3 studies · at the right: all of the row · first 16 of 60 columns shown"


def test_another_frame_is_refused_with_the_cure() -> None:
    for chart in (charts.forest, charts.six_pack, charts.draize):
        with pytest.raises(ConfigError, match=r"result\.endpoints"):
            chart(WIDE)
    with pytest.raises(NotFoundError):
        charts.llna(pd.DataFrame({"x": [1]}))


def test_what_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigError, match="'oral', 'dermal', 'inhalation'"):
        charts.forest(ENDPOINTS, "eye")
    with pytest.raises(ConfigError, match="'skin', 'eye'"):
        charts.draize(ENDPOINTS, "oral")
    with pytest.raises(ConfigError, match="'stated', 'ghs'"):
        charts.six_pack(ENDPOINTS, "who")


def test_a_censored_score_is_an_arrow_and_no_point() -> None:
    frame = ComponentResult(
        files({**SKIN, "Test_Item": ["A"], "Mean_Erythema_Score": ["< 1.5"]})
    ).endpoints()

    ax = charts.draize(frame)

    assert lines(ax, "score") == []
    assert len(lines(ax, "censored")) == 1
    assert note(ax).startswith("n = 1 study")
    assert "< 1.5" in texts(ax)


def test_thresholds_of_scores_touch_neither_those_of_the_next_score_nor_the_note() -> None:
    ax = charts.draize(ENDPOINTS)
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(BytesIO(), format="png")

    drawn = [line.get_window_extent() for line in lines(ax, "threshold")]
    named = [text.get_window_extent() for text in ax.texts if text.get_gid() == "bound"]
    told = next(text.get_window_extent() for text in ax.texts if text.get_text().startswith("n = "))
    assert named
    assert not any(box.overlaps(other) for box in named for other in (*drawn, told))


def test_the_legend_says_what_the_dashed_lines_are() -> None:
    legend = charts.draize(ENDPOINTS).get_legend()

    assert "GHS category begins" in [text.get_text() for text in legend.get_texts()]


@pytest.mark.parametrize(
    ("stated", "same"),
    [
        ("Kategorie 4", "Category 4"),
        ("Kat. 1B", "Category 1"),
        ("Acute Tox. 4, H302", "Category 4"),
        ("Skin Sens. 1A", "Category 1"),
        ("Toxicity category III", "Category 3"),
        ("nicht eingestuft", "Not classified"),
        ("not to be classified", "Not classified"),
    ],
)
def test_a_category_stated_in_other_words_has_the_same_colour(stated: str, same: str) -> None:
    def colour(category: str) -> object:
        ax = charts.six_pack(ENDPOINTS.iloc[:1].assign(stated=category))
        return next(patch.get_facecolor() for patch in ax.patches if patch.get_gid() == "cell")

    assert colour(stated) == colour(same) != colour("see text")


def test_a_category_that_is_provisional_is_marked_in_the_six_pack() -> None:
    by_mean = charts.six_pack(ENDPOINTS, "ghs")
    by_report = charts.six_pack(ENDPOINTS)

    assert "2*" in texts(by_mean)
    assert "* by a mean over all animals: provisional" in note(by_mean)
    assert "2*" not in texts(by_report)


def test_what_the_size_of_a_dot_means_is_said() -> None:
    wide = pd.DataFrame({"file name": ["a.pdf"], "Stimulation_Index": ["1.4, 2.2, 5.1"]})

    assert "larger dots: higher concentrations" in note(charts.llna(wide))


def test_test_items_keep_the_order_of_a_categorical_column() -> None:
    order = ["Gamma", "Alpha", "Beta"]
    frame = ENDPOINTS.assign(test_item=pd.Categorical(ENDPOINTS["test_item"], order))

    assert row_labels(charts.six_pack(frame)) == order


def test_control_groups_do_not_hide_the_study() -> None:
    df = pd.DataFrame(
        {"file name": ["a.pdf", "b.pdf"], "Dose_Mortality": ["0 mg/kg: 0/5; 50 mg/kg: 1/5", None]}
    )

    ax = charts.dose_mortality(df)

    assert note(ax) == (
        "n = 1 study, 5 animals · left out: 1 missing · deaths of animals at each dose"
        " · groups at dose 0 not shown: 1"
    )


def test_a_study_counts_once_also_where_its_id_is_a_column() -> None:
    df = pd.DataFrame(
        {"file_id": ["a", "a", "b"], "guideline": ["404"] * 3, "endpoint": ["x", "y", "x"]}
    )

    assert note(charts.study_matrix(df)).startswith("n = 2 studies")


def test_a_censored_stimulation_index_is_an_arrow_and_may_leave_the_outcome_open() -> None:
    indices = ["1.2, > 20", "< 5", "< 3", "1.1, 2.2"]
    df = pd.DataFrame({"file name": ["a", "b", "c", "d"], "Stimulation_Index": indices})

    ax = charts.llna(df)

    assert note(ax).startswith("n = 4 studies · 1 at or above the threshold · 1 left")
    assert len(lines(ax, "censored")) == 3
    assert [line.get_xdata() for line in lines(ax, "index")] == [[1.2], [1.1], [2.2]]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "left open by a bound" in legend
