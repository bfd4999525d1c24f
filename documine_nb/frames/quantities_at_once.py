"""Columns of quantities that are one number each, read at once and not one by one.

What stands around the numbers is the same few texts over and over; ``values`` reads them, so that
both ways read alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from documine_nb.frames.quantity import QUALIFIERS, Quantity
from documine_nb.frames.quantity_array import QuantityArray, QuantityDtype
from documine_nb.frames.strings import compute
from documine_nb.frames.values import LONGEST, read_quantity, trimmed

__all__ = ["quantities_at_once"]

_FEW = 64  # texts, below which it is not worth it; and more than which do not stand around numbers
# Neither thousands nor names; see ``at_once`` and ``values``.
_FORM = (
    r"^(?P<before>[^0-9+\-−]*)(?P<digits>(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,2})?)"
    r"(?P<after>[^0-9]*)$"
)


def quantities_at_once(
    texts: Any, unit_of_all: Callable[[set[str]], str | None]
) -> QuantityArray | None:
    """Return quantities; None where a text is no number with a sign and a unit at most.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Texts, none missing.
    unit_of_all : callable
        Returns the unit of a column in which these units are written; None where it has none.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = pa.array([f"> {dose} mg/kg" for dose in range(100)], pa.large_string())
    >>> found = quantities_at_once(texts, set.pop)
    >>> found.dtype, str(found[99])
    (quantity[mg/kg], '> 99 mg/kg')
    >>> ranges = pa.array([f"{dose} - 600 mg/kg" for dose in range(100)], pa.large_string())
    >>> quantities_at_once(ranges, set.pop) is None
    True
    """
    pc = compute()
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary
    if len(distinct) <= _FEW or pc.max(pc.utf8_length(distinct)).as_py() > LONGEST:
        return None
    parts = pc.extract_regex(distinct, _FORM)
    if parts.null_count:
        return None
    before, digits, after = parts.flatten()
    read = _around(before.dictionary_encode(), after.dictionary_encode())
    if read is None:
        return None
    kinds, written = read
    unit = unit_of_all({kind.unit for kind in kinds})
    if unit is None:
        return None
    numbers = digits.cast("float64").to_numpy()
    low, high = (
        np.array([getattr(kind, end) for kind in kinds])[written] for end in ("low", "high")
    )
    codes = np.array([QUALIFIERS.index(kind.qualifier) for kind in kinds], np.int8)[written]
    found = QuantityArray(
        np.where(np.isinf(low), low, numbers),
        np.where(np.isinf(high), high, numbers),
        codes,
        QuantityDtype(unit),
    )
    return found.take(encoded.indices.to_numpy())


def _around(before: Any, after: Any) -> tuple[list[Quantity], Any] | None:
    """Return what a number is with what stands around it, and by text which of these it has."""
    endings = after.dictionary.to_pylist()
    both = before.indices.to_numpy().astype(np.int64) * len(endings) + after.indices.to_numpy()
    places, written = np.unique(both, return_inverse=True)
    if len(places) > _FEW:
        return None
    kinds = []
    for place in places.tolist():
        start, end = before.dictionary[place // len(endings)].as_py(), endings[place % len(endings)]
        kind = read_quantity(trimmed(f"{start}1{end}"))
        if not isinstance(kind, Quantity):
            return None
        kinds.append(kind)
    return kinds, written
