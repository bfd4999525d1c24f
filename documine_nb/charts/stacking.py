"""Axes one below the other on one figure, each as high as what is drawn on it needs."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from documine_nb.charts.canvas import GROWING, axes_for, grows, root_of
from documine_nb.charts.sharing import share_x
from documine_nb.charts.text import inches_of_rows, is_empty

__all__ = ["settle", "stacked"]

_WIDTH = 8.6
_EMPTY_INCHES = 0.3
_WITHOUT_ROWS_INCHES = 2.4
_BETWEEN_INCHES = 0.15


def stacked(heights: Sequence[float], *, may_grow: bool = True) -> list[Axes]:
    """Return Axes of these inches, from the top, on a figure of their own.

    They may become as high as their rows need, when they are settled.
    """
    first = axes_for(None, width=_WIDTH, height=sum(heights))
    figure = root_of(first)
    figure.clear()
    grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
    axes = [
        figure.add_subplot(grid[place], axes_class=type(first)) for place in range(len(heights))
    ]
    GROWING.update(axes if may_grow else ())
    return axes


def settle(axes: Sequence[Axes]) -> None:
    """Share the x axes that can be, and give each the height that its rows need."""
    share_x(axes)
    grid = axes[0].get_gridspec()
    if grid is None or not all(map(grows, axes)):
        return
    GROWING.difference_update(axes)
    within = [_inches(ax) for ax in axes]
    grid.set_height_ratios(within)
    root_of(axes[0]).set_figheight(sum(within) + sum(map(_around, axes)))


def _inches(ax: Axes) -> float:
    if is_empty(ax):
        return _EMPTY_INCHES
    return inches_of_rows(ax) or _WITHOUT_ROWS_INCHES


def _around(ax: Axes) -> float:
    """Return the inches that title, note, labels and legend take; they do not scale."""
    whole = ax.get_tightbbox()
    height = ax.bbox.height if whole is None else max(whole.height, ax.bbox.height)
    return float((height - ax.bbox.height) / root_of(ax).dpi) + _BETWEEN_INCHES
