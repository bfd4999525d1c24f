"""Columns of many rows in little memory: numbers, texts that repeat, and texts that do not.

Rows come in blocks, which become one when somebody looks at all of them. Read as a sequence, a
column gives Python's own values, None where there is none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Generic, Self, TypeVar, cast, overload

import numpy as np

__all__ = ["Codes", "Column", "Numbers", "Texts", "listed"]

T = TypeVar("T")


class Column(ABC, Sequence[T | None], Generic[T]):
    """Values by row."""

    def __init__(self) -> None:
        self._blocks: list[Any] = []
        self._count = 0

    def append(self, values: Sequence[T | None], counts: Any = None) -> None:
        """Add rows, each as often as `counts` says, or once."""
        block = self._packed(values)
        self._add(block if counts is None else np.repeat(block, counts))

    def whole(self) -> Any:
        """Return all rows as one block."""
        if len(self._blocks) != 1:
            self._blocks = [self._joined(self._blocks)]
        return self._blocks[0]

    def take(self, rows: Any) -> Self:
        """Return the rows with these numbers, in this order."""
        return self._of(self._taken(self.whole(), rows))

    def cut(self, start: int, stop: int) -> Self:
        """Return the rows from one to before another."""
        return self._of(self.whole()[start:stop])

    def extend(self, other: Any, rows: range | None = None) -> None:
        """Add another column's rows, or some of them."""
        some = slice(None) if rows is None else slice(rows.start, rows.stop)
        self._add(self._understood(other, some))

    def _understood(self, other: Any, rows: slice) -> Any:
        return other.whole()[rows]

    def _of(self, block: Any) -> Self:
        new = self._empty()
        new._add(block)  # noqa: SLF001 -- one of its own kind
        return new

    def _add(self, block: Any) -> None:
        self._blocks.append(block)
        self._count += len(block)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> T | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[T | None]: ...
    def __getitem__(self, at: int | slice) -> T | list[T | None] | None:
        """Return a row's value, or a list of several."""
        if isinstance(at, slice):
            return self._listed(self.whole()[at])
        place = range(self._count)[at]
        return self._listed(self.whole()[place : place + 1])[0]

    def __iter__(self) -> Iterator[T | None]:
        return iter(self._listed(self.whole()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    @abstractmethod
    def _empty(self) -> Self: ...
    @abstractmethod
    def _packed(self, values: Sequence[T | None]) -> Any: ...
    @abstractmethod
    def _joined(self, blocks: Sequence[Any]) -> Any: ...
    @abstractmethod
    def _taken(self, block: Any, rows: Any) -> Any: ...
    @abstractmethod
    def _listed(self, block: Any) -> list[T | None]: ...


class _Arrays(Column[T]):
    """Rows as numbers of NumPy, one of which stands for None."""

    def __init__(self, dtype: str, none: int) -> None:
        super().__init__()
        self._dtype = dtype
        self.none = none

    def append_same(self, number: int, count: int) -> None:
        """Add rows that all have one number, such as `none`; alone it is held only once."""
        self._add(np.broadcast_to(np.array(number, self._dtype), count))

    def _joined(self, blocks: Sequence[Any]) -> Any:
        filled = [block for block in blocks if len(block)]
        if filled and all(block.strides == (0,) and block[0] == filled[0][0] for block in filled):
            return np.broadcast_to(filled[0][0], len(self))
        return np.concatenate(filled) if filled else np.empty(0, self._dtype)

    def _taken(self, block: Any, rows: Any) -> Any:
        return block[rows]


class Numbers(_Arrays[int]):
    """Whole numbers of a NumPy dtype, whose least one stands for None.

    Examples
    --------
    >>> pages = Numbers("int32")
    >>> pages.append([4, None])
    >>> list(pages), pages.take([1, 0]).whole().tolist()
    ([4, None], [-2147483648, 4])
    """

    def __init__(self, dtype: str) -> None:
        super().__init__(dtype, int(np.iinfo(dtype).min))

    def _empty(self) -> Self:
        return type(self)(self._dtype)

    def _packed(self, values: Sequence[int | None]) -> Any:
        if isinstance(values, np.ndarray):
            return values.astype(self._dtype, copy=False)
        try:
            return np.array(values, self._dtype)
        except TypeError:  # of None
            return np.array([self.none if one is None else one for one in values], self._dtype)

    def _listed(self, block: Any) -> list[int | None]:
        found = cast("list[int | None]", block.tolist())
        none = self.none
        return [None if one == none else one for one in found] if none in block else found


class Codes(_Arrays[str]):
    """Texts that repeat: each is held once; a row has its number, -1 where there is none.

    Examples
    --------
    >>> routes = Codes()
    >>> routes.append(["oral", None, "oral"])
    >>> list(routes), routes.texts, routes.whole().tolist()
    (['oral', None, 'oral'], ['oral'], [0, -1, 0])
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        super().__init__("int32", -1)
        self.places = _Places(texts)

    @classmethod
    def of(cls, texts: Iterable[str], codes: Any) -> Self:
        """Return the column with these distinct texts and numbers."""
        new = cls(texts)
        new._add(codes)
        return new

    @property
    def texts(self) -> list[str]:
        """The distinct texts by number; some may stand in no row."""
        return self.places.texts()

    def _understood(self, other: Any, rows: slice) -> Any:
        if not self:
            self.places = other.places
        if other.places is self.places:
            return super()._understood(other, rows)
        renumbered = np.array([*map(self.places.__getitem__, other.texts), -1], np.int32)
        return renumbered[other.whole()[rows]]

    def _empty(self) -> Self:
        new = type(self)()
        new.places = self.places  # its numbers mean the same
        return new

    def _packed(self, values: Sequence[str | None]) -> Any:
        return np.fromiter(map(self.places.__getitem__, values), self._dtype, len(values))

    def _listed(self, block: Any) -> list[str | None]:
        return cast("list[str | None]", self.places.listed()[block].tolist())


class _Places(dict[str | None, int]):
    """The number of each text; one that is new gets the next."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(zip(texts, range(2**31), strict=False))
        self[None] = -1
        self._listed: Any = np.array([None])

    def texts(self) -> list[str]:
        return [text for text in self if text is not None]

    def listed(self) -> Any:
        """Return the texts by number, with None behind them, where -1 finds it."""
        if len(self._listed) != len(self):
            self._listed = np.array([*self.texts(), None], dtype=object)
        return self._listed

    def __missing__(self, text: str) -> int:
        self[text] = place = len(self) - 1
        return place


class Texts(Column[str]):
    """Texts, most of which stand in one row alone: packed by Arrow where it is installed.

    Examples
    --------
    >>> values = Texts()
    >>> values.append(["500", None])
    >>> values.take([1, 0])[1]
    '500'
    """

    def _empty(self) -> Self:
        return type(self)()

    def _packed(self, values: Sequence[str | None]) -> Any:
        pa = _arrow()
        if pa is not None and isinstance(values, pa.Array):
            return values
        try:
            return list(values) if pa is None else pa.array(values, pa.large_string())
        except UnicodeError:  # half a character, which UTF-8 has no bytes for
            return list(values)

    def _joined(self, blocks: Sequence[Any]) -> Any:
        pa = _arrow()
        if pa is None or any(isinstance(block, list) for block in blocks):
            return list(chain.from_iterable(map(self._listed, blocks)))
        return pa.concat_arrays(blocks) if blocks else pa.array([], pa.large_string())

    def _taken(self, block: Any, rows: Any) -> Any:
        if isinstance(block, list):
            return [block[row] for row in rows]
        return block.take(_arrow().array(rows, _arrow().int64()))

    def _listed(self, block: Any) -> list[str | None]:
        return block if isinstance(block, list) else listed(block)


def listed(block: Any) -> list[Any]:
    """Return the values of an Arrow array.

    Through NumPy: Arrow's own way makes an object of its own of every value first.
    """
    return cast("list[Any]", block.to_numpy(zero_copy_only=False).tolist())


@cache
def _arrow() -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415 -- optional, and slow to load
    except ImportError:
        return None
    return pa
