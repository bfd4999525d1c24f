"""Every bound of every table lies on its right side, and a censored value is never a point."""

from __future__ import annotations

import math

import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult

LD50 = "Conclusion_LD50_mg_per_kg"
LC50 = "Conclusion_LC50_mg_per_L"
ORAL = {"Test_Guidelines_1": ["Nº 423: Acute Oral Toxicity (17/12/2001)"]}
DERMAL = {"Test_Guidelines_1": ["Nº 402: Acute Dermal Toxicity (09/10/2017)"]}
INHALED = {"Test_Guidelines_1": ["Nº 403: Acute Inhalation Toxicity (07/09/2009)"]}
DUST = {**INHALED, "Test_Atmosphere": ["dust"]}
VAPOUR = {**INHALED, "Test_Atmosphere": ["vapour"]}
GAS = {**INHALED, "Test_Atmosphere": ["gaseous"]}
SKIN = {"Test_Guidelines_1": ["Nº 404: Acute Dermal Irritation/Corrosion (28/07/2015)"]}
EYE = {"Test_Guidelines_1": ["Nº 405: Acute Eye Irritation/Corrosion (09/10/2017)"]}
LLNA = {"Test_Guidelines_1": ["Nº 429: Local Lymph Node Assay (22/07/2010)"]}
LLNA_DA = {"Test_Guidelines_1": ["Nº 442A: LLNA: DA (22/07/2010)"]}
BRDU = {"Test_Guidelines_1": ["Nº 442B: LLNA: BrdU-ELISA or -FCM (25/06/2018)"]}
ONE_OR_NONE = "Category 1 or not classified"
FOUR = ("Category 1", "Category 2", "Category 3", "Category 4")
FIVE_OR_NONE = "Category 5 or not classified"
NONE = "Not classified"
EPA = ("Category I", "Category II", "Category III", "Category IV")
TWO_THREE = (NONE, "Category 3", "Category 2")
ONE_TWO = (NONE, "Category 2", "Category 1")


def category(scheme: str, study: Values, component: str, value: str) -> str:
    """Return the category of one value in one study."""
    frame = ComponentResult(files({**study, component: [value]})).endpoints()
    found = frame.loc[frame["component"] == component, scheme]
    assert len(found) == 1
    return str(found.iloc[0])


# Bounds that belong to the lower (more severe) class: "up to and including".
INCLUSIVE = [
    ("ghs", ORAL, LD50, "", (5, 50, 300, 2000, 5000), (*FOUR, "Category 5", NONE)),
    ("ghs", DERMAL, LD50, "", (50, 200, 1000, 2000, 5000), (*FOUR, "Category 5", NONE)),
    ("ghs", DUST, LC50, "", (0.05, 0.5, 1, 5), (*FOUR, FIVE_OR_NONE)),
    ("ghs", VAPOUR, LC50, "", (0.5, 2, 10, 20), (*FOUR, FIVE_OR_NONE)),
    ("ghs", GAS, "LC50", " ppm", (100, 500, 2500, 20000), (*FOUR, FIVE_OR_NONE)),
    ("clp", ORAL, LD50, "", (5, 50, 300, 2000), (*FOUR, NONE)),
    ("clp", DERMAL, LD50, "", (50, 200, 1000, 2000), (*FOUR, NONE)),
    ("clp", DUST, LC50, "", (0.05, 0.5, 1, 5), (*FOUR, NONE)),
    ("clp", VAPOUR, LC50, "", (0.5, 2, 10, 20), (*FOUR, NONE)),
    ("clp", GAS, "LC50", " ppm", (100, 500, 2500, 20000), (*FOUR, NONE)),
    ("epa", ORAL, LD50, "", (50, 500, 5000), EPA),
    ("epa", DERMAL, LD50, "", (200, 2000, 20000), EPA),
    ("epa", DUST, LC50, "", (0.2, 2, 20), EPA),
    ("ghs", LLNA, "EC3", " %", (2, 100), ("Category 1A", "Category 1B", NONE)),
    ("clp", LLNA, "EC3", " %", (2, 100), ("Category 1A", "Category 1B", NONE)),
    ("ghs", EYE, "Mean_Iris_Score", "", (1.5,), ("Category 2", "Category 1")),
    ("clp", EYE, "Mean_Iris_Score", "", (1.5,), ("Category 2", "Category 1")),
]
# Bounds that belong to the upper (more severe) class: "at least".
EXCLUSIVE = [
    ("ghs", SKIN, "Mean_Erythema_Score", (1.5, 2.3), TWO_THREE),
    ("ghs", SKIN, "Mean_Oedema_Score", (1.5, 2.3), TWO_THREE),
    ("clp", SKIN, "Mean_Erythema_Score", (2.3,), (NONE, "Category 2")),
    ("clp", SKIN, "Mean_Oedema_Score", (2.3,), (NONE, "Category 2")),
    ("ghs", EYE, "Mean_Corneal_Opacity_Score", (1, 3), ONE_TWO),
    ("clp", EYE, "Mean_Corneal_Opacity_Score", (1, 3), ONE_TWO),
    ("ghs", EYE, "Mean_Iris_Score", (1,), (NONE, "Category 2")),
    ("clp", EYE, "Mean_Iris_Score", (1,), (NONE, "Category 2")),
    ("ghs", EYE, "Mean_Conjunctival_Redness_Score", (2,), (NONE, "Category 2")),
    ("clp", EYE, "Mean_Conjunctival_Redness_Score", (2,), (NONE, "Category 2")),
    ("ghs", EYE, "Mean_Chemosis_Score", (2,), (NONE, "Category 2")),
    ("clp", EYE, "Mean_Chemosis_Score", (2,), (NONE, "Category 2")),
    ("ghs", LLNA, "Stimulation_Index", (3,), (NONE, "Category 1")),
    ("clp", LLNA, "Stimulation_Index", (3,), (NONE, "Category 1")),
    ("ghs", LLNA_DA, "Stimulation_Index", (1.8,), (NONE, "Category 1")),
    ("clp", LLNA_DA, "Stimulation_Index", (1.8,), (NONE, "Category 1")),
    ("ghs", BRDU, "Stimulation_Index", (1.6, 2.7), (NONE, ONE_OR_NONE, "Category 1")),
    ("clp", BRDU, "Stimulation_Index", (1.6, 2.7), (NONE, ONE_OR_NONE, "Category 1")),
]


