"""Components of one file that contradict each other, and what is not applicable to a study."""

from __future__ import annotations

import time

import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult

LD50 = "Conclusion_LD50_mg_per_kg"
MORE = "Conclusion_LD50_Greater_than"
GUIDELINE = "Test_Guidelines_1"
ORAL: Values = {GUIDELINE: ["Nº 423: Acute Oral Toxicity (17/12/2001)"], "Species": ["rat"]}
SKIN: Values = {GUIDELINE: ["Nº 404: Irritation (28/07/2015)"], "Species": ["rabbit"]}


def reasons(values: Values) -> list[str]:
    return [item.reason for item in ComponentResult(files(values)).quality().conflicts]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({**SKIN, "Species": ["rat"]}, "'rat', and guideline 404 is for rabbit"),
        ({**ORAL, "Route": ["dermal"]}, "'dermal', and guideline 423 is for oral"),
        (
            {**ORAL, LD50: ["1049"], "GHS_Classification": ["Category 3"]},
            "LD50 1049 mg/kg means Category 4, stated is 'Category 3'",
        ),
        (
            {**ORAL, LD50: ["> 2000"], "GHS_Classification": ["Category 4"]},
            "LD50 > 2000 mg/kg means Category 5 or Not classified, stated is 'Category 4'",
        ),
        (
            {**SKIN, "Mean_Erythema_Score": ["2.5"], "GHS_Classification": ["Not classified"]},
            "Mean erythema score 2.5, by the mean over all animals, means Category 2, stated is",
        ),
        (
            {
                **ORAL,
                LD50: ["10"],
                "Conclusion_Minimum_Confidence": ["20"],
                "Conclusion_Maximum_Confidence": ["30"],
            },
            "10 mg/kg: outside its confidence limits",
        ),
        ({**ORAL, LD50: ["500", "2000"]}, "500; 2000 mg/kg: several values are stated"),
        ({**ORAL, LD50: ["< 2000"], MORE: ["Greater than"]}, "the value contradicts its marker"),
        (
            {
                **ORAL,
                "Experimental_Starting_Date": ["07/03/2019"],
                "Experimental_Completion_Date": ["21/02/2019"],
            },
            "completed on 21/02/2019, begun on 07/03/2019",
        ),
        (
            {
                **ORAL,
                "Experimental_Starting_Date": ["07/03/2019", "2019-03-07"],
                "Experimental_Completion_Date": ["21/02/2019"],
            },
            "completed on 21/02/2019, begun on 07/03/2019",
        ),
        (
            {
                GUIDELINE: ["Nº 402: Dermal (24/02/1987)"],
                "Experimental_Starting_Date": ["01/03/2018"],
            },
            "guideline 402 is cited as of 24/02/1987, and that of 09/10/2017 was in force",
        ),
        ({**ORAL, "Stimulation_Index": ["1.2"]}, "it has a value, and guideline 423 asks for none"),
        (
            {**ORAL, LD50: ["> 2000"], "Dose_Mortality": ["300 mg/kg: 0/3", "2000 mg/kg: 3/3"]},
            "> 2000 mg/kg, and 3 of 3 died at 2000",
        ),
        (
            {**ORAL, LD50: ["> 2000"], "Dose_Mortality": ["2 g/kg bw: 3/3"]},
            "> 2000 mg/kg, and 3 of 3 died at 2000",
        ),
        (
            {**ORAL, LD50: ["> 2000"], "Dose_Mortality": ["2000: 3/3"]},
            "> 2000 mg/kg, and 3 of 3 died at 2000",
        ),
        (
            {"LC50": ["> 5 mg/L (4 h)"], "Conducted_with_4_Hours_of_Exposure": ["No"]},
            "> 5 mg/L/4h, and Conducted_with_4_Hours_of_Exposure is 'No'",
        ),
        (
            {"LC50": ["> 5 mg/L/1h"], "Conducted_with_4_Hours_of_Exposure": ["Yes"]},
            "> 5 mg/L/1h, and Conducted_with_4_Hours_of_Exposure is 'Yes'",
        ),
        (
            {**ORAL, LD50: ["500"], "Dose_Mortality": ["300 mg/kg: 3/3"]},
            "500 mg/kg, and 3 of 3 died at 300",
        ),
        (
            {**ORAL, LD50: ["100"], "GHS_Classification": ["Acute Tox. 4", "Eye Irrit. 2"]},
            "LD50 100 mg/kg means Category 3, stated is 'Acute Tox. 4; Eye Irrit. 2'",
        ),
    ],
)
def test_what_contradicts_itself_is_found_with_its_reason(values: Values, says: str) -> None:
    assert any(reason.startswith(says) for reason in reasons(values))


