"""A user's own table, checked: what it misspells would be left out without a word, or misjudge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from documine_nb.frames.dates import read_span

__all__ = ["check_classes", "check_own"]

_OF_CLASSES = {"name", "upto", "below", "optional"}
_SCHEMES = ("ghs", "clp", "epa")
_OF_SEVERAL = ("span", "highest", "animals")
_LISTS = ("columns", "form", "applicable", "species")
_LISTS_OF = {
    "endpoint": {"areas", "components", "confidence", "texts"},
    "guideline": {"versions", "corrected", "species"},
    "table": {"guidelines"},
}


def check_own(own: Mapping[str, Any], ours: Mapping[str, Any]) -> None:
    """Check a user's table, beside ours.

    Raises
    ------
    ValueError
        What is wrong, in the words of the table.
    """
    _check_lists(own)
    for name in own.get("columns", {}):
        known = ", ".join(sorted(ours["columns"]))
        _check(name in ours["columns"], f"there is no column {name!r} to be fed; known are {known}")
    for entry in own.get("endpoint", ()):
        _one_of("of_several", entry.get("of_several", _OF_SEVERAL[0]), _OF_SEVERAL)
    for entry in own.get("table", ()):
        _one_of("scheme", entry["scheme"], _SCHEMES)
    for entry in own.get("guideline", ()):
        _check_guideline(entry)
    for name, area in own.get("parallel", {}).items():
        _check(isinstance(area, str), f"{name!r} of [parallel] is no text")
    for tested, needed in own.get("animals", {}).items():
        _check(0 < needed <= int(tested), f"{needed} of {tested} animals cannot be needed")


def _check_lists(own: Mapping[str, Any]) -> None:
    for section in _LISTS:
        for name, values in own.get(section, {}).items():
            _check(_is_list(values), f"{name!r} of [{section}] is no list of texts")
    for section, names in _LISTS_OF.items():
        for entry in own.get(section, ()):
            for name in names & entry.keys():
                _check(_is_list(entry[name]), f"{name!r} of a [[{section}]] is no list of texts")


def _check_guideline(entry: Mapping[str, Any]) -> None:
    number = entry["number"]
    _check(isinstance(number, str), f"the number {number!r} of a guideline is no text")
    for version in (*entry.get("versions", ()), *entry.get("corrected", ())):
        _check(read_span(version) is not None, f"the version {version!r} of {number} is no date")


def check_classes(classes: Sequence[Mapping[str, Any]]) -> None:
    """Check the classes of a table: they ascend, and only the last one is open.

    Raises
    ------
    ValueError
        What is wrong.

    Examples
    --------
    >>> check_classes([{"name": "Category 1", "up_to": 5}, {"name": "Not classified"}])
    Traceback (most recent call last):
    ...
    ValueError: a class has 'up_to'; known are below, name, optional, upto
    """
    for each in classes:
        known = ", ".join(sorted(_OF_CLASSES))
        for key in each.keys() - _OF_CLASSES:
            raise ValueError(f"a class has {key!r}; known are {known}")
        _check(bool(each["name"]), "a class has no name")
    bounds = [float(each.get("upto", each.get("below", "inf"))) for each in classes]
    _check(bounds[-1:] == [float("inf")], "the last class has a bound; values beyond have no class")
    _check(all(low < high for low, high in pairwise(bounds)), "the bounds of classes do not ascend")


def _is_list(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _one_of(key: str, value: object, known: Sequence[str]) -> None:
    _check(value in known, f"no {key} {value!r}; known are {', '.join(known)}")


def _check(condition: bool, says: str) -> None:  # noqa: FBT001 -- what is to be true
    if not condition:
        raise ValueError(says)
