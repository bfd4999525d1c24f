"""Columns of text, at the price of their distinct texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Coded", "coded", "strings"]

_array: Any = pd.array  # the stubs know only lists


def strings(values: Sequence[str | None]) -> Any:
    """Return texts as a column; None is NA.

    Examples
    --------
    >>> strings(["male", None]).isna().tolist()
    [False, True]
    """
    dtype: Any = pd.StringDtype()
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional
    except ImportError:
        pa = None
    if pa is None or dtype.storage != "pyarrow":
        return _array(values, dtype=dtype)
    return dtype.__from_arrow__(pa.array(values, pa.large_string(), from_pandas=True))


@dataclass(frozen=True)
class Coded:
    """Texts that repeat: each once, and by row which of them it is; -1 where there is none."""

    codes: Any
    texts: Sequence[str]

    def take(self, rows: Any) -> Coded:
        """Return some rows of it."""
        return Coded(self.codes[rows], self.texts)

    def strings(self) -> Any:
        """Return them as a column."""
        return strings(self.texts).take(self.codes, allow_fill=True)


def coded(values: Iterable[str | None]) -> Coded:
    """Return texts by their codes; an empty one is none.

    Examples
    --------
    >>> found = coded(["oral", "", "oral", None, "dermal"])
    >>> found.texts, found.codes.tolist()
    (['oral', 'dermal'], [0, -1, 0, -1, 1])
    """
    rows = list(values)
    texts = [text for text in dict.fromkeys(rows) if text]
    places: dict[str | None, int] = dict(zip(texts, count()))
    places |= {None: -1, "": -1}
    return Coded(np.fromiter(map(places.__getitem__, rows), np.int32, len(rows)), texts)
