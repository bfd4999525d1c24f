"""What a reader raises when a member is no component report; the rest of the package goes on."""

from __future__ import annotations

__all__ = ["UnreadableReport"]


class UnreadableReport(Exception):  # noqa: N818 -- never leaves this room
    """A member that is no component report, or a damaged one; the message says why."""
