"""When values were taken: told beside every figure that is made of them, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

__all__ = ["KEY", "Loaded"]

KEY = "loaded"
"""Where a frame's ``attrs`` hold it, as text: that also survives pickle and Parquet."""


@dataclass(frozen=True)
class Loaded:
    """The days on which values were loaded, or the packages that hold them were written.

    Parameters
    ----------
    first, last : datetime
        The earliest and the latest moment.
    what : {"loaded", "package written"}, default "loaded"
        What happened then.

    Examples
    --------
    >>> str(Loaded.at([1_795_600_000]))
    'loaded 2026-11-25'
    >>> str(Loaded.at([1_795_600_000, 1_795_000_000], "package written"))
    'package written 2026-11-18 to 2026-11-25'
    """

    first: dt.datetime
    last: dt.datetime
    what: str = "loaded"

    @classmethod
    def at(cls, moments: Iterable[float], what: str = "loaded") -> Self:
        """Return it from seconds since 1970; days are those of UTC, the same wherever one reads."""
        times = sorted(dt.datetime.fromtimestamp(moment, dt.UTC) for moment in moments)
        return cls(times[0], times[-1], what)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """Return what :meth:`to_json` wrote; None where nothing is known."""
        if kept is None:
            return None
        first, last = (dt.datetime.fromisoformat(kept[name]) for name in ("first", "last"))
        return cls(first, last, str(kept["what"]))

    def to_json(self) -> dict[str, str]:
        """Return it as a snapshot keeps it."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "what": self.what,
        }

    def __str__(self) -> str:
        first, last = f"{self.first:%Y-%m-%d}", f"{self.last:%Y-%m-%d}"
        return f"{self.what} {first}" + (f" to {last}" if last != first else "")
