"""LD50 by study, with censored values as what they are."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import find, labels_of, texts_of
from documine_nb.charts.intervals import Measured, measurements, number
from documine_nb.charts.kinds import Kinds, kinds_of, legend_below
from documine_nb.charts.text import GREY, SMALL, describe, heading, label_rows, no_data, summary
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GHS_BOUNDS", "ld50"]

# GHS (UN, rev. 10), table 3.1.1: upper bounds of categories 1 to 5, oral, in mg/kg body weight.
GHS_BOUNDS = (5.0, 50.0, 300.0, 2000.0, 5000.0)
CONFIDENCE = ("Conclusion_Minimum_Confidence", "Conclusion_Maximum_Confidence")
ARROW = 1.45  # an arrow's length, as a factor on the logarithmic axis
LEAST_SPAN = 20  # of the axis, largest by smallest: one value needs ticks beside it
NAMED_SHARE = 0.08  # of the axis, from which a band has room for its name
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
        Columns of the lower and upper confidence limits. Left away where the frame has none.
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
    drawable = [one for one in found.rows if _on_log_axis(one)]
    left_out = found.left_out | {"zero or negative": len(found.rows) - len(drawable)}
    ranked = sorted(drawable, key=lambda one: (kinds.rank(one.row), one.bound, one.high))
    shown = ranked[: rows_that_fit(ax)]
    in_mg_per_kg = _is_mg_per_kg(found.unit, column)
    if ghs and not in_mg_per_kg:
        raise ConfigError(
            f"GHS categories of acute oral toxicity are in mg/kg, and {column!r} is in"
            f" {found.unit or 'no unit'}",
            cure="Leave out ghs=True.",
        )
    target = axes_for(ax, height=height_of(len(shown)) + 0.4)
    labels = labels_of(df)
    name = "LC50" if "LC50" in column else "LD50"
    shown_labels: list[str] = []
    limits, unread = _confidence(df, confidence)
    if shown:
        used = _draw(target, shown, limits, kinds)
        shown_labels = label_rows(target, [labels[one.row] for one in shown])
        bands = ghs if ghs is not None else in_mg_per_kg and _is_oral(df, shown)
        _dress(target, shown, limits, bands=bands)
        target.set_xlabel(_axis_label(name, found.unit, column), fontsize=SMALL + 0.5)
        handles = [*kinds.handles([one.row for one in shown]), *used]
        legend_below(target, handles, title=by and heading(by), gap=46)
    else:
        no_data(target)
    note = summary(len(drawable), "studies", left_out, unread, shown=len(shown))
    describe(target, f"{name} by study", note, shown_labels)
    return target


def _on_log_axis(one: Measured) -> bool:
    if one.is_censored:
        return 0 < one.bound < float("inf")
    return 0 < one.low <= one.high < float("inf")


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
    if columns is None or not set(columns) <= set(df.columns):
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


def _draw(
    ax: Axes, shown: list[Measured], limits: dict[int, tuple[float, float]], kinds: Kinds
) -> list[Artist]:
    used: dict[str, Artist] = {}
    for place, one in enumerate(shown):
        color = kinds.color(one.row)
        if one.is_censored:
            _arrow(ax, place, one, color)
            used["censored: beyond this bound"] = _key(marker=">", linestyle="-")
            text = str(one)
        elif one.low == one.high:
            text = str(one)
            if one.row in limits:
                low, high = limits[one.row]
                ax.plot(
                    [low, high], [place, place], color=color, lw=1.6, alpha=0.6, gid="confidence"
                )
                used["confidence limits"] = _key(linestyle="-")
                text += f" ({number(low)}–{number(high)})"
            hollow: dict[str, Any] = {} if one.is_point else {"markerfacecolor": "none"}
            kind = "point" if one.is_point else "approximate"
            ax.plot([one.low], [place], "o", color=color, ms=6.5, gid=kind, **hollow)
            used["value" if one.is_point else "approximate"] = _key(marker="o", **hollow)
        else:
            ax.plot([one.low, one.high], [place, place], "-|", color=color, lw=4, ms=9, gid="range")
            used["range"] = _key(linestyle="-", linewidth=4)
            text = str(one)
        _value(ax, place, text)
    return [_named(handle, name) for name, handle in used.items()]


def _arrow(ax: Axes, place: int, one: Measured, color: str) -> None:
    tip = one.bound * ARROW if one.is_above else one.bound / ARROW
    ax.plot([one.bound, tip], [place, place], color=color, lw=1.8, gid="censored")
    ax.plot([one.bound], [place], "|", color=color, ms=9, mew=1.8)
    ax.plot([tip], [place], ">" if one.is_above else "<", color=color, ms=7)


def _value(ax: Axes, place: int, text: str) -> None:
    ax.annotate(
        text,
        (1, place),
        xycoords=ax.get_yaxis_transform(),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        annotation_clip=False,
    )


def _key(**style: Any) -> Line2D:
    look: dict[str, Any] = {"color": GREY, "linestyle": "", "markersize": 6}
    return Line2D([], [], **look | style)


def _named(handle: Artist, name: str) -> Artist:
    handle.set_label(name)
    return handle


def _dress(
    ax: Axes, shown: list[Measured], limits: dict[int, tuple[float, float]], *, bands: bool
) -> None:
    ends = [end for one in shown for end in (one.low, one.high) if 0 < end < float("inf")]
    ends += [end for one in shown for end in limits.get(one.row, ()) if one.is_point]
    low, high = min(ends) / ARROW / 1.25, max(ends) * ARROW * 1.25
    if high / low < LEAST_SPAN:
        middle = (low * high) ** 0.5
        low, high = middle / LEAST_SPAN**0.5, middle * LEAST_SPAN**0.5
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ticks = [bound for bound in GHS_BOUNDS if low < bound < high]
    if bands and len(ticks) > 1:
        ax.xaxis.set_major_locator(FixedLocator(ticks))
    else:
        ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=9))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="x", alpha=0.25)
    ax.set_axisbelow(True)
    if bands:
        _ghs_bands(ax, low, high)


def _ghs_bands(ax: Axes, low: float, high: float) -> None:
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top - 0.8)
    edges = (0.0, *GHS_BOUNDS, float("inf"))
    for category, (start, end) in enumerate(pairwise(edges), start=1):
        left, right = max(start, low), min(end, high)
        if left >= right:
            continue
        shade = 0.16 - 0.03 * category
        if category <= len(GHS_BOUNDS):
            ax.axvspan(left, right, color="#B22222", alpha=max(shade, 0.02), lw=0, zorder=0)
        wide = log(right / left) > NAMED_SHARE * log(high / low)
        name = f"GHS {category}" if category <= len(GHS_BOUNDS) else "not classified"
        if not wide:
            name = name.removeprefix("GHS ") if category <= len(GHS_BOUNDS) else ""
        ax.text(
            (left * right) ** 0.5,
            top - 0.25,
            name,
            ha="center",
            va="center",
            fontsize=SMALL - 1,
            color=GREY,
        )
