"""What readers need of a package, be it a ZIP or a folder of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["MOST_BYTES", "ReportSource"]

MOST_BYTES = 256 << 20
"""The largest report that is read into memory; reports are some thousand times smaller."""


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
