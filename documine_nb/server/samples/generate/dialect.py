"""How a house writes: its language, its numbers, its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Dialect"]

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
}


@dataclass(frozen=True)
class Dialect:
    """Language, wording (0 to 3), sign between thousands, decimal point, and form of dates.

    Examples
    --------
    >>> Dialect(thousands=",").number(2000)
    '2,000'
    >>> Dialect(dates="d month yyyy", language="de").date(date(2019, 3, 4))
    '4. März 2019'
    """

    language: str = "en"
    wording: int = 0
    thousands: str = ""
    decimal: str = "."
    dates: str = "d month yyyy"

    def number(self, value: float | str) -> str:
        """Write a number."""
        text = str(value) if isinstance(value, str) else f"{value:g}"
        whole, _, rest = text.partition(".")
        if whole.isdigit() and len(whole) > 3:  # noqa: PLR2004 -- a group has three digits
            whole = f"{whole[:-3]}{self.thousands}{whole[-3:]}"
        return f"{whole}{self.decimal}{rest}" if rest else whole

    def date(self, day: date, language: str | None = None) -> str:
        """Write a date."""
        language = language or self.language
        month = _MONTHS[language].split()[day.month - 1]
        forms = {
            "d month yyyy": {"de": f"{day.day}. {month} {day.year}"}.get(
                language, f"{day.day:02} {month} {day.year}"
            ),
            "month d, yyyy": f"{month} {day.day}, {day.year}",
            "dd.mm.yyyy": f"{day:%d.%m.%Y}",
            "dd/mm/yyyy": f"{day:%d/%m/%Y}",
            "dd-mon-yyyy": f"{day.day:02}-{month[:3]}-{day.year}",
            "yyyy-mm-dd": f"{day:%Y-%m-%d}",
        }
        if language == "pt" and "month" in self.dates:
            return f"{day.day:02} de {month} de {day.year}"
        return forms[self.dates]

    def pick(self, *wordings: str) -> str:
        """Return the wording of this house."""
        return wordings[self.wording % len(wordings)]
