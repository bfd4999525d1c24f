"""How one field of an answer is read and written: tolerant in form, strict about what is missing.

A :class:`Shape` says how to parse a JSON value, how to write it back, and what stands for it where
the service left it out. Parsing raises :class:`Unreadable`; :mod:`.record` decides what follows:
an error naming the field's path where the field is required, the absent value (with the original
kept in ``extra``) where it is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

__all__ = [
    "REQUIRED",
    "Shape",
    "Unreadable",
    "attribute_map",
    "boolean",
    "integer",
    "many",
    "number",
    "optional",
    "parse_time",
    "text",
    "time",
]


class Unreadable(Exception):  # noqa: N818  an inner signal, never shown as an error
    """A value that does not have the shape it should have; ``path`` is relative to the field."""

    def __init__(self, expected: str, value: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.value = value
        self.path = ""


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Shape:
    """How a field is parsed, dumped, and what stands for it where it is absent.

    A value of the ``exact`` type stands for itself, so that nobody has to parse it; None where
    there is no such type.
    """

    parse: Callable[[Any], Any]
    dump: Callable[[Any], Any] = _same
    absent: Any = REQUIRED
    exact: type | None = None


def _text(value: Any) -> str:
    # Ids are opaque: a service that writes them as numbers means the same thing.
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable("a text", value)
    return value if isinstance(value, str) else json.dumps(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        return value.strip().lower() == "true"
    raise Unreadable("true or false", value)


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise Unreadable("a whole number", value)
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,4000}\s*", value, re.ASCII):
        return int(value)
    raise Unreadable("a whole number", value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise Unreadable("a number", value)
    if isinstance(value, (int, float)):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unreadable("a number", value) from None


_MILLISECONDS_FROM = 10**11
"""Epoch numbers above this are milliseconds: as seconds they would lie after the year 5000."""


def parse_time(value: Any) -> datetime:
    """Read a time as an aware datetime: any ISO 8601 form, or seconds or milliseconds since 1970.

    A time without an offset is taken as UTC, which is what the service's own examples use.

    Examples
    --------
    >>> parse_time("2020-01-23T04:56:07.000+00:00").isoformat()
    '2020-01-23T04:56:07+00:00'
    >>> parse_time("2023-09-21T12:45:00.123456789Z").microsecond
    123456
    """
    try:
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                # Java's ZonedDateTime appends the zone: 2020-01-23T04:56:07+01:00[Europe/Berlin]
                moment = datetime.fromisoformat(re.sub(r"\[[^\]]*\]$", "", value.strip()))
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise Unreadable("an ISO 8601 time", value)


_MAPPINGS = (dict, Mapping)  # what is no dictionary takes long to recognise


def _attributes(value: Any) -> dict[str, str | None]:
    if isinstance(value, _MAPPINGS) and isinstance(value.get("attributeIdToValue"), _MAPPINGS):
        value = value["attributeIdToValue"]
    if not isinstance(value, _MAPPINGS):
        raise Unreadable("a map of attributes", value)
    return {str(key): None if item is None else _text(item) for key, item in value.items()}


text = Shape(_text, exact=str)
boolean = Shape(_boolean, exact=bool)
integer = Shape(_integer, exact=int)
number = Shape(_number)
time = Shape(parse_time, datetime.isoformat)
attribute_map = Shape(_attributes, dict, absent={})


def optional(shape: Shape, absent: Any = None) -> Shape:
    """Return the shape of a field that may be missing or null."""
    return replace(shape, absent=absent)


def many(shape: Shape) -> Shape:
    """Return the shape of a list: one value or many, null or missing for none."""

    def parse(value: Any) -> tuple[Any, ...]:
        items = value if isinstance(value, (list, tuple)) else [value]
        found = []
        for position, item in enumerate(items):
            try:
                found.append(shape.parse(item))
            except Unreadable as wrong:
                wrong.path = f"[{position}]{wrong.path}"
                raise
        return tuple(found)

    return Shape(parse, lambda values: [shape.dump(value) for value in values], absent=())
