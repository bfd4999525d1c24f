"""Columns whose texts are all written in the plainest way, read at once and not one by one.

A text that is written in any other way leaves its column to the readers in ``values``, which know
all of them; what both can read, they read alike. All columns are read together: that many files
cost little, but that many columns would cost as many calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from documine_nb.frames.cells import Array
from documine_nb.frames.packed import bytes_of
from documine_nb.frames.strings import compute

__all__ = ["read_at_once"]

_MOST_DIGITS = 18  # of which all numbers fit into 64 bits
# One or two decimals: three may be thousands, and four may be a year.
_DECIMAL = r"^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,2})?$"
_ZERO = ord("0")
_MONTHS = 12


class _Form(NamedTuple):
    """How dates are written: where year, month and day begin, and what stands between them."""

    year: int
    month: int
    day: int
    mark: str

    @property
    def marks(self) -> list[int]:
        return [at - 1 for at in self[:3] if at]


_DATE = 10  # characters
_FORMS = (_Form(6, 3, 0, "/"), _Form(0, 5, 8, "-"), _Form(6, 3, 0, "."))


def read_at_once(texts: Any, spans: Sequence[slice]) -> list[Array | None]:
    """Return the values of columns whose texts are all plain numbers or plain dates, else None.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts of all columns, none missing or empty.
    spans : sequence of slice
        Which texts are a column's.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = pa.array(["500", "2000", "21/02/2019", "500", "2.000"], pa.large_string())
    >>> read_at_once(texts, [slice(0, 2), slice(2, 3), slice(3, 5)])
    [array([ 500, 2000]), array(['2019-02-21T00:00:00.000000'], dtype='datetime64[us]'), None]
    """
    found: list[Array | None] = [None] * len(spans)
    dates: dict[_Form, dict[int, Array]] = {}
    wholes: dict[int, Any] = {}
    ends, characters = bytes_of(texts)
    ends = ends - ends[0]
    for place, span in enumerate(spans):
        written = characters[ends[span.start] : ends[span.stop]]
        if not len(written) or not _are_digits(written[:1]):
            continue
        lengths = np.diff(ends[span.start : span.stop + 1])
        if (lengths == _DATE).all() and (form := _form(written)) is not None:
            dates.setdefault(form, {})[place] = written.reshape(-1, _DATE)
        elif lengths.max() > _MOST_DIGITS or not _are_digits(written):
            found[place] = _decimals(texts[span])
        elif not (written[np.cumsum(lengths) - lengths] == _ZERO)[lengths > 1].any():
            wholes[place] = texts[span]
    read = [_integers(wholes), *(_days(form, columns) for form, columns in dates.items())]
    for place, values in chain.from_iterable(read):
        found[place] = values
    return found


def _are_digits(characters: Array) -> bool:
    return bool((characters - _ZERO <= 9).all())  # noqa: PLR2004 -- digits; what is below is far above


def _decimals(texts: Any) -> Array | None:
    import pyarrow as pa  # noqa: PLC0415 -- optional

    plain = compute().match_substring_regex(texts, _DECIMAL)
    if plain.true_count < len(texts):
        return None
    found: Array = texts.cast(pa.float64()).to_numpy()
    return found


def _integers(columns: Mapping[int, Any]) -> Iterator[tuple[int, Array]]:
    import pyarrow as pa  # noqa: PLC0415 -- optional

    if columns:
        whole = pa.chunked_array(list(columns.values())).cast(pa.int64()).to_numpy()
        yield from _apart(columns, whole)


def _apart(columns: Mapping[int, Any], values: Array) -> Iterator[tuple[int, Array]]:
    """Return what is each column's own of values that stand side by side."""
    start = 0
    for place, column in columns.items():
        yield place, values[start : start + len(column)]
        start += len(column)


def _form(written: Array) -> _Form | None:
    """Return the form that the first text has."""
    return next((f for f in _FORMS if all(written[at] == ord(f.mark) for at in f.marks)), None)


def _number(digits: Array) -> Array:
    number: Array = digits[0].astype(np.int64)
    for digit in digits[1:]:
        number = number * 10 + digit
    return number


def _first_days(months: Array) -> Array:
    """Return the first day of each month, which are counted from January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]")


def _days(form: _Form, columns: Mapping[int, Array]) -> Iterator[tuple[int, Array]]:
    """Return the columns in which all texts have this form, and there are such days."""
    digits = np.ascontiguousarray(np.concatenate(list(columns.values())).T) - _ZERO
    are = (np.delete(digits, form.marks, axis=0) <= 9).all(axis=0)  # noqa: PLR2004 -- the same
    are &= (digits[form.marks] == (ord(form.mark) - _ZERO) % 256).all(axis=0)
    year, month, day = (
        _number(digits[at : at + size])
        for at, size in ((form.year, 4), (form.month, 2), (form.day, 2))
    )
    are &= (year >= 1) & (month >= 1) & (month <= _MONTHS) & (day >= 1)
    months = (year - 1970) * _MONTHS + month - 1
    days = _first_days(months) + (day - 1)
    are &= days < _first_days(months + 1)
    fitting = dict(_apart(columns, are))
    for place, found in _apart(columns, days.astype("datetime64[us]")):
        if fitting[place].all():
            yield place, found