@pytest.mark.parametrize(
    "values",
    [
        {**ORAL, LD50: ["1049"], "GHS_Classification": ["Category 4"], "Route": ["oral (gavage)"]},
        {**ORAL, LD50: ["> 2000"], "GHS_Classification": ["Category 5"]},
        {**ORAL, LD50: ["> 2000"], "GHS_Classification": ["Not classified"]},
        {**ORAL, LD50: ["> 2000"], "Dose_Mortality": ["2000 mg/kg bw: 1/5"]},
        {**SKIN, "Mean_Erythema_Score": ["1"], "GHS_Classification": ["Category 1"]},
        {**SKIN, "Mean_Erythema_Score": ["2.3"], "GHS_Classification": ["Category 2"]},
        {GUIDELINE: ["Nº 402: Dermal (24/02/1987)"], "Experimental_Starting_Date": ["01/03/2016"]},
        {**ORAL, LD50: ["500"], "Dose_Mortality": ["300 mg/kg: 1/1", "300 mg/kg: 3/5"]},
        {**ORAL, LD50: ["1500"], "GHS_Classification": ["Acute Tox. 4", "Eye Irrit. 2"]},
        {**ORAL, LD50: ["1500"], "LC50": ["30 mg/L"], "GHS_Classification": ["Category 4"]},
        {"LC50": ["5 mg/L/4h"], "Conducted_with_4_Hours_of_Exposure": ["Yes"]},
        {"Species": ["zebra"], LD50: ["5"]},
    ],
)
def test_what_agrees_is_no_conflict(values: Values) -> None:
    assert reasons(values) == []


def test_not_applicable_to_the_guideline_is_told_from_missing() -> None:
    unknown: Values = {GUIDELINE: ["in house"]}
    report = ComponentResult(files({**ORAL, LD50: ["5"]}, ORAL, SKIN, unknown)).quality()
    row = report.to_frame().set_index("component").loc[LD50]

    assert (row["values"], row["missing"], row["not_applicable"]) == (1, 2, 1)
    assert f"{LD50}: in 1 of 4 files" in repr(report)


def test_reports_of_one_number_in_several_files_are_told() -> None:
    report = ComponentResult(
        files({"Report_Number": ["12/345"]}, {"Report_Number": ["12/345"]})
    ).quality()

    assert report.findings.same_report == (("12/345", ("Prüfbericht 1.pdf", "Prüfbericht 2.pdf")),)


def test_findings_are_a_frame_too() -> None:
    frame = ComponentResult(files({**SKIN, "Species": ["rat"]})).quality().findings_frame()

    assert frame[["finding", "file_id", "components"]].to_numpy().tolist() == [
        ["conflict", "f1", f"Species, {GUIDELINE}"]
    ]


def test_the_report_is_a_table_in_a_notebook_too() -> None:
    html = ComponentResult(files({**ORAL, LD50: ["5"]}, SKIN)).quality()._repr_html_()

    assert "<summary>By component</summary>" in html
    assert "not_applicable" in html


@pytest.mark.parametrize("species", ["rats", "Rat (Wistar)", "Wistar rat", "Ratte", "mice", "Maus"])
def test_a_species_in_other_words_is_no_other_species(species: str) -> None:
    assert reasons({**ORAL, "Species": [species]}) == []


@pytest.mark.parametrize("species", ["dog", "rabbit", "Kaninchen", "strategy"])
def test_another_species_is_a_conflict(species: str) -> None:
    assert reasons({**ORAL, "Species": [species]}) == [
        f"{species!r}, and guideline 423 is for mouse, rat"
    ]


@pytest.mark.parametrize(
    ("stated", "conflicts"),
    [
        ("Kategorie 4", 1),
        ("Acute Tox. 4, H302", 1),
        ("nicht eingestuft", 1),
        ("No classification", 1),
        ("Acute Tox. 3 (oral), H301", 0),
        ("Category 5 (not classified in the EU)", 0),
        ("H301", 0),
    ],
)
def test_a_classification_is_understood_as_it_is_written(stated: str, conflicts: int) -> None:
    found = reasons({**ORAL, LD50: ["100"], "GHS_Classification": [stated]})

    assert len(found) == conflicts


def test_a_long_classification_is_searched_in_one_pass() -> None:
    start = time.process_time()
    reasons({**ORAL, LD50: ["100"], "GHS_Classification": ["not " * 40_000]})

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("value", "deaths", "says"),
    [
        ("100", "300 mg/kg bw: 0/5; 2000 mg/kg bw: 0/5", "and no animal died at 300 and 2000"),
        ("< 300", "300 mg/kg: 0/5", "and no animal died at 300"),
        ("100", "300 mg/kg bw: 0/5; 2000 mg/kg bw: 1/5", ""),
        ("> 2000", "2000 mg/kg bw: 0/5", ""),
        ("1049", "175 mg/kg bw: 0/1", ""),
    ],
)
def test_a_dose_beyond_half_of_the_animals_kills_some(value: str, deaths: str, says: str) -> None:
    found = reasons({**ORAL, LD50: [value], "Dose_Mortality": [deaths]})

    assert [reason[reason.index("and") :] for reason in found] == [says] * bool(says)


@pytest.mark.parametrize(
    ("guideline", "began", "completed", "says"),
    [
        (
            "401: Oral (24/02/1987)",
            "01/03/2010",
            "",
            "401 was deleted in 2002, and the study began",
        ),
        ("401: Oral (24/02/1987)", "01/03/2001", "", ""),
        ("402: Dermal (09/10/2017)", "", "01/03/2016", "2017, and the study was completed by"),
        ("402: Dermal (2017)", "", "March 2016", "2017, and the study was completed by 31/03/2016"),
        ("402: Dermal (09/10/2017)", "", "2017", ""),
    ],
)
def test_a_guideline_is_neither_older_nor_younger_than_its_study(
    guideline: str, began: str, completed: str, says: str
) -> None:
    found = reasons(
        {
            GUIDELINE: [f"Nº {guideline}"],
            "Experimental_Starting_Date": [began],
            "Experimental_Completion_Date": [completed],
        }
    )

    assert [says in reason for reason in found] == [True] * bool(says)
