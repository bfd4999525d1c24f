"""What one does with a column of quantities in pandas, of both its major releases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from documine_nb.frames import Quantity


@pytest.fixture
def doses() -> Any:
    return pd.Series(["> 2000", "550", None], dtype="quantity[mg/kg]")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda dose: dose.low, [2000, 550]),
        (str, ["> 2000 mg/kg", "550 mg/kg"]),
        (lambda dose: f"{dose.low:g}", ["2000", "550"]),
        (lambda dose: dose.is_point, [False, True]),
    ],
)
def test_what_a_function_makes_of_quantities_stays_what_it_is(
    doses: Any, change: Callable[[Quantity], object], expected: list[object]
) -> None:
    for made in (doses.dropna().map(change), doses.dropna().apply(change)):
        assert made.tolist() == expected


def test_quantities_made_of_quantities_are_a_column_of_them(doses: Any) -> None:
    halved = doses.dropna().map(lambda dose: Quantity(dose.low / 2, dose.low / 2, "=", dose.unit))

    assert list(map(str, halved)) == ["1000 mg/kg", "275 mg/kg"]


@pytest.mark.parametrize("wanted", ["550 mg/kg", "550", 550, Quantity(550, 550, "=", "mg/kg")])
def test_a_quantity_is_found_by_whatever_it_equals(doses: Any, wanted: object) -> None:
    assert (doses == wanted).tolist() == [False, True, pd.NA]
    assert doses.isin([wanted, "no quantity", "550 g/kg"]).tolist() == [False, True, False]
    assert (doses == ["> 5", wanted, "7"]).tolist() == [False, True, pd.NA]


def test_a_missing_quantity_is_found_where_it_is_asked_for(doses: Any) -> None:
    assert doses.isin([pd.NA]).tolist() == [False, False, True]


def test_a_frame_is_asked_for_a_quantity_as_a_text(doses: Any) -> None:
    frame = pd.DataFrame({"Dose": doses})

    assert frame.query("Dose == '> 2000 mg/kg'").index.tolist() == [0]
    assert frame.query("Dose in ['550 mg/kg']").index.tolist() == [1]
