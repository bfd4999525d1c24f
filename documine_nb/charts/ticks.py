"""Ticks of logarithmic axes and of dates that have room beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from math import ceil, floor, log, log10
from typing import TYPE_CHECKING, Any

from matplotlib.dates import AutoDateLocator
from matplotlib.ticker import Locator

from documine_nb.charts.canvas import root_of
from documine_nb.charts.intervals import number
from documine_nb.charts.text import CHARACTER_INCHES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DateTicks", "LogTicks"]

_BETWEEN_INCHES = 0.08
_DATE_INCHES = 0.8
_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))  # within a decade


class DateTicks(AutoDateLocator):
    """Places dates, and of too many for the width every second or third."""

    def __call__(self) -> Any:
        """Return the ticks of what is in sight."""
        ticks = super().__call__()  # type: ignore[no-untyped-call]
        axis: Any = self.axis
        return ticks[:: max(1, ceil(len(ticks) * _DATE_INCHES / _width(axis.axes)))]


class LogTicks(Locator):
    """Places the given ticks, as far as there is room; without any, round numbers."""

    def __init__(self, wanted: Sequence[float] = ()) -> None:
        self._wanted = wanted

    def __call__(self) -> list[float]:
        """Return the ticks of what is in sight."""
        low, high = self._axis().get_view_interval()
        return self.tick_values(low, high)

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """Return the ticks between two values."""
        low, high = sorted((vmin, vmax))
        if not 0 < low < high:
            return []
        inches = _width(self._axis().axes) / log(high / low)
        if self._wanted:
            return _thinned([each for each in self._wanted if low <= each <= high], inches)
        return next(ticks for ticks in _round(low, high) if _have_room(ticks, inches))

    def _axis(self) -> Any:
        return self.axis


def _width(ax: Axes) -> float:
    return float(ax.bbox.width) / float(root_of(ax).dpi)


def _round(low: float, high: float) -> Iterator[list[float]]:
    """Yield round numbers between two values, ever fewer."""
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    for steps in _STEPS:
        yield [step * 10.0**decade for decade in decades for step in steps
               if low <= step * 10.0**decade <= high]  # fmt: skip
    for each in count(2):
        yield [10.0**decade for decade in decades
               if decade % each == 0 and low <= 10.0**decade <= high]  # fmt: skip


def _have_room(ticks: Sequence[float], inches: float) -> bool:
    return all(_fit(left, right, inches) for left, right in pairwise(ticks))


def _thinned(ticks: Sequence[float], inches: float) -> list[float]:
    kept: list[float] = []
    for tick in ticks:
        if not kept or _fit(kept[-1], tick, inches):
            kept.append(tick)
    return kept


def _fit(left: float, right: float, inches: float) -> bool:
    """Whether two numbers have room, where a factor of e takes so many inches."""
    letters = (len(number(left)) + len(number(right))) / 2
    return inches * log(right / left) >= letters * CHARACTER_INCHES + _BETWEEN_INCHES
