"""A column of quantities as what a chart draws: points, ranges and bounds, never mixed up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documine_nb.charts.columns import find, only, require
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames.quantity import Quantity

__all__ = ["Measured", "Measurements", "measurements", "number"]

_WHOLE = 100_000  # six digits, from which no fraction is shown
_CURE = (
    "Load components with dossier.to_frame() or dm.read_package(path).wide(), which give quantities"
    " and numbers."
)


@dataclass(frozen=True)
class Measured:
    """One row's quantity."""

    row: int
    quantity: Quantity

    @property
    def low(self) -> float:
        """The lower end; minus infinity where unknown."""
        return self.quantity.low

    @property
    def high(self) -> float:
        """The upper end; infinity where unknown."""
        return self.quantity.high

    @property
    def is_point(self) -> bool:
        """Whether the value itself is known."""
        return self.quantity.is_point

    @property
    def is_censored(self) -> bool:
        """Whether only one side of it is known."""
        return self.quantity.is_censored

    @property
    def is_above(self) -> bool:
        """Whether the true value lies above the bound."""
        return self.quantity.qualifier in {">", "≥"}

    @property
    def bound(self) -> float:
        """The known bound of a censored value; of others the lower end."""
        return self.low if math.isfinite(self.low) else self.high

    @property
    def order(self) -> tuple[float, float, float]:
        """Sorts the most toxic first: "< 5" before 5, and "> 5" after it."""
        return self.bound, self.low, self.high

    def __str__(self) -> str:
        sign = self.quantity.qualifier
        if self.is_censored or sign == "~":
            return f"{sign} {number(self.bound)}"
        if self.low == self.high:
            return number(self.low)
        return f"{number(self.low)}{'; ' if sign == ';' else '–'}{number(self.high)}"


@dataclass(frozen=True)
class Measurements:
    """The values of a column, its one unit, and how many rows have none and why."""

    rows: tuple[Measured, ...]
    unit: str
    left_out: dict[str, int]


def number(value: float) -> str:
    """Return a number with thousands separated.

    Examples
    --------
    >>> number(2000.0), number(0.051), number(1615820.5)
    ('2,000', '0.051', '1,615,820')
    """
    return f"{value:,.0f}" if value == round(value) or abs(value) >= _WHOLE else f"{value:,.6g}"


def measurements(df: pd.DataFrame, column: str) -> Measurements:
    """Return the quantities or numbers of a column.

    A column stays text when one of its values is no number; then those that are one are taken and
    the others are counted.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The column holds nothing of the kind, or its values have several units.
    """
    series = find(df, column)
    missing = series.isna()
    values = [
        Measured(row, quantity)
        for row, (value, gone) in enumerate(zip(series, missing, strict=True))
        if not gone and (quantity := _quantity(value)) is not None
    ]
    if not values:
        require(df, series, _is_measured, "quantities or numbers", _CURE)
    gone = int(missing.sum())
    unit = getattr(series.dtype, "unit", None)
    if not isinstance(unit, str):
        unit = _one_unit(column, (one.quantity.unit for one in values))
    left_out = {"missing": gone, "text": len(series) - gone - len(values)}
    return Measurements(tuple(values), unit, left_out)


def _is_measured(dtype: Any) -> bool:
    return str(dtype).startswith("quantity") or getattr(dtype, "kind", "") in {"i", "u", "f"}


def _quantity(value: Any) -> Quantity | None:
    from documine_nb.frames.quantity import Quantity  # noqa: PLC0415 -- frames load pandas
    from documine_nb.frames.values import read_quantity  # noqa: PLC0415 -- the same

    value = only(value)
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str):
        read = read_quantity(value.strip())
        return read if isinstance(read, Quantity) else None
    if type(value).__name__.startswith("bool"):
        return None
    try:
        read_number = float(value)
    except (TypeError, ValueError):
        return None
    return Quantity(read_number, read_number) if math.isfinite(read_number) else None


def _one_unit(column: str, written: Iterable[str]) -> str:
    from documine_nb.frames.units import same_unit  # noqa: PLC0415 -- frames load pandas

    units = dict.fromkeys(unit for unit in written if unit)
    first = next(iter(units), "")
    if not all(same_unit(unit, first) for unit in units):
        raise ConfigError(
            f"column {column!r} has values in several units"
            f" ({', '.join(repr(unit) for unit in units)}), which one axis cannot show",
            cure="Choose the rows of one unit, or convert them, before drawing.",
        )
    return first
