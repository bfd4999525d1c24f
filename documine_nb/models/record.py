"""What all models share: reading, writing, unknown fields kept, a short ``repr``."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast, dataclass_transform

import msgspec

from documine_nb.errors import ProtocolError
from documine_nb.models.shapes import REQUIRED, Shape, Unreadable

__all__ = [
    "Record",
    "nested",
    "new_record",
    "plan",
    "read_list",
    "read_records",
    "record",
    "wire",
]

R = TypeVar("R", bound="Record")
T = TypeVar("T")


def wire(
    name: str,
    shape: Shape,
    *,
    also: Sequence[str] = (),
    default: Any = MISSING,
    default_factory: Any = MISSING,
    hash: bool | None = None,  # noqa: A002  the name dataclasses.field gives it
) -> Any:
    """Describe a field: its JSON name, its shape, and other names it is known by."""
    metadata = {"wire": name, "shape": shape, "also": tuple(also)}
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata=metadata, hash=hash)
    return field(default=default, metadata=metadata, hash=hash)


@dataclass_transform(frozen_default=True, field_specifiers=(wire, field))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass with the ``repr`` of :class:`Record`."""
    made = dataclass(frozen=True, repr=False)(cls)
    for item in fields(cast("Any", made)):
        if item.name in vars(made):
            delattr(made, item.name)  # a field not read yet is missed, not taken from the class
    return made


