"""How the numbers of a column are spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from documine_nb.charts.canvas import axes_for
from documine_nb.charts.intervals import Measured, measurements, number
from documine_nb.charts.kinds import Kinds, kinds_of, legend_below
from documine_nb.charts.sharing import log_axis
from documine_nb.charts.text import GREY, SMALL, describe, heading, no_data, summary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["distribution"]

FEW = 40  # as many values are seen better one by one than in bins
MOST_BINS = 30
BAND_ROWS = 6
_HEIGHT, _BAND_ROW, _LEGEND_ROW = 3.9, 0.15, 0.1  # inches
WIDE = 100  # largest by smallest value from which the axis is logarithmic


def distribution(
    df: pd.DataFrame,
    column: str = "Number_of_Animals",
    *,
    ax: Axes | None = None,
    by: str | None = None,
) -> Axes:
    """Draw a dot a value, or a histogram where there are many.

    Censored values and ranges are no points: they are counted apart and drawn in a band above, as
    arrows from their bound and as lines.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        Quantities or plain numbers, all of one unit.
    ax : Axes, optional
        Where to draw; by default on a figure of its own.
    by : str, optional
        A column whose values colour the dots and bars.

    Returns
    -------
    Axes
        Rows without a value are left out and counted, by reason.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The column holds neither quantities nor numbers, or its values have several units.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = distribution(pd.DataFrame({"Number_of_Animals": [5, 10, 5, None]}))
    >>> ax.get_xlabel()
    'Number of animals'
    """
    found = measurements(df, column)
    kinds = kinds_of(df, by)
    points = [one for one in found.rows if one.is_point]
    others = [one for one in found.rows if not one.is_point]
    band = min(BAND_ROWS, len({str(one) for one in others}))
    target = axes_for(ax, height=_HEIGHT + _BAND_ROW * band + _LEGEND_ROW * len(kinds.colors))
    note = summary(len(points), "known values", found.left_out, *_apart(others))
    describe(target, df, f"{heading(column, found.unit)}: distribution", note)
    if not found.rows:
        no_data(target)
        return target
    is_log = _spans_decades(found.rows)
    if is_log:
        log_axis(target)
    else:
        target.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        if all(one.bound.is_integer() for one in found.rows):  # there is no quarter of an animal
            target.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    top = 1
    if points:
        draw = _dots if len(points) <= FEW else _bins
        top = draw(target, points, kinds, is_log=is_log)
    handles = [*kinds.handles([one.row for one in points])]
    handles += _band(target, others, top)
    _dress(target, top, heading(column, found.unit) + (f" ({found.unit})" if found.unit else ""))
    legend_below(target, handles, title=by and heading(by), gap=44)
    return target


def _apart(others: list[Measured]) -> list[str]:
    censored = sum(one.is_censored for one in others)
    ranges = len(others) - censored
    named = ((censored, "censored"), (ranges, "as ranges or approximate"))
    return [f"{count:,} {name}, drawn above" for count, name in named if count]


def _spans_decades(values: tuple[Measured, ...]) -> bool:
    ends = [end for one in values for end in (one.low, one.high) if abs(end) != float("inf")]
    # "< 5" is from zero upwards: its bound counts, its zero does not.
    ends = [end for end in ends if end] or [1.0]
    is_positive = all(one.bound > 0 for one in values) and min(ends) > 0
    return is_positive and max(ends) / min(ends) >= WIDE


def _dots(ax: Axes, points: list[Measured], kinds: Kinds, *, is_log: bool) -> int:
    """Stack equal or nearly equal values, and return the height of the highest stack."""
    low, high = min(one.low for one in points), max(one.low for one in points)
    stacks: Counter[int] = Counter()
    places = []
    ordered = sorted(points, key=lambda one: (one.low, kinds.rank(one.row)))
    for one in ordered:
        slot = round(80 * _share(one.low, low, high, is_log=is_log))
        stacks[slot] += 1
        places.append(stacks[slot])
    colors = [kinds.color(one.row) for one in ordered]
    ax.scatter([one.low for one in ordered], places, c=colors, s=46, lw=0)
    return max(places)


def _share(value: float, low: float, high: float, *, is_log: bool) -> float:
    if low == high:
        return 0.0
    if is_log:
        value, low, high = (float(np.log10(one)) for one in (value, low, high))
    return (value - low) / (high - low)


def _bins(ax: Axes, points: list[Measured], kinds: Kinds, *, is_log: bool) -> int:
    groups: dict[str, list[float]] = defaultdict(list)
    for one in points:
        groups[kinds.of_row[one.row]].append(one.low)
    names = [kind for kind in kinds.colors if kind in groups]
    every = np.array([one.low for one in points], dtype=float)
    edges = _edges(every, is_log=is_log)
    ax.hist(
        [groups[kind] for kind in names],
        bins=list(edges),
        stacked=True,
        color=[kinds.colors[kind] for kind in names],
        edgecolor="white",
        linewidth=0.6,
    )
    return int(np.histogram(every, edges)[0].max())


def _edges(values: np.ndarray, *, is_log: bool) -> np.ndarray:
    scaled = np.log10(values) if is_log else values
    edges = np.histogram_bin_edges(scaled, "auto")
    if len(edges) > MOST_BINS + 1:
        edges = np.linspace(scaled.min(), scaled.max(), MOST_BINS + 1)
    if not is_log and (values == values.round()).all():
        # Bins of other widths hold now one whole number and now none or two: gaps and towers.
        width = max(1.0, np.ceil(edges[1] - edges[0]))
        return np.arange(values.min() - 0.5, values.max() + 0.5 + width, width)
    edges = np.power(10.0, edges) if is_log else edges
    edges[0], edges[-1] = min(edges[0], values.min()), max(edges[-1], values.max())
    return edges


def _band(ax: Axes, others: list[Measured], top: int) -> list[Artist]:
    """Draw what is no point above the rest, a row for each different value with its count."""
    ax.set_ylim(0, top * 1.15)
    if not others:
        return []
    counts = Counter(str(one) for one in others)
    different = {str(one): one for one in others}
    common = sorted(different, key=lambda text: (-counts[text], text))[:BAND_ROWS]
    step = top * 0.11
    ax.axhline(top * 1.13, color=GREY, lw=0.6, ls=":")
    ax.margins(x=0.12)
    for level, text in enumerate(sorted(common, key=lambda text: different[text].bound)):
        y = top * 1.2 + step * level
        _mark(ax, different[text], y)
        _count(ax, different[text], y, f"{text} ({counts[text]})")
    ax.set_ylim(0, top * 1.2 + step * len(common))
    keys: list[Artist] = []
    if any(one.is_censored for one in others):
        keys.append(Line2D([], [], color=GREY, marker=">", ms=5, label="censored (studies)"))
    if not all(one.is_censored for one in others):
        keys.append(Line2D([], [], color=GREY, lw=3, label="range or approximate (studies)"))
    return keys


_LINE: dict[str, Any] = {"color": GREY, "lw": 3, "ms": 7, "solid_capstyle": "butt"}


def _mark(ax: Axes, one: Measured, y: float) -> None:
    if not one.is_censored:
        ax.plot([one.low, one.high], [y, y], "-|", gid="range", **_LINE)
        return
    ax.plot([one.bound], [y], "|", color=GREY, ms=8, mew=1.6)
    # An arrow of fixed length: how far beyond the bound the value lies is unknown.
    ax.annotate(
        "",
        xy=(one.bound, y),
        xytext=(24 if one.is_above else -24, 0),
        textcoords="offset points",
        arrowprops={"arrowstyle": "<|-", "color": GREY, "shrinkA": 0, "shrinkB": 0},
        gid="censored",
    )


def _count(ax: Axes, one: Measured, y: float, text: str) -> None:
    # On the side away from the arrow, where it cannot leave the Axes with it.
    right = one.is_censored and not one.is_above
    ax.annotate(
        text,
        xy=(one.high if right else one.low, y),
        xytext=(6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=SMALL - 1,
        color=GREY,
    )


def _dress(ax: Axes, top: int, label: str) -> None:
    ax.set_xlabel(label, fontsize=SMALL + 0.5)
    ax.set_ylabel("studies", fontsize=SMALL + 0.5)
    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, top)
    ax.set_yticks([tick for tick in ticks if 0 <= tick <= top])  # above are no heights
    ax.tick_params(labelsize=SMALL)
    ax.grid(axis="y", alpha=0.25)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
