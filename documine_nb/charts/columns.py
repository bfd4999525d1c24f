"""Finding a column in a frame, and saying what to do where it is missing or of another kind."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from documine_nb.errors import ConfigError, NotFoundError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FILE_ID",
    "FILE_NAME",
    "by_name",
    "find",
    "labels_of",
    "only",
    "order_of",
    "require",
    "require_frame",
    "study_ids",
    "text_of",
    "texts_of",
]

FILE_ID = "file_id"
FILE_NAME = "file name"
MOST_NAMES = 12  # in an error
_LABELS = (FILE_NAME, "Report_Number")


def find(df: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Return a column.

    Raises
    ------
    NotFoundError
        The frame has no such column, or several.
    ConfigError
        It is no frame of pandas, or no name.
    """
    require_frame(df)
    if not isinstance(column, str):
        raise ConfigError(
            f"a column is given by its name, and this is of type {type(column).__name__}",
            cure="One text, such as 'Species'; Axes are given as ax=.",
        )
    names = [str(name) for name in df.columns]
    if column not in names:
        near = difflib.get_close_matches(column, names, n=3, cutoff=0.5)
        cure = f"Did you mean {' or '.join(map(repr, near))}?" if near else _what_is_there(names)
        raise NotFoundError(f"no column {column!r} in the frame", cure=cure)
    if names.count(column) > 1:
        raise NotFoundError(
            f"{names.count(column)} columns of the frame are named {column!r}",
            cure="Rename them, or keep one: df.loc[:, ~df.columns.duplicated()].",
        )
    return df.iloc[:, names.index(column)]


def require_frame(df: Any) -> None:
    """Raise ConfigError where something else than a frame was given, such as a result."""
    if not hasattr(df, "columns") or not hasattr(df, "iloc"):
        raise ConfigError(
            f"a chart is drawn from a pandas DataFrame, and this is a {type(df).__name__}",
            cure="Take result.wide() or result.endpoints(); a column is named beside its frame.",
        )


def _what_is_there(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"The frame has: {', '.join(map(repr, names[:MOST_NAMES]))}{more}."


def require(
    df: pd.DataFrame, series: pd.Series[Any], fits: Callable[[Any], bool], kind: str, cure: str
) -> None:
    """Raise ConfigError where the column's dtype does not fit, naming the columns that would."""
    if fits(series.dtype) or series.isna().all():
        return
    others = [str(name) for name, dtype in df.dtypes.items() if fits(dtype)]
    have = f" Columns of that kind here: {', '.join(map(repr, others[:8]))}." if others else ""
    raise ConfigError(
        f"column {str(series.name)!r} holds {series.dtype}, and this chart needs {kind}",
        cure=f"{cure}{have}",
    )


def by_name(name: str) -> tuple[str | int, ...]:
    """Sorts names as people do: numbers in them by their value, capitals as small letters.

    Examples
    --------
    >>> sorted(["AB-10", "ab-9", "AB-1"], key=by_name)
    ['AB-1', 'ab-9', 'AB-10']
    """
    parts = re.split(r"(\d{1,15})", name.casefold())
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts))


def only(value: Any) -> Any:
    """Return the one value of a list, as ``wide("list")`` has them; anything else as it is."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value


def study_ids(df: pd.DataFrame) -> Iterable[object]:
    """Return what says which study a row is of: the file's id, also after ``reset_index``."""
    return find(df, FILE_ID) if FILE_ID in df.columns else df.index


def labels_of(df: pd.DataFrame) -> list[str]:
    """Return what to call each row: its file's name, its report's number, or its index."""
    names = [str(name) for name in df.columns]
    for column in _LABELS:
        if column in names:
            texts = texts_of(df.iloc[:, names.index(column)])
            return [(text or "not stated").removesuffix(".pdf") for text in texts]
    return [str(value) for value in df.index]


def order_of(series: pd.Series[Any]) -> list[str]:
    """Return the order that a categorical column states for its values; nothing for others.

    Examples
    --------
    >>> import pandas as pd
    >>> doses = pd.Series(["low", "high"], dtype=pd.CategoricalDtype(["low", "mid", "high"]))
    >>> order_of(doses), order_of(pd.Series(["low"]))
    (['low', 'mid', 'high'], [])
    """
    return [text_of(value) for value in getattr(series.dtype, "categories", ())]


def texts_of(series: pd.Series[Any]) -> list[str | None]:
    """Return the cells as people write them, None where there is nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> texts_of(pd.Series([2000.0, None])), texts_of(pd.Series([True, ["a", "b"]]))
    (['2000', None], ['Yes', 'a, b'])
    """
    missing = series.isna()
    return [
        None if gone else (text_of(value) or None)
        for value, gone in zip(series, missing, strict=True)
    ]


def text_of(value: Any) -> str:
    r"""Return a value that is not missing as people write it.

    Examples
    --------
    >>> text_of(False), text_of(date(2019, 2, 21)), text_of("two\nlines ")
    ('No', '2019-02-21', 'two lines')
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(text_of(one) for one in value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    kind = type(value).__name__
    if kind.startswith("bool"):
        return "Yes" if value else "No"
    return " ".join((f"{value:.10g}" if kind.startswith("float") else str(value)).split())
