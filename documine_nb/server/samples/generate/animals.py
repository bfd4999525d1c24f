"""The animals of a study: made from its facts, the same on every run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise

from documine_nb.server.samples.generate.facts import Group, Study

__all__ = ["Animal", "animals_of", "share"]

_WEIGHTS = {  # grams: least and span at the start, gain in a week
    ("rat", "female"): (176, 38, 22),
    ("rat", "male"): (232, 42, 41),
    ("rabbit", "female"): (2480, 520, 90),
    ("rabbit", "male"): (2410, 480, 95),
    ("guinea pig", "female"): (338, 62, 48),
    ("guinea pig", "male"): (352, 66, 55),
    ("mouse", "female"): (17.4, 3.6, 0.9),
}


@dataclass(frozen=True)
class Animal:
    """One animal with its body weights (None after its death) and signs by time of observation."""

    number: int
    step: int
    sex: str
    dose: float
    died_on: int | None
    weights: tuple[float | None, ...]
    signs: tuple[str, ...]


def share(*parts: object) -> float:
    """Return a number from 0 to 1 that depends on `parts` alone.

    >>> share("a", 1) == share("a", 1) != share("a", 2)
    True
    """
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _weights(study: Study, number: int, sex: str, died_on: int | None) -> tuple[float | None, ...]:
    least, span, gain = _WEIGHTS[study.species, sex]
    weight = least + span * share(study.key, number, "w")
    places = 1 if study.species == "mouse" else 0
    found: list[float | None] = [round(weight, places)]
    for before, day in pairwise(study.weighed):
        weight += gain * (day - before) / 7 * (0.7 + 0.6 * share(study.key, number, "g", day))
        found.append(None if died_on is not None and died_on <= day else round(weight, places))
    return tuple(found)


def _signs(study: Study, group: Group, number: int, died_on: int | None) -> tuple[str, ...]:
    """Return what was seen at 0.5, 1, 2 and 4 h and on days 1 to 14."""
    top = group.dose == max(study.doses)
    affected = bool(study.signs) and top
    seen = []
    for place in range(18):
        day = max(0, place - 3)
        if died_on is not None and place > 3 and day >= died_on:  # noqa: PLR2004 -- four times a day
            seen.append("†" if day == died_on else "-")
            continue
        marks = [
            str(index)
            for index, _ in enumerate(study.signs, 1)
            if affected and day <= study.sign_days - index // 2
        ]
        if marks and share(study.key, number, place) < 0.15:  # noqa: PLR2004 -- seldom one less
            marks = marks[:1]
        seen.append(",".join(marks) or "0")
    return tuple(seen)


def animals_of(study: Study) -> tuple[Animal, ...]:
    """Return the animals in the order of their numbers."""
    groups = study.groups or _plain_groups(study)
    found: list[Animal] = []
    first = 1 + int(share(study.key, "first") * 700)
    for step, group in enumerate(groups):
        for index in range(group.animals):
            number = first + len(found)
            died_on = group.died_on if index < group.dead else None
            weights = _weights(study, number, group.sex, died_on)
            signs = _signs(study, group, number, died_on) if study.groups else ()
            found.append(Animal(number, step, group.sex, group.dose, died_on, weights, signs))
    return tuple(found)


def _plain_groups(study: Study) -> tuple[Group, ...]:
    if study.sex == "male and female":
        half = study.animals // 2
        return (Group(0, study.animals - half, sex="male"), Group(0, half, sex="female"))
    return (Group(0, study.animals, sex=study.sex),)
