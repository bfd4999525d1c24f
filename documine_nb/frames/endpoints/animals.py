"""Scores by animal: the criteria of skin and eye count the animals that reach a bound.

As many animals reach a bound as are needed exactly when the lowest of the needed highest scores
does: that one decides. A mean over all animals can be on the other side of the bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from documine_nb.frames.quantity import Quantity, hull
from documine_nb.frames.values import read_quantity

__all__ = ["deciding_score", "objection", "scores_of"]

_BETWEEN = re.compile(r"\s*[;/]\s*|,\s+|\s+(?:and|und|e)\s+")
_LONGEST = 200  # characters; scores of six animals have far fewer
_WHOLE = re.compile(r"\d+")


def scores_of(values: Sequence[str]) -> list[Quantity]:
    """Return the scores that texts hold, one or several each; none where one cannot be read.

    Examples
    --------
    >>> [score.low for score in scores_of(["2.7/2.3/0"])], scores_of(["2.7", "see table"])
    ([2.7, 2.3, 0.0], [])
    """
    if any(len(value) > _LONGEST for value in values):
        return []
    parts = [part for value in values for part in _BETWEEN.split(value.strip()) if part]
    read = [each for part in parts if isinstance(each := read_quantity(part), Quantity)]
    return read if len(read) == len(parts) else []


def deciding_score(scores: Sequence[Quantity], needed: int) -> Quantity | None:
    """Return the score that so many animals reach, None where nothing can be said.

    Examples
    --------
    >>> deciding_score([Quantity(0, 0), Quantity(2.7, 2.7), Quantity(2.3, 2.3)], 2).low
    2.3
    """
    by_low = sorted(scores, key=lambda score: score.low, reverse=True)
    by_high = sorted(scores, key=lambda score: score.high, reverse=True)
    return hull([by_low[needed - 1], by_high[needed - 1]])


def objection(tested: int, needed: Mapping[int, int], stated: str | None) -> str:
    """Return why so many scores are not taken for one an animal; empty where they are.

    Parameters
    ----------
    tested : int
        How many scores there are.
    needed : mapping
        How many of how many animals the criteria ask for.
    stated : str or None
        The number of animals that the file states.
    """
    if stated and _WHOLE.fullmatch(stated.strip()) and int(stated) != tested:
        return f"{tested} scores are stated, and {int(stated)} animals"
    return "" if tested in needed else f"the criteria say nothing of {tested} animals"