def around(bound: float) -> tuple[str, str, str]:
    step = 0.0001
    return f"{bound - step:.4f}", f"{bound:g}", f"{bound + step:.4f}"


def name_of(case: object) -> str:
    scheme, _, component, *rest = case if isinstance(case, tuple) else (case, "", "")
    return f"{scheme}-{component}-{rest[-3:]}"


@pytest.mark.parametrize(
    "case",
    [
        (scheme, study, component, unit, bound, names[at], names[at + 1])
        for scheme, study, component, unit, bounds, names in INCLUSIVE
        for at, bound in enumerate(bounds)
    ],
    ids=name_of,
)
def test_a_bound_up_to_which_a_category_reaches_belongs_to_it(
    case: tuple[str, Values, str, str, float, str, str],
) -> None:
    scheme, study, component, unit, bound, lower, upper = case
    below, at, above = (f"{value}{unit}" for value in around(bound))

    assert category(scheme, study, component, below) == lower
    assert category(scheme, study, component, at) == lower
    assert category(scheme, study, component, above) == upper


@pytest.mark.parametrize(
    "case",
    [
        (scheme, study, component, bound, names[at], names[at + 1])
        for scheme, study, component, bounds, names in EXCLUSIVE
        for at, bound in enumerate(bounds)
    ],
    ids=name_of,
)
def test_a_bound_from_which_a_category_begins_belongs_to_it(
    case: tuple[str, Values, str, float, str, str],
) -> None:
    scheme, study, component, bound, lower, upper = case
    below, at, above = around(bound)

    assert category(scheme, study, component, below) == lower
    assert category(scheme, study, component, at) == upper
    assert category(scheme, study, component, above) == upper


@pytest.mark.parametrize(
    ("value", "ghs", "clp", "epa"),
    [
        ("> 2000", FIVE_OR_NONE, "Not classified", "Category III or IV"),
        (
            ">= 2000",
            "Category 4, 5 or not classified",
            "Category 4 or not classified",
            "Category III or IV",
        ),
        ("> 5000", "Not classified", "Not classified", "Category IV"),
        ("< 300", "Category 1, 2 or 3", "Category 1, 2 or 3", "Category I or II"),
        ("<= 300", "Category 1, 2 or 3", "Category 1, 2 or 3", "Category I or II"),
        ("< 2000", "Category 1, 2, 3 or 4", "Category 1, 2, 3 or 4", "Category I, II or III"),
        ("300 - 2000", "Category 3 or 4", "Category 3 or 4", "Category II or III"),
        ("301 - 2000", "Category 4", "Category 4", "Category II or III"),
        (
            "> 5",
            "Category 2, 3, 4, 5 or not classified",
            "Category 2, 3, 4 or not classified",
            "Category I, II, III or IV",
        ),
        ("< 5", "Category 1", "Category 1", "Category I"),
        ("310 ± 20", "Category 3 or 4", "Category 3 or 4", "Category II"),
    ],
)
def test_a_value_that_is_no_point_has_every_category_it_allows(
    value: str, ghs: str, clp: str, epa: str
) -> None:
    found = [category(scheme, ORAL, LD50, value) for scheme in ("ghs", "clp", "epa")]

    assert found == [ghs, clp, epa]


