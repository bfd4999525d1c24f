"""Several components of one endpoint or column: what they say together, and what is told."""

from __future__ import annotations

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult

LD50 = "Conclusion_LD50_mg_per_kg"
MORE = "Conclusion_LD50_Greater_than"
LOWER, UPPER = "Conclusion_Minimum_Confidence", "Conclusion_Maximum_Confidence"
ORAL: Values = {"Test_Guidelines_1": ["OECD 425 (2022)"]}
LLNA: Values = {"Test_Guidelines_1": ["OECD 429 (2010)"]}
EYE: Values = {"Test_Guidelines_1": ["OECD 405 (2017)"]}


def row(values: Values) -> pd.Series:
    frame = ComponentResult(files(values)).endpoints()
    return frame.astype(object).replace(pd.NA, None).iloc[0]


def conflicts(values: Values) -> list[tuple[str, ...]]:
    return [each.components for each in ComponentResult(files(values)).quality().conflicts]


@pytest.mark.parametrize(
    ("first", "further"),
    [("> 2000", "≥ 2000"), ("2000", "~ 2000"), ("300 - 2000", "> 300"), ("2000", "2 mg/kg")],
)
def test_a_limit_and_a_value_of_one_number_are_not_the_same(first: str, further: str) -> None:
    values = {**ORAL, LD50: [first], "LD50": [further]}

    assert row(values)["notes"] == f"LD50 states {further!r}"
    assert conflicts(values) == [(LD50, "LD50")]


@pytest.mark.parametrize("further", ["2 g/kg bw", "2000 mg/kg bw", "2000", "2,000,000 µg/kg"])
def test_one_value_in_two_units_is_no_conflict(further: str) -> None:
    values = {**ORAL, LD50: ["2000"], "LD50": [further]}

    assert row(values)["notes"] is None
    assert conflicts(values) == []


@pytest.mark.parametrize("loaded", [{}, {LD50: []}])
def test_a_marker_is_about_the_endpoint_whichever_component_has_its_value(loaded: Values) -> None:
    found = row({**ORAL, **loaded, "LD50": ["2000 mg/kg bw"], MORE: ["Yes"]})

    assert found[["value", "clp"]].tolist() == ["> 2000 mg/kg bw", "Not classified"]


@pytest.mark.parametrize(
    ("limits", "low", "high", "notes"),
    [
        ({LOWER: ["1.2 g/kg"], UPPER: ["5000"]}, 1200, 5000, None),
        ({LOWER: ["500", "600"]}, None, None, f"{LOWER} states '500; 600'"),
        ({UPPER: ["> 5000"]}, None, None, f"{UPPER} states '> 5000'"),
        ({UPPER: ["5 ppm"]}, None, None, f"{UPPER} states '5 ppm'"),
        ({UPPER: ["1.5 g/kg"]}, None, 1500, "outside its confidence limits"),
    ],
)
def test_confidence_limits_are_in_the_unit_of_the_value_or_told(
    limits: Values, low: float | None, high: float | None, notes: str | None
) -> None:
    found = row({**ORAL, LD50: ["2000"], **limits})

    assert found[["confidence_low", "confidence_high", "notes"]].tolist() == [low, high, notes]


def test_a_limit_beyond_its_confidence_limits_is_told() -> None:
    values = {**ORAL, LD50: ["> 2000"], LOWER: ["500"], UPPER: ["1000"]}

    assert row(values)["notes"] == "outside its confidence limits"


@pytest.mark.parametrize(
    ("values", "value", "ghs"),
    [
        (["> 1.5", "5.2"], "≥ 5.2", "Category 1"),
        (["2 - 4", "3.5"], "3.5 - 4", "Category 1"),
        (["> 5", "≥ 5"], "> 5", "Category 1"),
        (["< 3", "1.2"], "< 3", "Not classified"),
        (["≤ 3", "< 3"], "≤ 3", "Category 1 or not classified"),
    ],
)
def test_the_highest_of_several_is_at_least_each_of_them(
    values: list[str], value: str, ghs: str
) -> None:
    assert row({**LLNA, "Stimulation_Index": values})[["value", "ghs"]].tolist() == [value, ghs]


def test_the_highest_of_marked_values_is_a_limit() -> None:
    marked = {"Stimulation_Index": ["1.2", "5.3"], "Stimulation_Index_Greater_than": ["Yes"]}

    assert row({**LLNA, **marked})["value"] == "> 5.3"


def test_marks_between_values_are_none() -> None:
    assert row({**LLNA, "Stimulation_Index": ["; "]})["notes"] == "no value is stated"


def test_all_values_of_the_texts_count() -> None:
    texts = {
        "Study_Conclusion": ["0.3 for corneal opacity. Animal 2: 1.7 for corneal opacity."],
        "Results_and_Conclusions": ["2.0 for corneal opacity"],
    }
    found = row({**EYE, **texts})

    assert found[["value", "ghs"]].tolist() == ["0.3; 2", "Category 2 or not classified"]
    assert found["notes"].startswith("read from the text of Study_Conclusion and Results_and")
    assert conflicts({**EYE, **texts}) == [("Study_Conclusion",)]


def test_a_text_that_repeats_its_value_states_one() -> None:
    text = ["0.3 for corneal opacity, as said: 0.3 for corneal opacity"]

    assert row({**EYE, "Study_Conclusion": text})["value"] == "0.3"


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (("Species", "Test_Species"), ("rat", "mouse")),
        (("Route", "Route_of_Administration"), ("oral", "dermal")),
        (("Test_Atmosphere", "Physical_Form_of_Exposure"), ("aerosol", "vapour")),
    ],
)
def test_a_further_component_of_a_column_is_told(
    names: tuple[str, str], values: tuple[str, str]
) -> None:
    stated = {name: [value] for name, value in zip(names, values, strict=True)}
    found = {"LD50": ["500 mg/kg"], **stated}

    assert f"{names[1]} states {values[1]!r}" in row(found)["notes"]
    assert names in conflicts(found)


