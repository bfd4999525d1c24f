"""Rows of endpoints: what they say of the study, and the readable table behind them."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult
from documine_nb.frames.endpoints import read_guideline, read_tables
from documine_nb.frames.endpoints.guidelines import read_guidelines

LD50 = "Conclusion_LD50_mg_per_kg"
GUIDELINE = "Test_Guidelines_1"
UDP = "Nº 425: Acute Oral Toxicity - Up-and-Down Procedure (03/10/2008)"


def rows(*values: Values) -> pd.DataFrame:
    return ComponentResult(files(*values)).endpoints()


def test_an_ld50_by_body_weight_is_judged_as_well() -> None:
    row = rows(
        {
            GUIDELINE: [UDP],
            f"{LD50}_bw": ["2000"],
            "Conclusion_LD50_Greater_than": ["Yes"],
        }
    ).iloc[0]

    assert row[["endpoint", "area", "qualifier", "low", "unit"]].tolist() == [
        *("LD50", "oral", ">", 2000, "mg/kg bw")
    ]
    assert row["ghs"] == "Category 5 or not classified"


@pytest.mark.parametrize(
    ("further", "note"),
    [("2500", f"{LD50}_bw states '2500 (>)'"), ("2000", None)],
)
def test_a_further_component_that_states_something_else_is_told(
    further: str, note: str | None
) -> None:
    more = {"Conclusion_LD50_Greater_than": ["Yes"]}
    found = ComponentResult(files({LD50: ["2000"], f"{LD50}_bw": [further], **more}))

    row = found.endpoints().astype(object).replace(pd.NA, None).iloc[0]
    assert row[["value", "notes"]].tolist() == ["> 2000 mg/kg", note]
    told = [conflict.components for conflict in found.quality().conflicts]
    assert told == ([(LD50, f"{LD50}_bw")] if note else [])


def test_a_row_says_what_the_study_was() -> None:
    frame = rows(
        {
            GUIDELINE: [UDP],
            "Test_Item": ["Dorethrin"],
            "Species": ["rat"],
            "Route": ["oral"],
            "GLP_Study": ["Yes"],
            LD50: ["1049"],
            "Conclusion_Minimum_Confidence": ["550"],
            "Conclusion_Maximum_Confidence": ["2000"],
            "GHS_Classification": ["Category 4"],
        }
    )
    row = frame.iloc[0]

    assert frame.index.name == "file_id"
    assert row[["test_item", "area", "endpoint", "unit"]].tolist() == [
        "Dorethrin",
        "oral",
        "LD50",
        "mg/kg",
    ]
    assert row[["low", "high", "confidence_low", "confidence_high"]].tolist() == [
        1049,
        1049,
        550,
        2000,
    ]
    assert row.filter(like="guideline").tolist() == ["425", "03/10/2008", "30/06/2022", "outdated"]
    assert (row["ghs"], row["stated"], row["component"]) == ("Category 4", "Category 4", LD50)


def test_the_frame_has_its_dtypes_without_rows() -> None:
    full, empty = rows({GUIDELINE: [UDP], LD50: ["5"]}), ComponentResult([]).endpoints()

    assert len(empty) == 0
    assert empty.dtypes.equals(full.dtypes)


def test_a_study_without_a_value_has_a_row_that_says_so() -> None:
    row = rows({GUIDELINE: ["Nº 406: Skin Sensitisation"], "GHS_Classification": ["Category 1B"]})

    assert row["endpoint"].tolist() == ["Skin sensitisation"]
    assert row["low"].isna().all()
    assert row["notes"].tolist() == ["no value is stated"]
    assert row["stated"].tolist() == ["Category 1B"]


def test_a_text_that_only_its_author_can_read_is_told_and_not_guessed() -> None:
    row = rows({GUIDELINE: [UDP], LD50: ["2.000"]}).iloc[0]

    assert pd.isna(row["low"])
    assert row["notes"] == "2.000 may be 2000 or 2"


def test_the_highest_of_several_stimulation_indices_counts() -> None:
    row = rows({GUIDELINE: ["Nº 429: LLNA (22/07/2010)"], "Stimulation_Index": ["1.4, 5.1, 2.2"]})

    assert row["low"].tolist() == [5.1]
    assert row["notes"].tolist() == ["the highest of 3"]


def test_values_only_in_a_text_are_found_and_said_to_come_from_there() -> None:
    conclusion = "The EC3 was calculated to be 31.9 %. Hexyl cinnamic aldehyde gave 6.4."
    row = rows({GUIDELINE: ["Nº 429: LLNA (22/07/2010)"], "Study_Conclusion": [conclusion]})

    assert row["endpoint"].tolist() == ["EC3"]
    assert row["value"].tolist() == ["31.9 %"]
    assert row["notes"].tolist() == ["read from the text of Study_Conclusion"]


def test_without_a_guideline_the_route_decides_on_the_table() -> None:
    frame = rows({LD50: ["150"], "Route": ["dermal"]}, {LD50: ["150"]})

    assert frame["ghs"].isna().tolist() == [False, True]
    assert frame["ghs"].iloc[0] == "Category 2"
    assert frame["ghs_rule"].iloc[1] == "neither guideline nor route say which table is right"


def test_a_value_outside_its_confidence_limits_is_noted() -> None:
    limits = {"Conclusion_Minimum_Confidence": ["5"], "Conclusion_Maximum_Confidence": ["9"]}
    row = rows({GUIDELINE: [UDP], LD50: ["10"], **limits}).iloc[0]

    assert row["notes"] == "outside its confidence limits"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nº 402: Acute Dermal Toxicity (2017)", ("OECD", "402", "Acute Dermal Toxicity", "2017")),
        ("OECD 425 (3 October 2008)", ("OECD", "425", "", "3 October 2008")),
        ("OECD TG 442A", ("OECD", "442A", "", "")),
        ("OECD Guideline 404, Skin (adopted 2015)", ("OECD", "404", "Skin", "adopted 2015")),
        ("Nº 429: Skin: LLNA (22/07/2010)", ("OECD", "429", "Skin: LLNA", "22/07/2010")),
        ("OPPTS 870.1100", ("EPA", "870.1100", "", "")),
        ("EC 440/2008 B.1bis", ("EC", "B.1bis", "", "")),
        ("in-house method 12", ("", "", "", "")),
        (
            "OECD Guidelines for the Testing of Chemicals, No. 423, Acute Oral Toxicity",
            ("OECD", "423", "Acute Oral Toxicity", ""),
        ),
        ("OECD Guideline for Testing of Chemicals 423", ("OECD", "423", "", "")),
        ("OECD/OCDE Test No. 402: Dermal", ("OECD", "402", "Dermal", "")),
        ("OECD-Prüfrichtlinie 423 (2001)", ("OECD", "423", "", "2001")),
        ("OECD Richtlinie Nr. 429 vom 22. Juli 2010", ("OECD", "429", "", "vom 22. Juli 2010")),
        ("OECD 423, adopted 17 Dec 2001", ("OECD", "423", "", "adopted 17 Dec 2001")),
        ("OECD 423 [2001]", ("OECD", "423", "", "2001")),
        ("OECD 442 A", ("OECD", "442A", "", "")),
        ("OECD 423 A study in rats", ("OECD", "423", "A study in rats", "")),
        ("Directive 92/69/EEC, B.1", ("EC", "B.1", "", "")),
    ],
)
def test_guidelines_are_split_into_their_parts(text: str, parts: tuple[str, ...]) -> None:
    cited = read_guideline(text)

    assert (cited.authority, cited.number, cited.title, cited.version) == parts


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Nº 402: X (24/02/1987)", "outdated"),
        ("Nº 402: X (09/10/2017)", "newest"),
        ("Nº 402: X (October 2017)", "newest"),
        ("Nº 402: X (2017)", "newest"),
        ("Nº 402: X (10/10/2017)", "newer than the table"),
        ("Nº 402: X", "no version stated"),
        ("Nº 401: X (24/02/1987)", "deleted"),
        ("Nº 999: X (24/02/1987)", "not in the table"),
        ("Nº 405: X (02/10/2012)", "outdated"),
        ("Nº 405: X (09/10/2017)", "newest"),
        ("Nº 405: X (corrected 26 June 2020)", "newest"),
        ("Nº 405: X (14/06/2021)", "newest"),
        ("Nº 405: X (2023)", "newest"),
        ("Nº 405: X (15/06/2021)", "newer than the table"),
    ],
)
def test_a_version_is_compared_with_the_newest(text: str, status: str) -> None:
    frame = ComponentResult(files({GUIDELINE: [text]})).guidelines()

    assert frame["status"].tolist() == [status]
    assert frame["value"].tolist() == [text]


INHALED = {
    GUIDELINE: ["Nº 403: Acute Inhalation Toxicity (07/09/2009)"],
    "Test_Atmosphere": ["dust"],
}
FOUR_HOURS = "Conducted_with_4_Hours_of_Exposure"


def test_after_other_than_four_hours_the_bounds_for_four_say_nothing() -> None:
    row = rows({**INHALED, "Conclusion_LC50_mg_per_L": ["6"], FOUR_HOURS: ["No"]}).iloc[0]

    said = "the exposure was not of 4 hours, which the bounds are for"
    assert row[["ghs", "clp"]].isna().all()
    assert (row["ghs_rule"], row["notes"], row["epa"]) == (said, said, "Category III")


def test_hours_that_the_unit_states_are_not_said_to_be_unknown() -> None:
    frame = rows(
        {**INHALED, "LC50": ["> 5.2 mg/L/4h"]},
        {**INHALED, "LC50": ["> 5.2 mg/L"]},
    )

    assert frame["clp"].tolist() == ["Not classified"] * 2
    assert frame["notes"].isna().tolist() == [True, False]


@pytest.mark.parametrize("stated", ["gas", "Gas mixture", "gaseous"])
def test_a_gas_is_judged_in_ppm_only(stated: str) -> None:
    study = {**INHALED, "Test_Atmosphere": [stated]}
    frame = rows({**study, "LC50": ["500 ppm"]}, {**study, "LC50": ["3 mg/L"]})

    assert frame["ghs"].tolist() == ["Category 2", pd.NA]
    assert frame["ghs_rule"].iloc[1] == "the table is in ppm, the value in mg/L"


LLNA = {GUIDELINE: ["Nº 429: LLNA (22/07/2010)"]}
EYE = {GUIDELINE: ["Nº 405: Eye (09/10/2017)"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("EC3 = 1.9%", "1.9 %"),
        ("Der EC3-Wert betrug 2,5\u00a0%.", "2.5 %"),
        ("SI values of 1.4, 2.2 and 5.1 gave an EC3 of 31.9 %", "31.9 %"),
        ("EC3 - 31.9 %", "31.9 %"),
        ("The EC3 was greater than 50 %.", "> 50 %"),
        ("Der EC3-Wert liegt über 50 %.", "> 50 %"),
        ("The EC3 is in the range of 10 - 25 %.", "10 - 25 %"),
        ("The positive control had an EC3 of 7.5 %. The EC3 was 31.9 %.", "31.9 %"),
        ("EC3 of the positive control: 7.5 %; EC3 of the test item: 31.9 %", "31.9 %"),
    ],
)
def test_an_ec3_is_read_from_a_text_with_the_words_before_it(text: str, value: str) -> None:
    row = rows({**LLNA, "Study_Conclusion": [text]})

    assert row["value"].tolist() == [value]


@pytest.mark.parametrize(
    "text",
    [
        "No EC3 could be derived; the SI at 50 % was 2.1.",
        "The EC3 could not be calculated at 50 %.",
        "Kein EC3-Wert bis 50 % ableitbar.",
        "EC3 of the positive control hexyl cinnamic aldehyde: 7.5 %",
        "The EC3 was not above 50 %.",
        "The EC3 was tested with 10, 25 %.",
    ],
)
def test_a_concentration_that_is_no_ec3_is_not_taken_for_one(text: str) -> None:
    row = rows({**LLNA, "Study_Conclusion": [text]})

    assert row["value"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("less than 1.0 for corneal opacity", "< 1", "the criteria count animals"),
        ("1.0, 2.33 and 1.67 for corneal opacity", None, "'2.33 and 1.67' is no quantity"),
        ("not higher than 1.0 for corneal opacity", None, "'not higher than 1.0' is no quantity"),
    ],
)
def test_a_score_in_a_text_is_not_parted_from_what_stands_before_it(
    text: str, value: str | None, note: str
) -> None:
    row = rows({**EYE, "Study_Conclusion": [text]})

    assert row["value"].tolist() == [pd.NA if value is None else value]
    assert note in row["notes"].iloc[0]


def test_a_stimulation_index_with_two_readings_says_which() -> None:
    row = rows({**LLNA, "Stimulation_Index": ["1.000"]})

    assert row["notes"].tolist() == ["1.000 may be 1000 or 1"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("OECD 423 / EPA OPPTS 870.1100", ["423", "870.1100"]),
        ("OECD 423; EC B.1tris", ["423", "B.1tris"]),
        ("OECD 404 (28 July 2015) and OECD 405 (2017)", ["404", "405"]),
        ("EPA/OPPTS 870.1100", ["870.1100"]),
        ("EC 440/2008 B.1bis", ["B.1bis"]),
        ("in-house method", [None]),
    ],
)
def test_all_guidelines_of_one_text_are_told(text: str, numbers: list[str | None]) -> None:
    frame = ComponentResult(files({GUIDELINE: [text]})).guidelines()

    assert [None if pd.isna(each) else each for each in frame["number"]] == numbers


def test_a_study_is_judged_by_the_oecd_guideline_wherever_it_stands_in_the_text() -> None:
    row = rows({GUIDELINE: ["EPA OPPTS 870.1100; OECD 425 (2022)"], LD50: ["2000"]}).iloc[0]

    assert (row["ghs"], row["guideline"], row["guideline_status"]) == (
        "Category 4",
        "425",
        "newest",
    )


@pytest.mark.parametrize(
    ("guideline", "component", "value", "route"),
    [
        ("OECD 203: Fish, Acute Toxicity Test (2019)", "LC50", "3 mg/L", ""),
        ("OECD 223: Avian Acute Oral Toxicity Test", "LD50", "150 mg/kg bw", "oral"),
    ],
)
def test_studies_of_other_animals_have_no_category_of_mammals(
    guideline: str, component: str, value: str, route: str
) -> None:
    row = rows({GUIDELINE: [guideline], component: [value], "Route": [route]}).iloc[0]

    assert row[["ghs", "clp", "epa", "area"]].isna().all()
    assert row["ghs_rule"] == f"guideline {guideline[5:8]} is not in the table"


def test_where_a_report_cites_guidelines_of_two_routes_its_route_decides() -> None:
    both = {GUIDELINE: [UDP, "Nº 402: Acute Dermal Toxicity (09/10/2017)"], LD50: ["150"]}
    frame = rows({**both, "Route": ["dermal"]}, {**both, "Route": ["oral"]}, both)
    found = frame.loc[frame["low"].notna(), ["area", "ghs"]].fillna("")

    assert found["area"].tolist() == ["dermal", "oral", ""]
    assert found["ghs"].tolist() == ["Category 2", "Category 3", ""]
    assert frame.index.tolist() == ["f1", "f1", "f2", "f2", "f3"]


def test_guidelines_are_those_of_the_components_that_endpoints_go_by() -> None:
    values = {"Test_Guideline": ["OECD 423"], "Deviation_from_the_Guideline": ["none"]}
    frame = ComponentResult(files(values)).guidelines()

    assert frame["component"].tolist() == ["Test_Guideline"]


def test_an_lc50_has_its_confidence_limits() -> None:
    limits = {"Conclusion_Minimum_Confidence": ["1.1"], "Conclusion_Maximum_Confidence": ["1.9"]}
    row = rows({**INHALED, "Conclusion_LC50_mg_per_L": ["1.46"], **limits}).iloc[0]

    assert (row["confidence_low"], row["confidence_high"]) == (1.1, 1.9)


@pytest.mark.parametrize("text", ["1.0 for ", "1.0 , ", ". ", "EC3 ", "x. 5 EC3; "])
def test_a_long_text_is_searched_in_one_pass(text: str) -> None:
    rule = next(rule for rule in read_tables().endpoints if rule.name == "EC3")
    steps = {}
    for times in (1000, 4000):
        start = time.process_time()
        assert re.search(rule.pattern, text * times, re.IGNORECASE) is None
        steps[times] = time.process_time() - start

    assert steps[4000] < 8 * max(steps[1000], 0.01)  # 16 times, if every start ran to the end


def test_a_text_as_long_as_a_report_is_no_citation() -> None:
    start = time.process_time()
    read_guideline("OECD 423 [" + "2001" * 20_000)
    read_guidelines("OECD 423" + " " * 80_000)

    assert time.process_time() - start < 1
