"""Quantities as a pandas column, with the dtype ``quantity[mg/kg]``."""

from __future__ import annotations

import builtins
import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.extensions import (
    ExtensionArray,
    ExtensionDtype,
    register_extension_dtype,
    take,
)
from pandas.api.indexers import check_array_indexer

from documine_nb.frames.quantity import QUALIFIERS, Quantity
from documine_nb.frames.values import read_quantity, trimmed

__all__ = ["QuantityArray", "QuantityDtype"]

Array: TypeAlias = np.ndarray[Any, Any]
_take: Any = take  # the stubs do not know NumPy arrays
_CODES = {qualifier: code for code, qualifier in enumerate(QUALIFIERS)}
_NAME = re.compile(r"quantity(?:\[(.*)\])?")


@register_extension_dtype
class QuantityDtype(ExtensionDtype):
    """The dtype of a column of quantities in one unit.

    Parameters
    ----------
    unit : str, default ""
        The unit, such as ``"mg/kg"``.

    Examples
    --------
    >>> import pandas as pd
    >>> pd.Series(["> 2000", "550"], dtype="quantity[mg/kg]")
    0    > 2000 mg/kg
    1       550 mg/kg
    dtype: quantity[mg/kg]
    """

    type = Quantity
    _metadata = ("unit",)

    def __init__(self, unit: str = "") -> None:
        self.unit = unit

    @property
    def name(self) -> str:  # type: ignore[override]  # pandas' own dtypes do it so
        """The name that stands in ``df.dtypes``."""
        return f"quantity[{self.unit}]"

    @property
    def na_value(self) -> Any:
        """What stands for a missing quantity."""
        return pd.NA

    @classmethod  # as pandas has it; the stubs know it otherwise
    def construct_array_type(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls,
    ) -> builtins.type[QuantityArray]:
        """Return the class of its arrays."""
        return QuantityArray

    @classmethod
    def construct_from_string(cls, string: str) -> Self:
        """Read a dtype's name."""
        if not isinstance(string, str):
            kind = builtins.type(string)
            raise TypeError(f"'construct_from_string' expects a string, got {kind}")
        found = _NAME.fullmatch(string)
        if found is None:
            raise TypeError(f"Cannot construct a 'QuantityDtype' from {string!r}")
        return cls(found[1] or "")

    def __from_arrow__(self, structs: Any) -> QuantityArray:
        """Return the column that an Arrow array of quantities was made of."""
        from documine_nb.frames.arrow import parts_of  # noqa: PLC0415 -- pyarrow is optional

        return QuantityArray(*parts_of(structs, QUALIFIERS), self)

    def __repr__(self) -> str:
        return self.name


