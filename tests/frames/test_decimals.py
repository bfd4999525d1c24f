"""Decimals of both writings, by the evidence of the column; units by pint."""

from __future__ import annotations

import builtins
import math
from typing import Any

import pandas as pd
import pytest
from support.components import files

from documine_nb.errors import ConfigError, MissingExtraError
from documine_nb.frames import ComponentResult, units


def column(*texts: str, name: str = "X") -> tuple[Any, Any]:
    """Return the wide column of one value a file, and its line in the quality report."""
    result = ComponentResult(files(*({name: [text]} for text in texts)))
    report = next(each for each in result.quality().columns if each.name == name)
    return result.wide()[name], report


@pytest.mark.parametrize(
    ("texts", "values", "said"),
    [
        (["2.000", "0,5"], [2000, 0.5], "decimal comma, as other values"),
        (["2.000", "0.5"], [2, 0.5], "decimal point, as other values"),
        (["2,000", "0,5"], [2, 0.5], "decimal comma, as other values"),
        (["1.234.567", "1.250,75", "2.000"], [1234567, 1250.75, 2000], "decimal comma"),
        (["2,000", "1,234.5"], [2000, 1234.5], "decimal point"),
        (["2,000", "5"], [2000, 5], "nothing in this column says otherwise"),
        (["2,000", "0,5", "0.5"], [2000, 0.5, 0.5], "others are written both ways"),
    ],
)
def test_numbers_are_read_by_the_evidence_of_their_column_which_is_told(
    texts: list[str], values: list[float], said: str
) -> None:
    series, report = column(*texts)

    assert series.tolist() == values
    assert said in report.notes[0]


@pytest.mark.parametrize("texts", [["2.000", "5"], ["2.000", "0,5", "0.5"]])
def test_without_evidence_or_against_it_the_texts_stay(texts: list[str]) -> None:
    series, report = column(*texts)

    assert series.tolist() == texts
    assert "2.000 may be 2000 or 2" in report.reason


def test_what_keeps_a_marked_column_from_its_type_is_told_as_it_was_sent() -> None:
    made = ({"X": [text], "X_Greater_than": ["Yes"]} for text in ("2.000", "0,5", "none"))
    report = ComponentResult(files(*made)).quality().columns[0]

    assert (report.unconverted, report.examples) == (2, ("2.000", "none"))


def test_quantities_are_read_by_evidence_too() -> None:
    series, report = column("> 2.000 mg/kg", "310,2 mg/kg")

    assert series.quantity.low.tolist() == [2000, 310.2]
    assert "decimal comma" in report.notes[0]


@pytest.mark.parametrize(
    "words", ["", "> ", "approx. ", "more than ", "Mehr als ", "between 0,1 and ", "von 0,1 bis "]
)
def test_evidence_counts_whatever_words_stand_before_the_numbers(words: str) -> None:
    texts = f"{words}2,000 mg/kg", f"{words}0,5 mg/kg"
    series, report = column(*texts)

    assert [value.high if words.endswith(("and ", "bis ")) else value.low for value in series] == [
        2,
        0.5,
    ]
    assert "decimal comma" in report.notes[0]


@pytest.mark.parametrize(("mark", "value"), [(".", 2000), (",", 2)])
def test_a_user_decides_what_is_open_behind_words(mark: str, value: float) -> None:
    result = ComponentResult(files({"X": ["mehr als 2,000 mg/kg"]}))

    assert result.wide(decimal=mark)["X"].quantity.low.tolist() == [value]


def test_the_raw_text_is_in_long() -> None:
    result = ComponentResult(files({"X": ["2.000"]}, {"X": ["0,5"]}))

    assert result.long()["value"].tolist() == ["2.000", "0,5"]


def test_a_user_decides_what_is_open() -> None:
    result = ComponentResult(files({"X": ["2.000"]}, {"X": ["5"]}))

    assert result.wide(decimal=",")["X"].tolist() == [2000, 5]
    assert result.wide(decimal=".")["X"].tolist() == [2, 5]
    with pytest.raises(ConfigError, match="no decimal mark"):
        result.wide(decimal=";")


def test_endpoints_are_read_by_the_same_evidence() -> None:
    name = "Conclusion_LD50_mg_per_kg"
    guideline = {"Test_Guidelines_1": ["Nº 423: Oral (17/12/2001)"]}
    frame = ComponentResult(
        files({**guideline, name: ["2.000"]}, {**guideline, name: ["310,2"]})
    ).endpoints()

    assert frame["low"].tolist() == [2000, 310.2]


