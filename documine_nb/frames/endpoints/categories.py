"""Hazard categories by readable tables; a censored value is never taken for a point.

A value is an interval; its category is that of all classes that the interval touches. An end is a
pair of a number and a side, so that "just above 2000" and "2000" compare as they should.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documine_nb.frames.endpoints.amounts import in_unit
from documine_nb.frames.endpoints.checking import check_classes
from documine_nb.frames.quantity import Quantity

__all__ = ["Category", "CategoryTable", "Study", "classify", "read_category_table"]

End = tuple[float, int]
"""A number, and -1, 0 or 1: just below it, it, just above it."""

_PIECES = " or "
_SIDES = {">": (1, 0), "<": (0, -1), "~": (-1, 1)}
_IN_THE_CRITERIA = 3  # animals, which the tables themselves speak of


@dataclass(frozen=True)
class CategoryClass:
    """One class of a table, from `low` to `high`."""

    names: tuple[str, ...]
    low: End
    high: End
    optional: bool = False

    def touches(self, low: End, high: End) -> bool:
        """Whether an interval has a value in it."""
        return low <= self.high and self.low <= high

    def bounds(self, unit: str) -> str:
        """Return the class's bounds as people write them."""
        parts = []
        if math.isfinite(self.low[0]):
            parts.append(f"{'>' if self.low[1] > 0 else '≥'} {self.low[0]:.15g}")
        if math.isfinite(self.high[0]):
            parts.append(f"{'<' if self.high[1] < 0 else '≤'} {self.high[0]:.15g}")
        return f"{' and '.join(parts)} {unit}".rstrip()


@dataclass(frozen=True)
class CategoryTable:
    """The classes of one scheme for one endpoint."""

    scheme: str
    source: str
    endpoint: str
    area: str
    classes: tuple[CategoryClass, ...]
    unit: str = ""
    form: str = ""
    guidelines: tuple[str, ...] = ()
    note: str = ""
    more_animals: str = ""

    def suits(self, scheme: str, study: Study) -> bool:
        """Whether it is for studies of this kind."""
        return (
            (self.scheme, self.endpoint, self.area) == (scheme, study.endpoint, study.area)
            and (not self.form or not study.form or self.form == study.form)
            and (not self.guidelines or bool(set(self.guidelines) & set(study.guidelines)))
        )


@dataclass(frozen=True)
class Study:
    """What decides on the table to be used, and how its rule is told.

    `basis` says by what the value stands for its animals, where a rule counts them, and `animals`
    how many these are.
    """

    endpoint: str
    area: str
    form: str = ""
    guidelines: tuple[str, ...] = ()
    basis: str = ""
    animals: int = 0


@dataclass(frozen=True)
class Category:
    """A category with the rule that gave it.

    Attributes
    ----------
    name : str or None
        Such as ``"Category 4"``, or ``"Category 5 or not classified"`` where the value leaves that
        open; None where no rule applies.
    rule : str or None
        The bounds that gave it, or why there is no category.
    source : str or None
        Where the rule stands.
    possible : tuple of str
        The categories that the value allows.
    """

    name: str | None
    rule: str | None
    source: str | None = None
    possible: tuple[str, ...] = ()


def read_category_table(entry: Mapping[str, Any]) -> CategoryTable:
    """Return a table from its entry in ``categories.toml``."""
    check_classes(entry["classes"])
    classes: list[CategoryClass] = []
    low: End = (-math.inf, 0)
    for each in entry["classes"]:
        high: End = (math.inf, 0)
        following = high
        if "upto" in each:
            high, following = (float(each["upto"]), 0), (float(each["upto"]), 1)
        elif "below" in each:
            high, following = (float(each["below"]), -1), (float(each["below"]), 0)
        names = tuple(name[0].upper() + name[1:] for name in each["name"].split(_PIECES))
        classes.append(CategoryClass(names, low, high, bool(each.get("optional", False))))
        low = following
    rest = {name: value for name, value in entry.items() if name != "classes"}
    rest["guidelines"] = tuple(rest.get("guidelines", ()))
    return CategoryTable(classes=tuple(classes), **rest)


