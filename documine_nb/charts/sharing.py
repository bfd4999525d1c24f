"""One x axis for Axes that show the same in the same unit; mg/kg and mg/L share none."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from documine_nb.charts.intervals import number
from documine_nb.charts.text import has_names_across, is_empty
from documine_nb.charts.ticks import LogTicks

__all__ = ["log_axis", "share_x"]


def log_axis(ax: Axes) -> None:
    """Make the axis logarithmic, with numbers as people write them."""
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogTicks())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.xaxis.set_minor_formatter(NullFormatter())


def share_x(axes: Sequence[Axes]) -> None:
    """Give the Axes of each quantity, which their label names with its unit, the same limits.

    Axes of names, and those without data, keep their own.
    """
    groups: dict[str, list[Axes]] = {}
    for ax in axes:
        if not is_empty(ax) and not has_names_across(ax):
            groups.setdefault(ax.get_xlabel(), []).append(ax)
    for members in groups.values():
        if len(members) > 1 and _in_one_scale(members):
            limits = [ax.get_xlim() for ax in members]
            low, high = min(low for low, _ in limits), max(high for _, high in limits)
            for ax in members:
                ax.set_xlim(low, high)


def _in_one_scale(axes: Sequence[Axes]) -> bool:
    """Make all logarithmic where one is; False where that cannot be."""
    linear = [ax for ax in axes if ax.get_xscale() == "linear"]
    if len(linear) in {0, len(axes)}:
        return True
    if any(ax.dataLim.x0 <= 0 for ax in linear):
        return False
    for ax in linear:
        low, high = ax.dataLim.x0, ax.dataLim.x1
        log_axis(ax)
        ax.set_xlim(low / 1.2, high * 1.2)
    return True
