"""A column of dates as what charts draw."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from documine_nb.charts.columns import find, only, require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dates_of"]

_CURE = "Load components with dossier.to_frame() or dm.read_package(path).wide(), which give dates."


def dates_of(df: pd.DataFrame, column: str) -> list[dt.datetime | None]:
    """Return the dates of a column, None where there is none.

    A column stays text when one of its values is no date of a day, such as "March 2019"; then
    those that are one are taken.

    Raises
    ------
    NotFoundError
        The frame has no such column.
    ConfigError
        The column holds nothing of the kind.

    Examples
    --------
    >>> import pandas as pd
    >>> dates_of(pd.DataFrame({"Start": ["21/02/2019", "March 2019"]}), "Start")
    [datetime.datetime(2019, 2, 21, 0, 0), None]
    """
    series = find(df, column)
    found = [
        None if gone else _date(value) for value, gone in zip(series, series.isna(), strict=True)
    ]
    if not any(found):
        require(df, series, _is_date, "dates", _CURE)
    return found


def _is_date(dtype: Any) -> bool:
    return getattr(dtype, "kind", "") == "M"


def _date(value: Any) -> dt.datetime | None:
    from documine_nb.frames.values import read_date  # noqa: PLC0415 -- frames load pandas

    value = only(value)
    if isinstance(value, str):
        value = read_date(value.strip())
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None
