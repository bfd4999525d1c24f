"""Deaths by dose, as components state them: ``"2000 mg/kg bw: 1/5"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from documine_nb.frames.quantity import Quantity
from documine_nb.frames.values import read_quantity

__all__ = ["DoseGroup", "read_dose_groups"]

_GROUP = re.compile(r"(?P<dose>[^:;]+):\s*(?P<dead>\d+)\s*(?:/|of|von)\s*(?P<of>\d+)(?!\d)")


@dataclass(frozen=True)
class DoseGroup:
    """The animals of one dose.

    Attributes
    ----------
    dose : float
        The dose, in `unit`.
    unit : str
    dead, animals : int
        How many died, and of how many.
    """

    dose: float
    unit: str
    dead: int
    animals: int


def read_dose_groups(text: str) -> list[DoseGroup]:
    """Return the dose groups that a text states, several joined with ";".

    Examples
    --------
    >>> read_dose_groups("300 mg/kg bw: 0/6; 2000 mg/kg bw: 3/3")[1]
    DoseGroup(dose=2000.0, unit='mg/kg bw', dead=3, animals=3)
    >>> read_dose_groups("no deaths")
    []
    """
    return list(chain.from_iterable(_groups(part) for part in text.split(";")))


def _groups(part: str) -> Iterator[DoseGroup]:
    found = _GROUP.fullmatch(part.strip())
    dose = read_quantity(found["dose"].strip()) if found else None
    if found and isinstance(dose, Quantity) and dose.is_point:
        dead, animals = int(found["dead"]), int(found["of"])
        if 0 < animals >= dead:
            yield DoseGroup(dose.low, dose.unit, dead, animals)
