"""How often each value of a column occurs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import find, order_of, text_of
from documine_nb.charts.kinds import OTHERS_COLOR, Kinds, kinds_of, legend_below, legend_lines
from documine_nb.charts.text import SMALL, describe, heading, label_rows, no_data, summary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["category_counts"]

MOST = 20


def category_counts(
    df: pd.DataFrame, column: str = "Species", *, ax: Axes | None = None, by: str | None = None
) -> Axes:
    """Draw a bar a value, the most frequent on top; beyond twenty, the rest is one bar.

    The bars of a categorical column are in its order.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        Of any dtype. A list in a cell counts once for each of its values.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the bars need.
    by : str, optional
        A column whose values split the bars by colour.

    Returns
    -------
    Axes
        Rows without a value are left out and counted.

    Raises
    ------
    NotFoundError
        The frame has no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = category_counts(pd.DataFrame({"Species": ["Rat", "Mouse", "Rat", None]}))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Rat', 'Mouse']
    """
    values = _values(find(df, column))
    kinds = kinds_of(df, by)
    counts = Counter(value for _, value in values)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    legend = legend_lines(ax, kinds.labels, title=by)
    limit = min(MOST, rows_that_fit(ax, legend=legend))
    kept = ranked[:limit] if len(ranked) > limit + 1 else ranked
    order = order_of(find(df, column))
    kept = sorted(kept, key=order.index) if order else kept
    others = f"others ({len(ranked) - len(kept):,} kinds)" if len(kept) < len(ranked) else None
    bars = [*kept, others] if others else kept
    target = axes_for(ax, height=height_of(len(bars)))
    shown_labels: list[str] = []
    if bars:
        place_of = {value: place for place, value in enumerate(kept)}
        placed = [(row, place_of.get(value, len(kept))) for row, value in values]
        drawn = _draw(target, len(bars), placed, kinds)
        if others and by is None:
            drawn[-1].set_color(OTHERS_COLOR)
        shown_labels = label_rows(target, bars)
    else:
        no_data(target)
    rows = {row for row, _ in values}
    note = summary(
        len(rows),
        "studies",
        {"missing": len(df) - len(rows)},
        f"{len(values):,} values" if len(values) > len(rows) else "",
    )
    describe(target, df, f"{heading(column)}: number of studies", note, shown_labels)
    legend_below(target, kinds.handles(sorted(rows)), title=by and heading(by), gap=34)
    return target


def _values(series: pd.Series[Any]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for row, (value, gone) in enumerate(zip(series, series.isna(), strict=True)):
        several = value if isinstance(value, (list, tuple)) else [] if gone else [value]
        texts = dict.fromkeys(text_of(one) for one in several)
        found.extend((row, text) for text in texts if text)
    return found


def _draw(ax: Axes, bars: int, placed: list[tuple[int, int]], kinds: Kinds) -> list[Rectangle]:
    drawn: list[Rectangle] = []
    so_far = [0] * bars
    for kind, color in kinds.colors.items():
        counts = Counter(place for row, place in placed if kinds.of_row[row] == kind)
        widths = [counts[place] for place in range(bars)]
        drawn += ax.barh(range(bars), widths, left=so_far, height=0.68, color=color)
        so_far = [before + width for before, width in zip(so_far, widths, strict=True)]
    longest = max(so_far)
    for place, count in enumerate(so_far):
        ax.annotate(
            f"{count:,}",
            (count, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    ax.set_xlim(0, longest * 1.1)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    return drawn
