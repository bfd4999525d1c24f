"""The frames beside a naive reading of the same records: plain loops, no columns, no shortcuts."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from support.component_sets import AnswerJson, answers
from support.components import Values, files

from documine_nb.frames import ComponentResult, Quantity
from documine_nb.models import FileComponents

LD50, MARKER = "Conclusion_LD50_mg_per_kg", "Conclusion_LD50_Greater_than"

# Texts that have one reading only; what is ambiguous has tests of its own.
_booleans = st.sampled_from(["Yes", "no", "TRUE"])
_days = st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)).map("{:%d/%m/%Y}".format)
_whole = st.integers(1, 999).map(str)
_decimals = st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda two: f"{two[0]}.{two[1]}")
_quantities = st.tuples(
    st.sampled_from(["", "> ", "≥ ", "< ", "≤ "]), _whole, st.sampled_from([" mg/L", " g/L"])
).map("".join)
_words = st.sampled_from(["rat", "n.d.", "male; female", "", "  "])
_kinds = (_booleans, _days, _whole, _decimals, _quantities, _words)


@st.composite
def studies(draw: st.DrawFn) -> list[Values]:
    """Return some files, each component mostly of one kind, with gaps, repeats and odd ones."""
    count = draw(st.integers(1, 5))
    columns: dict[str, list[list[str]]] = {}
    for name in draw(st.lists(st.sampled_from(["Dose", "Odd name (1)", "größe", "Report_Number"]))):
        kind = draw(st.sampled_from(_kinds))
        usual = st.lists(kind, max_size=2)
        cells = usual if draw(st.booleans()) else usual | st.lists(st.one_of(_kinds), max_size=3)
        columns[name] = draw(st.lists(cells, min_size=count, max_size=count))
    if draw(st.booleans()):
        some = st.lists(_whole, max_size=1)
        marks = st.lists(st.sampled_from(["Greater than", "No"]), max_size=1)
        columns[LD50] = draw(st.lists(some, min_size=count, max_size=count))
        columns[MARKER] = draw(st.lists(marks, min_size=count, max_size=count))
    return [{name: cells[row] for name, cells in columns.items()} for row in range(count)]


def naive_order(files: list[list[str]]) -> list[str]:
    """Return the components, each behind those that stand before it in some file."""
    left = list(dict.fromkeys(name for file in files for name in file))
    before = {pair for file in files for pair in pairwise(file)}
    order = []
    while left:
        free = [name for name in left if not any((other, name) in before for other in left)]
        order.append((free or left)[0])
        left.remove(order[-1])
    return order


def naive_wide(made: Sequence[Values]) -> dict[str, list[Any]]:
    """Return, by component, what each file's cell has to be."""
    found = {}
    for name in naive_order([list(file) for file in made]):
        cells = [[text for text in file.get(name, []) if text.strip()] for file in made]
        if name == LD50:
            marks = [file.get(MARKER, []) for file in made]
            found[name] = [naive_limit(cell, mark) for cell, mark in zip(cells, marks, strict=True)]
        elif name != MARKER:
            found[name] = naive_column(name, cells)
    return found


def naive_limit(cell: list[str], mark: Sequence[str]) -> Quantity | None:
    if not cell:
        return None
    number = float(cell[0])
    if "Greater than" in mark:
        return Quantity(number, math.inf, ">", "mg/kg")
    return Quantity(number, number, "=", "mg/kg")


def naive_column(name: str, cells: list[list[str]]) -> list[Any]:
    filled = [cell for cell in cells if cell]
    if filled and name != "Report_Number":
        for read in (naive_boolean, naive_day, naive_number):
            said = [{read(text) for text in cell} for cell in filled]
            if all(len(each) == 1 and None not in each for each in said):
                return [read(cell[0]) if cell else None for cell in cells]
        read_ones = [naive_quantity(text) for cell in filled for text in cell]
        units = {one.unit for one in read_ones if one}
        spans = [naive_span(cell) for cell in filled] if None not in read_ones else [None]
        if None not in spans and len(units) == 1 and units != {""}:
            return [naive_span(cell) if cell else None for cell in cells]
    return ["; ".join(cell) if cell else None for cell in cells]


def naive_boolean(text: str) -> bool | None:
    return {"yes": True, "true": True, "no": False}.get(text.lower())


def naive_day(text: str) -> pd.Timestamp | None:
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    return pd.Timestamp(int(found[3]), int(found[2]), int(found[1])) if found else None


def naive_number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def naive_quantity(text: str) -> Quantity | None:
    found = re.fullmatch(r"(?:([>≥<≤]) )?(\d+(?:\.\d+)?)(?: (mg/L|g/L))?", text)
    if not found:
        return None
    number, sign = float(found[2]), found[1] or "="
    low = -math.inf if sign in "<≤" else number
    high = math.inf if sign in ">≥" else number
    return Quantity(low, high, sign, found[3] or "")


