"""What readers need of a package, be it a ZIP or a folder of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["MOST_BYTES", "ReportSource", "is_hidden"]

MOST_BYTES = 256 << 20
"""The largest report that is read into memory; reports are some thousand times smaller."""

_HIDDEN = (".", "~$", "__MACOSX")


def is_hidden(path: str) -> bool:
    """Say whether it is hidden, or left behind by Excel or by macOS, which pack them, too.

    Examples
    --------
    >>> [is_hidden(path) for path in ("a/b.json", "__MACOSX/a/._b.json", "~$b.xlsx")]
    [False, True, True]
    """
    return any(part.startswith(_HIDDEN) for part in path.split("/"))


class ReportSource(Protocol):
    """Files with names, some of which are component reports."""

    @property
    def what(self) -> str:
        """What to call it in errors, such as ``"the package 'results.zip'"``."""
        ...

    @property
    def members(self) -> tuple[str, ...]:
        """The names of its files; folders in them end with ``/``."""
        ...

    def newest_first(self, members: Sequence[str]) -> Sequence[str]:
        """Return members in the order in which the first report on a document counts."""
        ...

    def read(self, member: str) -> bytes:
        """Return a member's bytes."""
        ...