def classify(
    quantity: Quantity,
    study: Study,
    scheme: str,
    tables: Iterable[CategoryTable],
    reasons: Mapping[str, str],
) -> Category:
    """Return the category of a value after one scheme.

    Where it is not known which of several tables is right (the form that was inhaled, one of two
    guidelines), all of them are used and the category spans what they say.

    Examples
    --------
    >>> table = read_category_table(
    ...     {"scheme": "clp", "source": "CLP", "endpoint": "LD50", "area": "oral", "unit": "mg/kg",
    ...      "classes": [{"name": "Category 4", "upto": 2000}, {"name": "Not classified"}]}
    ... )
    >>> study = Study("LD50", "oral")
    >>> classify(Quantity(2000, 2000, "=", "mg/kg"), study, "clp", [table], {}).name
    'Category 4'
    >>> classify(Quantity(2000, math.inf, ">", "mg/kg"), study, "clp", [table], {}).name
    'Not classified'
    """
    suiting = [table for table in tables if table.suits(scheme, study)]
    if not suiting:
        known = reasons.get(f"{scheme}.{study.area}")
        return Category(None, known or f"no table of {study.endpoint} for this route and guideline")
    found = [
        (table, scaled)
        for table in _first_of_each(suiting, study)
        if (scaled := in_unit(quantity, table.unit)) is not None
    ]
    if not found:
        units = " or ".join(dict.fromkeys(table.unit or "a plain number" for table in suiting))
        return Category(None, f"the table is in {units}, the value in {quantity.unit or 'no unit'}")
    return _category(found, study)


def _first_of_each(tables: Sequence[CategoryTable], study: Study) -> list[CategoryTable]:
    """Return one table a form and guideline: the first, which may be a user's own for any."""
    found: dict[tuple[str, str], CategoryTable] = {}
    for table in tables:
        if (table.form, "") not in found:
            cited = [each for each in study.guidelines if each in table.guidelines]
            for guideline in cited or [""]:
                found.setdefault((table.form, guideline), table)
    return list(dict.fromkeys(found.values()))


def _category(found: Sequence[tuple[CategoryTable, Quantity]], study: Study) -> Category:
    possible: dict[str, None] = {}
    rules = []
    for table, quantity in found:
        low, high = _ends(quantity)
        touched = [each for each in table.classes if each.touches(low, high)]
        possible |= dict.fromkeys(name for each in touched for name in each.names)
        rule = "; ".join(_rule(each, table.unit) for each in touched)
        rules.append(f"as {table.form}: {rule}" if table.form else rule)
    notes = dict.fromkeys(table.note for table, _ in found if table.note)
    sources = dict.fromkeys(table.source for table, _ in found)
    if study.animals > _IN_THE_CRITERIA:
        sources |= dict.fromkeys(table.more_animals for table, _ in found if table.more_animals)
    text = f"{study.basis} {'; '.join([*rules, *notes])}".lstrip()
    names = _worst_first(possible)
    return Category(_either(names), text, "; ".join(sources), names)


def _rule(touched: CategoryClass, unit: str) -> str:
    optional = ", where this building block is adopted" if touched.optional else ""
    return f"{touched.bounds(unit)}: {_either(touched.names)}{optional}"


def _worst_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name == "Not classified", name)))


def _either(names: Sequence[str]) -> str:
    """Return names as one: "Category 4, 5 or not classified"."""
    words = [names[0], *(name.removeprefix("Category ") for name in names[1:])]
    words = [word if at == 0 else word.replace("Not", "not") for at, word in enumerate(words)]
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _ends(quantity: Quantity) -> tuple[End, End]:
    """Return the ends of a quantity; what is about a number lies on both sides of it."""
    low, high = _SIDES.get(quantity.qualifier, (0, 0))
    return (quantity.low, low), (quantity.high, high)
