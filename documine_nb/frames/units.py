"""Units as reports write them, and converted by pint, which is an extra."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import numpy as np

from documine_nb.errors import ConfigError, MissingExtraError

__all__ = ["UNIT", "bare_unit", "convert", "same_unit", "tidy_unit", "with_body_weight"]

# Only units that reports use: any word would make a quantity of "123A" or "5 females".
_BASE = (
    r"%|ppm|ppb|[kmnuµμ]?g|[muµμ]?l|[kcmnuµμ]?m(?:[²³]|\^?[23])?|[mnuµμ]?mol|°C|s|min|h|hours?|d|days?"
    r"|weeks?|months?|years?|animals?"
)
_WEIGHED = r"(?:bw|body\s?weight|b\.w\.|kgw|körpergewicht)"
_OF_BODY_WEIGHT = rf"(?:\s+{_WEIGHED})"
_PER = r"(?:\s*/\s*|\s+per\s+)"
_HOURS = r"[0-9]{1,2}\s?h(?:ours?|rs?)?"  # for which an atmosphere was breathed
_EXPOSURE = rf"(?:\s+air)?(?:\s*/\s*{_HOURS}|\s*\(\s*{_HOURS}\s*\))?"
UNIT = (
    rf"\s*(?:(?:{_BASE})(?:{_OF_BODY_WEIGHT}?{_PER}(?:{_BASE}))*{_OF_BODY_WEIGHT}?"
    rf"(?:{_PER}d(?:ay)?)?{_EXPOSURE})?"
)
"""A pattern of a unit as reports write it, or of none."""

_FOUR_HOURS = "/4h"
_ONE_OR_MORE = r"\b(hour|day|week|month|year|animal)s\b"
_WRITTEN_AS = str.maketrans({"μ": "µ", "²": "2", "³": "3", "^": ""})
_BODY_WEIGHT = " bw"
_OF_WHAT = re.compile(r" bw\b| air\b")
# Capitals make others of them in pint: MG is a megagauss, Mg a megagram.
_MASS_OR_LITRE = re.compile(r"\b[kmnuµ]?[gl]\b", re.IGNORECASE)
_MOST_DECIMALS = 300  # beyond which powers of ten overflow
_DIGITS = 12  # of a double's 15: 2 g/kg is 2000 mg/kg, not 1999.9999999999998


@lru_cache
def tidy_unit(unit: str) -> str:
    """Return a unit as written, with its blanks and slashes where they belong.

    Examples
    --------
    >>> tidy_unit(" mg / kg  body weight"), tidy_unit("mg/L (4 h)"), tidy_unit("mg per kg")
    ('mg/kg bw', 'mg/L/4h', 'mg/kg')
    """
    tidy = re.sub(r"\s*/\s*| per ", "/", " ".join(unit.split()), flags=re.IGNORECASE)
    tidy = re.sub(r"[ /]\(? ?(\d+) ?h\w* ?\)?$", r"/\1h", tidy)
    return re.sub(rf" {_WEIGHED}", " bw", tidy, flags=re.IGNORECASE)


def same_unit(written: str, expected: str) -> bool:
    """Whether a written unit is the one expected.

    "bw" says only of what the kilogram is, "air" of what the litre is, and "/4h" for how long it
    was breathed, where 4 hours are what is usual; "/1h" is something else. Where "/4h" is
    expected, it has to be written.

    Examples
    --------
    >>> same_unit("mg/kg bw", "mg/kg"), same_unit("g/kg", "mg/kg")
    (True, False)
    >>> same_unit("mg/L air/4h", "mg/L"), same_unit("mg/L/1h", "mg/L"), same_unit("mg/L", "mg/L/4h")
    (True, False, False)
    """
    hours = expected.endswith(_FOUR_HOURS) and not written.endswith(_FOUR_HOURS)
    return bare_unit(written) == bare_unit(expected) and not hours


@lru_cache
def bare_unit(unit: str) -> str:
    """Return a unit in one writing, without what it says of kilograms, litres and hours.

    Examples
    --------
    >>> bare_unit("MG/KG bw"), bare_unit("µg/m³"), bare_unit("mM"), bare_unit("mm")
    ('mg/kg', 'µg/m3', 'mmol/l', 'mm')
    >>> bare_unit("days"), bare_unit("mg/kg/d")
    ('day', 'mg/kg/day')
    """
    plain = re.sub(r"\b([mnuµμ]?)M\b", r"\1mol/l", unit).lower()  # molar is no metre
    plain = re.sub(_ONE_OR_MORE, r"\1", plain).translate(_WRITTEN_AS)
    plain = re.sub(r"\b[dh]\b", lambda found: {"d": "day", "h": "hour"}[found[0]], plain)
    return re.sub(rf" bw\b| air\b|{_FOUR_HOURS}$", "", re.sub(r"\bu(?=[glm])", "µ", plain))


@cache
def _registry() -> Any:
    try:
        import pint  # noqa: PLC0415 -- an extra, and slow to load
    except ImportError:
        raise MissingExtraError(
            "units are converted by pint, which is not installed",
            cure='Install it with: pip install "documine_nb[units]"',
        ) from None
    registry: Any = pint.UnitRegistry()
    registry.define("animal = [animal]")
    registry.define("ppb = 1e-9")
    return registry


def convert(values: np.ndarray[Any, Any], unit: str, target: str) -> np.ndarray[Any, Any]:
    """Return numbers of one unit in another.

    Raises
    ------
    ConfigError
        One of the units is not known, or they are of different kinds.
    MissingExtraError
        pint is not installed.
    """
    registry = _registry()
    try:
        found = registry.Quantity(np.array(values), _pint(unit)).to(_pint(target)).magnitude
    except Exception as error:  # noqa: BLE001 -- pint's, tokenize's and ast's, by what is wrong
        raise ConfigError(
            f"{unit or 'no unit'!r} cannot be converted to {target!r}: {error}",
            cure="Both have to be units of one kind, such as 'mg/kg' and 'g/kg'.",
        ) from None
    return _rounded(found)


def with_body_weight(unit: str, target: str) -> str:
    """Return the target's name, which keeps saying that the kilogram is one of body weight."""
    if _BODY_WEIGHT not in unit or _BODY_WEIGHT in target:
        return target
    return re.sub(r"/\s*k?g\b", lambda found: f"{found[0]}{_BODY_WEIGHT}", target, count=1)


def _pint(unit: str) -> str:
    bare = _OF_WHAT.sub("", unit).replace("μ", "µ")
    bare = _MASS_OR_LITRE.sub(lambda found: found[0].lower(), bare)
    return re.sub(r"\b([kcmµ]?m)([23])\b", r"\1**\2", bare)


def _rounded(values: Any) -> np.ndarray[Any, Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(np.isfinite(values) & (values != 0), np.abs(values), 1.0)
        decimals = np.minimum(_DIGITS - 1 - np.floor(np.log10(size)), _MOST_DECIMALS)
        scale = np.power(10.0, decimals)
        rounded = np.where(np.isfinite(values), np.round(values * scale) / scale, values)
    return np.asarray(rounded, dtype="float64")
