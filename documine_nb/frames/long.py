"""The long frame: one row a value, with where it came from. The wide one is a view of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from documine_nb.frames.strings import Coded, OfFiles, coded, filled, strings
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.garbage import give_back_packed

__all__ = ["long_columns", "long_frame"]


def long_frame(
    table: ComponentTable, names: Sequence[str], *, categories: bool = False
) -> pd.DataFrame:
    """Return all values, file by file, in the order of `names`; see ``ComponentResult.long``."""
    return pd.DataFrame(
        {
            name: _column(found, categories=categories) if isinstance(found, Coded) else found
            for name, found in long_columns(table, names)
        }
    )


def _column(texts: Coded, *, categories: bool) -> Any:
    column = texts.categories() if categories else texts.strings()
    give_back_packed()
    return column


def long_columns(table: ComponentTable, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Return the columns of the long frame, one at a time, texts that repeat as codes."""
    rows = _rows(table, names)
    file = table.file_of_rows()[rows]
    yield "dossier", OfFiles(file, table.dossier_ids)
    yield "file_id", OfFiles(file, table.file_ids)
    yield "filename", OfFiles(file, table.filenames)
    yield "component", coded(table.component).take(rows)
    yield "position", _integers(table.position.whole()[rows])
    values = table.value if isinstance(rows, slice) else table.value.take(rows)
    value = filled(strings(values.whole()))
    yield "value", value
    yield "description", coded(table.description).take(rows)
    yield "rule_id", coded(table.rule_id).take(rows)
    yield "overridden", _booleans(table.overridden.whole()[rows])
    original = table.original
    if original is table.value:
        yield "original", value.copy()  # the memory of Arrow's texts is shared
    else:
        numbers = range(len(original))[rows] if isinstance(rows, slice) else rows.tolist()
        yield "original", filled(strings([original[row] for row in numbers]))
    kinds = coded(table.entity_type)
    yield "entity_types", _joined(table.entities.whole(), kinds, "; ").take(rows)
    yield "pages", _joined(table.entities.whole(), _pages(table), ", ").take(rows)


def _rows(table: ComponentTable, names: Sequence[str]) -> Any:
    """Return the rows that hold a value, in the order of the files and then of `names`.

    Mostly these are all, as they are: a slice of no other bounds.
    """
    place = {name: number for number, name in enumerate(names)}
    of_code = np.array([place.get(name, 0) for name in table.component.texts], np.int64)
    filled_rows = np.flatnonzero(table.position.whole())
    key = table.file_of_rows()[filled_rows].astype(np.int64)
    key *= len(names)
    key += of_code[table.component.whole()[filled_rows]]
    if (key[1:] >= key[:-1]).all():
        return slice(None) if len(filled_rows) == len(table.position) else filled_rows
    return filled_rows[np.argsort(key, kind="stable")]


def _pages(table: ComponentTable) -> Coded:
    codes, pages = pd.factorize(table.entity_page.whole())
    nowhere = np.flatnonzero(pages == table.entity_page.none)
    codes = np.where(np.isin(codes, nowhere), -1, codes) if len(nowhere) else codes
    return Coded(codes.astype(np.int32), [str(page) for page in pages])


def _integers(numbers: Any) -> Any:
    return pd.arrays.IntegerArray(numbers.astype(np.int64), np.zeros(len(numbers), dtype=bool))


def _booleans(numbers: Any) -> Any:
    return pd.arrays.BooleanArray(numbers == 1, numbers < 0)


def _joined(counts: Any, parts: Coded, mark: str) -> Coded:
    """Return, row by row, what is said of its entity references; most rows have one.

    Those of which nothing is said are left out.
    """
    ends = np.cumsum(counts)
    codes = np.full(len(counts), -1, dtype=np.int32)
    single = counts == 1
    codes[single] = parts.codes[ends[single] - 1]
    places = {text: place for place, text in enumerate(parts.texts)}
    for row in np.flatnonzero(counts > 1):
        of_row = parts.codes[ends[row] - counts[row] : ends[row]]
        if said := [parts.texts[code] for code in of_row if code >= 0]:
            codes[row] = places.setdefault(mark.join(said), len(places))
    return Coded(codes, list(places))