class QuantityArray(ExtensionArray):
    """Quantities in three NumPy arrays; missing where `low` is NaN.

    Parameters
    ----------
    low, high : ndarray of float64
        The intervals.
    codes : ndarray of int8
        The qualifiers, as positions in ``QUALIFIERS``.
    dtype : QuantityDtype
        With the unit that all share.
    """

    _dtype: QuantityDtype
    _readonly = False  # pandas 3 marks views so

    def __init__(self, low: Array, high: Array, codes: Array, dtype: QuantityDtype) -> None:
        self.low = low
        self.high = high
        self.codes = codes
        self._dtype = dtype

    @classmethod
    def _from_sequence(
        cls, scalars: Iterable[Any], *, dtype: Any = None, copy: bool = False
    ) -> QuantityArray:
        if isinstance(dtype, str):
            dtype = QuantityDtype.construct_from_string(dtype)
        if isinstance(scalars, cls):
            if dtype is not None and dtype != scalars.dtype:
                raise TypeError(f"{scalars.dtype} is not {dtype}: convert its numbers yourself")
            return scalars.copy() if copy else scalars
        read = [_scalar(item) for item in scalars]
        if dtype is None:
            dtype = QuantityDtype(next((item.unit for item in read if item and item.unit), ""))
        strange = next((item for item in read if item and item.unit not in {"", dtype.unit}), None)
        if strange is not None:
            raise ValueError(f"{strange} is in another unit than {dtype}")
        return cls(
            np.array([item.low if item else np.nan for item in read], dtype="float64"),
            np.array([item.high if item else np.nan for item in read], dtype="float64"),
            np.array([_CODES[item.qualifier] if item else 0 for item in read], dtype="int8"),
            dtype,
        )

    @classmethod
    def _from_scalars(cls, scalars: Iterable[Any], *, dtype: Any) -> QuantityArray:
        # Of what a function made of quantities, pandas asks whether it is a column of these:
        # a text or a number is none, though it could be read as one.
        items = list(scalars)
        if not all(isinstance(item, Quantity) or _is_missing(item) for item in items):
            raise TypeError("not all are quantities")
        return cls._from_sequence(items, dtype=dtype)

    def __arrow_array__(self, type: object = None) -> Any:  # noqa: A002 -- pyarrow's name for it
        from documine_nb.frames.arrow import quantities  # noqa: PLC0415 -- pyarrow is optional

        missing = self.isna()
        signs = [
            None if gone else QUALIFIERS[code]
            for code, gone in zip(self.codes, missing, strict=True)
        ]
        return quantities(self.low, self.high, signs, self._dtype.unit)

    @classmethod
    def _from_factorized(cls, values: Any, original: Self) -> QuantityArray:
        return cls._from_sequence(values, dtype=original.dtype)

    @property
    def dtype(self) -> QuantityDtype:
        """The dtype, with the unit."""
        return self._dtype

    @property
    def nbytes(self) -> int:
        """The bytes in memory."""
        return int(self.low.nbytes + self.high.nbytes + self.codes.nbytes)

    def __len__(self) -> int:
        return len(self.low)

    def __getitem__(self, item: Any) -> Any:
        item = check_array_indexer(self, item)
        if isinstance(item, (int, np.integer)):
            return self._at(int(item))
        if isinstance(item, tuple):  # arr[..., 0], which pandas asks for
            return self[item[1] if item[0] is Ellipsis else item[0]]
        if item is Ellipsis:
            item = slice(None)
        found = self._each(lambda part: part[item])
        found._readonly = self._readonly  # noqa: SLF001 -- of the same class
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        single = isinstance(value, (Quantity, str)) or pd.api.types.is_scalar(value)
        values: Any = [value] if single else value
        items = self._from_sequence(values, dtype=self._dtype)
        for mine, theirs in zip(self.parts(), items.parts(), strict=True):
            mine[key] = theirs[0] if single else theirs

    def parts(self) -> tuple[Array, Array, Array]:
        """Return the three arrays."""
        return self.low, self.high, self.codes

    def _each(self, change: Callable[[Array], Array]) -> QuantityArray:
        low, high, codes = (change(part) for part in self.parts())
        return type(self)(low, high, codes, self._dtype)

    def _at(self, position: int) -> Any:
        low = float(self.low[position])
        if np.isnan(low):
            return self._dtype.na_value
        qualifier = QUALIFIERS[self.codes[position]]
        return Quantity(low, float(self.high[position]), qualifier, self._dtype.unit)

    def isna(self) -> Array:
        """Return where a quantity is missing."""
        missing: Array = np.isnan(self.low)
        return missing

    def copy(self) -> QuantityArray:
        """Return a copy."""
        return self._each(np.copy)

    def take(  # pyright: ignore[reportIncompatibleMethodOverride]  # pandas says "indices"
        self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None
    ) -> QuantityArray:
        """Return the elements at `indices`; see pandas."""
        at = np.asarray(indices, dtype="intp")
        if not allow_fill:
            return self._each(lambda part: _take(part, at))
        filler = self._from_sequence([fill_value], dtype=self._dtype)
        low, high, codes = (
            _take(mine, at, allow_fill=True, fill_value=theirs[0])
            for mine, theirs in zip(self.parts(), filler.parts(), strict=True)
        )
        return type(self)(low, high, codes.astype("int8"), self._dtype)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[QuantityArray]) -> QuantityArray:
        low, high, codes = (
            np.concatenate(part) for part in zip(*(each.parts() for each in to_concat), strict=True)
        )
        return cls(low, high, codes, to_concat[0].dtype)

    def _values_for_argsort(self) -> Array:
        # By the lower end, ties by the upper: "550" before "> 550".
        order = np.lexsort((self.high, self.low))
        ranks = np.empty(len(self), dtype="int64")
        pairs = np.stack((self.low[order], self.high[order]))
        new = np.any(pairs[:, 1:] != pairs[:, :-1], axis=0)
        ranks[order] = np.concatenate(([0], np.cumsum(new)))[: len(self)]
        return ranks

    def _values_for_factorize(self) -> tuple[Array, Any]:
        return np.array(list(self), dtype=object), pd.NA

    def value_counts(self, dropna: bool = True) -> Any:  # noqa: FBT001, FBT002 -- pandas' signature
        """Return how often each quantity occurs; pandas 2 has no such method to inherit."""
        counts = pd.Series(np.array(list(self), dtype=object)).value_counts(dropna=dropna)
        found = self._from_sequence(counts.index, dtype=self._dtype)
        return pd.Series(counts.to_numpy(), index=pd.Index(found), name="count", dtype="Int64")

    def __eq__(self, other: object) -> Any:
        return self._compared(other, negate=False)

    def __ne__(self, other: object) -> Any:
        return self._compared(other, negate=True)

    def _compared(self, other: object, *, negate: bool) -> Any:
        if isinstance(other, (pd.Series, pd.DataFrame, pd.Index)):
            return NotImplemented
        if isinstance(other, (Quantity, str)) or pd.api.types.is_scalar(other):
            others: list[Any] = [self._comparable(other)] * len(self)
        else:
            items: Any = other
            others = [
                each if isinstance(each, Quantity) else self._comparable(each) for each in items
            ]
        if len(others) != len(self):
            raise ValueError("Lengths must match to compare")
        pairs = list(zip(self, others, strict=True))
        missing = np.array([_is_missing(a) or _is_missing(b) for a, b in pairs], bool)
        same = np.array([not _is_missing(a) and bool(a == b) for a, b in pairs], bool)
        return pd.arrays.BooleanArray((~same if negate else same) & ~missing, missing)

    def isin(self, values: Any) -> Array:
        """Return which are among values, which may be texts and numbers, as for ``==``."""
        wanted = [self._comparable(value) for value in values]
        known = {value for value in wanted if isinstance(value, Quantity)}
        or_missing = any(map(_is_missing, wanted))
        return np.array([or_missing if _is_missing(a) else a in known for a in self], bool)

    def _comparable(self, other: Any) -> Any:
        """Return a text or number as the quantity it stands for, in this column's unit."""
        try:
            quantity = _scalar(other)
        except (TypeError, ValueError):
            return other
        if quantity is None:
            return self._dtype.na_value
        return quantity if quantity.unit else dataclasses.replace(quantity, unit=self._dtype.unit)

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:  # noqa: ARG002, FBT001, FBT002 -- pandas' signature
        return str

    def __hash__(self) -> int:
        raise TypeError(f"unhashable type: {type(self).__name__!r}")


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 -- NaN


def _scalar(value: Any) -> Quantity | None:
    if isinstance(value, Quantity):
        return value
    if _is_missing(value):
        return None
    if isinstance(value, str):
        read = read_quantity(trimmed(value))
        if isinstance(read, Quantity):
            return read
        raise ValueError(f"{value!r} is no quantity" + (f": {read}" if read else ""))
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return Quantity(float(value), float(value))
    raise TypeError(f"{value!r} is no quantity")
