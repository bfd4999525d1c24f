"""LD50 and LC50 of all studies, route by route, with the bounds of the GHS categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import by_name
from documine_nb.charts.endpoint_rows import EndpointRow, bounds_of, endpoint_rows, is_old
from documine_nb.charts.interval_rows import (
    draw_intervals,
    dress_intervals,
    legend_of_intervals,
    on_log_axis,
)
from documine_nb.charts.intervals import Measured
from documine_nb.charts.kinds import kinds_of, legend_below
from documine_nb.charts.stacking import settle, stacked
from documine_nb.charts.text import SMALL, describe, heading, label_rows, no_data, shorten, summary
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["forest", "forests"]

_OF_ROUTE = {
    "oral": ("LD50", "mg/kg", ""),
    "dermal": ("LD50", "mg/kg", ""),
    "inhalation": ("LC50", "mg/L", "dust or mist"),
}
_WIDTH = 8.6
_LONGEST = 16  # letters of a species


def forest(
    df: pd.DataFrame, route: str = "oral", *, ax: Axes | None = None, by: str | None = "species"
) -> Axes:
    """Draw one row a study of one route on a logarithmic axis, the most toxic on top.

    A value is a dot, with a line between its confidence limits; a range is a line without a dot; a
    censored value is an arrow from its bound, never a point. Categories are shaded.

    Parameters
    ----------
    df : DataFrame
        The frame of ``result.endpoints()``.
    route : {"oral", "dermal", "inhalation"}, default "oral"
        The route; LD50 are in mg/kg and LC50 in mg/L, which share no axis.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.
    by : str, optional
        A column whose values group and colour the rows.

    Returns
    -------
    Axes
        Studies without a value are left out and counted. A guideline that is not the newest
        version is marked with †. For inhalation the bounds are those of dusts and mists.

    Raises
    ------
    ConfigError
        There is no such route, or the frame is another one.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> values = {"Conclusion_LD50_mg_per_kg": "310", "Route": "oral", "Test_Item": "A"}
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": values}
    >>> ax = forest(ComponentResult([FileComponents.from_json(file)]).endpoints())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['A']
    """
    if route not in _OF_ROUTE:
        raise ConfigError(f"no route {route!r}", cure=f"Known: {', '.join(map(repr, _OF_ROUTE))}.")
    name, unit, form = _OF_ROUTE[route]
    rows = endpoint_rows(df)
    mine = [row for row in rows if row["area"] == route and row["endpoint"] == name]
    shown, left_out = _drawable(mine, unit)
    kinds = kinds_of(df, by)
    ranked = sorted(
        shown, key=lambda one: (kinds.rank(one.row), one.order, by_name(rows[one.row].item))
    )
    visible = ranked[: rows_that_fit(ax, legend=legend_of_intervals(ax, kinds))]
    target = axes_for(ax, width=_WIDTH, height=height_of(len(visible)) + 0.4)
    labels: list[str] = []
    if visible:
        limits = _limits(df)
        used = draw_intervals(target, visible, limits, kinds)
        items = [rows[one.row].item for one in visible]
        labels = label_rows(target, items, ends=[_end(rows[one.row]) for one in visible])
        bounds = [bound for bound, _ in bounds_of(name, route, form)]
        beyond = "5 or not classified" if route == "inhalation" else "not classified"
        dress_intervals(target, visible, limits, bounds, beyond)
        target.set_xlabel(f"{name} ({unit}), logarithmic", fontsize=SMALL + 0.5)
        handles = [*kinds.handles([one.row for one in visible]), *used]
        legend_below(target, handles, title=by and heading(by), gap=46)
    else:
        no_data(target)
    old = sum(is_old(rows[one.row]) for one in visible)
    note = summary(
        len(shown),
        "studies",
        left_out,
        f"† guideline not in its newest version ({old})" if old else "",
        "bounds of dusts and mists" if form and visible else "",
        shown=len(visible),
    )
    describe(target, df, f"{name}, {route}, with GHS categories", note, labels)
    return target


def _end(row: EndpointRow) -> str:
    """Return what follows a test item: species and guideline."""
    guideline = row["guideline"] and f"OECD {row['guideline']}"
    end = "".join(f", {text}" for text in (shorten(row["species"], _LONGEST), guideline) if text)
    return f"{end} †" if is_old(row) else end


def _drawable(rows: list[EndpointRow], unit: str) -> tuple[list[Measured], dict[str, int]]:
    values = [row.measured for row in rows if row.measured is not None]
    of_unit = [one for one in values if one.quantity.unit.removesuffix(" bw") == unit]
    shown = [one for one in of_unit if on_log_axis(one)]
    left_out = {
        "without a value": len(rows) - len(values),
        "in another unit": len(values) - len(of_unit),
        "zero or negative": len(of_unit) - len(shown),
    }
    return shown, left_out


def _limits(df: pd.DataFrame) -> dict[int, tuple[float, float]]:
    if not {"confidence_low", "confidence_high"} <= set(df.columns):
        return {}
    known = df["confidence_low"].notna() & df["confidence_high"].notna()
    pairs = zip(df["confidence_low"], df["confidence_high"], known, strict=True)
    return {
        row: (float(low), float(high))
        for row, (low, high, is_known) in enumerate(pairs)
        if is_known and 0 < low <= high
    }


def forests(df: pd.DataFrame, *, by: str | None = "species") -> list[Axes]:
    """Draw a forest plot for each route that the frame has a value of, on one figure.

    Oral and dermal share an axis, since both are in mg/kg.

    Parameters
    ----------
    df : DataFrame
        The frame of ``result.endpoints()``.
    by : str, optional
        A column whose values group and colour the rows.

    Returns
    -------
    list of Axes
        From oral to inhalation; each as :func:`forest` draws it. ``axes[0].figure`` has them all.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> values = {"Conclusion_LD50_mg_per_kg": "310", "Route": "oral", "Test_Item": "A"}
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": values}
    >>> len(forests(ComponentResult([FileComponents.from_json(file)]).endpoints()))
    1
    """
    rows = endpoint_rows(df)
    drawn = {
        route: len(_drawable([row for row in rows if row["area"] == route], unit)[0])
        for route, (_, unit, _) in _OF_ROUTE.items()
    }
    routes = [route for route, count in drawn.items() if count]
    if not routes:
        return [forest(df, by=by)]
    heights = [height_of(drawn[route]) + 1.1 for route in routes]
    axes = stacked(heights)
    for ax, route in zip(axes, routes, strict=True):
        forest(df, route, ax=ax, by=by)
    settle(axes)
    return axes
