"""A quantity in another unit of its kind: masses by kilogram or litre, however they are written."""

from __future__ import annotations

from documine_nb.frames.quantity import Quantity
from documine_nb.frames.units import bare_unit, same_unit

__all__ = ["beside", "in_unit"]

_MASSES = {"kg": 1e6, "g": 1e3, "mg": 1.0, "µg": 1e-3, "ng": 1e-6}  # in mg
_AMOUNTS = {"kg": ("kg", 1.0), "g": ("kg", 1e-3)}
_AMOUNTS |= {"l": ("l", 1.0), "ml": ("l", 1e-3), "m3": ("l", 1e3)}


def in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """Return the quantity in a unit, None where that is none of the same kind.

    Examples
    --------
    >>> str(in_unit(Quantity(2, 2, "=", "g/kg bw"), "mg/kg"))
    '2000 mg/kg'
    >>> in_unit(Quantity(2, 2, "=", "ppm"), "mg/kg") is None
    True
    """
    if same_unit(quantity.unit, unit):
        return quantity
    (written, of), (wanted, as_one) = _concentration(quantity.unit), _concentration(unit)
    if not written or written != wanted:
        return None
    low, high = (float(f"{end * of / as_one:.12g}") for end in (quantity.low, quantity.high))
    return Quantity(low, high, quantity.qualifier, unit)


def beside(quantity: Quantity, unit: str) -> Quantity | None:
    """Return a quantity in the unit of another one; one of both may have none of its own.

    Examples
    --------
    >>> beside(Quantity(5, 5), "mg/kg") == Quantity(5, 5)
    True
    """
    return in_unit(quantity, unit) if quantity.unit and unit else quantity


def _concentration(unit: str) -> tuple[str, float]:
    """Return what a unit is a mass by, and how many mg by one kilogram or litre of it one is."""
    mass, _, amount = bare_unit(unit).partition("/")
    if mass not in _MASSES or amount not in _AMOUNTS:
        return "", 1.0
    kind, size = _AMOUNTS[amount]
    return kind, _MASSES[mass] / size
