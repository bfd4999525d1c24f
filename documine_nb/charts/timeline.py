"""When studies were done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter, date2num

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import by_name, find, labels_of
from documine_nb.charts.dates import dates_of
from documine_nb.charts.kinds import Kinds, kinds_of, legend_below, legend_lines
from documine_nb.charts.text import SMALL, describe, heading, label_rows, lowered, no_data, summary
from documine_nb.charts.ticks import DateTicks

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["timeline"]

_END = "Experimental_Completion_Date"


def timeline(
    df: pd.DataFrame,
    column: str = "Experimental_Starting_Date",
    *,
    end: str | None = _END,
    ax: Axes | None = None,
    by: str | None = None,
) -> Axes:
    """Draw one row a study, in order of a date: a dot, and a bar to the end where it is known.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        The date to sort by: datetimes, or texts that state days.
    end : str, optional
        The date at which a bar ends. The usual one is left away where the frame has none.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.
    by : str, optional
        A column whose values colour the rows.

    Returns
    -------
    Axes
        Rows without the date are left out and counted.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The column holds no dates.

    Examples
    --------
    >>> import pandas as pd
    >>> dates = pd.to_datetime(["2019-02-21", None, "2018-11-05"])
    >>> df = pd.DataFrame({"file name": ["a.pdf", "b.pdf", "c.pdf"], "Start": dates})
    >>> ax = df.pipe(timeline, "Start")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['c', 'a']
    """
    starts = _days(df, column)
    is_given = end is not None and (end != _END or end in df.columns)
    ends = _days(df, end) if end and is_given and end != column else None
    kinds = kinds_of(df, by)
    labels = labels_of(df)
    known = [row for row, day in enumerate(starts) if day is not None]
    rows = sorted(known, key=lambda row: (starts[row], by_name(labels[row])))
    missing = int(find(df, column).isna().sum())
    legend = legend_lines(ax, kinds.labels, title=by)
    shown = rows[: rows_that_fit(ax, legend=legend)]
    target = axes_for(ax, height=height_of(len(shown)))
    backwards = _draw(target, shown, starts, ends, kinds) if shown else 0
    if not shown:
        no_data(target)
    note = summary(
        len(rows),
        "studies",
        {"missing": missing, "without a day": len(df) - len(rows) - missing},
        f"bars reach to {lowered(end)}" if ends and end else "",
        f"{backwards} with an end before the start: no bar" if backwards else "",
        shown=len(shown),
    )
    shown_labels = label_rows(target, [labels[row] for row in shown]) if shown else []
    describe(target, df, f"Studies by {lowered(column)}", note, shown_labels)
    legend_below(target, kinds.handles(shown), title=by and heading(by), gap=34)
    return target


def _days(df: pd.DataFrame, column: str) -> list[Any]:
    return [
        None if day is None else date2num(day)  # type: ignore[no-untyped-call]
        for day in dates_of(df, column)
    ]


def _draw(
    ax: Axes, rows: list[int], starts: list[Any], ends: list[Any] | None, kinds: Kinds
) -> int:
    colors = [kinds.color(row) for row in rows]
    places = list(range(len(rows)))
    backwards = 0
    if ends is not None:
        bars = [(place, row) for place, row in enumerate(rows) if ends[row] is not None]
        backwards = sum(ends[row] < starts[row] for _, row in bars)
        bars = [(place, row) for place, row in bars if ends[row] >= starts[row]]
        ax.barh(
            [place for place, _ in bars],
            [ends[row] - starts[row] for _, row in bars],
            left=[starts[row] for _, row in bars],
            height=0.42,
            color=[kinds.color(row) for _, row in bars],
            alpha=0.55,
        )
    ax.scatter([starts[row] for row in rows], places, c=colors, s=34, zorder=3)
    every = [starts[row] for row in rows] + [ends[row] for row in rows if ends and ends[row]]
    edge = max(0.04 * (max(every) - min(every)), 7)  # days; bars alone would touch the edges
    ax.set_xlim(min(every) - edge, max(every) + edge)
    _dress(ax)
    return backwards


def _dress(ax: Axes) -> None:
    locator = DateTicks(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    # Each says its month and year: one offset for all would be wrong for those before it.
    formats = ["%Y", "%Y-%m", *["%Y-%m-%d"] * 4]
    formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator, formats=formats, zero_formats=formats, show_offset=False
    )
    ax.xaxis.set_major_formatter(formatter)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
