"""Columns whose dtype a user has said: every value has to have it, or it is said which has not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.errors import ConfigError
from documine_nb.frames.cells import Cell, Cells, joined, spread
from documine_nb.frames.columns import Column, quantity_array, read_only
from documine_nb.frames.decimals import Mark, resolved
from documine_nb.frames.pairs import limit, quantity_column, read_cell
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_array import QuantityArray, QuantityDtype
from documine_nb.frames.units import same_unit
from documine_nb.frames.values import MOST_INTEGER, Doubt, read_boolean, read_date, read_number

__all__ = ["cast"]

_EXAMPLES = 3
_CURE = "Leave this component out of dtypes= and convert its text yourself."
_array: Any = pd.array  # the stubs know dtypes only as literals
_KINDS = {"b": "yes or no", "i": "whole number", "u": "whole number", "f": "number", "M": "date"}


def cast(
    name: str,
    cells: Cells,
    dtype: Any,
    marks: Cells | None = None,
    *,
    mark: Mark | None = None,
) -> Any:
    """Return a component's values as an array of one dtype.

    Parameters
    ----------
    name : str
        The component.
    cells : Cells
        Its values, file by file.
    dtype : str or dtype
        What pandas takes for one, or ``"quantity"``, ``"quantity[mg/kg]"`` or ``"date"``.
    marks : Cells, optional
        What its markers say, as ``marks_of`` has it.
    mark : {".", ","}, optional
        The decimal mark, where a user has said it. Texts stay as they were sent.

    Raises
    ------
    ConfigError
        There is no such dtype, or a value does not have it; it is named.
    """
    raw, cells = cells, resolved(cells, mark)[0]
    if str(dtype) == "quantity" or isinstance(_dtype(name, dtype), QuantityDtype):
        unit = "" if str(dtype) == "quantity" else _dtype(name, dtype).unit
        return _quantities(name, cells, unit, marks)
    known = _dtype(name, dtype)
    if marks is not None:
        _check_limits(name, cells, marks)
    kind = getattr(known, "kind", "O")
    if kind not in _KINDS and not isinstance(known, pd.PeriodDtype):
        return _converted(name, raw.strings(), known)
    kind = "M" if isinstance(known, pd.PeriodDtype) else kind
    values = [_single(name, key, _READERS[kind], _KINDS[kind]) for key in cells.keys]
    if kind == "M":
        return _dates(name, spread(np.array(values, dtype="datetime64[us]"), cells.codes), known)
    _check_room(name, values, known)
    column = spread(_array(values, dtype=_NULLABLE[kind]), cells.codes)
    return _converted(name, column, _with_room_for_na(known, column))


def _dtype(name: str, dtype: Any) -> Any:
    try:
        known = pd.api.types.pandas_dtype({"date": "datetime64[us]"}.get(str(dtype), dtype))
    except TypeError as error:
        raise _unknown(name, dtype, error) from None
    if not isinstance(known, np.dtype) or known.kind not in "SUV":
        return known
    if known == np.dtype(str):  # what pandas 2 makes of str
        return pd.StringDtype()
    raise _unknown(name, dtype, "NumPy's texts are cut, and none can be missing")


def _unknown(name: str, dtype: Any, why: object) -> ConfigError:
    return ConfigError(
        f"no dtype {dtype!r} for {name!r} ({why})",
        cure="Such as 'string', 'Int64', 'Float64', 'boolean', 'date', 'quantity[mg/kg]'.",
    )


def _whole(text: str) -> int | Doubt | None:
    number = read_number(text)
    if isinstance(number, float):
        number = int(number) if number.is_integer() else None
    if isinstance(number, int) and not -MOST_INTEGER <= number < MOST_INTEGER:
        return Doubt("64 bits do not hold it")
    return number


_READERS: dict[str, Callable[[str], Any]] = {
    "b": read_boolean,
    "i": _whole,
    "u": _whole,
    "f": read_number,
    "M": read_date,
}
_NULLABLE = {"b": "boolean", "i": "Int64", "u": "Int64", "f": "Float64"}


def _with_room_for_na(dtype: Any, column: Any) -> Any:
    """Return the dtype; where values are missing and it cannot hold NA, the one that can."""
    if isinstance(dtype, np.dtype) and column.isna().any():
        return _NULLABLE[dtype.kind]
    return dtype


def _check_room(name: str, values: Sequence[Any], dtype: Any) -> None:
    """Refuse numbers that a dtype has no room for: 300 would become 44 as an int8."""
    plain = np.dtype(getattr(dtype, "numpy_dtype", getattr(dtype, "subtype", dtype)))
    if plain.kind != "b" and (beyond := [f"{each}" for each in values if not _holds(plain, each)]):
        raise _refused(name, beyond, f"{dtype} has no room for it")


def _holds(plain: np.dtype[Any], value: float) -> bool:
    """Whether a dtype holds a number; a decimal may be rounded, a whole number may not."""
    if plain.kind != "f":
        return bool(np.iinfo(plain).min <= value <= np.iinfo(plain).max)
    if abs(value) > float(np.finfo(plain).max):
        return False
    held = float(plain.type(value))
    return held == value or (isinstance(value, float) and held != 0)


def _dates(name: str, days: Any, dtype: Any) -> Any:
    if isinstance(dtype, pd.DatetimeTZDtype):
        raise ConfigError(
            f"{name!r} cannot have the dtype {dtype}: dates of documents have no zone",
            cure="Ask for 'date' and call .dt.tz_localize().",
        )
    series: Any = pd.Series(days)
    if isinstance(dtype, pd.PeriodDtype):
        return series.dt.to_period(dtype.freq).array
    if days.dtype == dtype:
        return days
    converted = _converted(name, series, dtype)
    if lost := series[(converted.astype(series.dtype) != series) & series.notna()].tolist():
        raise _refused(name, [f"{moment}" for moment in lost], f"{dtype} has no room for it")
    return converted.array


def _converted(name: str, values: Any, dtype: Any) -> Any:
    """Return values as pandas converts them; one that is in none of the categories is told."""
    if isinstance(dtype, pd.CategoricalDtype) and dtype.categories is not None:
        known = values[~pd.isna(values)]
        if strange := [text for text in dict.fromkeys(known) if text not in dtype.categories]:
            raise _refused(name, strange, "not one of the categories")
    try:
        return values.astype(dtype)
    except (TypeError, ValueError, NotImplementedError, OverflowError) as error:
        raise ConfigError(f"{name!r} cannot have the dtype {dtype} ({error})", cure=_CURE) from None


def _single(name: str, values: Cell, read: Callable[[str], Any], kind: str) -> Any:
    found = read_only(values, read)
    if found is None or isinstance(found, Doubt):
        raise _refused(name, [joined(values)], found or f"not a {kind}")
    return found


def _quantities(name: str, cells: Cells, unit: str, marks: Cells | None) -> Any:
    found = quantity_column(name, cells, marks)
    if found is None:  # plain numbers and no unit: the dtype says that they are quantities
        found = _plain_numbers(name, cells, unit)
    if not isinstance(found, Column):
        failed = [joined(key[0]) for key in found.failed]
        raise _refused(name, failed, next(iter(found.failed.values())))
    array: QuantityArray = found.array
    if not unit or array.dtype.unit == unit:
        return array
    if not array.dtype.unit or same_unit(array.dtype.unit, unit):
        return QuantityArray(*array.parts(), QuantityDtype(unit))
    return pd.Series(array).quantity.to(unit).array


def _plain_numbers(name: str, cells: Cells, unit: str) -> Column:
    quantities = []
    for key in cells.keys:
        read = read_cell((key, ()))
        if not isinstance(read, Quantity):
            raise _refused(name, [joined(key)], read or "not a quantity")
        quantities.append(replace(read, unit=unit))
    array = spread(quantity_array(quantities, unit), cells.codes)
    return Column(name, array, cells.missing, cells.several)


def _check_limits(name: str, cells: Cells, marks: Cells) -> None:
    """Refuse a dtype in which a value whose marker says that it is a limit would look exact."""
    limits = [
        joined(values)
        for values, said in zip(cells, marks, strict=True)
        if values and limit(said)  # a doubt, too
    ]
    if limits:
        raise ConfigError(
            f"{name!r} cannot have that dtype: a marker says that {limits[0]!r} is a limit",
            cure="Ask for 'quantity', or give the marker a dtype, too: then both are shown.",
        )


def _refused(name: str, texts: Sequence[str], reason: str) -> ConfigError:
    shown = ", ".join(repr(text[:40]) for text in texts[:_EXAMPLES])
    return ConfigError(
        f"{name!r} cannot have the dtype asked for: {shown} ({reason})",
        cure=_CURE,
    )
