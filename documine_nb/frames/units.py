"""Units converted by pint, which is an extra."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from documine_nb.errors import ConfigError, MissingExtraError

__all__ = ["convert", "with_body_weight"]

_BODY_WEIGHT = " bw"
_OF_WHAT = re.compile(r" bw\b| air\b")
# Capitals make others of them in pint: MG is a megagauss, Mg a megagram.
_MASS_OR_LITRE = re.compile(r"\b[kmnuµ]?[gl]\b", re.IGNORECASE)
_MOST_DECIMALS = 300  # beyond which powers of ten overflow
_DIGITS = 12  # of a double's 15: 2 g/kg is 2000 mg/kg, not 1999.9999999999998


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
