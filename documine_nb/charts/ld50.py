"""LD50 by study, with censored values as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import by_name, find, labels_of, texts_of
from documine_nb.charts.interval_rows import (
    draw_intervals,
    dress_intervals,
    legend_of_intervals,
    on_log_axis,
)
from documine_nb.charts.intervals import Measured, measurements
from documine_nb.charts.kinds import kinds_of, legend_below
from documine_nb.charts.text import SMALL, describe, heading, label_rows, no_data, summary
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GHS_BOUNDS", "ld50"]

# GHS (UN, rev. 10), table 3.1.1: upper bounds of categories 1 to 5, oral, in mg/kg body weight.
GHS_BOUNDS = (5.0, 50.0, 300.0, 2000.0, 5000.0)
CONFIDENCE = ("Conclusion_Minimum_Confidence", "Conclusion_Maximum_Confidence")
ROUTE = "Route"


def ld50(
    df: pd.DataFrame,
    column: str = "Conclusion_LD50_mg_per_kg",
    *,
    ax: Axes | None = None,
    by: str | None = None,
    confidence: tuple[str, str] | None = CONFIDENCE,
    ghs: bool | None = None,
) -> Axes:
    """Draw one row a study on a logarithmic axis, the most toxic on top.

    A known value is a dot, with a line between its confidence limits; a range is a line without a
    dot; a censored value is an arrow from its bound, never a point.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        Quantities or plain numbers, all of one unit.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.
    by : str, optional
        A column whose values group and colour the rows.
    confidence : tuple of str, optional
        Columns of the lower and upper confidence limits. The usual ones are left away where the
        frame has none.
    ghs : bool, optional
        Whether to shade the GHS categories of acute oral toxicity. By default where the unit is
        mg/kg and no drawn row states another route than oral.

    Returns
    -------
    Axes
        Rows without a value are left out and counted, by reason.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The column holds neither quantities nor numbers, its values have several units, or `ghs`
        is asked for in another unit than mg/kg.

    Examples
    --------
    >>> import pandas as pd
    >>> df = pd.DataFrame({"file name": ["a.pdf", "b.pdf"], "LD50": [1750.0, 310.0]})
    >>> ax = ld50(df, "LD50")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['b', 'a']
    """
    found = measurements(df, column)
    kinds = kinds_of(df, by)
    drawable = [one for one in found.rows if on_log_axis(one)]
    left_out = found.left_out | {"zero or negative": len(found.rows) - len(drawable)}
    labels = labels_of(df)
    ranked = sorted(
        drawable, key=lambda one: (kinds.rank(one.row), one.order, by_name(labels[one.row]))
    )
    shown = ranked[: rows_that_fit(ax, legend=legend_of_intervals(ax, kinds))]
    in_mg_per_kg = _is_mg_per_kg(found.unit, column)
    if ghs and not in_mg_per_kg:
        raise ConfigError(
            f"GHS categories of acute oral toxicity are in mg/kg, and {column!r} is in"
            f" {found.unit or 'no unit'}",
            cure="Leave out ghs=True.",
        )
    target = axes_for(ax, height=height_of(len(shown)) + 0.4)
    name = "LC50" if "LC50" in column else "LD50"
    shown_labels: list[str] = []
    limits, unread = _confidence(df, confidence)
    if shown:
        used = draw_intervals(target, shown, limits, kinds)
        shown_labels = label_rows(target, [labels[one.row] for one in shown])
        bands = ghs if ghs is not None else in_mg_per_kg and _is_oral(df, shown)
        dress_intervals(target, shown, limits, GHS_BOUNDS if bands else ())
        target.set_xlabel(_axis_label(name, found.unit, column), fontsize=SMALL + 0.5)
        handles = [*kinds.handles([one.row for one in shown]), *used]
        legend_below(target, handles, title=by and heading(by), gap=46)
    else:
        no_data(target)
    note = summary(len(drawable), "studies", left_out, unread, shown=len(shown))
    describe(target, df, f"{name} by study", note, shown_labels)
    return target


def _is_mg_per_kg(unit: str, column: str) -> bool:
    return unit.startswith("mg/kg") if unit else column.endswith("mg_per_kg")


def _is_oral(df: pd.DataFrame, shown: list[Measured]) -> bool:
    if ROUTE not in df.columns:
        return True
    routes = [(text or "oral").lower() for text in texts_of(find(df, ROUTE))]
    return all("oral" in routes[one.row] or "gavage" in routes[one.row] for one in shown)


def _axis_label(name: str, unit: str, column: str) -> str:
    known = unit or ("mg/kg" if column.endswith("mg_per_kg") else "")
    return f"{name} ({known}), logarithmic" if known else f"{name}, logarithmic"


def _confidence(
    df: pd.DataFrame, columns: tuple[str, str] | None
) -> tuple[dict[int, tuple[float, float]], str]:
    """Return the limits by row, and a word where there are some that cannot be read."""
    if columns is None or (columns == CONFIDENCE and not set(columns) <= set(df.columns)):
        return {}, ""
    try:
        lows, highs = (
            {one.row: one.low for one in measurements(df, column).rows} for column in columns
        )
    except ConfigError:  # the values themselves can be drawn all the same
        return {}, "confidence limits unreadable"
    both = {
        row: (low, highs[row])
        for row, low in lows.items()
        if row in highs and 0 < low <= highs[row]
    }
    return both, ""