@record
class Record:
    """The base of all models.

    Attributes
    ----------
    extra : Mapping of str to Any
        Fields of the answer that this release does not know, or could not read, as they were.
    """

    extra: Mapping[str, Any] = field(default_factory=dict, kw_only=True, hash=False)

    @classmethod
    def from_json(cls, obj: Any, *, path: str = "") -> Self:
        """Read a decoded JSON object.

        Parameters
        ----------
        obj : Any
            What the service sent, decoded.
        path : str, optional
            Where in the answer it stood, for errors, such as ``"files[3]"``.

        Raises
        ------
        ProtocolError
            A required field is missing or unreadable; the message names its path.
        """
        where = path or cls.__name__
        if not isinstance(obj, Mapping):
            raise ProtocolError(
                f"{where} is {_kind(obj)} where an object was expected",
                cure="The service may be a newer release, or something between answered for it.",
            )
        left = dict(cls._prepare(obj))
        values: dict[str, Any] = {}
        for attribute, names, shape in plan(cls):
            value = left.get(names[0])
            if len(names) == 1 and type(value) is shape.exact:
                values[attribute] = left.pop(names[0])  # most fields of most answers
            elif len(names) == 1 and value is None and shape.absent is not REQUIRED:
                left.pop(names[0], None)
                values[attribute] = shape.absent
            else:
                values[attribute] = _take(left, names, shape, where)
        return new_record(cls, values | {"extra": left})

    @classmethod
    def _prepare(cls, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Bring older or odd forms of an object into the form the fields describe."""
        return obj

    def to_json(self) -> dict[str, Any]:
        """Write it as the service does; unknown fields included, absent ones left out."""
        written = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name != "extra" and value is not None:
                written[item.metadata["wire"]] = item.metadata["shape"].dump(value)
        return written | dict(self.extra)

    if not TYPE_CHECKING:  # for whom it would stand for any name

        def __getattr__(self, name: str) -> Any:
            """Read what was not read yet, see :mod:`.outlines`."""
            known = self.__dict__
            if "_unread" in known and not name.startswith("_"):
                known |= type(self).from_json(msgspec.json.decode(known["_unread"])).__dict__
                known.pop("_unread", None)
            if name in known:  # another thread may have read it meanwhile
                return known[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __getstate__(self) -> dict[str, Any]:
        self.extra  # noqa: B018 -- so that everything is read
        return self.__dict__

    def __repr__(self) -> str:
        shown = []
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name != "extra" and value is not None and value not in ((), {}):
                shown.append(f"{item.name}={value!r}")
        if self.extra:
            shown.append(f"extra={dict(self.extra)!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def new_record(kind: type[R], values: dict[str, Any]) -> R:
    """Return a record that has these values; ``__init__`` would set them one by one."""
    one = object.__new__(kind)
    object.__setattr__(one, "__dict__", values)
    return one


def plan(kind: type[Record]) -> tuple[tuple[str, tuple[str, ...], Shape], ...]:
    """Return attribute, JSON names and shape of each field."""
    return _plan(cast("Hashable", kind))


@cache
def _plan(kind: Any) -> tuple[tuple[str, tuple[str, ...], Shape], ...]:
    return tuple(
        (item.name, (item.metadata["wire"], *item.metadata["also"]), item.metadata["shape"])
        for item in fields(kind)
        if item.name != "extra"
    )


def _take(left: dict[str, Any], names: tuple[str, ...], shape: Shape, where: str) -> Any:
    """Take a field out of `left`, where what nobody took remains as ``extra``."""
    name = names[0]
    if len(names) > 1:
        name = next((one for one in names if left.get(one) is not None), name)
    value = left.get(name)
    if value is None:
        if shape.absent is REQUIRED:
            raise ProtocolError(
                f"the answer has no {where}.{name}",
                cure="The service may be another release; please report it with the request's id.",
            )
        for name in names:
            left.pop(name, None)
        return shape.absent
    try:
        parsed = shape.parse(value)
    except Unreadable as wrong:
        if shape.absent is REQUIRED:
            raise ProtocolError(
                f"{where}.{name}{wrong.path} is {_kind(wrong.value)} where {wrong.expected} was "
                "expected",
                cure="The service may be another release; please report it with the request's id.",
            ) from None
        return shape.absent
    for other in names:
        if other is name or left.get(other) is None or left[other] == value:
            left.pop(other, None)
    return parsed


def nested(kind: type[R]) -> Shape:
    """Return the shape of a field that holds another record."""

    def parse(value: Any) -> R:
        try:
            return kind.from_json(value)
        except ProtocolError as wrong:
            raise Unreadable(f"a {kind.__name__} ({wrong.message})", value) from wrong

    return Shape(parse, lambda value: value.to_json())


def read_list(obj: Any, *, wrapper_hint: str) -> list[Any]:
    """Return the list in an answer, bare or wrapped in an object.

    Parameters
    ----------
    obj : Any
        The decoded answer.
    wrapper_hint : str
        The key under which the list is expected, such as ``"dossiers"``. If it is not there, the
        only key that holds a list is taken.

    Examples
    --------
    >>> read_list({"dossiers": [1, 2]}, wrapper_hint="dossiers")
    [1, 2]
    >>> read_list([1, 2], wrapper_hint="dossiers")
    [1, 2]
    """
    if obj is None:
        return []
    if isinstance(obj, list):
        return obj
    if isinstance(obj, Mapping):
        if wrapper_hint in obj:
            return _as_list(obj[wrapper_hint], wrapper_hint)
        lists = [value for value in obj.values() if isinstance(value, list)]
        if len(lists) == 1:
            return list(lists[0])
        if len(obj) == 1 and next(iter(obj.values())) is None:
            return []
    raise ProtocolError(
        f"the answer is {_kind(obj)} where a list of {wrapper_hint} was expected",
        cure="The service may be another release; please report it with the request's id.",
    )


def _as_list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        return [value]  # one thing, sent without its list
    raise ProtocolError(f"{name} is {_kind(value)} where a list was expected")


def read_records(kind: type[R], obj: Any, *, wrapper_hint: str) -> list[R]:
    """Read a list of records; an error names the entry, such as ``files[3].filename``."""
    items = read_list(obj, wrapper_hint=wrapper_hint)
    return [
        kind.from_json(item, path=f"{wrapper_hint}[{position}]")
        for position, item in enumerate(items)
    ]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"
