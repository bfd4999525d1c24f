"""Mean Draize scores by study, with the thresholds of the GHS categories."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import by_name
from documine_nb.charts.endpoint_rows import EndpointRow, bounds_of, endpoint_rows
from documine_nb.charts.interval_rows import draw_range
from documine_nb.charts.intervals import Measured, number
from documine_nb.charts.kinds import COLORS, legend_below, legend_lines
from documine_nb.charts.text import (
    GREY,
    SMALL,
    describe,
    label_beside,
    label_rows,
    no_data,
    summary,
)
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draize"]

_AREAS = {"skin": "Skin irritation", "eye": "Eye irritation"}
_HIGHEST = 4.0
_ABOVE = 0.7  # of a row
_ARROW = 0.25
_BEGINS = "GHS category begins"
_SPANS = ("lowest to highest", "censored: beyond this bound")


def draize(df: pd.DataFrame, area: str = "skin", *, ax: Axes | None = None) -> Axes:
    """Draw one row a mean score, with the thresholds from which categories begin.

    A range, or the span over animals, is a line; a censored score is an arrow from its bound.

    Parameters
    ----------
    df : DataFrame
        The frame of ``result.endpoints()``.
    area : {"skin", "eye"}, default "skin"
        Erythema and oedema, or corneal opacity, iris, conjunctival redness and chemosis.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.

    Returns
    -------
    Axes
        Rows grouped by score, the highest on top. Studies without a score are left out and
        counted. What more than a score decides on, such as corrosion or reversibility, is not
        shown.

    Raises
    ------
    ConfigError
        There is no such area, or the frame is another one.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> values = {"Mean_Erythema_Score": "2.3", "Test_Item": "A"}
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": values}
    >>> ax = draize(ComponentResult([FileComponents.from_json(file)]).endpoints())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['A: erythema']
    """
    if area not in _AREAS:
        raise ConfigError(f"no area {area!r}", cure=f"Known: {', '.join(map(repr, _AREAS))}.")
    mine = [row for row in endpoint_rows(df) if row["area"] == area]
    scored = [row for row in mine if row.measured and _on_scale(row.measured)]
    first = {name: at for at, name in enumerate(dict.fromkeys(row["endpoint"] for row in scored))}
    ranked = sorted(
        scored, key=lambda row: (first[row["endpoint"]], -_high(row), by_name(row.item))
    )
    keys = [*map(_score, first), *_SPANS, _BEGINS]
    fit = rows_that_fit(ax, legend=legend_lines(ax, keys), gaps=_ABOVE * len(first))
    shown = ranked[:fit]
    target = axes_for(ax, height=height_of(len(shown)) + 0.5)
    labels: list[str] = []
    if shown:
        scores = [_score(row["endpoint"]).removeprefix("conjunctival ") for row in shown]
        places = _places(shown)
        ends = [f": {score}" for score in scores]
        labels = label_rows(target, [row.item for row in shown], at=places, ends=ends)
        _draw(target, shown, places, area)
    else:
        no_data(target)
    note = summary(
        len({row.study for row in scored}),
        "studies",
        {"without a score between 0 and 4": len(mine) - len(scored)},
        "means over 24, 48 and 72 h",
        f"first {len(shown):,} of {len(ranked):,} scores shown" if len(shown) < len(ranked) else "",
    )
    describe(target, df, f"{_AREAS[area]}: mean scores and GHS thresholds", note, labels)
    return target


def _on_scale(measured: Measured) -> bool:
    if measured.is_censored:
        return 0 <= measured.bound <= _HIGHEST
    return 0 <= measured.low <= measured.high <= _HIGHEST


def _high(row: EndpointRow) -> float:
    if row.measured is None:
        return 0.0
    return row.measured.bound if row.measured.is_censored else row.measured.high


def _places(rows: Sequence[EndpointRow]) -> list[float]:
    """Return where the rows stand: above each score, there is room for its thresholds' numbers."""
    places: list[float] = []
    at, before = -1.0, ""
    for row in rows:
        at += 1 + (_ABOVE if row["endpoint"] != before else 0)
        before = row["endpoint"]
        places.append(at)
    return places


def _score(endpoint: str) -> str:
    return endpoint.removeprefix("Mean ").removesuffix(" score")


def _draw(ax: Axes, rows: Sequence[EndpointRow], places: Sequence[float], area: str) -> None:
    handles = []
    placed = groupby(zip(places, rows, strict=True), key=lambda pair: pair[1]["endpoint"])
    for at, (endpoint, group) in enumerate(placed):
        members = list(group)
        color = COLORS[at % len(COLORS)]
        _thresholds(ax, bounds_of(endpoint, area), members[0][0], members[-1][0])
        for place, row in members:
            _value(ax, row, place, color)
        label = f"{_score(endpoint)} ({len(members)})"
        handles.append(Line2D([], [], color=color, marker="o", ls="", ms=6, label=label))
    dashed: dict[str, Any] = {"color": GREY, "ls": "--", "lw": 1}
    handles += [Line2D([], [], color=GREY, label=each, **look) for each, look in _spans(rows)]
    handles.append(Line2D([], [], label=_BEGINS, **dashed))
    ax.set_xlim(-0.08, _HIGHEST + 0.08)
    ax.set_xlabel("mean score (0 to 4)", fontsize=SMALL + 0.5)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["top", "right", "left"]].set_visible(False)
    legend_below(ax, handles, gap=46)


def _spans(rows: Sequence[EndpointRow]) -> list[tuple[str, dict[str, Any]]]:
    """Return what the legend says of values that are no points, where there are some."""
    values = [row.measured for row in rows if row.measured is not None]
    has_span = any(not one.is_censored and one.low != one.high for one in values)
    has_arrow = any(one.is_censored for one in values)
    looks: tuple[dict[str, Any], ...] = ({"lw": 4}, {"marker": ">", "ms": 6})
    drawn = zip(_SPANS, looks, (has_span, has_arrow), strict=True)
    return [(text, look) for text, look, is_drawn in drawn if is_drawn]


def _value(ax: Axes, row: EndpointRow, place: float, color: str) -> None:
    if row.measured is None:
        return
    low, high = row.measured.low, row.measured.high
    if row.measured.is_censored:
        _arrow(ax, row.measured, place, color)
    elif low == high:
        ax.plot([0, high], [place, place], color=color, lw=1.4, alpha=0.45)
        ax.plot([high], [place], "o", color=color, ms=6.5, gid="score")
    else:
        draw_range(ax, row.measured, place, color)
    label_beside(ax, place, str(row.measured) if low != high else number(high))


def _arrow(ax: Axes, measured: Measured, place: float, color: str) -> None:
    tip = measured.bound + (_ARROW if measured.is_above else -_ARROW)
    ax.plot([measured.bound, tip], [place, place], color=color, lw=1.8, gid="censored")
    ax.plot([measured.bound], [place], "|", color=color, ms=9, mew=1.8)
    ax.plot([tip], [place], ">" if measured.is_above else "<", color=color, ms=7)


def _thresholds(ax: Axes, bounds: Sequence[tuple[float, str]], first: float, last: float) -> None:
    """Draw the bounds across the rows of one score, each with its number on top."""
    for bound, _ in bounds:
        ax.plot(
            [bound, bound],
            [first - 0.45, last + 0.45],
            color=GREY,
            ls="--",
            lw=1,
            gid="threshold",
        )
        ax.text(
            bound,
            first - 0.5,
            number(bound),
            ha="center",
            va="bottom",
            fontsize=SMALL - 2,
            color=GREY,
            gid="bound",
        )