def naive_span(cell: list[str]) -> Quantity | None:
    """Return the span of all values; None where they exclude each other."""
    read = [one for one in map(naive_quantity, cell) if one]
    first = read[0]
    if all(one == first for one in read):
        return first
    low, high = min(one.low for one in read), max(one.high for one in read)
    signs = {one.qualifier for one in read}
    if low == -math.inf and high == math.inf:
        return None
    if high == math.inf:
        return Quantity(low, high, ">" if signs == {">"} else "≥", first.unit)
    if low == -math.inf:
        return Quantity(low, high, "<" if signs == {"<"} else "≤", first.unit)
    return Quantity(low, high, ";", first.unit)


def plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {
        name: [None if gone else value for value, gone in zip(column, column.isna(), strict=True)]
        for name, column in frame.items()
    }


@settings(max_examples=200, deadline=None)
@given(made=studies())
def test_the_wide_frame_is_the_naive_one(made: list[Values]) -> None:
    frame = ComponentResult(files(*made)).wide().drop(columns="file name")

    assert plain(frame) == naive_wide(made)


@settings(max_examples=60, deadline=None)
@given(made=studies())
def test_the_quality_report_counts_as_the_naive_one(made: list[Values]) -> None:
    report = ComponentResult(files(*made)).quality().to_frame().set_index("component")

    for name in naive_wide(made):
        cells = [[text for text in file.get(name, []) if text.strip()] for file in made]
        row = report.loc[name]
        assert row["missing"] + row["not_applicable"] == sum(not cell for cell in cells)
        assert row["several"] == sum(len(cell) > 1 for cell in cells)


def naive_long(made: list[AnswerJson]) -> list[tuple[Any, ...]]:
    names = naive_order([list(file["componentDetails"]) for file in made])
    rows = []
    for file in made:
        for name in names:
            component = file["componentDetails"].get(name, {"componentValues": []})
            for position, item in enumerate(component["componentValues"], start=1):
                references = item["entityReferences"]
                rows.append(
                    (
                        *(file["dossierId"], file["fileId"], file["filename"], name, position),
                        text_of(item["value"]),
                        text_of(item["valueDescription"]),
                        text_of(item["componentRuleId"]),
                        component["overridden"],
                        text_of(item["originalValue"]),
                        "; ".join(filter(None, (one["type"] for one in references))) or None,
                        ", ".join(filter(None, (text_of(one["page"]) for one in references)))
                        or None,
                    )
                )
    return rows


def text_of(value: Any) -> str | None:
    return None if value in {None, ""} else str(value)


@settings(max_examples=80, deadline=None)
@given(made=answers())
def test_the_long_frame_is_the_naive_one(made: list[AnswerJson]) -> None:
    long = ComponentResult([FileComponents.from_json(one) for one in made]).long()

    assert list(zip(*plain(long).values(), strict=True)) == naive_long(made)


def values_in(long: pd.DataFrame, name: str, file_id: str) -> list[str]:
    """Return the values that the long frame has of a component of a file, by position."""
    mine = long[(long["component"] == name) & (long["file_id"] == file_id)]
    texts = mine.sort_values("position")["value"].dropna()
    return [text for text in texts if text.strip()]


ALONE: dict[str, Callable[[list[str]], Any]] = {
    "list": lambda texts: texts or None,
    "first": lambda texts: texts[0] if texts else None,
    "join": lambda texts: "; ".join(texts) if texts else None,
}


@settings(max_examples=40, deadline=None)
@given(made=answers())
def test_wide_is_derived_from_long_alone(made: list[AnswerJson]) -> None:
    result = ComponentResult([FileComponents.from_json(one) for one in made])
    long = result.long()

    for way, derive in ALONE.items():
        texts = dict.fromkeys(result.components, "string") if way != "list" else None
        wide = plain(result.wide(way, dtypes=texts).drop(columns="file name"))
        assert wide == {
            name: [derive(values_in(long, name, one["fileId"])) for one in made]
            for name in result.components
        }


@settings(max_examples=60, deadline=None)
@given(made=studies())
def test_exploded_rows_are_the_values_of_the_long_frame(made: list[Values]) -> None:
    result = ComponentResult(files(*made))
    long, texts = result.long(), dict.fromkeys(result.components, "string")
    exploded = result.wide("explode", dtypes=texts)

    for name in result.components:
        for file_id, mine in exploded.groupby(level="file_id")[name]:
            expected = values_in(long, name, str(file_id))
            found = mine.dropna().tolist()
            assert found == (expected * len(mine) if len(expected) == 1 else expected)
