"""When values were taken: told beside every figure that is made of them, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

__all__ = ["KEY", "Loaded"]

KEY = "loaded"
"""Where a frame's ``attrs`` hold it, as text: that also survives pickle and Parquet."""


_AND = " and "


@dataclass(frozen=True)
class Loaded:
    """The days on which values were loaded, or the packages that hold them were written.

    Parameters
    ----------
    first, last : datetime
        The earliest and the latest moment.
    what : {"loaded", "package written"}, default "loaded"
        What happened then.
    of_files : mapping of str to float, optional
        When each file was, by its id, where not all were at once.

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
    of_files: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def at(cls, moments: Iterable[float], what: str = "loaded") -> Self:
        """Return it from seconds since 1970; days are those of UTC, the same wherever one reads."""
        times = sorted(dt.datetime.fromtimestamp(moment, dt.UTC) for moment in moments)
        return cls(times[0], times[-1], what)

    @classmethod
    def together(cls, parts: Sequence[tuple[Self, Iterable[str]]]) -> Self:
        """Return it for several, each with the ids of its files; of a file's, the last counts."""
        of_files: dict[str, float] = {}
        for loaded, ids in parts:
            for file_id in ids:
                moment = loaded.moment(file_id)
                of_files[file_id] = max(moment, of_files.get(file_id, moment))
        first, last = min(one.first for one, _ in parts), max(one.last for one, _ in parts)
        whats = dict.fromkeys(what for one, _ in parts for what in one.what.split(_AND))
        return cls(first, last, _AND.join(whats), of_files if first < last else {})

    def moment(self, file_id: str) -> float:
        """Return when the values of a file were loaded, in seconds since 1970."""
        return self.of_files.get(file_id, self.last.timestamp())

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """Return what :meth:`to_json` wrote; None where nothing is known."""
        if kept is None:
            return None
        first, last = (dt.datetime.fromisoformat(kept[name]) for name in ("first", "last"))
        of_files = {file_id: float(at) for file_id, at in kept.get("files", {}).items()}
        return cls(first, last, str(kept["what"]), of_files)

    def to_json(self) -> dict[str, Any]:
        """Return it as a snapshot keeps it."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "what": self.what,
            "files": dict(self.of_files),
        }

    def __str__(self) -> str:
        first, last = f"{self.first:%Y-%m-%d}", f"{self.last:%Y-%m-%d}"
        return f"{self.what} {first}" + (f" to {last}" if last != first else "")
