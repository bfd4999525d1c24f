"""A quantity: a number with what is known of it. A censored one is never a point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["QUALIFIERS", "Quantity", "highest", "hull"]

QUALIFIERS = ("=", ">", "≥", "<", "≤", "~", "-", "±", ";")
"""Exactly, above, at least, below, at most, about, from-to, plus-minus, several values."""

_FORMS = {
    "=": "{low}",
    ">": "> {low}",
    "≥": "≥ {low}",
    "<": "< {high}",
    "≤": "≤ {high}",
    "~": "~ {low}",
    "-": "{low} - {high}",
    ";": "{low}; {high}",
}
_ONE_SIDED = {">", "≥", "<", "≤"}


@dataclass(frozen=True)
class Quantity:
    """A measured or stated quantity as an interval.

    Parameters
    ----------
    low, high : float
        The interval in which the quantity lies: equal for a point, ``inf`` where it is open.
    qualifier : str, default "="
        One of ``= > ≥ < ≤ ~ - ± ;``. The last marks the span of several differing values.
    unit : str, default ""
        The unit as written, such as ``"mg/kg bw"``.

    Examples
    --------
    >>> str(Quantity(2000, math.inf, ">", "mg/kg bw"))
    '> 2000 mg/kg bw'
    >>> Quantity(5, 5).is_point, Quantity(2000, math.inf, ">").is_point
    (True, False)
    """

    low: float
    high: float
    qualifier: str = "="
    unit: str = ""

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise ValueError(f"no qualifier {self.qualifier!r}: one of {' '.join(QUALIFIERS)}")
        if not self.low <= self.high:
            raise ValueError(f"a quantity from {self.low} to {self.high} is none")

    @property
    def is_point(self) -> bool:
        """Whether it is one exact number."""
        return self.qualifier == "="

    @property
    def is_censored(self) -> bool:
        """Whether only one side of it is known."""
        return self.qualifier in _ONE_SIDED

    def __str__(self) -> str:
        return f"{_number_text(self)} {self.unit}".rstrip()


def _number_text(quantity: Quantity) -> str:
    low, high = _plain(quantity.low), _plain(quantity.high)
    if quantity.qualifier == "±":
        middle = (quantity.low + quantity.high) / 2
        return f"{_plain(middle)} ± {_plain(quantity.high - middle)}"
    return _FORMS[quantity.qualifier].format(low=low, high=high)


def _plain(value: float) -> str:
    return f"{value:.15g}"


def hull(quantities: Sequence[Quantity]) -> Quantity | None:
    """Return what one can say when several values are stated: the span of all of them.

    None where nothing can be said: "below 5" beside "above 2000".

    Examples
    --------
    >>> str(hull([Quantity(2000, 2000), Quantity(500, 500)]))
    '500; 2000'
    >>> str(hull([Quantity(2000, math.inf, ">"), Quantity(500, 500)]))
    '≥ 500'
    """
    distinct = list(dict.fromkeys(quantities))
    if len(distinct) == 1:
        return distinct[0]
    unit = next((item.unit for item in distinct if item.unit), "")
    low = min(item.low for item in distinct)
    high = max(item.high for item in distinct)
    if math.isinf(low) and math.isinf(high):
        return None
    qualifiers = {item.qualifier for item in distinct}
    if math.isinf(high):
        return Quantity(low, high, ">" if qualifiers == {">"} else "≥", unit)
    if math.isinf(low):
        return Quantity(low, high, "<" if qualifiers == {"<"} else "≤", unit)
    return Quantity(low, high, ";", unit)


def highest(quantities: Sequence[Quantity]) -> Quantity:
    """Return what one can say of the highest of several.

    Examples
    --------
    >>> str(highest([Quantity(1.2, 1.2), Quantity(5.3, 5.3)]))
    '5.3'
    >>> str(highest([Quantity(1.5, math.inf, ">"), Quantity(5.2, 5.2)]))
    '≥ 5.2'
    >>> str(highest([Quantity(2, 4, "-"), Quantity(3.5, 3.5)]))
    '3.5 - 4'
    """
    low, high = max(item.low for item in quantities), max(item.high for item in quantities)
    whole = [item for item in quantities if (item.low, item.high) == (low, high)]
    if whole:  # one above 5 and one at least 5: the higher is above 5
        return max(whole, key=lambda item: (item.qualifier in {">", "≤"}, item.qualifier == "~"))
    unit = next((item.unit for item in quantities if item.unit), "")
    if math.isinf(high):
        return Quantity(low, high, "≥", unit)
    below = next((item for item in quantities if item.high == high and math.isinf(item.low)), None)
    return below or Quantity(low, high, "-", unit)
