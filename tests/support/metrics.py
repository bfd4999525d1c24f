"""What a fault costs, measured by the test that makes it: `make faults` collects it in a table."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from typing import Any

import pytest

IS_LONG = os.environ.get("DOCUMINE_FAULTS") == "long"
"""Whether loops run as long as the acceptance rows ask, and not only as long as a suite may."""

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
}

Metric = Callable[[str, str, float, str], None]


def meets(value: float, target: str) -> bool:
    """Say whether a value meets a target such as ``"<= 1.5"``."""
    sign, number = target.split()
    return _COMPARISONS[sign](value, float(number))


@pytest.fixture
def metric(record_property: Callable[[str, Any], None]) -> Metric:
    """Record a row's metric, and fail where it misses its target."""

    def record(row: str, name: str, value: float, target: str) -> None:
        rounded = round(float(value), 3)
        record_property("metric", [row, name, rounded, target])
        assert meets(rounded, target), f"{row}: {name} is {rounded}, not {target}"

    return record
