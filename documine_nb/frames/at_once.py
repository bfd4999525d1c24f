"""Columns whose texts are all written in the plainest way, read at once and not one by one.

A text that is written in any other way leaves the column to the readers in ``values``, which know
all of them; what both can read, they read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.frames.cells import Array
from documine_nb.frames.packed import bytes_of
from documine_nb.frames.strings import compute

__all__ = ["read_at_once"]

_MOST_DIGITS = 18  # of which all numbers fit into 64 bits
# One or two decimals: three may be thousands, and four may be a year.
_DECIMAL = r"^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,2})?$"
_DATE = 10  # characters
_FORMS = ((6, 3, 0, "/"), (0, 5, 8, "-"), (6, 3, 0, "."))
_FIRST_DIGIT, _LAST_DIGIT = b"09"
_MONTHS = 12


def read_at_once(texts: Any) -> Any:
    """Return the values of texts that are all plain numbers or plain dates, else None.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Texts, none missing or empty.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_at_once(pa.array(["500", "2000"], pa.large_string())).dtype
    Int64Dtype()
    >>> read_at_once(pa.array(["21/02/2019"], pa.large_string()))
    array(['2019-02-21T00:00:00.000000'], dtype='datetime64[us]')
    >>> read_at_once(pa.array(["500", "2.000"], pa.large_string())) is None
    True
    """
    if not len(texts) or not "0" <= texts[0].as_py()[0] <= "9":
        return None
    found = _dates(texts)
    return found if found is not None else _numbers(texts)


def _numbers(texts: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- optional

    pc = compute()

    digits = pc.min_max(pc.binary_length(texts))["max"].as_py()
    if digits <= _MOST_DIGITS and _all(pc.ascii_is_decimal(texts)):
        named = pc.and_(pc.starts_with(texts, "0"), pc.greater(pc.binary_length(texts), 1))
        whole = None if named.true_count else texts.cast(pa.int64()).to_numpy()
        return None if whole is None else pd.array(whole, dtype="Int64")
    if not _all(pc.match_substring_regex(texts, _DECIMAL)):
        return None
    return pd.array(texts.cast(pa.float64()).to_numpy(), dtype="Float64")


def _all(found: Any) -> bool:
    return bool(found.true_count == len(found))


def _dates(texts: Any) -> Array | None:
    ends, characters = bytes_of(texts)
    if (np.diff(ends) != _DATE).any():
        return None
    written = characters.reshape(-1, _DATE)
    for year, month, day, mark in _FORMS:
        marks = [at - 1 for at in (year, month, day) if at]
        digits = np.delete(written, marks, axis=1)
        if (written[:, marks] == ord(mark)).all() and _are_digits(digits):
            return _days(*(_number(written[:, at : at + n]) for at, n in _parts(year, month, day)))
    return None


def _parts(year: int, month: int, day: int) -> Sequence[tuple[int, int]]:
    return (year, 4), (month, 2), (day, 2)


def _are_digits(characters: Array) -> bool:
    return bool(((characters >= _FIRST_DIGIT) & (characters <= _LAST_DIGIT)).all())


def _number(digits: Array) -> Array:
    places = 10 ** np.arange(digits.shape[1])[::-1]
    number: Array = (digits - _FIRST_DIGIT) @ places
    return number


def _days(year: Array, month: Array, day: Array) -> Array | None:
    """Return the days; None where there is no such day."""
    if year.min() < 1 or month.min() < 1 or month.max() > _MONTHS or day.min() < 1:
        return None
    months = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    days = months.astype("datetime64[D]") + (day - 1)
    if (days.astype("datetime64[M]") != months).any():
        return None
    found: Array = days.astype("datetime64[us]")
    return found
