"""``.quantity``: the parts of a pandas column of quantities."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
from pandas.api.extensions import register_series_accessor

from documine_nb.frames.quantity import QUALIFIERS
from documine_nb.frames.quantity_array import Array, QuantityArray, QuantityDtype

__all__ = ["QuantityAccessor"]


@register_series_accessor("quantity")
class QuantityAccessor:
    """The parts of a column of quantities.

    Examples
    --------
    >>> import pandas as pd
    >>> doses = pd.Series(["> 2000", "550"], dtype="quantity[mg/kg]")
    >>> doses.quantity.unit, doses.quantity.low.tolist(), doses.quantity.qualifier.tolist()
    ('mg/kg', [2000.0, 550.0], ['>', '='])
    """

    _QUALIFIERS: ClassVar[Array] = np.array(QUALIFIERS, dtype=object)

    def __init__(self, series: Any) -> None:
        if not isinstance(series.dtype, QuantityDtype):
            raise AttributeError("only a column with dtype 'quantity[...]' has .quantity")  # noqa: TRY004 -- what pandas expects of accessors
        self._series = series

    @property
    def unit(self) -> str:
        """The unit that all values share."""
        unit: str = self._series.dtype.unit
        return unit

    @property
    def low(self) -> Any:
        """The lower ends, NaN where missing; a value of "< 5" has ``-inf``."""
        return self._part(self._series.array.low.copy())

    @property
    def high(self) -> Any:
        """The upper ends, NaN where missing; a value of "> 2000" has ``inf``."""
        return self._part(self._series.array.high.copy())

    @property
    def qualifier(self) -> Any:
        """The qualifiers, one of ``= > ≥ < ≤ ~ - ± ;``; NA where missing."""
        array = self._series.array
        found = self._QUALIFIERS[array.codes]
        found[array.isna()] = pd.NA
        return self._part(pd.array(found, dtype="string"))

    def to_frame(self) -> Any:
        """Return the parts as columns.

        Returns
        -------
        DataFrame
            ``value`` (as text), ``low``, ``high`` (NaN where missing), ``qualifier``, ``unit``.
        """
        missing = self._series.isna()
        value = self._series.astype("object").map(str).astype("string").mask(missing)
        unit = pd.Series(self.unit, index=self._series.index, dtype="string").mask(missing)
        parts = {"low": self.low, "high": self.high, "qualifier": self.qualifier}
        return pd.DataFrame({"value": value, **parts, "unit": unit})

    def to(self, unit: str) -> Any:
        """Return the column in another unit of the same kind; qualifiers stay.

        Parameters
        ----------
        unit : str
            Such as ``"g/kg"``. Of body weight stays of body weight.

        Returns
        -------
        Series
            With the dtype ``quantity[unit]``.

        Raises
        ------
        ConfigError
            One of the units is not known, or they are of different kinds.
        MissingExtraError
            pint is not installed: ``pip install "documine_nb[units]"``.
        """
        from documine_nb.frames.units import convert, with_body_weight  # noqa: PLC0415 -- an extra

        array = self._series.array
        low, high = (convert(part, self.unit, unit) for part in (array.low, array.high))
        dtype = QuantityDtype(with_body_weight(self.unit, unit))
        return self._part(QuantityArray(low, high, array.codes.copy(), dtype))

    def _part(self, values: Any) -> Any:
        return pd.Series(values, index=self._series.index, name=self._series.name)
