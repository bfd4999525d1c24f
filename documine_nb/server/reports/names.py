"""Names of archive members that every platform can unpack, none of them twice."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

__all__ = ["UniqueNames", "portable", "split_name"]

# What Windows forbids in names, path separators among it, and characters nobody can see.
_FORBIDDEN = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_MOST_BYTES = 180
"""Leaves room for what is appended: file systems end at 255 bytes."""


def portable(name: str) -> str:
    """Return a file name that can be unpacked anywhere; letters of any script stay.

    Examples
    --------
    >>> portable("Prüfbericht (größer).pdf"), portable("../a/b:c.pdf"), portable("con.pdf")
    ('Prüfbericht (größer).pdf', '.._a_b_c.pdf', '_con.pdf')
    """
    name = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    if not name or _RESERVED.match(name):
        name = f"_{name}"
    stem, suffix = split_name(name)
    room = _MOST_BYTES - len(suffix.encode())
    return stem.encode()[: max(room, 1)].decode(errors="ignore") + suffix


def split_name(name: str) -> tuple[str, str]:
    """Return stem and suffix of a file name; a suffix is short, or it is none.

    Examples
    --------
    >>> split_name("T-1.2 report.pdf")
    ('T-1.2 report', '.pdf')
    """
    path = PurePosixPath(name)
    return (path.stem, path.suffix) if len(path.suffix.encode()) <= 10 else (name, "")  # noqa: PLR2004 -- longer than any file type's


class UniqueNames:
    """Gives each name once: a doubled one gets a number, as file managers do it.

    Names that some file systems hold for one (case, composed and decomposed letters) count as
    doubled.

    Examples
    --------
    >>> names = UniqueNames()
    >>> names.take("a.pdf"), names.take("A.pdf"), names.take("b", keep_suffix=False)
    ('a.pdf', 'A (2).pdf', 'b')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, name: str, *, keep_suffix: bool = True) -> str:
        """Return `name`, or the first free one made of it."""
        stem, suffix = split_name(name) if keep_suffix else (name, "")
        free, key = name, _folded(name)
        while _folded(free) in self._taken:
            # Remembered, so that a thousand files of one name cost a thousand steps, no million.
            number = self._next.get(key, 2)
            self._next[key] = number + 1
            free = f"{stem} ({number}){suffix}"
        self._taken.add(_folded(free))
        return free


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