def test_endpoints_are_read_as_asked_for() -> None:
    values = {"Test_Guidelines_1": ["Nº 423: Oral (17/12/2001)"], "LD50": ["> 2.000 mg/kg"]}
    result = ComponentResult(files(values))

    assert result.endpoints()["low"].isna().tolist() == [True]
    assert result.endpoints(decimal=",")["low"].tolist() == [2000]
    assert result.endpoints(decimal=".")["low"].tolist() == [2]
    with pytest.raises(ConfigError, match="no decimal mark"):
        result.endpoints(decimal=";")


def quantities(*texts: str | None, unit: str) -> Any:
    return pd.Series(texts, dtype=f"quantity[{unit}]").quantity


@pytest.mark.parametrize(
    ("unit", "target", "low", "dtype"),
    [
        ("mg/kg", "g/kg", 2.0, "quantity[g/kg]"),
        ("mg/kg bw", "g/kg", 2.0, "quantity[g/kg bw]"),
        ("mg/L", "mg/m³", 2000000.0, "quantity[mg/m³]"),
        ("mg/m3", "mg/L", 2.0, "quantity[mg/L]"),
        ("Mg/kg", "g/kg", 2.0, "quantity[g/kg]"),
        ("µL/animal", "mL/animal", 2.0, "quantity[mL/animal]"),
        ("ppb", "ppm", 2.0, "quantity[ppm]"),
        ("MG/KG bw", "g/kg", 2.0, "quantity[g/kg bw]"),
        ("mg/L air", "g/m^3", 2000.0, "quantity[g/m^3]"),
        ("ug/ML", "mg/L", 2000.0, "quantity[mg/L]"),
    ],
)
def test_units_are_converted_and_qualifiers_stay(
    unit: str, target: str, low: float, dtype: str
) -> None:
    series = quantities("> 2000", unit=unit).to(target)

    assert series.quantity.low.tolist() == [low]
    assert series.quantity.high.tolist() == [math.inf]
    assert series.quantity.qualifier.tolist() == [">"]
    assert series.dtype == dtype


def test_the_smallest_numbers_are_converted_without_being_lost() -> None:
    series = quantities("7e-311", unit="mg/kg").to("kg/kg")

    assert series.quantity.low.tolist() == [pytest.approx(7e-317, rel=1e-3)]


def test_units_of_other_kinds_are_refused() -> None:
    with pytest.raises(ConfigError, match="'mg/kg' cannot be converted to 'hours'"):
        quantities("5", unit="mg/kg").to("hours")


def test_without_pint_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pint(name: str, *args: Any) -> Any:
        if name == "pint":
            raise ImportError(name)
        return real(name, *args)

    units._registry.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without_pint)
    with pytest.raises(MissingExtraError, match="pint") as caught:
        quantities("5", unit="mg/kg").to("g/kg")
    assert "documine_nb[units]" in str(caught.value)


def test_quantities_are_columns_on_request() -> None:
    frame = quantities("> 2000", None, unit="mg/kg").to_frame()

    assert list(frame) == ["value", "low", "high", "qualifier", "unit"]
    assert frame.iloc[0].tolist() == ["> 2000 mg/kg", 2000, math.inf, ">", "mg/kg"]
    assert frame.iloc[1].isna().all()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2,125", "0,5"], [2.125, 0.5]),
        (["2.125", "0.5"], [2.125, 0.5]),
        (["2,125", "12.75"], [2125, 12.75]),
        (["2.125", "0,5"], [2125, 0.5]),
        (["123,456", "1.234,5"], [123.456, 1234.5]),
    ],
)
def test_three_decimals_are_read_as_the_column_is_written(
    texts: list[str], expected: list[float]
) -> None:
    column = ComponentResult(files(*({"Dose": [text]} for text in texts))).wide()["Dose"]

    assert column.tolist() == expected


@pytest.mark.parametrize(("mark", "expected"), [(",", 2.125), (".", 2125)])
def test_three_decimals_are_read_as_asked_for(mark: str, expected: float) -> None:
    result = ComponentResult(files({"Dose": ["2,125"], "Limit": ["> 2,125 mg/kg"]}))

    for dtypes in (None, {"Dose": "Float64", "Limit": "quantity[mg/kg]"}):
        wide = result.wide(decimal=mark, dtypes=dtypes)
        assert wide["Dose"].tolist() == [expected]
        assert wide["Limit"].quantity.low.tolist() == [expected]
