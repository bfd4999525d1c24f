"""Reading charts back from their artists."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

__all__ = ["lines", "note", "row_labels", "texts"]


def row_labels(ax: Axes) -> list[str]:
    """Return the labels of the rows from the top."""
    return [label.get_text() for label in ax.get_yticklabels()]


def lines(ax: Axes, gid: str) -> list[Line2D]:
    """Return the lines that stand for one kind of value."""
    return [line for line in ax.lines if line.get_gid() == gid]


def texts(ax: Axes) -> list[str]:
    """Return all texts within the Axes."""
    return [text.get_text() for text in ax.texts]


def note(ax: Axes) -> str:
    """Return the line under the title, unwrapped."""
    found = next(text for text in texts(ax) if text.startswith("n = "))
    return found.replace("\n", " ")
