"""Normalised values: numbers without thousands marks, tidy text, words by a mapping table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from documine_nb.server.extraction.dates import normal_date
from documine_nb.server.extraction.organisations import normal_organisation, organisation_name

__all__ = ["NORMALISERS", "mapped", "normal_number", "normal_numbers", "normal_text"]

NUMBER = r"\d{1,3}(?:[ \u00a0\u2009\u202f,.'’]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(NUMBER)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f,.'’]\d{3})+")


def normal_number(text: str) -> str | None:
    """Return the first number in a text as digits with a decimal point, or None.

    A comma or point before exactly three digits marks thousands, as in dose levels; any other is
    a decimal mark. A leading zero ("0.125") makes it decimal too.

    Examples
    --------
    >>> [normal_number(text) for text in ("2 000", "2,000 mg", "2.000", "5,03 mg/L", "0.125")]
    ['2000', '2000', '2000', '5.03', '0.125']
    """
    match = _NUMBER.search(text)
    return _plain(match.group()) if match else None


def normal_numbers(text: str) -> str | None:
    """Return all numbers of a text, each once, as ``"175, 550, 2000"``, or None.

    Examples
    --------
    >>> normal_numbers("175, 550 and 2,000 mg/kg bw")
    '175, 550, 2000'
    """
    numbers = list(dict.fromkeys(_plain(match.group()) for match in _NUMBER.finditer(text)))
    return ", ".join(numbers) if numbers else None


def _plain(text: str) -> str:
    if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
        return re.sub(r"\D", "", text)
    whole, _, fraction = text.replace(",", ".").rpartition(".")
    return f"{re.sub(r'[^0-9]', '', whole)}.{fraction}" if whole else fraction


def normal_text(text: str) -> str | None:
    r"""Return a text on one line, without marks of footnotes and stray punctuation around it.

    Examples
    --------
    >>> normal_text("  SMU9AP001 ;\n")
    'SMU9AP001'
    """
    tidy = re.sub(r"\s+", " ", text).strip(" \t\n;,*†‡|:")
    return tidy or None


def _sentence(text: str) -> str | None:
    tidy = re.sub(r"\s+", " ", text).strip(" *†‡|")
    return tidy or None


def _decimal(text: str) -> str | None:
    match = re.search(r"\d+(?:[.,]\d+)?", text)
    return match.group().replace(",", ".") if match else None


def _decimals(text: str) -> str | None:
    found = re.findall(r"\d+(?:[.,]\d+)?", re.sub(r"\([^)]*\)", "", text))
    return ", ".join(one.replace(",", ".") for one in found) or None


def _dose_mortality(text: str) -> str | None:
    """Return ``2000 mg/kg bw: 0/5`` with a plain number and no spaces around the slash."""
    dose, _, dead = text.rpartition(":")
    unit = "mg/L" if re.search(r"mg\s?/\s?l\b", dose, re.IGNORECASE) else "mg/kg bw"
    number = normal_number(dose) if unit == "mg/kg bw" else _decimal(dose)
    dead = re.sub(r"\s*(?:/|of|out of|von|de)\s*", "/", dead.strip())
    return f"{number} {unit}: {dead}" if number else None


_SEX = r"(?:\w*\s)?(?:males?|females?|männl\w*|weibl\w*|machos?|f[êe]meas?|♂|♀|[MFmfw]\b)"
_BOTH_SEXES = re.compile(rf"^\s*(\d+)\s*{_SEX}\D{{1,30}}?(\d+)\s*{_SEX}", re.IGNORECASE)
_EACH_SEX = re.compile(
    r"^\s*(\d+)\s*(?:\w+\s+){0,3}(?:per|/|pro|por)\s*(?:sex|geschlecht|sexo)", re.IGNORECASE
)


_NUMBER_WORDS = {
    word: number
    for number, words in {
        1: "one ein eine einem einer um uma",
        2: "two zwei dois duas",
        3: "three drei três tres",
        4: "four vier quatro",
        5: "five fünf cinco",
        6: "six sechs seis",
        7: "seven sieben sete",
        8: "eight acht oito",
        9: "nine neun nove",
        10: "ten zehn dez",
        12: "twelve zwölf doze",
        15: "fifteen fünfzehn quinze",
        16: "sixteen sechzehn dezesseis",
        20: "twenty zwanzig vinte",
        24: "twenty-four vierundzwanzig",
        25: "twenty-five fünfundzwanzig",
        30: "thirty dreißig trinta",
    }.items()
    for word in words.split()
}
_NUMBER_WORD = re.compile(
    r"\b(?:" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


def _animals(text: str) -> str | None:
    """Return how many animals a text tells: "5 males and 5 females" are ten."""
    text = _NUMBER_WORD.sub(lambda match: str(_NUMBER_WORDS[match.group().lower()]), text)
    if both := _BOTH_SEXES.match(text):
        return str(int(both[1]) + int(both[2]))
    if each := _EACH_SEX.match(text):
        return str(2 * int(each[1]))
    return normal_number(text)


def _method(text: str) -> str | None:
    """Return a parallel guideline with methods of the EU written without blanks, as B.1tris."""
    tidy = normal_text(text)
    pattern = r"\bB\.\s?(\d+)\.?\s?(bis|tris)?\b"
    return re.sub(pattern, lambda m: f"B.{m[1]}{m[2] or ''}", tidy) if tidy else None


NORMALISERS: Mapping[str, Callable[[str], str | None]] = {
    "text": normal_text,
    "sentence": _sentence,
    "date": normal_date,
    "number": normal_number,
    "numbers": normal_numbers,
    "decimal": _decimal,
    "decimals": _decimals,
    "dose_mortality": _dose_mortality,
    "organisation": normal_organisation,
    "organisation_name": organisation_name,
    "animals": _animals,
    "method": _method,
    "low": lambda text: normal_number(text.partition("|")[0]),
    "high": lambda text: normal_number(text.partition("|")[2]),
}


def mapped(text: str, table: Mapping[str, str]) -> str | None:
    """Return what the first key found in a text stands for; keys are regular expressions.

    Examples
    --------
    >>> mapped("Kaninchen (Oryctolagus cuniculus)", {r"rabbits?|kaninchen|coelhos?": "rabbit"})
    'rabbit'
    """
    for pattern, value in table.items():
        if re.search(pattern, text, re.IGNORECASE):
            return value
    return None
