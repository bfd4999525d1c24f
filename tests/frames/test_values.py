"""One text, one value; what is ambiguous is never guessed."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.components import files

from documine_nb.frames import ComponentResult
from documine_nb.frames.quantity import Quantity, hull
from documine_nb.frames.units import same_unit
from documine_nb.frames.values import (
    Doubt,
    read_boolean,
    read_date,
    read_number,
    read_quantity,
)

few = settings(max_examples=60, deadline=None)
numbers = st.integers(0, 10**9) | st.decimals(0, 10**6, places=2).map(float)


@few
@given(st.dates(dt.date(1, 1, 1)))
def test_every_day_is_read_back_from_both_forms(day: dt.date) -> None:
    expected = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- documents have no zone

    assert read_date(f"{day.day:02}/{day.month:02}/{day.year:04}") == expected
    assert read_date(day.isoformat()) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("02/21/2019", "30/02/2019", "2019-02-30", "2019-01-01T25:00", "2019/02/30"),
        *("31 Feb 2020", "31. Februar 2020", "February 30, 2019", "30.02.2019"),
    ],
)
def test_a_day_that_does_not_exist_is_a_doubt(text: str) -> None:
    assert isinstance(read_date(text), Doubt)


@pytest.mark.parametrize(
    "text", ["1.2.19", "2019", "Report 2019", "12/345-001P", "1.234,5", f"1{' ' * 80}May 2019"]
)
def test_other_writings_are_no_dates(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("21.02.2019", "21 February 2019", "21. Feb. 2019", "Feb 21, 2019"),
        *("21-02-2019", "2019/02/21", "21\u00a0February\u202f2019"),
    ],
)
def test_days_in_words_and_german_writing_are_dates(text: str) -> None:
    assert read_date(text) == dt.datetime(2019, 2, 21)  # noqa: DTZ001 -- dates of documents have no zone


@pytest.mark.parametrize("text", ["February 2019", "Februar 2019", "02/2019", "2019-02"])
def test_a_month_alone_is_a_doubt(text: str) -> None:
    assert read_date(text) == "only a month and a year"


@pytest.mark.parametrize("text", ["21.02.19", "21/02/19", "21-02-19"])
def test_a_year_of_two_digits_is_a_doubt(text: str) -> None:
    assert read_date(text) == "a year of two digits"


@few
@given(st.integers(1_000, 10**12), st.sampled_from([",", " ", "\u00a0", "\u2007", "\u202f", "'"]))
def test_thousands_marks_do_not_change_a_number(number: int, mark: str) -> None:
    assert read_number(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("5,03", 5.03),
        ("-7", -7),
        ("−7", -7),
        ("1.234.567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234.567", 1234.567),
        ("0", 0),
        ("0.0e-400", 0),
        ("9223372036854775807", 2**63 - 1),
        ("100000000000000000000", 10**20),
    ],
)
def test_a_number_is_read_where_only_one_reading_is_possible(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("2.000", "12.345", "-1.500", "00123", "007", "007.5", "1e400", "1e-400"),
        "12E5",  # a batch, perhaps
        "12345678901234567890",  # which a float would round
    ],
)
def test_a_number_that_may_be_another_or_a_name_is_a_doubt(text: str) -> None:
    assert isinstance(read_number(text), Doubt)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2000 mg", "175, 550", "1,23,4", "12/345", "nan", "inf", "٣"),
        *("030 123 456", "012,345,678", "0.123.456", "0'123"),
    ],
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert read_number(text) is None


@few
@given(st.text(max_size=70))
def test_any_text_is_read_as_what_it_should_be_or_as_a_doubt(text: str) -> None:
    kinds = {
        read_boolean: bool,
        read_date: (dt.datetime, Doubt),
        read_number: (int, float, Doubt),
        read_quantity: (Quantity, Doubt),
    }
    for read, kind in kinds.items():
        found = read(text)
        assert found is None or isinstance(found, kind)


@few
@given(numbers, st.sampled_from([">", "≥", "<", "≤", "=", "~"]), st.sampled_from(["", "mg/kg bw"]))
def test_a_quantity_is_read_back_from_its_own_text(number: float, sign: str, unit: str) -> None:
    low = -math.inf if sign in "<≤" else float(number)
    high = math.inf if sign in ">≥" else float(number)
    quantity = Quantity(low, high, sign, unit)

    read = read_quantity(str(quantity))

    assert read == quantity or isinstance(read_number(f"{number:.15g}"), Doubt)


@few
@given(numbers, st.sampled_from([">", ">=", "greater than ", "at least ", "< ", "up to "]))
def test_a_censored_value_is_never_a_point(number: float, words: str) -> None:
    read = read_quantity(f"{words}{number} mg/kg")

    assert isinstance(read, Doubt) or (isinstance(read, Quantity) and read.is_censored)
    assert isinstance(read, Doubt) or math.isinf(read.low) or math.isinf(read.high)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("> 2000 mg/kg bw", Quantity(2000, math.inf, ">", "mg/kg bw")),
        (">2,000 mg / kg body weight", Quantity(2000, math.inf, ">", "mg/kg bw")),
        ("≥ 5.03 mg/L", Quantity(5.03, math.inf, "≥", "mg/L")),
        ("<= 300", Quantity(-math.inf, 300, "≤", "")),
        ("ca. 300 mg/kg/day", Quantity(300, 300, "~", "mg/kg/day")),
        ("1123 - 3129 mg/kg", Quantity(1123, 3129, "-", "mg/kg")),
        ("1123–3129", Quantity(1123, 3129, "-", "")),
        ("20 ± 2 °C", Quantity(18, 22, "±", "°C")),
        ("98.5%", Quantity(98.5, 98.5, "=", "%")),
        (">\u00a02\u2009000\u202fmg/kg\u00a0bw", Quantity(2000, math.inf, ">", "mg/kg bw")),
        ("2000 mg/kg BW per day", Quantity(2000, 2000, "=", "mg/kg bw/day")),
        ("Über 2000 mg/kg Körpergewicht", Quantity(2000, math.inf, ">", "mg/kg bw")),
        ("mindestens 5", Quantity(5, math.inf, "≥", "")),
        ("⩽ 5 ug/mL", Quantity(-math.inf, 5, "≤", "ug/mL")),
        ("between 300 and 2000 mg/kg", Quantity(300, 2000, "-", "mg/kg")),
        ("von 300 bis 500", Quantity(300, 500, "-", "")),
        ("> 5.2 mg/L air (4 hours)", Quantity(5.2, math.inf, ">", "mg/L air/4h")),
        ("5.2 mg/l / 1 h", Quantity(5.2, 5.2, "=", "mg/l/1h")),
        ("Greater\n than 2000", Quantity(2000, math.inf, ">", "")),
        ("300‑500 mg per kg", Quantity(300, 500, "-", "mg/kg")),  # a no-break hyphen
        ("95 % - 105%", Quantity(95, 105, "-", "%")),
        ("5 +/-1 g", Quantity(4, 6, "±", "g")),
        ("nicht mehr als 5 MG PER KG", Quantity(-math.inf, 5, "≤", "MG/KG")),
    ],
)
def test_quantities_as_reports_write_them(text: str, quantity: Quantity) -> None:
    assert read_quantity(text) == quantity


@pytest.mark.parametrize(
    "text",
    [
        *("5 females", "123A", "12/345-001P", "OECD 402", "2000; 500", ">", "5 and 6"),
        *(
            "from 5 and 6",
            "5 mg - 6 g",
            "5 mg - 6",
            "hıgher than 5",
            "leſs than 5 - 6",
        ),  # ı and ſ are i and s without case
    ],
)
def test_other_texts_are_no_quantities(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize("text", ["> 2.000 mg/kg", "500 - 300 mg/kg", "5-5", "> 300 - 2000"])
def test_a_quantity_with_two_readings_is_a_doubt(text: str) -> None:
    assert isinstance(read_quantity(text), Doubt)


@few
@given(st.lists(st.tuples(numbers, st.sampled_from(["=", ">", "<"])), min_size=2, max_size=4))
def test_several_values_span_all_of_them(stated: list[tuple[float, str]]) -> None:
    items = [
        Quantity(-math.inf if s == "<" else n, math.inf if s == ">" else n, s) for n, s in stated
    ]

    span = hull(items)

    if span is None:
        assert {"<", ">"} <= {item.qualifier for item in items}
    else:
        assert all(span.low <= item.low and item.high <= span.high for item in items)
        assert span.is_point == (len(set(items)) == 1 and items[0].is_point)


@pytest.mark.parametrize(
    ("arguments", "word"), [((5, 3), "from 5 to 3"), ((1, 1, "?"), "qualifier")]
)
def test_a_quantity_that_cannot_be_is_refused(arguments: tuple[float, ...], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Quantity(*arguments)  # type: ignore[arg-type]


@few
@given(
    st.decimals(0, 10**6, places=2).map(str),
    st.sampled_from(["", "mg/kg bw", " mg/kg body weight", "%", " g / l", " females", "A"]),
)
def test_a_number_alone_is_read_as_the_end_of_a_range_is(number: str, unit: str) -> None:
    alone, between = read_quantity(f"{number}{unit}"), read_quantity(f"{number} - 1e9{unit}")

    if isinstance(between, Quantity):
        assert alone == Quantity(between.low, between.low, "=", between.unit)
    else:
        assert alone == between


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("nein", False), ("Ja", True)])
def test_yes_and_no_are_read_in_english_and_german(text: str, value: bool) -> None:  # noqa: FBT001 -- the value read
    assert read_boolean(text) is value


@pytest.mark.parametrize(
    ("written", "others", "is_same"),
    [
        ("14 days", "1 day", True),
        ("24 h", "1 hour", True),
        ("5 mg/kg/d", "7 mg/kg per day", True),
        ("5 mM", "7 mmol/L", True),
        ("5 m²", "7 m^2", True),
        ("5 MG/KG", "7 mg/kg", True),
        ("5 mM", "7 mm", False),
        ("5 M", "7 m", False),
        ("5 h", "7 d", False),
    ],
)
def test_a_unit_is_the_same_however_it_is_written(
    written: str,
    others: str,
    is_same: bool,  # noqa: FBT001 -- what is expected
) -> None:
    first, second = read_quantity(written), read_quantity(others)

    assert isinstance(first, Quantity)
    assert isinstance(second, Quantity)
    assert same_unit(first.unit, second.unit) is is_same


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u00ad", "\u2060", " \u200b "])
def test_marks_that_nobody_sees_keep_no_column_from_its_type(mark: str) -> None:
    texts = (f"{mark}5", "7", f"6{mark}")
    masses = (f"{mark}> 5 mg", "7 mg", f"6 mg{mark}")
    made = zip(texts, masses, strict=True)
    result = ComponentResult(files(*({"X": [text], "Y": [mass]} for text, mass in made)))

    assert result.wide()["X"].tolist() == [5, 7, 6]
    assert result.wide()["Y"].dtype == "quantity[mg]"
    assert result.long()["value"].tolist()[0] == f"{mark}5"