@pytest.mark.parametrize(
    "values",
    [
        {"Species": ["Rat (Wistar)"], "Test_Species": ["Rattus norvegicus"]},
        {"Route": ["oral"], "Route_of_Administration": ["gavage"]},
        {"Test_Atmosphere": ["Aerosol"], "Physical_Form_of_Exposure": ["aerosol "]},
    ],
)
def test_further_components_in_other_words_are_no_conflict(values: Values) -> None:
    assert conflicts(values) == []


@pytest.mark.parametrize("route", [["oral", "dermal"], ["oral and dermal"], ["dermal; oral"]])
def test_several_routes_leave_the_table_open(route: list[str]) -> None:
    found = row({LD50: ["1000"], "Route": route})

    assert found[["area", "ghs", "ghs_rule"]].tolist() == [
        *(None, None, "of a study about oral and dermal, no table of LD50 is for certain")
    ]


def test_guidelines_of_all_components_count() -> None:
    cited = {"Test_Guidelines_1": ["OECD 425"], "Test_Guideline": ["OECD 402 (2017)"]}
    frame = ComponentResult(files({**cited, LD50: ["500"], "Route": ["dermal"]})).endpoints()

    assert frame[["area", "guideline", "guideline_version"]].iloc[0].tolist() == [
        *("dermal", "425, 402", "2017")
    ]


def test_the_version_is_that_of_the_guideline_that_the_value_goes_by() -> None:
    found = row({"Test_Guidelines_1": ["OECD 203 (1992)", "OECD 425 (2022)"], LD50: ["5"]})

    assert found[["guideline_version", "guideline_status"]].tolist() == ["2022", "newest"]


def test_an_ld50_of_a_study_of_something_else_has_no_category() -> None:
    found = row({"Test_Guidelines_1": ["OECD 404"], LD50: ["300"], "Route": ["dermal"]})

    assert found["ghs"] is None
    assert found["ghs_rule"] == "of a study about skin, no table of LD50 is for certain"


def test_a_number_that_can_be_read_two_ways_is_told_where_it_is_used() -> None:
    frame = ComponentResult(
        files({**ORAL, LD50: ["2.000"]}, {**ORAL, LD50: ["0,5"]}, {**ORAL, LD50: ["> 5.000"]})
    ).endpoints()

    read = "read with a decimal comma, as other values of this column show"
    assert frame["notes"].fillna("").tolist() == [f"2.000 {read}", "", f"5.000 {read}"]
    assert row({**ORAL, LD50: ["2,000"]})["notes"].startswith("2,000 read with a thousands comma")


@pytest.mark.parametrize(
    ("value", "ghs"),
    [
        ("~ 2000", "Category 4 or 5"),
        ("ca. 1999", "Category 4"),
        ("about 300 mg/kg", "Category 3 or 4"),
    ],
)
def test_what_is_about_a_bound_lies_on_both_sides_of_it(value: str, ghs: str) -> None:
    assert row({**ORAL, LD50: [value]})["ghs"] == ghs


def test_a_deviation_ends_where_it_ends_in_decimals() -> None:
    dna = {"Test_Guidelines_1": ["OECD 442A"], "Stimulation_Index": ["2.8 ± 1"]}

    assert row(dna)["ghs"] == "Category 1"  # from 1.8, not from 1.7999999999999998


@pytest.mark.parametrize(
    ("values", "value"),
    [(["500", "> 2000"], "≥ 500 mg/kg"), (["1049", "< 1056"], "≤ 1056 mg/kg")],
)
def test_a_limit_that_several_values_make_together_is_told_to_be_theirs(
    values: list[str], value: str
) -> None:
    found = row({**ORAL, LD50: values})

    assert found[["value", "notes"]].tolist() == [value, "several values are stated"]
    assert conflicts({**ORAL, LD50: values}) == [(LD50,)]
    assert row({**ORAL, LD50: ["2000", "2 000"]})["notes"] is None


@pytest.mark.parametrize(
    ("component", "text"),
    [
        ("GLP_Study", "in the spirit of GLP"),
        ("Test_Atmosphere", "vapour and aerosol"),
        ("Conducted_with_4_Hours_of_Exposure", "about 4 h"),
    ],
)
def test_an_answer_that_is_none_is_told(component: str, text: str) -> None:
    found = row({"Route": ["inhalation"], "LC50": ["3 mg/L"], component: [text]})

    assert f"{component} states {text!r}" in found["notes"]
    assert "not stated" not in found["notes"]


@pytest.mark.parametrize(
    ("values", "value", "notes"),
    [
        (["2000 mg/kg", "2 g/kg"], "2000 mg/kg", None),
        (["2000", "2000 mg/kg bw"], "2000 mg/kg bw", None),
        (["500 mg/kg", "2 g/kg"], "500; 2000 mg/kg", "several values are stated"),
        (["500 mg/kg", "2 ppm"], None, "'500 mg/kg; 2 ppm' has several units"),
    ],
)
def test_values_in_several_units_are_read_in_one(
    values: list[str], value: str | None, notes: str | None
) -> None:
    assert row({**ORAL, LD50: values})[["value", "notes"]].tolist() == [value, notes]


def test_a_dash_in_a_further_component_states_nothing() -> None:
    values: Values = {"Species": ["rat"], "Test_Species": ["-"], "Route": ["oral"], LD50: ["5"]}

    assert row(values)[["ghs", "notes"]].tolist() == ["Category 1", None]
    assert conflicts(values) == []
