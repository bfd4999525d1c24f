"""Dates as documents write them."""

from __future__ import annotations

import datetime as dt

import pytest

from documine_nb.frames.dates import read_span


@pytest.mark.parametrize(
    "text",
    [
        "07/03/2019",
        "7.3.2019",
        "07. 03. 2019",
        "2019-03-07",
        "7 March 2019",
        "7th of March 2019",
        "March 7, 2019",
        "07-Mar-2019",
        "7. März 2019",
        "7. Mrz. 2019",
        "7. MÄRZ 2019",
        "7. Ma\u0308rz 2019",
        "7.\u00a0März\u00a02019",
        "07-03-2019",
        "2019/03/07",
    ],
)
def test_a_day_is_read_in_english_and_german(text: str) -> None:
    span = read_span(text)

    assert span is not None
    assert span.is_day
    assert span.first == dt.date(2019, 3, 7)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("February 2020", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
        ("Dez. 2018", dt.date(2018, 12, 1), dt.date(2018, 12, 31)),
        ("02/2020", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
        ("2020-02", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
        ("2018", dt.date(2018, 1, 1), dt.date(2018, 12, 31)),
    ],
)
def test_a_part_of_a_date_is_all_the_days_it_may_mean(
    text: str, first: dt.date, last: dt.date
) -> None:
    span = read_span(text)

    assert span is not None
    assert (span.first, span.last) == (first, last)
    assert not span.is_day


@pytest.mark.parametrize("text", ["31/06/2018", "13/2018", "soon", "12 Foo 2018", "", "5. 2018 x"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_span(text) is None
