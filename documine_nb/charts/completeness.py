"""Which components were found in which files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from documine_nb.charts.canvas import axes_for, free_inches, grows, height_of, width_inches
from documine_nb.charts.columns import FILE_ID, FILE_NAME, find, labels_of, order_of, require_frame
from documine_nb.charts.kinds import MAIN, ink_on, kinds_of
from documine_nb.charts.text import (
    CHARACTER_INCHES,
    SMALL,
    describe,
    label_beside,
    label_columns,
    label_rows,
    no_data,
    percent,
    shorten,
    shorten_all,
    summary,
)
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["completeness"]

MOST_FILES = 60
MOST_ROWS = 120  # templates have some dozens of components
_CELL = 0.24  # inches
_TIGHTEST = 0.115  # inches of a row, below which labels touch
_LONGEST = 24  # letters of a file's name
_STATES = {"value": 1.0, "missing": 0.0, "not applicable": float("nan")}
_LONG = {"dossier", "file_id", "filename", "component", "value"}
_SHADES = LinearSegmentedColormap.from_list("completeness", ["#EDEDED", MAIN]).with_extremes(
    bad="white"  # as the note says, whatever the theme
)


@dataclass(frozen=True)
class _Table:
    """Shares between 0 and 1: one row a component, one column a file or a group of files."""

    shares: np.ndarray
    columns: list[str]
    per_file: bool


def completeness(
    df: pd.DataFrame,
    column: str | Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    by: str | None = None,
) -> Axes:
    """Draw a heat map of the components that have a value, file by file.

    With more files than can be told apart (60, or fewer on narrow Axes), and with `by`, it shows
    the share of files with a value instead. An empty cell says that no value was extracted, which
    is also so where a component does not apply to a study; the frame of
    ``result.quality().coverage()`` tells these apart: such cells are white, and count nowhere.

    Parameters
    ----------
    df : DataFrame
        One row a file, one column a component; or the frame of ``result.long()``, which knows the
        ``dossier`` to group by, and all files with a value.
    column : str or sequence of str, optional
        The components to show, from the top; by default all but the file's name.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as large as the cells need.
    by : str, optional
        A column whose values group the files.

    Returns
    -------
    Axes
        The share of all files stands at the right of each row.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        More components than can be told apart.

    Examples
    --------
    >>> import pandas as pd
    >>> df = pd.DataFrame({"file name": ["a.pdf", "b.pdf"], "Sponsor": ["Acme", None]})
    >>> ax = completeness(df)
    >>> [text.get_text() for text in ax.texts][:1]
    ['50 %']
    """
    df = _by_file(df, by)
    components = _components(df, column, by)
    rows = [shorten(component.replace("_", " ")) for component in components]
    _check(ax, len(rows), _names_inches(df, by, _files_that_fit(ax)))
    if df.empty or not rows:
        target = axes_for(ax)
        no_data(target)
        describe(target, df, "Completeness of components", summary(len(df), "files", {}))
        return target
    present = np.array([_present(find(df, component)) for component in components], dtype=float)
    table = _table(df, present, by, _files_that_fit(ax))
    target = axes_for(
        ax,
        width=max(7.5, 4.2 + _CELL * len(table.columns)),
        height=height_of(len(rows)) + (0.9 if table.columns != ["all files"] else 0),
    )
    _draw(target, table, rows, _mean(present, axis=1))
    exempt = int(np.isnan(present).sum())
    note = summary(
        len(df),
        "files",
        {},
        f"{_share(_mean(present))} of {present.size - exempt:,} cells have a value",
        "blue: a value, grey: none" if table.per_file else "share of files with a value",
        "at the right: share of all files" if table.columns != ["all files"] else "",
        f"white: {exempt:,} not applicable to the guideline" if exempt else "",
    )
    describe(target, df, "Completeness of components", note, rows)
    return target


def _present(series: pd.Series[Any]) -> Any:
    """Return 1 where there is a value, 0 where there is none, NaN where there need not be one."""
    if order_of(series) == list(_STATES):
        return series.astype(object).map(_STATES)
    return series.notna()


def _mean(shares: np.ndarray, axis: int | None = None, *, keepdims: bool = False) -> Any:
    """Return the mean of what is not NaN; NaN where nothing is left."""
    known = (~np.isnan(shares)).sum(axis=axis, keepdims=keepdims)
    total = np.nansum(shares, axis=axis, keepdims=keepdims)
    return np.where(known, total / np.maximum(known, 1), np.nan)


def _share(share: float) -> str:
    return "n/a" if np.isnan(share) else percent(float(share))


def _by_file(df: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return one row a file, whichever frame it is."""
    require_frame(df)
    if not set(df.columns) >= _LONG:
        return df
    firsts = df.drop_duplicates(["file_id", "component"])
    wide = firsts.pivot_table(
        "value", "file_id", "component", aggfunc="first", sort=False, observed=True
    )
    files = df.drop_duplicates("file_id").set_index("file_id")
    wide.insert(0, FILE_NAME, files["filename"])
    if by in files.columns:
        wide.insert(1, by, files[by])
    wide.attrs = df.attrs
    return wide


