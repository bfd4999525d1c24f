"""One text, one value: dates, yes and no, numbers, quantities. What is ambiguous stays a text.

Each reader returns the value; None where the text is nothing of that kind; or a :class:`Doubt`
where it may be one and only its author knows which.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from functools import lru_cache

from documine_nb.frames.dates import names_no_day, read_span
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.units import UNIT, tidy_unit

__all__ = [
    "BEFORE_NUMBER",
    "LONGEST",
    "MOST_INTEGER",
    "SIGN_WORDS",
    "Doubt",
    "read_boolean",
    "read_date",
    "read_number",
    "read_quantity",
    "trimmed",
]

LONGEST = 64
"""Characters: no date, number or quantity is longer; longer blanks would cost their square."""

MOST_INTEGER = 2**63
"""What 64 bits do not hold any more."""


class Doubt(str):
    """Why a text that looks like a value was not taken for one."""

    __slots__ = ()


_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO = re.compile(r"\d{4}([-/])\d\d\1\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?", re.ASCII)
# Words, points or one slash beside a year; a bare year is a number like any other.
_SHORT_YEAR = re.compile(r"^\d\d([./-])\d\d\1\d\d$")
_MAY_BE_DATE = re.compile(
    r"(?:[^\W\d_]|[\s./-])\s*\d{4}$|^[^\W\d_]+\.?\s+\d|^\d{4}-\d\d$|" + _SHORT_YEAR.pattern
)
_BOOLEANS = {"yes": True, "true": True, "ja": True, "no": False, "false": False, "nein": False}

# White space of Unicode; zero-width marks, soft hyphens and byte order marks out of documents.
_UNSEEN = (
    "".join(filter(str.isspace, map(chr, range(0x3001))))
    + "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)

# Blanks that documents put between thousands: plain, no-break, figure, thin, narrow no-break.
_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_FIRST = r"[1-9]\d{0,2}"  # of the groups of three: 030 123 456 is a name
_DIGITS = (
    rf"{_FIRST}(?:{_BLANK}\d{{3}})+(?:[.,]\d+)?|{_FIRST}(?:,\d{{3}})+(?:\.\d+)?"
    rf"|{_FIRST}(?:\.\d{{3}})+(?:,\d+)?|{_FIRST}(?:['’]\d{{3}})+(?:\.\d+)?"
    r"|\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?"
)
_NUMBER = re.compile(rf"([+\-−]?)({_DIGITS})", re.ASCII)
_THOUSANDS_POINT_OR_DECIMAL = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_LEADING_ZEROS = re.compile(r"0\d", re.ASCII)
_BATCH = re.compile(r"\d+E\d+", re.ASCII)
# Neither thousands nor a doubt, whatever the column: not three decimals.
_PLAIN_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,14})\.(?:\d{1,2}|\d{4,15})", re.ASCII)
_MOST_DIGITS = 40
_SHORT = 18  # digits, which 64 bits hold


def trimmed(text: str) -> str:
    """Return a text without blanks and marks that nobody sees at its ends.

    Examples
    --------
    >>> trimmed("\u200b 5\u00a0"), trimmed("\ufeffa b")
    ('5', 'a b')
    """
    return text.strip(_UNSEEN)


def read_date(text: str) -> dt.datetime | Doubt | None:
    """Read ``dd/MM/yyyy``, which DocuMine's rules write, an ISO date or time, or a date in words.

    Examples
    --------
    >>> read_date("21/02/2019"), read_date("2019-02-21")
    (datetime.datetime(2019, 2, 21, 0, 0), datetime.datetime(2019, 2, 21, 0, 0))
    >>> read_date("21. Februar 2019"), read_date("Feb 2019")
    (datetime.datetime(2019, 2, 21, 0, 0), 'only a month and a year')
    >>> read_date("02/21/2019")
    'no such day: dates are day/month/year'
    """
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        try:
            return dt.datetime(year, month, day)  # noqa: DTZ001 -- dates of documents have no zone
        except ValueError:
            return Doubt("no such day: dates are day/month/year")
    if _ISO.fullmatch(text):
        try:
            return dt.datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            return Doubt("no such day or time")
    if len(text) > LONGEST or _MAY_BE_DATE.search(text) is None:
        return None
    return _written_date(text)


def _written_date(text: str) -> dt.datetime | Doubt | None:
    span = read_span(text)
    if span is None:
        if _SHORT_YEAR.match(text):
            return Doubt("a year of two digits")
        return Doubt("no such day") if names_no_day(text) else None
    if not span.is_day:
        return Doubt("only a month and a year")
    return dt.datetime.combine(span.first, dt.time())


def read_boolean(text: str) -> bool | None:
    """Read yes, no, true and false; ja and nein, too.

    Examples
    --------
    >>> read_boolean("Yes"), read_boolean("false"), read_boolean("Y")
    (True, False, None)
    """
    return _BOOLEANS.get(text.lower())


def read_number(text: str) -> float | Doubt | None:
    """Read a plain number; ``2.000`` is a doubt, because half of the world writes 2000 so.

    Examples
    --------
    >>> [read_number(text) for text in ("2000", "2,000", "2 000", "5,03", "0.125", "1.5e3")]
    [2000, 2000, 2000, 5.03, 0.125, 1500.0]
    >>> read_number("2.000"), read_number("00123"), read_number("175, 550")
    ('2.000 may be 2000 or 2', 'leading zeros: not a number but a name', None)
    """
    if text.isascii() and text.isdecimal() and text[0] != "0" and len(text) <= _SHORT:
        return int(text)
    if _PLAIN_DECIMAL.fullmatch(text):
        return float(text)
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > _MOST_DIGITS:
        return None
    sign, digits = found.groups()
    value = _doubt(digits) or _value(_plain(digits))
    return -value if sign in {"-", "−"} and not isinstance(value, Doubt) else value


def _doubt(digits: str) -> Doubt | None:
    """Return what else digits may be than the number that they look like."""
    if _THOUSANDS_POINT_OR_DECIMAL.fullmatch(digits):
        return Doubt(f"{digits} may be {digits.replace('.', '')} or {float(digits):g}")
    if _LEADING_ZEROS.match(digits):
        return Doubt("leading zeros: not a number but a name")
    return Doubt(f"{digits} may be a name") if _BATCH.fullmatch(digits) else None


def _value(plain: str) -> float | Doubt:
    if plain.isdecimal():
        whole = int(plain)
        if whole < MOST_INTEGER or float(whole) == whole:
            return whole
        return Doubt("more digits than a number holds")
    value = float(plain)
    if math.isinf(value):
        return Doubt("too large for a number")
    is_zero = not plain.lower().partition("e")[0].strip("0.")
    return value if value or is_zero else Doubt("too small for a number")


def _plain(digits: str) -> str:
    """Return digits as Python reads them: no thousands marks, a point for decimals."""
    bare = re.sub(rf"{_BLANK}|['’]", "", digits)
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return bare
    last = marks[-1]
    decimal = len(set(marks)) > 1 or (len(marks) == 1 and not _is_thousands(bare, last))
    if not decimal:
        return re.sub(r"[.,]", "", bare)
    whole, _, fraction = bare.rpartition(last)
    return f"{re.sub(r'[.,]', '', whole)}.{fraction}"


def _is_thousands(bare: str, mark: str) -> bool:
    return mark == "," and re.fullmatch(r"[1-9]\d{0,2},\d{3}", bare) is not None


# Digits are those of ASCII; blanks (and capitals) are those of Unicode, as documents set them.
_N = rf"[+\-−]?(?a:{_DIGITS})"
_SIGNS = {
    ">": (
        *(">", "greater than", "more than", "above", "over", "exceeds", "exceeding", "higher than"),
        *("in excess of", "größer als", "mehr als", "höher als", "über"),
    ),
    "≥": (
        *("≥", "≧", "⩾", ">=", "> =", "=>", "at least", "greater than or equal to"),
        *("not less than", "no less than", "größer oder gleich", "größer gleich"),
        *("nicht weniger als", "mindestens"),
    ),
    "<": (
        *("<", "less than", "below", "under", "lower than"),
        *("kleiner als", "weniger als", "niedriger als", "unter"),
    ),
    "≤": (
        *("≤", "≦", "⩽", "<=", "< =", "=<", "at most", "up to", "less than or equal to"),
        *("not more than", "no more than", "kleiner oder gleich", "kleiner gleich"),
        *("nicht mehr als", "höchstens", "bis zu"),
    ),
    "~": (
        *("~", "∼", "≈", "approx.", "approx", "approximately", "about", "around"),
        *("ca.", "ca", "circa", "etwa", "ungefähr", "rund"),
    ),
    "=": ("=",),
}
_SIGN_OF = {word: sign for sign, words in _SIGNS.items() for word in words}
SIGN_WORDS = "|".join(
    re.escape(word).replace(r"\ ", r"\s+") for word in sorted(_SIGN_OF, key=len, reverse=True)
)
"""A pattern of all words and signs that stand before a number as its qualifier."""

_FROM_TO = {"between": "and", "zwischen": "und", "from": "to", "von": "bis"}
BEFORE_NUMBER = rf"{SIGN_WORDS}|{'|'.join(_FROM_TO)}"
"""The same, and the words that stand before the first of two."""

_DASHES = r"\-‐‑‒–—−"
_LISTING = {"and", "und"}  # of two numbers, where "between" does not stand before them
_QUANTITY = re.compile(
    rf"(?:(?P<sign>{SIGN_WORDS})\s*|(?P<span>{'|'.join(_FROM_TO)})\s+)?(?P<low>{_N})"
    rf"(?:(?P<unit_of_low>{UNIT})\s*(?P<between>[{_DASHES}]|to|bis|and|und|±|\+/-)"
    rf"\s*(?P<high>{_N}))?(?P<unit>{UNIT})",
    re.IGNORECASE,
)
# What most quantities look like; signs and units are the same ones over and over.
_ONE_NUMBER = re.compile(r"([^\d+\-−]*)(\d+(?:\.\d{1,2})?)(\D*)", re.ASCII)
_SIGN = re.compile(rf"(?:(?P<sign>{SIGN_WORDS})\s*)?", re.IGNORECASE)
_UNIT_ALONE = re.compile(UNIT, re.IGNORECASE)


def read_quantity(text: str) -> Quantity | Doubt | None:
    """Read a number with qualifier, range or unit.

    Examples
    --------
    >>> read_quantity("> 2000 mg/kg bw")
    Quantity(low=2000.0, high=inf, qualifier='>', unit='mg/kg bw')
    >>> [str(read_quantity(text)) for text in ("≤5 %", "approx. 300", "1123 - 3129", "5 ± 1 g")]
    ['≤ 5 %', '~ 300', '1123 - 3129', '5 ± 1 g']
    >>> [str(read_quantity(text)) for text in ("between 300 and 2000", "mehr als 5 mg/L (4 h)")]
    ['300 - 2000', '> 5 mg/L/4h']
    >>> read_quantity("> 2.000 mg/kg")
    '2.000 may be 2000 or 2'
    """
    if (one := _ONE_NUMBER.fullmatch(text)) is not None:
        return _one_alone(*one.groups())
    found = _QUANTITY.fullmatch(text)
    return _quantity(found) if found else None


def _quantity(found: re.Match[str]) -> Quantity | Doubt | None:
    numbers = [read_number(part) for part in (found["low"], found["high"]) if part]
    for number in numbers:
        if number is None or isinstance(number, Doubt):
            return number
    ends = [float(number) for number in numbers if number is not None]
    sign, unit = _sign(found["sign"] or ""), tidy_unit(found["unit"])
    if sign is None or not _is_sentence(found, unit):
        return None
    if len(ends) == 1:
        return _one_number(ends[0], sign, unit)
    if sign != "=":
        return Doubt("a range with a comparison")
    return _two_numbers(ends[0], ends[1], found["between"], unit)


def _is_sentence(found: re.Match[str], unit: str) -> bool:
    """Whether the words around two numbers belong together, and both are in the same unit."""
    span, between = (found["span"] or "").lower(), (found["between"] or "").lower()
    of_low = tidy_unit(found["unit_of_low"] or "")
    return (
        _FROM_TO.get(span, between) == between
        and (span != "" or between not in _LISTING)
        and of_low in {"", unit}
    )


def _two_numbers(first: float, second: float, between: str, unit: str) -> Quantity | Doubt:
    if between in {"±", "+/-"}:
        # As decimals: 2.8 - 1 is 1.8, not 1.7999999999999998, which is below the bound of 1.8.
        middle, half = Decimal(str(first)), abs(Decimal(str(second)))
        return Quantity(float(middle - half), float(middle + half), "±", unit)
    if first < second:
        return Quantity(first, second, "-", unit)
    return Doubt("a range that does not run upwards")


def _one_alone(before: str, digits: str, after: str) -> Quantity | Doubt | None:
    sign, unit = _sign(before), _unit(after)
    if sign is None or unit is None:
        return None
    number = read_number(digits)
    if number is None or isinstance(number, Doubt):
        return number
    return _one_number(float(number), sign, unit)


def _one_number(number: float, sign: str, unit: str) -> Quantity:
    if sign in {">", "≥"}:
        return Quantity(number, math.inf, sign, unit)
    if sign in {"<", "≤"}:
        return Quantity(-math.inf, number, sign, unit)
    return Quantity(number, number, sign, unit)


@lru_cache
def _sign(text: str) -> str | None:
    found = _SIGN.fullmatch(text)
    if found is None or not found["sign"]:
        return "=" if found else None
    # None, too, of a word whose letters only count as these where case is ignored: ı as i.
    return _SIGN_OF.get(" ".join(found["sign"].lower().split()))


@lru_cache
def _unit(text: str) -> str | None:
    return tidy_unit(text) if _UNIT_ALONE.fullmatch(text) else None
