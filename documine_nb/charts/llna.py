"""Stimulation indices of local lymph node assays, with their threshold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import find, labels_of, texts_of
from documine_nb.charts.endpoint_rows import bounds_of
from documine_nb.charts.intervals import number
from documine_nb.charts.kinds import COLORS, MAIN, legend_below
from documine_nb.charts.text import (
    GREY,
    SMALL,
    describe,
    label_beside,
    label_rows,
    no_data,
    shorten,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["llna"]

_GUIDELINE = "Test_Guidelines_1"
_ITEM = "Test_Item"
_THRESHOLD = 3.0  # OECD TG 429 (2010), the radioactive assay
_POSITIVE = COLORS[3]
_BETWEEN = re.compile(r"\s*;\s*|,\s+")


def llna(df: pd.DataFrame, column: str = "Stimulation_Index", *, ax: Axes | None = None) -> Axes:
    """Draw one row a study: the stimulation index of each group, and the threshold of the assay.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        The indices of the groups from the lowest concentration: numbers, or texts such as ``"1.4,
        2.2, 5.1"``.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.

    Returns
    -------
    Axes
        Studies with an index at or above the threshold are orange. The threshold is 3; 1.8 where
        the column ``Test_Guidelines_1`` cites OECD 442A, and 1.6 (that of the BrdU-ELISA, the
        lower one) where it cites 442B. Other studies are left out and counted.

    Raises
    ------
    NotFoundError
        The frame has no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> df = pd.DataFrame({"file name": ["a.pdf"], "Stimulation_Index": ["1.4, 2.2, 5.1"]})
    >>> [text.get_text() for text in llna(df).texts][:1]
    ['1.4, 2.2, 5.1']
    """
    texts = texts_of(find(df, column))
    read = {row: _indices(text) for row, text in enumerate(texts) if text}
    known = {row: values for row, values in read.items() if values}
    ranked = sorted(known, key=lambda row: -max(known[row]))
    shown = ranked[: rows_that_fit(ax)]
    thresholds = _thresholds(df)
    target = axes_for(ax, height=height_of(len(shown)) + 0.5)
    labels: list[str] = []
    if shown:
        names = _names(df)
        labels = label_rows(target, [names[row] for row in shown])
        for place, row in enumerate(shown):
            _draw(target, place, known[row], thresholds[row])
        _dress(target)
    else:
        no_data(target)
    positive = sum(max(values) >= thresholds[row] for row, values in known.items())
    note = summary(
        len(known),
        "studies",
        {"missing": len(df) - len(read), "text": len(read) - len(known)},
        f"{positive} at or above the threshold",
        "larger dots: higher concentrations" if shown else "",
        shown=len(shown),
    )
    describe(target, df, "Local lymph node assay: stimulation index", note, labels)
    return target


def _indices(text: str) -> list[float]:
    from documine_nb.frames.values import read_number  # noqa: PLC0415 -- frames load pandas

    read = [read_number(part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    numbers = [float(each) for each in read if isinstance(each, (int, float))]
    return numbers if len(numbers) == len(read) else []


def _thresholds(df: pd.DataFrame) -> list[float]:
    if _GUIDELINE not in df.columns:
        return [_THRESHOLD] * len(df)
    from documine_nb.frames.endpoints import read_guideline  # noqa: PLC0415 -- frames load pandas

    numbers = [
        {read_guideline(part).number for part in (text or "").split("; ")}
        for text in texts_of(find(df, _GUIDELINE))
    ]
    found = [bounds_of("Stimulation index", "sensitisation", "", each) for each in numbers]
    return [bounds[0][0] if bounds else _THRESHOLD for bounds in found]


def _names(df: pd.DataFrame) -> list[str]:
    files = labels_of(df)
    items = texts_of(find(df, _ITEM)) if _ITEM in df.columns else files
    return [item or file for item, file in zip(items, files, strict=True)]


def _draw(ax: Axes, place: int, values: list[float], threshold: float) -> None:
    color = _POSITIVE if max(values) >= threshold else MAIN
    ax.plot(values, [place] * len(values), color=color, lw=1.2, alpha=0.5)
    for at, value in enumerate(values):  # larger the higher the concentration
        ax.plot([value], [place], "o", color=color, ms=4.5 + 2 * at, gid="index")
    ax.plot([threshold] * 2, [place - 0.5, place + 0.5], color=GREY, ls="--", lw=1, gid="threshold")
    label_beside(ax, place, shorten(", ".join(map(number, values))))


def _dress(ax: Axes) -> None:
    ax.set_xlim(0, max(ax.get_xlim()[1], _THRESHOLD * 1.3))
    ax.set_xlabel("stimulation index", fontsize=SMALL + 0.5)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.grid(axis="x", alpha=0.25)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    dot: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6}
    legend_below(
        ax,
        [
            Line2D([], [], color=MAIN, label="below the threshold", **dot),
            Line2D([], [], color=_POSITIVE, label="at or above it", **dot),
            Line2D([], [], color=GREY, ls="--", lw=1, label="threshold"),
        ],
        gap=46,
    )
