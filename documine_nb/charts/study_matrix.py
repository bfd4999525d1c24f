"""How many studies there are of what: by guideline and endpoint, or by any two columns."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import find, order_of, require_frame, study_ids, texts_of
from documine_nb.charts.kinds import MAIN, ink_on
from documine_nb.charts.text import (
    SMALL,
    describe,
    heading,
    label_beside,
    label_columns,
    label_rows,
    lowered,
    no_data,
    shorten_all,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["study_matrix"]

_MOST_COLUMNS = 16
_CELL = 0.62  # inches
_SHADES = LinearSegmentedColormap.from_list("studies", ["#E3EEF6", MAIN])
_NOT_STATED = "not stated"
_GUIDELINE = "guideline"


def study_matrix(
    df: pd.DataFrame,
    column: str = "guideline",
    *,
    across: str = "endpoint",
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix with the number of studies in each cell, and of each row at its right.

    Parameters
    ----------
    df : DataFrame
        The frame of ``result.endpoints()``, or another one. Rows of one index are one
        study, of one ``file_id`` where that is a column.
    column : str, default "guideline"
        What the rows are, in the order of their numbers; of a categorical column, in its order.
    across : str, default "endpoint"
        What the columns are, in the order of the frame; of a categorical column, in its order.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as large as the cells need.

    Returns
    -------
    Axes
        A study counts once in each row and column that it belongs to: in those of all its
        endpoints, and of all the guidelines that it cites.

    Raises
    ------
    NotFoundError
        The frame has no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> df = pd.DataFrame(
    ...     {"guideline": ["425", "425", None], "endpoint": ["LD50"] * 3}, index=["a", "b", "c"]
    ... )
    >>> ax = study_matrix(df)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['OECD 425', 'not stated']
    """
    require_frame(df)
    ids = study_ids(df)
    cells = [
        (study, down, over)
        for study, several, over in zip(ids, _cited(df, column), _texts(df, across), strict=True)
        for down in several
    ]
    studies: dict[tuple[str, str], set[object]] = defaultdict(set)
    for study, down, over in cells:
        studies[down, over].add(study)
    downs, acrosses = [down for _, down, _ in cells], [over for _, _, over in cells]
    rows = _ordered(downs, order_of(find(df, column)) or sorted(set(downs), key=_by_number))
    columns = _ordered(acrosses, order_of(find(df, across)) or list(dict.fromkeys(acrosses)))
    fit, kept = rows_that_fit(ax), columns[:_MOST_COLUMNS]
    shown = rows[:fit]
    size = height_of(len(shown)) + 0.9
    target = axes_for(ax, width=max(7.0, 3.4 + _CELL * len(kept)), height=size)
    labels: list[str] = []
    if shown:
        counts = np.array([[len(studies[row, over]) for over in kept] for row in shown])
        _draw(target, counts, kept)
        labels = label_rows(target, [_label(column, row) for row in shown])
        _totals(target, [_total(studies, row) for row in shown])
    else:
        no_data(target)
    note = summary(
        len(set(ids)),
        "studies",
        {},
        "at the right: all of the row" if shown else "",
        f"first {len(shown):,} of {len(rows):,} rows shown" if len(shown) < len(rows) else "",
        f"first {len(kept):,} of {len(columns):,} columns shown" if kept != columns else "",
    )
    title = f"Studies by {lowered(column)} and {lowered(across)}"
    describe(target, df, title, note, labels)
    return target


def _texts(df: pd.DataFrame, column: str) -> list[str]:
    return [text or _NOT_STATED for text in texts_of(find(df, column))]


def _cited(df: pd.DataFrame, column: str) -> list[list[str]]:
    """Return what each row belongs to: of guidelines, all that it cites."""
    texts = _texts(df, column)
    return [text.split(", ") if column == _GUIDELINE else [text] for text in texts]


def _by_number(text: str) -> tuple[bool, int, str]:
    found = re.search(r"\d+", text)
    return text == _NOT_STATED, int(found[0]) if found else 0, text


def _ordered(texts: list[str], order: list[str]) -> list[str]:
    present = set(texts)
    known = [text for text in order if text in present]
    return [*known, *(text for text in dict.fromkeys(texts) if text not in known)]


def _label(column: str, text: str) -> str:
    return f"OECD {text}" if column == _GUIDELINE and text[:1].isdigit() else text


def _total(studies: dict[tuple[str, str], set[object]], row: str) -> int:
    return len(set().union(*(found for (down, _), found in studies.items() if down == row)))


def _draw(ax: Axes, counts: np.ndarray, columns: list[str]) -> None:
    highest = max(counts.max(), 1)
    across, down = (np.arange(size + 1) - 0.5 for size in reversed(counts.shape))
    shades = np.ma.masked_equal(counts, 0)
    ax.pcolormesh(
        across, down, shades, cmap=_SHADES, vmin=0, vmax=highest, edgecolors="white", linewidth=1
    )
    for (row, column), count in np.ndenumerate(counts):
        if count:
            color = ink_on(_SHADES(count / highest))
            ax.text(
                column, row, f"{count:,}", ha="center", va="center", color=color, fontsize=SMALL
            )
    label_columns(
        ax,
        shorten_all([heading(name) for name in columns]),
        rotation=30,
        ha="right",
        rotation_mode="anchor",
        fontsize=SMALL,
    )
    ax.tick_params(axis="both", length=0)
    ax.spines[:].set_visible(False)


def _totals(ax: Axes, totals: list[int]) -> None:
    ax.set_ylim(len(totals) - 0.5, -0.5)
    for place, total in enumerate(totals):
        label_beside(ax, place, f"{total:,}", fontweight="bold")
