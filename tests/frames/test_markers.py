"""Marker components: what they say of a value reaches every frame, and no limit looks exact."""

from __future__ import annotations

import math

import pytest
from support.components import Values, files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult, Quantity

LD50, LD50_BW = "Conclusion_LD50_mg_per_kg", "Conclusion_LD50_mg_per_kg_bw"
MORE, LESS = "Conclusion_LD50_Greater_than", "Conclusion_LD50_Less_than"
ABOVE = Quantity(2000, math.inf, ">", "mg/kg")
BELOW = Quantity(-math.inf, 2000, "<", "mg/kg")


def result(*values: Values) -> ComponentResult:
    return ComponentResult(files(*values))


@pytest.mark.parametrize("marker", [MORE, MORE.lower()])
def test_a_marker_is_about_every_value_component_of_its_stem(marker: str) -> None:
    found = result({LD50: ["2000"], marker: ["Yes"]}, {LD50_BW: ["2000"], marker: ["Yes"]})

    frame = found.wide()
    assert list(frame) == ["file name", LD50, LD50_BW]
    assert frame[LD50].iloc[0] == ABOVE
    assert frame[LD50_BW].iloc[1] == Quantity(2000, math.inf, ">", "mg/kg bw")
    assert found.endpoints()["qualifier"].tolist() == [">", ">"]


def test_a_marker_is_shown_where_it_could_not_be_folded_into_every_value() -> None:
    frame = result({LD50: ["2000"], LD50_BW: ["n.d."], MORE: ["Yes"]}).wide()

    assert frame[LD50].tolist() == [ABOVE]
    assert frame[[LD50_BW, MORE]].to_numpy().tolist() == [["n.d.", "Yes"]]


@pytest.mark.parametrize("first", [MORE, LESS])
@pytest.mark.parametrize(
    ("more", "less", "expected"),
    [
        (["No"], ["Yes"], BELOW),
        (["Yes"], ["No"], ABOVE),
        ([], ["Less than"], BELOW),
        (["No"], ["No"], Quantity(2000, 2000, "=", "mg/kg")),
    ],
)
def test_all_markers_of_a_value_count_in_either_order(
    first: str, more: list[str], less: list[str], expected: Quantity
) -> None:
    markers = {MORE: more, LESS: less}
    found = result({LD50: ["2000"], first: markers.pop(first), **markers})

    assert list(found.wide()) == ["file name", LD50]
    assert found.wide()[LD50].tolist() == [expected]
    assert found.endpoints()["qualifier"].tolist() == [expected.qualifier]


def test_markers_that_contradict_each_other_are_a_doubt() -> None:
    found = result({LD50: ["2000"], MORE: ["Yes"], LESS: ["Yes"]})

    assert found.wide()[[LD50, MORE, LESS]].to_numpy().tolist() == [["2000", "Yes", "Yes"]]
    assert "the marker says '>; <'" in repr(found.quality())
    assert found.endpoints()["low"].isna().all()
    (conflict,) = found.quality().conflicts
    assert conflict.components == (LD50, MORE, LESS)


@pytest.mark.parametrize("how", ["dtypes", "schema"])
def test_a_dtype_asked_for_regards_every_marker(how: str) -> None:
    loaded = result({LD50: ["2000"], MORE: ["No"], LESS: ["Yes"]})

    assert loaded.wide(**{how: {LD50: "quantity[mg/kg]"}})[LD50].tolist() == [BELOW]
    with pytest.raises(ConfigError, match="a marker says that '2000' is a limit"):
        loaded.wide(**{how: {LD50: "Int64"}})
    shown = loaded.wide(**{how: {LD50: "Int64", MORE: "string", LESS: "string"}})
    assert shown[[LD50, MORE, LESS]].iloc[0].tolist() == [2000, "No", "Yes"]


def test_a_marked_value_of_several_is_a_limit_in_the_endpoints_too() -> None:
    llna: Values = {"Test_Guidelines_1": ["Nº 429: LLNA (22/07/2010)"], "Stimulation_Index": ["3"]}

    frame = result({**llna, "Stimulation_Index_Greater_than": ["Yes"]}, llna).endpoints()
    assert frame["qualifier"].tolist() == [">", "="]


@pytest.mark.parametrize(
    ("values", "marks", "expected"),
    [
        (["2000"], ["No", "Yes"], [">", ">"]),
        (["2000", "2000", "2000"], ["Yes", "Yes"], [">", ">", ">"]),
        (["2000", "300"], ["Yes"], [">", ">"]),
        (["2000", "300"], ["Yes", "No"], [">", "="]),
    ],
)
def test_markers_that_are_not_one_for_each_value_are_about_each_of_them(
    values: list[str], marks: list[str], expected: list[str]
) -> None:
    loaded = result({LD50: values, MORE: marks})

    assert loaded.wide("explode")[LD50].quantity.qualifier.tolist() == expected
    assert loaded.wide("first")[LD50].quantity.qualifier.tolist() == expected[:1]


@pytest.mark.parametrize(
    ("marker", "sign"),
    [
        ("Conclusion_LD50_mg_per_kg_Greater_than", ">"),
        ("Conclusion_LD50_Greater_than_or_equal_to", "≥"),
        ("Conclusion_LD50_Less_than_or_equal_to", "≤"),
    ],
)
def test_a_marker_may_be_named_with_its_unit_or_in_full(marker: str, sign: str) -> None:
    found = result({LD50: ["2000"], marker: ["Yes"]})

    assert found.wide()[LD50].quantity.qualifier.tolist() == [sign]
    assert found.endpoints()["qualifier"].tolist() == [sign]


def test_values_of_one_file_may_say_of_what_the_kilogram_is_or_not() -> None:
    found = ComponentResult(files({"Dose": ["500 mg/kg", "700 mg/kg bw"]}))

    assert found.wide()["Dose"].iloc[0] == Quantity(500, 700, ";", "mg/kg")
