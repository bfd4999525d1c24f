"""How much of the license is used."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from documine_nb.charts.canvas import axes_for, width_inches
from documine_nb.charts.columns import find, require, require_frame
from documine_nb.charts.intervals import number
from documine_nb.charts.kinds import COLORS, MAIN, legend_below
from documine_nb.charts.text import (
    GREY,
    SMALL,
    describe,
    heading,
    label_columns,
    no_data,
    percent,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["license_usage"]

MOST_LABELS = 14
LABEL_INCHES = 0.5
FAR_ABOVE = 4  # a limit this many times the used pages would flatten the bars
_STARTS = ("start_date", "startDate")


def license_usage(
    df: pd.DataFrame,
    column: str = "number_of_analyzed_pages",
    *,
    licensed_pages: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the pages of each month as bars and their sum as a line, against the licensed pages.

    Parameters
    ----------
    df : DataFrame
        One row a month, as ``session.license_usage().to_frame()`` gives it.
    column : str
        The counter to draw.
    licensed_pages : int, optional
        Pages that the license allows in the period.
    ax : Axes, optional
        Where to draw; by default on a figure of its own.

    Returns
    -------
    Axes
        Months without a number or a start are left out and counted.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The columns are not numbers and datetimes.

    Examples
    --------
    >>> import pandas as pd
    >>> start = pd.to_datetime(["2026-01-01", "2026-02-01"], utc=True)
    >>> df = pd.DataFrame({"start_date": start, "number_of_analyzed_pages": [120, 300]})
    >>> ax = license_usage(df, licensed_pages=1000)
    >>> ax.get_title(loc="left")
    '420 of 1,000 licensed pages used (42 %)'
    """
    months = _months(df, column)
    target = axes_for(ax)
    sums = list(accumulate(count for _, count in months))
    used = sums[-1] if sums else 0
    if months:
        _draw(target, months, sums)
        legend = _limit(target, licensed_pages, used)
        legend_below(target, [*_handles(), *legend], gap=34)
    else:
        no_data(target)
    is_far = bool(licensed_pages and licensed_pages > FAR_ABOVE * used)
    note = summary(
        len(months),
        "months",
        {"missing": len(df) - len(months)},
        "the licensed pages lie above this chart" if is_far and months else "",
    )
    describe(target, df, _title(column, used, licensed_pages), note, [number(used)])
    return target


def _months(df: pd.DataFrame, column: str) -> list[tuple[Any, float]]:
    require_frame(df)
    starts = find(df, next((name for name in _STARTS if name in df.columns), _STARTS[0]))
    counts = find(df, column)
    cure = "Take the frame of session.license_usage().to_frame()."
    require(df, starts, lambda dtype: getattr(dtype, "kind", "") == "M", "datetimes", cure)
    require(df, counts, lambda dtype: getattr(dtype, "kind", "") in "iuf", "numbers", cure)
    known = starts.notna() & counts.notna()
    pairs = zip(starts[known], counts[known], strict=True)
    return sorted((start, float(count)) for start, count in pairs)


def _title(column: str, used: float, licensed: int | None) -> str:
    if column != "number_of_analyzed_pages":
        return f"{heading(column)}: {number(used)}"
    if not licensed:
        return f"{number(used)} pages used"
    return f"{number(used)} of {number(licensed)} licensed pages used ({percent(used / licensed)})"


def _draw(ax: Axes, months: list[tuple[Any, float]], sums: list[float]) -> None:
    places = range(len(months))
    ax.bar(places, [count for _, count in months], width=0.62, color=MAIN)
    ax.plot(places, sums, "-o", color=COLORS[3], ms=4.5, lw=1.8)
    fit = min(MOST_LABELS, int(width_inches(ax) / LABEL_INCHES))
    every = -(-len(months) // max(fit, 1))
    shown = list(places)[::every]
    label_columns(ax, [f"{months[place][0]:%b\n%Y}" for place in shown], at=shown)
    ax.set_xlim(-0.6, max(len(months) - 0.4, 2.4))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.tick_params(labelsize=SMALL)
    ax.tick_params(axis="x", length=0)
    ax.set_ylim(0, max(*sums, 1) * 1.12)
    ax.grid(axis="y", alpha=0.25)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _limit(ax: Axes, licensed: int | None, used: float) -> list[Line2D]:
    """Draw the licensed pages as a line where that leaves the bars legible."""
    if not licensed or licensed > FAR_ABOVE * used:
        return []
    ax.axhline(licensed, color=GREY, ls="--", lw=1.4)
    ax.set_ylim(0, max(licensed, used) * 1.1)
    return [Line2D([], [], color=GREY, ls="--", lw=1.4, label=f"licensed: {number(licensed)}")]


def _handles() -> list[Patch | Line2D]:
    return [
        Patch(color=MAIN, label="each month"),
        Line2D([], [], color=COLORS[3], marker="o", ms=4.5, lw=1.8, label="sum"),
    ]
