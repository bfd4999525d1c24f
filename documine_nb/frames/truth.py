"""A truth to score against: a mapping, a frame or a CSV file, long or wide."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from documine_nb.errors import ConfigError, StorageError
from documine_nb.frames.cells import SEPARATOR
from documine_nb.frames.naming import FILE_ID, FILE_NAME, VALUE_NUMBER
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.units import same_unit
from documine_nb.frames.values import (
    read_boolean,
    read_date,
    read_number,
    read_quantity,
)

__all__ = ["Truth", "read_truth", "reads_as"]

Truth: TypeAlias = "Mapping[str, Mapping[str, object]] | pd.DataFrame | str | os.PathLike[str]"
Values = dict[str, dict[str, list[str]]]

_FILE = (FILE_ID, FILE_NAME, "filename")
_LONG = {"component", "value"}


def read_truth(truth: Truth) -> Values:
    """Return the true values by file and component.

    Raises
    ------
    ConfigError
        The frame has no column of files, a row of it names none, or it is an exploded one, which
        has values several times; or a mapping has something else than components of a file.
    StorageError
        The file cannot be read.
    """
    if isinstance(truth, Mapping):
        return {str(file): _of_mapping(file, cells or {}) for file, cells in truth.items()}
    frame = truth if isinstance(truth, pd.DataFrame) else _read_csv(Path(truth))
    if frame.index.name in _FILE:
        frame = frame.reset_index()
    columns = [str(name) for name in frame.columns]
    key = next((name for name in _FILE if name in columns), None)
    if key is None:
        raise ConfigError(
            "the truth has no column that names the files",
            cure=f"Call it {' or '.join(map(repr, _FILE))}.",
        )
    if VALUE_NUMBER in columns:
        raise ConfigError(
            "the truth is an exploded frame, which has single values in several rows",
            cure="Take .long(), or .wide() as it is.",
        )
    rows = _long_rows(frame, key) if set(columns) >= _LONG else _wide_rows(frame, key)
    return _collected(rows)


def _of_mapping(file: object, cells: object) -> dict[str, list[str]]:
    if not isinstance(cells, Mapping):
        raise ConfigError(
            f"the truth of {file!r} is no mapping of components to values",
            cure="Write {file: {component: value or list of values}}.",
        )
    return {str(name): list(_texts(cell, between=None)) for name, cell in cells.items()}


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        # sep=None: commas, semicolons or tabs, as spreadsheets of different countries write them.
        return pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            sep=None,
            engine="python",
            encoding="utf-8-sig",  # spreadsheets put a mark before what they call UTF-8
        )
    except (OSError, UnicodeDecodeError, csv.Error, pd.errors.ParserError) as error:
        raise StorageError(
            f"the truth {path.name!r} cannot be read: {error}",
            cure="It has to be a table of comma- or semicolon-separated values in UTF-8.",
        ) from None


Row = tuple[str, str, list[str]]


def _long_rows(frame: pd.DataFrame, key: str) -> Iterator[Row]:
    for file, name, cell in zip(frame[key], frame["component"], frame["value"], strict=True):
        yield _name(file), str(name), list(_texts(cell, between=None))


def _wide_rows(frame: pd.DataFrame, key: str) -> Iterator[Row]:
    names = [name for name in frame.columns if name not in _FILE]
    for file, *cells in zip(frame[key], *(frame[name] for name in names), strict=True):
        for name, cell in zip(names, cells, strict=True):
            yield _name(file), str(name), list(_texts(cell, between=SEPARATOR))


def _name(file: object) -> str:
    return "; ".join(_texts(file, between=None)).strip()


def _texts(cell: Any, *, between: str | None) -> Iterator[str]:
    """Return a cell as the texts that the service would send."""
    if isinstance(cell, Iterable) and not isinstance(cell, str):
        for item in cell:
            yield from _texts(item, between=None)
    elif cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:  # noqa: PLR0124 -- NaN
        return
    elif isinstance(cell, dt.datetime) and cell.time() != dt.time():
        yield cell.isoformat(sep=" ")
    elif isinstance(cell, dt.date):
        yield f"{cell:%d/%m/%Y}"
    elif type(cell).__name__.startswith("bool"):
        yield "Yes" if cell else "No"
    elif isinstance(cell, float):
        yield f"{cell:.15g}"
    else:
        yield from str(cell).split(between) if between else (str(cell),)


def reads_as(values: Sequence[str], cell: Any) -> bool:
    """Whether true values are those that a cell of the wide frame shows.

    Examples
    --------
    >>> reads_as(["2019-02-21"], pd.Timestamp(2019, 2, 21)), reads_as(["TRUE"], True)
    (True, True)
    >>> reads_as(["2000"], Quantity(2000, float("inf"), ">", "mg/kg"))
    False
    """
    text = _tidy(SEPARATOR.join(values))
    if isinstance(cell, Quantity):
        read = read_quantity(text)
        if isinstance(read, Quantity) and same_unit(read.unit or cell.unit, cell.unit):
            return (read.low, read.high, read.qualifier) == (cell.low, cell.high, cell.qualifier)
    elif isinstance(cell, dt.date):
        return read_date(text) == cell
    elif type(cell).__name__.startswith("bool"):
        return read_boolean(text) is bool(cell)
    elif isinstance(cell, (int, float)):
        return read_number(text) == cell
    return text == _tidy(str(cell))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _collected(rows: Iterable[Row]) -> Values:
    found: Values = {}
    for file, name, values in rows:
        if file:
            found.setdefault(file, {}).setdefault(name, []).extend(values)
        elif any(value.strip() for value in values):  # an empty row of a spreadsheet says nothing
            raise ConfigError(
                f"the truth has {values[0]!r} of {name!r} in a row that names no file",
                cure="Each row has to name its file.",
            )
    return found
