"""Lists of records of which only some fields are read at first, and the others when asked for.

A dossier of ten thousand files says 350,000 things about them, of which a load of their components
needs a quarter. So a record holds these, and of the others the bytes that were sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from msgspec import UNSET, UnsetType

from documine_nb.models.quick_json import NotQuickError, check_names, quick_json, split_list
from documine_nb.models.record import Record, new_record, plan
from documine_nb.models.shapes import REQUIRED, Shape, Unreadable

__all__ = ["read_outlines"]

R = TypeVar("R", bound=Record)

_TOGETHER = 128  # as many as the processor has at hand at once


def read_outlines(
    kind: type[R],
    content: bytes,
    *,
    wrapper_hint: str,
    first: tuple[str, ...],
    rest: bool = True,
) -> list[R]:
    """Read a list of records as :func:`.read_records` does, but `first` these fields alone.

    Required fields are among them. Without the `rest`, records take half of the memory, and have no
    other fields: for use within one call, not for users.

    Raises
    ------
    NotQuickError
        Something in the list is damaged, or odd in one of those fields.

    Examples
    --------
    >>> from documine_nb.models import User
    >>> answer = b'{"users": [{"userId": "u1", "username": "mara", "roles": ["ADMIN"]}]}'
    >>> (user,) = read_outlines(User, answer, wrapper_hint="users", first=("username",))
    >>> user.username, user.roles
    ('mara', ('ADMIN',))
    """
    parts = split_list(content, wrapper_hint=wrapper_hint)
    records: list[R] = []
    try:
        for at in range(0, len(parts), _TOGETHER):
            some = parts[at : at + _TOGETHER]
            columns = _columns(kind, some, first)
            if rest:
                columns["_unread"] = list(map(bytes, some))  # a view would hold all of the answer
            records += [
                new_record(kind, dict(zip(columns, row, strict=False)))  # one of each column
                for row in zip(*columns.values(), strict=True)
            ]
    except (msgspec.MsgspecError, ValueError, RecursionError, Unreadable) as error:
        raise NotQuickError(str(error)) from None
    return records


def _columns(
    kind: type[Record], parts: Sequence[msgspec.Raw], first: tuple[str, ...]
) -> dict[str, list[Any]]:
    """Return the values of some fields in these entries, by attribute."""
    content = b"[%b]" % b",".join(parts)
    names = tuple(msgspec.json.decode(parts[0], type=dict))
    form = _form(cast("Hashable", kind), first, names)
    lines = form.decoder.decode(content)
    try:
        check_names(lines, content)
    except NotQuickError:
        quick_json(content)  # raises, unless it is only that others have more names than the first
    return {column.attribute: column.of(lines) for column in form.columns}


@dataclass(frozen=True)
class _Column:
    """A field: its places in a struct, one for each name that it is known by."""

    attribute: str
    places: Sequence[str]
    shape: Shape

    def of(self, lines: Sequence[msgspec.Struct]) -> list[Any]:
        """Return its value in each struct."""
        values, *others = ([getattr(line, place) for line in lines] for place in self.places)
        for other in others:
            if other.count(UNSET) < len(lines):
                if values.count(UNSET) < len(lines):
                    raise NotQuickError("several names of the same")
                values = other
        absent, parse = self.shape.absent, self.shape.parse
        if absent is REQUIRED:
            if UNSET in values:
                raise NotQuickError("something is missing")
            return values
        if self.shape.exact is not None:
            return [absent if one is None or one is UNSET else one for one in values]
        return [absent if one is None or one is UNSET else parse(one) for one in values]


class _Form(NamedTuple):
    """How records are read that were sent alike."""

    decoder: msgspec.json.Decoder[list[msgspec.Struct]]
    columns: Sequence[_Column]


@lru_cache(maxsize=32)
def _form(kind: Any, first: tuple[str, ...], names: tuple[str, ...]) -> _Form:
    """Return how entries with these names are read; the decoder is quickest with their order."""
    known = plan(kind)
    types: dict[str, Any] = dict.fromkeys(names, Any)
    types |= {name: Any for _, some, _ in known for name in some}
    places = {name: f"field_{number}" for number, name in enumerate(types)}
    columns = []
    for attribute, some, shape in known:
        if shape.absent is REQUIRED or attribute in first:
            columns.append(_Column(attribute, [places[name] for name in some], shape))
            nothing = UnsetType if shape.absent is REQUIRED else UnsetType | None
            types |= dict.fromkeys(some, (shape.exact or Any) | nothing)
    line = msgspec.defstruct(
        "Line",
        [(places[name], type_, UNSET) for name, type_ in types.items()],
        rename={place: name for name, place in places.items()},
        gc=False,
    )
    return _Form(msgspec.json.Decoder(list[line]), columns)  # type: ignore[valid-type]
