"""The categories of an interval are those of the points in it: no more, no fewer."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documine_nb.frames import Quantity
from documine_nb.frames.endpoints import read_tables
from documine_nb.frames.endpoints.categories import Study

ORAL = Study("LD50", "oral")
BOUNDS = (5, 50, 300, 500, 2000, 5000)
BETWEEN = 0.25  # a point between whole numbers
MANY = 1_000_000.0


def categories(quantity: Quantity, scheme: str) -> set[str]:
    return set(read_tables().category_of(quantity, ORAL, scheme).possible)


def interval(qualifier: str, low: int, width: int) -> Quantity:
    if qualifier in {">", "≥"}:
        return Quantity(low, math.inf, qualifier, "mg/kg")
    if qualifier in {"<", "≤"}:
        return Quantity(-math.inf, low, qualifier, "mg/kg")
    return Quantity(low, low + width, "-" if width else "=", "mg/kg")


def is_in(point: float, quantity: Quantity) -> bool:
    above = point > quantity.low if quantity.qualifier == ">" else point >= quantity.low
    below = point < quantity.high if quantity.qualifier == "<" else point <= quantity.high
    return above and below


@pytest.mark.parametrize("scheme", ["ghs", "clp", "epa"])
@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["=", "-", ">", "≥", "<", "≤"]),
    st.one_of(st.sampled_from(BOUNDS), st.integers(1, 6000)),
    st.one_of(st.just(0), st.integers(1, 6000)),
)
def test_an_interval_has_the_categories_of_its_points(
    scheme: str, qualifier: str, low: int, width: int
) -> None:
    quantity = interval(qualifier, low, width)
    ends = [end for end in (quantity.low, quantity.high) if math.isfinite(end)]
    around = [point + step for point in (*BOUNDS, *ends) for step in (-BETWEEN, 0, BETWEEN)]
    points = [point for point in (*around, BETWEEN, MANY) if is_in(point, quantity)]

    of_points = [categories(Quantity(point, point, "=", "mg/kg"), scheme) for point in points]

    assert all(len(found) == 1 for found in of_points)
    assert categories(quantity, scheme) == set().union(*of_points)
