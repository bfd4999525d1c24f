"""Columns of text, at the price of their distinct texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.models.columns import Codes

__all__ = ["Coded", "OfFiles", "coded", "compute", "filled", "strings"]

_array: Any = pd.array  # the stubs know only lists


def strings(values: Any) -> Any:
    """Return texts as a column; None is NA.

    Parameters
    ----------
    values : sequence of str or None, or pyarrow.Array
        Arrow's texts are taken as they are, without a copy, where pandas stores texts so.

    Examples
    --------
    >>> strings(["male", None]).isna().tolist()
    [False, True]
    """
    dtype: Any = pd.StringDtype()
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional
    except ImportError:
        return _array(values, dtype=dtype)
    is_packed = isinstance(values, pa.Array)
    if dtype.storage != "pyarrow":
        return _array(values.to_pylist() if is_packed else values, dtype=dtype)
    packed = values if is_packed else pa.array(values, pa.large_string(), from_pandas=True)
    return dtype.__from_arrow__(packed)


def compute() -> Any:
    """Return Arrow's functions on whole columns, where texts are packed by it."""
    import pyarrow.compute as functions  # noqa: PLC0415 -- optional

    return functions


def filled(texts: Any) -> Any:
    """Return a column in which an empty text is none.

    Examples
    --------
    >>> filled(strings(["male", ""])).isna().tolist()
    [False, True]
    """
    empty = np.flatnonzero((texts == "").fillna(value=False))
    if len(empty):
        texts = texts.copy()
        texts[empty] = pd.NA
    return texts


@dataclass(frozen=True)
class Coded:
    """Texts that repeat: each once, and by row which of them it is; -1 where there is none."""

    codes: Any
    texts: Sequence[Any]

    def take(self, rows: Any) -> Coded:
        """Return some rows of it."""
        return Coded(self.codes[rows], self.texts)

    def distinct(self) -> Coded:
        """Return them with each text once."""
        return self

    def strings(self) -> Any:
        """Return them as a column."""
        return strings(self.texts).take(self.codes, allow_fill=True)

    def categories(self) -> pd.Categorical:
        """Return them as a categorical column, of the texts that stand in some row, as they come.

        Their order is that of a legend, and should not depend on where the texts were before.
        """
        count = len(self.codes)
        first = np.full(len(self.texts) + 1, count)  # of no text, which has -1, at the end
        first[self.codes[::-1]] = np.arange(count)[::-1]  # what is written last stays
        present = np.argsort(first[:-1])[: np.count_nonzero(first[:-1] < count)]
        renumbered = np.full(len(first), -1)
        renumbered[present] = np.arange(len(present))
        dtype = pd.CategoricalDtype(strings([self.texts[place] for place in present.tolist()]))
        return pd.Categorical.from_codes(renumbered[self.codes], dtype=dtype)


class OfFiles(Coded):
    """Texts of files, by row which file it is of; several may have the same text, or none.

    Examples
    --------
    >>> found = OfFiles(np.array([0, 0, 2]), ["a.pdf", "b.pdf", None])
    >>> found.strings().tolist(), found.distinct().codes.tolist()
    (['a.pdf', 'a.pdf', <NA>], [0, 0, -1])
    """

    def distinct(self) -> Coded:
        """Return them with each text once."""
        column = Codes()
        column.append(self.texts)
        return coded(column).take(self.codes)

    def strings(self) -> Any:
        """Return them as a column."""
        return filled(strings(self.texts)).take(self.codes)

    def categories(self) -> pd.Categorical:
        """Return them as a categorical column, of the texts that stand in some row."""
        return self.distinct().categories()


def coded(column: Codes) -> Coded:
    """Return a column's texts by their codes; an empty one is none.

    Examples
    --------
    >>> column = Codes()
    >>> column.append(["oral", "", "oral", None, "dermal"])
    >>> found = coded(column)
    >>> found.strings().tolist()
    ['oral', <NA>, 'oral', <NA>, 'dermal']
    """
    codes, texts = column.whole(), column.texts
    if "" in texts:
        codes = np.where(codes == texts.index(""), -1, codes)
    return Coded(codes, texts)
