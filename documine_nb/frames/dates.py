"""Dates as documents write them, in English and German; a month or a year alone is no day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Span", "names_no_day", "read_span"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner",
            "february feb februar",
            "march mar märz maerz mrz mär",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_NAME = r"(?P<month>[a-zä]{3,9})\.?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?(?:\s+of)?[\s-]*{_NAME},?[\s-]*{_YEAR}",
        rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?P<mark>[./-])\s?(?P<month>\d{{1,2}})(?P=mark)\s?{_YEAR}",
        r"(?P<year>\d{4})(?P<mark>[/-])(?P<month>\d{2})(?P=mark)(?P<day>\d{2})",
        rf"{_NAME},?[\s-]*{_YEAR}",
        rf"(?P<month>\d{{1,2}})[./-]{_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d{2})",
        _YEAR,
    )
)


@dataclass(frozen=True)
class Span:
    """The days that a date as written may mean: one, those of a month, or those of a year.

    Examples
    --------
    >>> read_span("October 2017").last
    datetime.date(2017, 10, 31)
    """

    first: dt.date
    last: dt.date

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


def read_span(text: str) -> Span | None:
    """Read a date, or a part of one; None where it is none.

    Examples
    --------
    >>> read_span("21. Februar 2019") == read_span("Feb 21, 2019") == read_span("21/02/2019")
    True
    >>> read_span("2018").is_day, read_span("31 June 2018")
    (False, None)
    """
    parts = _parts(text)
    return _span(parts["year"], parts.get("month"), parts.get("day")) if parts else None


def names_no_day(text: str) -> bool:
    """Whether a text is written as a day that its month does not have.

    Examples
    --------
    >>> [names_no_day(text) for text in ("31 June 2018", "30 June 2018", "31 Foo 2018")]
    [True, False, False]
    """
    parts = _parts(text)
    return bool(parts and _month(parts.get("month")) and read_span(text) is None)


def _parts(text: str) -> dict[str, str] | None:
    """Return the parts of a date as written, None where it is none."""
    # Some documents set ä as an a and two dots.
    written = unicodedata.normalize("NFC", text.strip())
    found = next(filter(None, (form.fullmatch(written) for form in _FORMS)), None)
    return found.groupdict() if found else None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    number = _month(month)
    try:
        if number is None:
            return Span(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)) if not month else None
        if day is not None:
            only = dt.date(int(year), number, int(day))
            return Span(only, only)
        last = calendar.monthrange(int(year), number)[1]
        return Span(dt.date(int(year), number, 1), dt.date(int(year), number, last))
    except ValueError:  # no such day
        return None


def _month(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None  # noqa: PLR2004 -- months
    return _MONTHS.get(text.lower())
