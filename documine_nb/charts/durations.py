"""How long studies took, from their start to their completion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit, width_inches
from documine_nb.charts.columns import by_name, labels_of
from documine_nb.charts.dates import dates_of
from documine_nb.charts.kinds import Kinds, kinds_of, legend_below, legend_lines
from documine_nb.charts.text import (
    SMALL,
    describe,
    heading,
    label_beside,
    label_rows,
    no_data,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["durations"]

_WIDE = 6  # inches, from which there is room for dates


def durations(
    df: pd.DataFrame,
    column: str = "Experimental_Starting_Date",
    *,
    end: str = "Experimental_Completion_Date",
    ax: Axes | None = None,
    by: str | None = None,
) -> Axes:
    """Draw one row a study, the longest on top: a bar of its days, with the dates beside it.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column, end : str
        The dates of start and completion: datetimes, or texts that state days.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.
    by : str, optional
        A column whose values group and colour the rows.

    Returns
    -------
    Axes
        Rows without one of the dates, or with an end before the start, are left out and counted.
        When studies were done is what :func:`timeline` shows.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        A column holds no dates.

    Examples
    --------
    >>> import pandas as pd
    >>> start, stop = pd.to_datetime(["2019-02-21"]), pd.to_datetime(["2019-03-07"])
    >>> df = pd.DataFrame({"file name": ["a.pdf"], "Start": start, "End": stop})
    >>> float(durations(df, "Start", end="End").patches[0].get_width())
    14.0
    """
    starts, ends = dates_of(df, column), dates_of(df, end)
    days = {
        row: float((stop - start).days)
        for row, (start, stop) in enumerate(zip(starts, ends, strict=True))
        if start and stop
    }
    forward = {row: length for row, length in days.items() if length >= 0}
    kinds = kinds_of(df, by)
    names = labels_of(df)
    ranked = sorted(forward, key=lambda row: (kinds.rank(row), -forward[row], by_name(names[row])))
    legend = legend_lines(ax, kinds.labels, title=by)
    shown = ranked[: rows_that_fit(ax, legend=legend)]
    target = axes_for(ax, height=height_of(len(shown)))
    labels: list[str] = []
    if shown:
        labels = label_rows(target, [names[row] for row in shown])
        _draw(target, [(row, forward[row]) for row in shown], kinds, starts, ends)
    else:
        no_data(target)
    note = summary(
        len(forward),
        "studies",
        {
            "without both dates": len(df) - len(days),
            "ending before they begin": len(days) - len(forward),
        },
        shown=len(shown),
    )
    describe(target, df, "Duration of studies", note, labels)
    legend_below(target, kinds.handles(shown), title=by and heading(by), gap=42)
    return target


def _draw(
    ax: Axes,
    rows: list[tuple[int, float]],
    kinds: Kinds,
    starts: Sequence[dt.datetime | None],
    ends: Sequence[dt.datetime | None],
) -> None:
    for place, (row, length) in enumerate(rows):
        ax.barh(place, length, height=0.6, color=kinds.color(row))
        beside = f"{length:,.0f} d"
        if width_inches(ax) >= _WIDE:
            beside += f"   {starts[row]:%Y-%m-%d} to {ends[row]:%Y-%m-%d}"
        label_beside(ax, place, beside, fontsize=SMALL - 0.5)
    ax.set_xlim(0, max(max(length for _, length in rows) * 1.04, 1))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    ax.set_xlabel("days", fontsize=SMALL + 0.5)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
