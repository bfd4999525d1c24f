"""A list of things: a table to look at, a sequence to go through, a DataFrame to work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from documine_nb.models import Record
from documine_nb.resources.tables import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Listing", "fields_of"]

T = TypeVar("T")


class Listing(Sequence[T], Generic[T]):
    """What a list call found.

    Parameters
    ----------
    items : sequence
        The things themselves.
    title : str
        What they are, such as ``"dossiers"``; their number is put before it.
    columns : mapping of str to callable
        What the table shows: a header, and how to ask an item for it.
    names : sequence of str
        Columns of the frame; those an item has beyond them follow.
    row : callable, optional
        All fields of an item by name; those of its record by default.

    Examples
    --------
    >>> Listing(["rat"], title="animals", columns={"name": str}, row=lambda item: {"name": item})
    1 animal
    name
    ----
    rat
    """

    def __init__(
        self,
        items: Sequence[T],
        *,
        title: str,
        columns: Mapping[str, Callable[[T], object]],
        names: Sequence[str] = (),
        row: Callable[[T], Mapping[str, Any]] | None = None,
    ) -> None:
        self._items = tuple(items)
        self._title = title
        self._columns = columns
        self._names = tuple(names)
        self._row = row or fields_of

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._items[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __repr__(self) -> str:
        return text_table(self._heading, list(self._columns), self._cells())

    def _repr_html_(self) -> str:
        return html_table(self._heading, list(self._columns), self._cells())

    @property
    def _heading(self) -> str:
        title = self._title.removesuffix("s") if len(self) == 1 else self._title
        return f"{len(self):,} {title}"

    def _cells(self) -> list[list[object]]:
        return [[ask(item) for ask in self._columns.values()] for item in self._items]

    def to_frame(self) -> pd.DataFrame:
        """Return a DataFrame: one row an item, one column a field, unknown fields included.

        Returns
        -------
        pandas.DataFrame
            Columns in snake case as in :mod:`documine_nb.models`; texts as ``string``, times as
            aware datetimes, whole numbers as ``Int64``, lists as objects; missing is NA.

        Examples
        --------
        >>> animals = Listing([1], title="x", columns={}, row=lambda item: {"number": item})
        >>> animals.to_frame()["number"].tolist()
        [1]
        """
        import pandas as pd  # noqa: PLC0415 -- takes longer to import than most scripts run

        rows = [self._row(item) for item in self._items]
        names = list(dict.fromkeys([*self._names, *(name for row in rows for name in row)]))
        columns = {name: [row.get(name) for row in rows] for name in names}
        return pd.DataFrame(columns, index=range(len(rows))).convert_dtypes()


def fields_of(item: Any) -> dict[str, Any]:
    """Return all fields of a record, or of a handle's record, by name; unknown ones included."""
    record = getattr(item, "record", item)
    if not is_dataclass(record):
        return {"value": record}
    found = {one.name: getattr(record, one.name) for one in fields(record) if one.name != "extra"}
    return found | dict(record.extra) if isinstance(record, Record) else found
