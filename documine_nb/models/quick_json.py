"""JSON read in C where it is sound; whatever is not goes to the careful reader, which says why."""

from __future__ import annotations

from typing import Any

import msgspec

from documine_nb.errors import ProtocolError
from documine_nb.models.record import read_list

__all__ = ["NotQuickError", "check_names", "quick_json", "split_list"]

_entries = msgspec.json.Decoder(list[msgspec.Raw])


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
        check_names(value, content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotQuickError(str(error)) from None
    return value


def check_names(value: Any, content: bytes) -> None:
    """Raise unless everything that stands in sound JSON is in the value decoded from it.

    Of a name that stands twice the decoder keeps the last, in silence.
    """
    written = msgspec.json.encode(value)
    if written != content and _texts(written) != _texts(content):
        raise NotQuickError("a name twice")


def _texts(content: bytes) -> int:
    """Return how many texts there are in sound JSON, names included."""
    escaped = content.replace(rb"\\", b"").count(rb"\"") if b"\\" in content else 0
    return (content.count(b'"') - escaped) // 2


def split_list(content: bytes, *, wrapper_hint: str) -> list[msgspec.Raw]:
    """Return the entries of the list that :func:`.read_list` finds in an answer, each undecoded.

    Only what is around them is known to be sound then.

    Raises
    ------
    NotQuickError
        There is another list besides, or none, or it is no JSON.

    Examples
    --------
    >>> [bytes(one) for one in split_list(b'{"files": [{}, 7], "total": 2}', wrapper_hint="files")]
    [b'{}', b'7']
    """
    begin, end = content.find(b"["), content.rfind(b"]") + 1
    if not 0 <= begin < end:
        raise NotQuickError("no list")
    # No other list is around it, so that this one is that found; of two, it would be no list.
    around = quick_json(content[:begin] + b"[0]" + content[end:])
    try:
        if read_list(around, wrapper_hint=wrapper_hint) != [0]:
            raise NotQuickError("another list")
        return _entries.decode(memoryview(content)[begin:end])
    except (msgspec.MsgspecError, ProtocolError, RecursionError) as error:
        raise NotQuickError(str(error)) from None
