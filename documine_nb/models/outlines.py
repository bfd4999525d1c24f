"""Lists of records of which only some fields are read at first, and the others when asked for.

A dossier of ten thousand files says 350,000 things about them, of which a load of their components
needs a quarter. A record that is odd in one of those is read carefully and completely at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from documine_nb.models.record import Record, new_record, plan, read_list
from documine_nb.models.shapes import REQUIRED, Shape, Unreadable

__all__ = ["read_outlines"]

R = TypeVar("R", bound=Record)


def read_outlines(kind: type[R], obj: Any, *, wrapper_hint: str, first: tuple[str, ...]) -> list[R]:
    """Read a list of records as :func:`.read_records` does, but `first` these fields alone.

    Required fields are among them, so that what is wrong shows at once, with the same errors.

    Examples
    --------
    >>> from documine_nb.models import User
    >>> answer = {"users": [{"userId": "u1", "username": "mara", "roles": ["ADMIN"]}]}
    >>> (user,) = read_outlines(User, answer, wrapper_hint="users", first=("username",))
    >>> user.username, user.roles
    ('mara', ('ADMIN',))
    """
    steps = _steps(cast("Hashable", kind), first)
    records = []
    for position, item in enumerate(read_list(obj, wrapper_hint=wrapper_hint)):
        values = _values(steps, item) if type(item) is dict else None
        if values is None:
            records.append(kind.from_json(item, path=f"{wrapper_hint}[{position}]"))
        else:
            values["_unread"] = item
            records.append(new_record(kind, values))
    return records


@lru_cache(maxsize=32)
def _steps(kind: Any, first: tuple[str, ...]) -> Sequence[tuple[str, str, tuple[str, ...], Shape]]:
    return tuple(
        (attribute, name, tuple(rest), shape)
        for attribute, (name, *rest), shape in plan(kind)
        if shape.absent is REQUIRED or attribute in first
    )


def _values(
    steps: Sequence[tuple[str, str, tuple[str, ...], Shape]], item: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the values of some fields, or None where one of them is odd."""
    values = {}
    for attribute, name, others, shape in steps:
        value = item.get(name)
        for other in others:
            if (found := item.get(other)) is not None:
                if value is not None:
                    return None
                value = found
        if type(value) is shape.exact:
            values[attribute] = value
        elif value is None:
            if shape.absent is REQUIRED:
                return None
            values[attribute] = shape.absent
        elif shape.exact is None:
            try:
                values[attribute] = shape.parse(value)
            except Unreadable:
                return None
        else:
            return None
    return values
