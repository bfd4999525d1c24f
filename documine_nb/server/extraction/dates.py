"""Dates as study reports write them, in English, German and Portuguese, as ``dd/MM/yyyy``."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["DATE", "PERIOD_START", "normal_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner jan. janeiro",
            "february feb februar fevereiro fev",
            "march mar märz mrz maerz março marco",
            "april apr abril abr",
            "may mai maio",
            "june jun juni junho",
            "july jul juli julho",
            "august aug agosto ago",
            "september sep sept setembro set",
            "october oct oktober okt outubro out",
            "november nov novembro",
            "december dec dezember dez dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_FORMS = (
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>0?[1-9]|1[0-2])[-/.](?P<d1>" + _DAY + r")(?!\d)",
    r"(?P<d2>" + _DAY + r")\s?[./-]\s?(?P<m2>0?[1-9]|1[0-2])\s?[./-]\s?(?P<y2>(?:19|20)\d\d)(?!\d)",
    r"(?P<d3>" + _DAY + r")(?:st|nd|rd|th|\.|º|°|ª)?[\s-]*(?:of\s+|de\s+)?(?P<m3>" + _MONTH + r")"
    r"\.?,?[\s-]*(?:de\s+)?(?P<y3>(?:19|20)\d\d)(?!\d)",
    r"(?P<m4>"
    + _MONTH
    + r")\.?\s*(?P<d4>"
    + _DAY
    + r")(?:st|nd|rd|th)?,?\s+(?P<y4>(?:19|20)\d\d)(?!\d)",
)
DATE = r"(?<![\d/])(?:" + "|".join(re.sub(r"\?P<\w\d>", "?:", form) for form in _FORMS) + ")"
# "12 March to 26 March 2018" and "12 - 26 March 2018" leave out what both dates share.
_SHARED = (
    rf"(?P<day>{_DAY})(?:st|nd|rd|th|\.)?(?:\s*(?P<month>{_MONTH})\.?)?"
    r"\s*(?:to|and|until|till|through|bis|und|a|até|e|-|–|—)\s*(?:on\s+|the\s+)?"
)
PERIOD_START = rf"{DATE}|(?<![\d/]){re.sub(r'[?]P<[a-z]+>', '?:', _SHARED)}{DATE}"
_PERIOD = re.compile(rf"^\s*{_SHARED}(?P<end>{DATE})", re.IGNORECASE)
_DATES = re.compile(r"(?<![\d/])(?:" + "|".join(_FORMS) + ")", re.IGNORECASE)


def normal_date(text: str) -> str | None:
    """Return the first date in a text as ``dd/MM/yyyy``, or None where there is none.

    Examples
    --------
    >>> normal_date("21-Feb-2019"), normal_date("2019-02-21"), normal_date("21.02.2019")
    ('21/02/2019', '21/02/2019', '21/02/2019')
    >>> normal_date("7. März 2019"), normal_date("7 de março de 2019"), normal_date("March 7, 2019")
    ('07/03/2019', '07/03/2019', '07/03/2019')
    >>> normal_date("12 - 26 March 2018"), normal_date("20 December to 3 January 2019")
    ('12/03/2018', '20/12/2018')
    >>> normal_date("31/02/2019") is None
    True
    """
    if period := _PERIOD.match(text):
        return _start(period)
    for match in _DATES.finditer(text):
        groups = {key[0]: value for key, value in match.groupdict().items() if value}
        month = groups["m"].lower()
        try:
            day = date(int(groups["y"]), _MONTHS.get(month) or int(month), int(groups["d"]))
        except ValueError:
            continue
        return day.strftime("%d/%m/%Y")
    return None


def _start(period: re.Match[str]) -> str | None:
    """Return the first date of a period, with what it leaves out taken from the last one."""
    end = normal_date(period["end"])
    if end is None:
        return None
    _, month, year = end.split("/")
    given = _MONTHS[period["month"].lower()] if period["month"] else int(month)
    if given > int(month):  # "20 December to 3 January 2019"
        year = str(int(year) - 1)
    return normal_date(f"{period['day']}.{given}.{year}")
