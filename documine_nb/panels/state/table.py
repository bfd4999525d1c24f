"""A table of any length, of which only a page is ever shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from documine_nb.resources.tables import cell_text

__all__ = ["PAGE", "Column", "Page", "Table", "counted"]

T = TypeVar("T")

PAGE = 50


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its header, and how to ask an item for its value."""

    header: str
    ask: Callable[[T], object]
    is_number: bool = False


@dataclass(frozen=True)
class Page:
    """What is shown of a table: texts only.

    Attributes
    ----------
    headers : list of str
    numbers : list of bool
        Which columns hold numbers.
    rows : list of list of str
    chosen : list of int
        Which rows are chosen.
    first, total, size : int
        The first row's number in the table (from 0), the table's rows, the rows of a page.
    column : int or None
        The column it is sorted by.
    descending : bool
    """

    headers: list[str]
    numbers: list[bool]
    rows: list[list[str]]
    chosen: list[int]
    first: int
    total: int
    size: int
    column: int | None
    descending: bool


class Table(Generic[T]):
    """Items, their order, the page shown, and which of them are chosen.

    Parameters
    ----------
    columns : sequence of Column
        What is shown.
    key : callable
        What tells one item from another, across two lists of them.
    many : bool, default False
        Whether several items can be chosen.
    size : int, default 50
        Rows of a page.

    Examples
    --------
    >>> table = Table([Column("n", str, is_number=True)], key=str)
    >>> table.fill(range(10_000))
    >>> table.turn(199)
    >>> len(table.page().rows), table.page().rows[-1]
    (50, ['9999'])
    """

    def __init__(
        self,
        columns: Sequence[Column[T]],
        *,
        key: Callable[[T], str],
        many: bool = False,
        size: int = PAGE,
    ) -> None:
        self.columns = tuple(columns)
        self.many = many
        self._key = key
        self._size = size
        self._items: list[T] = []
        self._chosen: set[str] = set()
        self._first = 0
        self._column: int | None = None
        self._descending = False

    def __len__(self) -> int:
        return len(self._items)

    @property
    def items(self) -> Sequence[T]:
        """All items, in the order shown."""
        return tuple(self._items)

    @property
    def chosen(self) -> list[T]:
        """The items that are chosen, in the order shown."""
        return [item for item in self._items if self._key(item) in self._chosen]

    def fill(self, items: Collection[T]) -> None:
        """Take other items; the order, and what is chosen and still there, stays."""
        self._items = list(items)
        self._chosen &= {self._key(item) for item in self._items}
        self._order()

    def choose(self, *keys: str) -> None:
        """Choose the items with these keys, and no others."""
        self._chosen = set(keys if self.many else keys[:1])

    def choose_rows(self, rows: Sequence[int]) -> None:
        """Choose rows of this page; what is chosen on other pages stays where many may be."""
        shown = [self._key(item) for item in self._shown()]
        keys = {shown[row] for row in rows if 0 <= row < len(shown)}
        kept = self._chosen - set(shown) if self.many else set()
        self._chosen = kept | keys

    def choose_all(self, *, wanted: bool) -> None:
        """Choose every item of every page, or none."""
        self._chosen = {self._key(item) for item in self._items} if wanted else set()

    def sort(self, column: int) -> None:
        """Sort by a column; by the same one again turns the order round."""
        if not 0 <= column < len(self.columns):
            return
        self._descending = column == self._column and not self._descending
        self._column = column
        self._first = 0
        self._order()

    def turn(self, pages: int) -> None:
        """Go that many pages on, or back."""
        self._first = self._within(self._first + pages * self._size)

    def page(self) -> Page:
        """Return what is shown now."""
        shown = self._shown()
        return Page(
            headers=[column.header for column in self.columns],
            numbers=[column.is_number for column in self.columns],
            rows=[[cell_text(column.ask(item)) for column in self.columns] for item in shown],
            chosen=[at for at, item in enumerate(shown) if self._key(item) in self._chosen],
            first=self._first,
            total=len(self._items),
            size=self._size,
            column=self._column,
            descending=self._descending,
        )

    def _shown(self) -> list[T]:
        return self._items[self._first : self._first + self._size]

    def _order(self) -> None:
        if self._column is not None:
            ask = self.columns[self._column].ask
            here = [item for item in self._items if ask(item) is not None]
            absent = [item for item in self._items if ask(item) is None]
            here.sort(key=lambda item: _rank(ask(item)), reverse=self._descending)
            self._items = here + absent
        self._first = self._within(self._first)

    def _within(self, first: int) -> int:
        last = max(0, len(self._items) - 1) // self._size * self._size
        return min(max(0, first), last)


def counted(number: int, noun: str) -> str:
    """Return a number of things in words.

    Examples
    --------
    >>> counted(1, "file"), counted(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _rank(value: object) -> Any:
    return value.casefold() if isinstance(value, str) else value
