"""The Axes that a chart is drawn on, and how a notebook shows them.

In a running cell the figure belongs to pyplot, so that it appears as the charts of pandas do,
whether or not it is the cell's last value. Everywhere else (a widget's callback, another thread, a
script) nothing global is touched, since pyplot is not safe there: the Axes then show themselves
when they are displayed.
"""

from __future__ import annotations

import io
import sys
import threading
from math import ceil
from typing import Any
from weakref import WeakSet

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from documine_nb.errors import ConfigError

__all__ = [
    "GROWING",
    "MAX_ROWS",
    "ROW_INCHES",
    "axes_for",
    "free_inches",
    "grows",
    "height_of",
    "root_of",
    "rows_that_fit",
    "width_inches",
]

MAX_ROWS = 60  # more cannot be read on one screen
ROW_INCHES = 0.27
TIGHTEST_ROW_INCHES = 0.17  # below it, labels of 8 points touch
_LEGEND_LINE_INCHES = 0.19
GROWING: WeakSet[Axes] = WeakSet()
AROUND_ROWS_INCHES = 1.6  # title, note, axis
_NOTE_INCHES = 7.5  # of a note, were it one line
_NOTE_LINE_INCHES = 0.17
_TITLE_INCHES = 0.25
_AXIS_INCHES = 0.75  # numbers, label, and the gap to the legend


class DisplayedAxes(Axes):
    """Axes whose figure appears in a notebook when they are the value that is displayed."""

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        root_of(self).savefig(picture, format="png", bbox_inches="tight")
        return picture.getvalue()


def axes_for(ax: Axes | None, *, width: float = 8.0, height: float = 4.0) -> Axes:
    """Return `ax`, or Axes on a figure of its own of that size in inches."""
    if ax is not None:
        root_of(ax)
        return ax
    size = (width, height)
    if _in_running_cell():
        import matplotlib.pyplot as plt  # noqa: PLC0415 -- only here is it safe to touch

        return plt.figure(figsize=size, layout="constrained").add_subplot()
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot(axes_class=DisplayedAxes)


def height_of(rows: int) -> float:
    """Return the height in inches of a figure with that many labelled rows."""
    return AROUND_ROWS_INCHES + ROW_INCHES * max(rows, 3)


def grows(ax: Axes) -> bool:
    """Whether the Axes become as high as what is drawn on them needs."""
    return ax in GROWING


def rows_that_fit(
    ax: Axes | None, *, row: float = TIGHTEST_ROW_INCHES, legend: int = 1, gaps: float = 0
) -> int:
    """Return how many labelled rows can be read, on Axes of one's own or on given ones.

    `row` is the least height of one in inches, `legend` the lines below the Axes, and `gaps` the
    rows that stay empty.
    """
    if ax is None or grows(ax):
        return MAX_ROWS
    height = free_inches(ax, below=_AXIS_INCHES + _LEGEND_LINE_INCHES * legend)
    return max(3, min(MAX_ROWS, int(height / row - gaps)))


def root_of(ax: Axes) -> Figure:
    """Return the figure that holds the Axes, also through subfigures."""
    if not isinstance(ax, Axes):
        raise ConfigError(
            f"ax= takes one Axes of matplotlib, and this is of type {type(ax).__name__}",
            cure="Pass one of plt.subplots(), such as ax=axes[0]; or figure.add_subplot().",
        )
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ConfigError(
            "the Axes belong to no figure: they were removed from it",
            cure="Draw on new ones, or leave out ax=.",
        )
    return figure


def width_inches(ax: Axes) -> float:
    """Return the width of the Axes with their labels.

    Among others that no layout keeps apart it is the Axes' alone.
    """
    root = root_of(ax)
    if len(root.axes) == 1:
        return float(root.get_figwidth())
    place = _place(ax)
    if place is None:
        return float(ax.get_position().width * root.get_figwidth())
    share = _share(place.get_gridspec().get_width_ratios(), place.colspan)
    return float(ax.figure.bbox.width / root.dpi) * share


def free_inches(ax: Axes, *, below: float) -> float:
    """Return the height of given Axes; where a layout makes room for texts, what these leave.

    `below` is what stands under the Axes, in inches.
    """
    root = root_of(ax)
    place = _place(ax)
    if place is None:
        return float(ax.get_position().height * root.get_figheight())
    share = _share(place.get_gridspec().get_height_ratios(), place.rowspan)
    whole = float(ax.figure.bbox.height / root.dpi) * share
    note = _NOTE_LINE_INCHES * ceil(_NOTE_INCHES / (0.6 * width_inches(ax)))
    return whole - _TITLE_INCHES - note - below


def _place(ax: Axes) -> SubplotSpec | None:
    """Return the place of the Axes in a grid that a layout keeps apart."""
    return ax.get_subplotspec() if root_of(ax).get_layout_engine() is not None else None


def _share(ratios: Any, span: range) -> float:
    """Return how much of a grid some of its rows or columns are."""
    every = np.asarray(ratios, dtype=float)
    return float(every[span.start : span.stop].sum() / every.sum())


def _in_running_cell() -> bool:
    if threading.current_thread() is not threading.main_thread():
        return False
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # The trap is set while a cell runs. A callback on the main thread finds it unset, and a pyplot
    # figure made there would turn up under whichever cell runs next.
    return shell is not None and bool(shell.display_trap.is_active)
