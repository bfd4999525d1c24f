"""Stimulation indices of local lymph node assays, with their threshold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import by_name, find, labels_of, texts_of
from documine_nb.charts.endpoint_rows import bounds_of
from documine_nb.charts.intervals import Measured
from documine_nb.charts.kinds import COLORS, MAIN, OTHERS_COLOR, legend_below
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
_OPEN = OTHERS_COLOR
_ARROW_POINTS = 15
_BETWEEN = re.compile(r"\s*;\s*|,\s+")


def llna(df: pd.DataFrame, column: str = "Stimulation_Index", *, ax: Axes | None = None) -> Axes:
    """Draw one row a study: the stimulation index of each group, and the threshold of the assay.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        The indices of the groups from the lowest concentration: numbers, or texts such as ``"1.4,
        2.2, > 20"``.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.

    Returns
    -------
    Axes
        Studies with an index at or above the threshold are orange; grey are those in which a bound
        such as "< 5" leaves that open. A censored index is an arrow from its bound. The threshold
        is 3; 1.8 where the column ``Test_Guidelines_1`` cites OECD 442A, and 1.6 (that of the
        BrdU-ELISA, the lower one) where it cites 442B. Other studies are left out and counted.

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
    read = {row: _indices(row, text) for row, text in enumerate(texts) if text}
    known = {row: values for row, values in read.items() if values}
    names = _names(df)
    ranked = sorted(
        known, key=lambda row: (-max(each.bound for each in known[row]), by_name(names[row]))
    )
    shown = ranked[: rows_that_fit(ax)]
    thresholds = _thresholds(df)
    target = axes_for(ax, height=height_of(len(shown)) + 0.5)
    labels: list[str] = []
    if shown:
        labels = label_rows(target, [names[row] for row in shown])
        colors = [_color(known[row], thresholds[row]) for row in shown]
        for place, (row, color) in enumerate(zip(shown, colors, strict=True)):
            _draw(target, place, known[row], thresholds[row], color)
        _dress(target, set(colors))
    else:
        no_data(target)
    outcomes = Counter(_color(known[row], thresholds[row]) for row in known)
    note = summary(
        len(known),
        "studies",
        {"missing": len(df) - len(read), "text": len(read) - len(known)},
        f"{outcomes[_POSITIVE]} at or above the threshold",
        f"{outcomes[_OPEN]} left open by a bound" if outcomes[_OPEN] else "",
        "larger dots: higher concentrations" if shown else "",
        shown=len(shown),
    )
    describe(target, df, "Local lymph node assay: stimulation index", note, labels)
    return target


def _indices(row: int, text: str) -> list[Measured]:
    """Return the indices that a text lists; none where a part of it is something else."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    read = [_index(row, part) for part in parts]
    found = [each for each in read if each is not None]
    return found if len(found) == len(read) else []


def _index(row: int, text: str) -> Measured | None:
    from documine_nb.frames.quantity import Quantity  # noqa: PLC0415 -- frames load pandas
    from documine_nb.frames.values import read_number, read_quantity  # noqa: PLC0415 -- the same

    value = read_number(text)
    if isinstance(value, (int, float)):
        return Measured(row, Quantity(float(value), float(value)))
    bound = read_quantity(text)
    is_bound = isinstance(bound, Quantity) and bound.is_censored and not bound.unit
    return Measured(row, bound) if is_bound and isinstance(bound, Quantity) else None


def _thresholds(df: pd.DataFrame) -> list[float]:
    if _GUIDELINE not in df.columns:
        return [_THRESHOLD] * len(df)
    from documine_nb.frames.endpoints import read_guidelines  # noqa: PLC0415 -- frames load pandas

    numbers = [
        {cited.number for cited in read_guidelines(text or "")}
        for text in texts_of(find(df, _GUIDELINE))
    ]
    found = [bounds_of("Stimulation index", "sensitisation", "", each) for each in numbers]
    return [bounds[0][0] if bounds else _THRESHOLD for bounds in found]


def _names(df: pd.DataFrame) -> list[str]:
    files = labels_of(df)
    items = texts_of(find(df, _ITEM)) if _ITEM in df.columns else files
    return [item or file for item, file in zip(items, files, strict=True)]


def _color(values: Sequence[Measured], threshold: float) -> str:
    if any(each.low >= threshold for each in values):
        return _POSITIVE
    return MAIN if all(_is_below(each, threshold) for each in values) else _OPEN


def _is_below(one: Measured, threshold: float) -> bool:
    return one.high < threshold or (one.quantity.qualifier == "<" and one.high == threshold)


def _draw(ax: Axes, place: int, values: Sequence[Measured], threshold: float, color: str) -> None:
    ax.plot([each.bound for each in values], [place] * len(values), color=color, lw=1.2, alpha=0.5)
    for at, each in enumerate(values):  # larger the higher the concentration
        if each.is_censored:
            _arrow(ax, place, each, color)
        else:
            ax.plot([each.bound], [place], "o", color=color, ms=4.5 + 2 * at, gid="index")
    ax.plot([threshold] * 2, [place - 0.5, place + 0.5], color=GREY, ls="--", lw=1, gid="threshold")
    label_beside(ax, place, shorten(", ".join(map(str, values))))


def _arrow(ax: Axes, place: int, one: Measured, color: str) -> None:
    ax.plot([one.bound], [place], "|", color=color, ms=9, mew=1.8, gid="censored")
    # An arrow of fixed length: how far beyond the bound the value lies is unknown.
    ax.annotate(
        "",
        xy=(one.bound, place),
        xytext=(_ARROW_POINTS if one.is_above else -_ARROW_POINTS, 0),
        textcoords="offset points",
        arrowprops={"arrowstyle": "<|-", "color": color, "shrinkA": 0, "shrinkB": 0},
    )


def _dress(ax: Axes, colors: Collection[str]) -> None:
    ax.set_xlim(0, max(ax.dataLim.x1 * 1.08, _THRESHOLD * 1.3))  # an arrow has room
    ax.set_xlabel("stimulation index", fontsize=SMALL + 0.5)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.grid(axis="x", alpha=0.25)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    dot: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6}
    handles = [
        Line2D([], [], color=MAIN, label="below the threshold", **dot),
        Line2D([], [], color=_POSITIVE, label="at or above it", **dot),
    ]
    if _OPEN in colors:
        handles.append(Line2D([], [], color=_OPEN, label="left open by a bound", **dot))
    handles.append(Line2D([], [], color=GREY, ls="--", lw=1, label="threshold"))
    legend_below(ax, handles, gap=46)
