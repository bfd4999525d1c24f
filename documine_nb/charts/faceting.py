"""One chart for each kind of study, on one figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.text import Text

from documine_nb.charts.canvas import MAX_ROWS, height_of
from documine_nb.charts.columns import find
from documine_nb.charts.kinds import kinds_of
from documine_nb.charts.stacking import settle, stacked
from documine_nb.charts.text import heading, plain, shorten
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["facets"]

_AROUND_INCHES = 1.0  # the line that names the facet, axis label, legend


def facets(
    chart: Callable[..., Axes],
    df: pd.DataFrame,
    by: str,
    *,
    height: float | None = None,
    **options: Any,
) -> list[Axes]:
    r"""Draw a chart once for each kind of study, one below the other.

    Those that show the same in the same unit have the same x axis. One without data says so, and
    why, on one line.

    Parameters
    ----------
    chart : callable
        One of these charts, such as ``dm.charts.timeline``.
    df : DataFrame
        What the chart takes.
    by : str
        The column whose values are the kinds, the most frequent first; of a categorical column,
        in its order. Beyond eight, the rarer ones are one kind.
    height : float, optional
        Inches of each; by default as high as their rows need.
    **options
        Handed to the chart.

    Returns
    -------
    list of Axes
        One a kind; each says its own n. ``axes[0].figure`` has them all.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        It is no chart.

    Examples
    --------
    >>> import pandas as pd
    >>> from documine_nb.charts import category_counts
    >>> df = pd.DataFrame({"Species": ["Rat", "Mouse", "Rat"], "Sex": ["m", "f", "f"]})
    >>> [ax.get_title(loc="left").split("\n")[0] for ax in facets(category_counts, df, "Sex")]
    ['Sex: f', 'Sex: m']
    """
    if not callable(chart):
        raise ConfigError(
            f"facets draws a chart, and this is of type {type(chart).__name__}",
            cure="Such as facets(dm.charts.timeline, df, 'Species').",
        )
    find(df, by)
    kinds = kinds_of(df, by)
    rows = {
        kind: [at for at, one in enumerate(kinds.of_row) if one == kind] for kind in kinds.colors
    }
    if df.empty:
        return [chart(df, **options)]
    heights = [
        height or height_of(min(len(mine), MAX_ROWS)) + _AROUND_INCHES for mine in rows.values()
    ]
    axes = stacked(heights, may_grow=height is None)
    for ax, (kind, mine) in zip(axes, rows.items(), strict=True):
        chart(df.iloc[mine], ax=ax, **options)
        _name(ax, f"{heading(by)}: {shorten(kind)}")
    settle(axes)
    return axes


def _name(ax: Axes, facet: str) -> None:
    """Put the facet's name above the title, which the layout then makes room for."""
    title = ax.get_title(loc="left")
    for text in ax.get_children():
        if isinstance(text, Text) and text.get_text() == title:
            text.set_text(f"{plain(facet)}\n{title}")
            return