def test_a_limit_test_is_an_open_interval_and_says_which_building_block_decides() -> None:
    values = {**ORAL, LD50: ["2000"], "Conclusion_LD50_Greater_than": ["Greater than"]}
    row = ComponentResult(files(values)).endpoints().iloc[0]

    assert (row["qualifier"], row["low"], row["high"]) == (">", 2000, math.inf)
    assert row["value"] == "> 2000 mg/kg"
    assert row["ghs"] == FIVE_OR_NONE
    assert "where this building block is adopted" in row["ghs_rule"]
    assert row["ghs_source"] == "UN GHS Rev. 10, Table 3.1.1"
    assert row["clp_source"] == "Regulation (EC) No 1272/2008, Annex I, Table 3.1.1"
    assert row["epa_source"] == "40 CFR 156.62"


def test_where_the_form_inhaled_is_not_stated_all_of_them_are_allowed() -> None:
    frame = ComponentResult(files({**INHALED, LC50: ["> 5.03 mg/L"]})).endpoints()

    assert frame["clp"].tolist() == ["Category 3, 4 or not classified"]
    assert "as dust or mist: > 5 mg/L: Not classified" in frame["clp_rule"].iloc[0]
    assert "the form that was inhaled is not known" in frame["notes"].iloc[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2 g/kg", "Category 4"), ("2.0001 g/kg", "Not classified"), ("300 mg/kg bw", "Category 3")],
)
def test_other_units_of_the_same_kind_are_converted(value: str, expected: str) -> None:
    assert category("clp", ORAL, "LD50", value) == expected


def test_a_unit_of_another_kind_has_no_category_but_a_reason() -> None:
    row = ComponentResult(files({**ORAL, "LD50": ["5 mg/L"]})).endpoints().iloc[0]

    assert row["ghs"] is not None
    assert str(row["ghs"]) == "<NA>"
    assert row["ghs_rule"] == "the table is in mg/kg, the value in mg/L"


@pytest.mark.parametrize("scheme", ["ghs", "clp"])
@pytest.mark.parametrize("value", ["> 50 %", "> 2 %"])
def test_an_ec3_that_was_not_reached_is_no_positive_result(scheme: str, value: str) -> None:
    assert category(scheme, LLNA, "EC3", value) == "Category 1B or not classified"


@pytest.mark.parametrize(
    ("study", "component", "value", "name"),
    [
        (ORAL, LD50, "2 G/KG", "Category 4"),
        (ORAL, LD50, "2 mg/g", "Category 4"),
        (ORAL, LD50, "0.002 kg/kg BW", "Category 4"),
        (ORAL, LD50, "2000 ug/kg", "Category 1"),
        (DUST, LC50, "0.005 g/l", "Category 4"),
        (DUST, LC50, "5000 µg/l", "Category 4"),
        (DUST, LC50, "5 µg/mL", "Category 4"),
        (DUST, LC50, "5000 mg/m^3", "Category 4"),
        (DUST, LC50, "5 mg/L air (4 h)", "Category 4"),
        (DUST, LC50, "5 mg/L/1h", "<NA>"),
        (ORAL, LD50, "2000 mg/kg bw/day", "<NA>"),
        (ORAL, LD50, "2000 mg/L", "<NA>"),
        (ORAL, LD50, "2000 mg", "<NA>"),
    ],
)
def test_units_of_one_kind_are_converted_and_others_have_no_category(
    study: Values, component: str, value: str, name: str
) -> None:
    assert category("ghs", study, component, value) == name


@pytest.mark.parametrize(
    ("study", "component", "value"),
    [(ORAL, LD50, "-5"), (SKIN, "Mean_Erythema_Score", "-1"), (LLNA, "EC3", "-3 %")],
)
def test_a_value_below_zero_has_no_category(study: Values, component: str, value: str) -> None:
    frame = ComponentResult(files({**study, component: [value]})).endpoints()

    assert frame[["ghs", "clp", "epa"]].isna().all(axis=None)
    assert frame["ghs_rule"].tolist() == ["a value below 0 is none"]


@pytest.mark.parametrize(
    ("value", "name"), [("1.7", NONE), ("2", ONE_OR_NONE), ("3", "Category 1")]
)
def test_where_two_assays_are_cited_the_category_spans_what_both_say(value: str, name: str) -> None:
    both = {"Test_Guidelines_1": ["OECD 429 (2010)", "OECD 442A (2010)"]}

    assert category("ghs", both, "Stimulation_Index", value) == name
