"""Rows of values on a logarithmic axis: dots, ranges and arrows, never mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from documine_nb.charts.canvas import width_inches
from documine_nb.charts.intervals import Measured, number
from documine_nb.charts.kinds import Kinds, legend_lines
from documine_nb.charts.sharing import log_axis
from documine_nb.charts.text import CHARACTER_INCHES, GREY, SMALL, label_beside
from documine_nb.charts.ticks import LogTicks

__all__ = [
    "draw_intervals",
    "draw_range",
    "dress_intervals",
    "legend_of_intervals",
    "on_log_axis",
]

_CENSORED = "censored: beyond this bound"
ARROW = 1.45  # an arrow's length, as a factor on the logarithmic axis
LEAST_SPAN = 20  # of the axis, largest by smallest: one value needs ticks beside it
_NAME_INCHES = 0.88 * CHARACTER_INCHES  # of a character of a band's name
WITHIN = 0.57  # of the Axes' width, beside labels and values


def on_log_axis(one: Measured) -> bool:
    """Whether its ends can be drawn on a logarithmic axis."""
    if one.is_censored:
        return 0 < one.bound < float("inf")
    return 0 < one.low <= one.high < float("inf")


def legend_of_intervals(ax: Axes | None, kinds: Kinds) -> int:
    """Return how many lines the legend of such rows can take."""
    return legend_lines(ax, [*kinds.labels, _CENSORED, "value", "range"], title=kinds.title)


def draw_intervals(
    ax: Axes, shown: Sequence[Measured], limits: Mapping[int, tuple[float, float]], kinds: Kinds
) -> list[Artist]:
    """Draw one row a value, and return what the legend has to explain."""
    used: dict[str, Artist] = {}
    for place, one in enumerate(shown):
        color = kinds.color(one.row)
        if one.is_censored:
            _arrow(ax, place, one, color)
            used[_CENSORED] = _key(marker=">", linestyle="-")
            text = str(one)
        elif one.low == one.high:
            text = str(one)
            if one.row in limits:
                low, high = limits[one.row]
                ax.plot(
                    [low, high],
                    [place, place],
                    color=color,
                    lw=1.6,
                    alpha=0.6,
                    solid_capstyle="butt",
                    gid="confidence",
                )
                used["confidence limits"] = _key(linestyle="-")
                text += f" ({number(low)}–{number(high)})"
            hollow: dict[str, Any] = {} if one.is_point else {"markerfacecolor": "none"}
            kind = "point" if one.is_point else "approximate"
            ax.plot([one.low], [place], "o", color=color, ms=6.5, gid=kind, **hollow)
            used["value" if one.is_point else "approximate"] = _key(marker="o", **hollow)
        else:
            draw_range(ax, one, place, color)
            used["range"] = _key(linestyle="-", linewidth=4)
            text = str(one)
        label_beside(ax, place, text)
    return [_named(handle, name) for name, handle in used.items()]


def draw_range(ax: Axes, one: Measured, place: float, color: str) -> None:
    """Draw a thick line from end to end, and not beyond."""
    look: dict[str, Any] = {"lw": 4, "ms": 9, "solid_capstyle": "butt", "gid": "range"}
    ax.plot([one.low, one.high], [place, place], "-|", color=color, **look)


def _arrow(ax: Axes, place: int, one: Measured, color: str) -> None:
    tip = one.bound * ARROW if one.is_above else one.bound / ARROW
    ax.plot([one.bound, tip], [place, place], color=color, lw=1.8, gid="censored")
    ax.plot([one.bound], [place], "|", color=color, ms=9, mew=1.8)
    ax.plot([tip], [place], ">" if one.is_above else "<", color=color, ms=7)


def _key(**style: Any) -> Line2D:
    look: dict[str, Any] = {"color": GREY, "linestyle": "", "markersize": 6}
    return Line2D([], [], **look | style)


def _named(handle: Artist, name: str) -> Artist:
    handle.set_label(name)
    return handle


def dress_intervals(
    ax: Axes,
    shown: Sequence[Measured],
    limits: Mapping[int, tuple[float, float]],
    bounds: Sequence[float] = (),
    beyond: str = "not classified",
) -> None:
    """Make the axis logarithmic, and shade the categories between the bounds.

    `beyond` is what values above the last bound are.
    """
    ends = [end for one in shown for end in (one.low, one.high) if 0 < end < float("inf")]
    ends += [end for one in shown for end in limits.get(one.row, ()) if one.is_point]
    if bounds:  # all categories that an arrow may point to are in sight, and named
        censored = [one for one in shown if one.is_censored]
        ends += [1.2 * bounds[-1] if one.is_above else bounds[0] for one in censored]
    low, high = min(ends) / ARROW / 1.25, max(ends) * ARROW * 1.25
    if high / low < LEAST_SPAN:
        middle = (low * high) ** 0.5
        low, high = middle / LEAST_SPAN**0.5, middle * LEAST_SPAN**0.5
    log_axis(ax)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="x", alpha=0.25)
    ax.set_axisbelow(True)
    if bounds:
        bottom, top = ax.get_ylim()
        ax.set_ylim(bottom, top - 0.8)
        drawn: list[Artist] = []
        # Facets share an axis, and a user may zoom: what is shaded goes by what is shown.
        ax.callbacks.connect("xlim_changed", lambda axes: _bands(axes, bounds, beyond, drawn))
    ax.set_xlim(low, high)


def _bands(ax: Axes, bounds: Sequence[float], beyond: str, drawn: list[Artist]) -> None:
    """Shade the categories that are in sight, and name them; `drawn` is what was before."""
    while drawn:
        drawn.pop().remove()
    low, high = ax.get_xlim()
    ticks = [bound for bound in bounds if low < bound < high]
    ax.xaxis.set_major_locator(LogTicks(ticks if len(ticks) > 1 else ()))
    place = ax.get_ylim()[1] + 0.55
    for category, (start, end) in enumerate(pairwise((0.0, *bounds, float("inf"))), start=1):
        left, right = max(start, low), min(end, high)
        if left >= right:
            continue
        is_beyond = category > len(bounds)
        if not is_beyond:
            shade = max(0.16 - 0.03 * category, 0.02)
            drawn.append(ax.axvspan(left, right, color="#B22222", alpha=shade, lw=0, zorder=0))
        room = log(right / left) / log(high / low) * WITHIN * width_inches(ax)
        short = beyond.replace("not classified", "n.c.")
        names = (beyond, short) if is_beyond else (f"GHS {category}", str(category))
        name = next((each for each in names if len(each) * _NAME_INCHES < room), "")
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL - 1}
        drawn.append(ax.text((left * right) ** 0.5, place, name, color=GREY, **look))