def _components(df: pd.DataFrame, column: str | Sequence[str] | None, by: str | None) -> list[str]:
    if isinstance(column, str):
        column = [column]
    if column is None:
        return [str(name) for name in df.columns if name not in {FILE_ID, FILE_NAME, by}]
    for name in column:
        find(df, name)
    return list(column)


def _check(ax: Axes | None, rows: int, names: float) -> None:
    most = MOST_ROWS if ax is None or grows(ax) else _rows_that_fit(ax, names)
    if rows > most:
        raise ConfigError(
            f"{rows} components cannot be told apart on this chart, which has room for {most}",
            cure="Name the components to show: completeness(df, ['Study_Title', ...]).",
        )


def _rows_that_fit(ax: Axes, names: float) -> int:
    return max(3, int(free_inches(ax, below=names) / _TIGHTEST))


def _names_inches(df: pd.DataFrame, by: str | None, fit: int) -> float:
    """Return how high the names of files or groups stand below the map."""
    if by is not None:  # they lean
        return (
            0.5 * CHARACTER_INCHES * max(map(len, map(shorten, kinds_of(df, by).colors)), default=0)
        )
    if len(df) > fit:
        return 0.0
    return CHARACTER_INCHES * min(_LONGEST, max(map(len, labels_of(df)), default=0))


def _files_that_fit(ax: Axes | None) -> int:
    return MOST_FILES if ax is None else min(MOST_FILES, int(width_inches(ax) / 0.13))


def _table(df: pd.DataFrame, present: np.ndarray, by: str | None, fit: int) -> _Table:
    if by is not None:
        kinds = kinds_of(df, by)
        of_row = np.array(kinds.of_row)
        names = list(kinds.colors)
        shares = [_mean(present[:, of_row == name], axis=1) for name in names]
        counted = [f"{shorten(name)} ({(of_row == name).sum()})" for name in names]
        return _Table(np.array(shares).T, counted, per_file=False)
    if len(df) > fit:
        whole = _mean(present, axis=1, keepdims=True)
        return _Table(whole, ["all files"], per_file=False)
    return _Table(present, shorten_all(labels_of(df), _LONGEST), per_file=True)


def _draw(ax: Axes, table: _Table, rows: list[str], shares: np.ndarray) -> None:
    if table.columns == ["all files"]:
        ax.barh(range(len(rows)), [1.0] * len(rows), height=0.7, color=_SHADES(0.0))
        ax.barh(
            range(len(rows)), np.nan_to_num(table.shares[:, 0]), height=0.7, color=MAIN, gid="share"
        )
        ax.set_xlim(0, 1)
        ax.set_xticks([])
    else:
        across, down = (np.arange(size + 1) - 0.5 for size in reversed(table.shares.shape))
        look: dict[str, Any] = {"vmin": 0, "vmax": 1, "edgecolors": "white", "linewidth": 1}
        ax.pcolormesh(across, down, table.shares, cmap=_SHADES, **look)
        label_columns(
            ax,
            table.columns,
            rotation=90 if table.per_file else 30,
            ha="center" if table.per_file else "right",
            rotation_mode="default" if table.per_file else "anchor",
            fontsize=SMALL - 1,
        )
        if not table.per_file:
            _write_shares(ax, table.shares)
    _label(ax, rows, shares)


def _write_shares(ax: Axes, shares: np.ndarray) -> None:
    for (row, column), share in np.ndenumerate(shares):
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL - 1}
        ax.text(column, row, _share(share), color=ink_on(_SHADES(share)), gid="share", **look)


def _label(ax: Axes, rows: list[str], shares: np.ndarray) -> None:
    label_rows(ax, rows)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for place, share in enumerate(shares):
        label_beside(ax, place, _share(share), fontsize=SMALL - 0.5)
    ax.tick_params(axis="both", length=0)
    ax.spines[:].set_visible(False)
