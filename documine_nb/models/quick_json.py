"""JSON read in C where it is sound; whatever is not goes to the careful reader, which says why."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["NotQuickError", "quick_json"]


class NotQuickError(ValueError):
    """Not to be read quickly: it may be damaged, or only odd."""


def quick_json(content: bytes) -> Any:
    r"""Read JSON as :func:`.parse_json` does, or not at all.

    Raises
    ------
    NotQuickError
        It is no sound JSON, or has the same name twice in one object, or something else that only
        the careful reader can tell.

    Examples
    --------
    >>> quick_json(b'{"files": [{"id": "f1"}]}')
    {'files': [{'id': 'f1'}]}
    >>> quick_json(b'{"id": "f1", "id": "f2"}')
    Traceback (most recent call last):
    documine_nb.models.quick_json.NotQuickError: a name twice
    """
    try:
        value = msgspec.json.decode(content)
        written = msgspec.json.encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotQuickError(str(error)) from None
    # Of a name that stands twice the decoder keeps the last, in silence.
    if _texts(written) != _texts(content):
        raise NotQuickError("a name twice")
    return value


def _texts(content: bytes) -> int:
    """Return how many texts there are in sound JSON, names included."""
    escaped = content.replace(rb"\\", b"").count(rb"\"") if b"\\" in content else 0
    return (content.count(b'"') - escaped) // 2
