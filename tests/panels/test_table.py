"""A table of any length costs a page."""

from __future__ import annotations

from documine_nb.panels.state.table import Column, Table


def _numbers(*, many: bool = True, size: int = 50) -> Table[int]:
    columns = [Column("n", lambda n: n, is_number=True), Column("odd", lambda n: bool(n % 2))]
    return Table(columns, key=str, many=many, size=size)


def test_of_10_000_rows_only_50_are_shown() -> None:
    asked: list[int] = []
    table = Table([Column("n", asked.append)], key=str)
    table.fill(range(10_000))

    page = table.page()

    assert (len(page.rows), page.first, page.total) == (50, 0, 10_000)
    assert len(asked) == 50


def test_pages_end_where_the_rows_end() -> None:
    table = _numbers()
    table.fill(range(120))

    table.turn(99)
    assert [row[0] for row in table.page().rows] == [str(n) for n in range(100, 120)]

    table.turn(-99)
    assert table.page().first == 0


def test_an_empty_table_has_an_empty_page() -> None:
    table = _numbers()
    table.turn(1)

    assert table.page().rows == []


def test_sorting_again_turns_the_order_round() -> None:
    table = _numbers()
    table.fill([3, 1, 2])

    table.sort(0)
    assert list(table.items) == [1, 2, 3]
    table.sort(0)
    assert list(table.items) == [3, 2, 1]


def test_missing_values_stay_at_the_end_of_both_orders() -> None:
    table: Table[str] = Table([Column("v", lambda one: one or None)], key=str)
    table.fill(["b", "", "A"])

    table.sort(0)
    assert list(table.items) == ["A", "b", ""]
    table.sort(0)
    assert list(table.items) == ["b", "A", ""]


def test_what_is_chosen_on_other_pages_stays_chosen() -> None:
    table = _numbers(size=2)
    table.fill(range(4))
    table.choose_rows([0])
    table.turn(1)

    table.choose_rows([1])

    assert table.chosen == [0, 3]


def test_one_choice_takes_the_place_of_another() -> None:
    table = _numbers(many=False, size=2)
    table.fill(range(4))
    table.choose_rows([0])
    table.turn(1)

    table.choose_rows([1])

    assert table.chosen == [3]


def test_what_is_chosen_and_gone_is_chosen_no_more() -> None:
    table = _numbers()
    table.fill([1, 2])
    table.choose_rows([0, 1])

    table.fill([2, 3])

    assert table.chosen == [2]


def test_rows_that_are_not_there_are_ignored() -> None:
    table = _numbers()
    table.fill([1])

    table.choose_rows([-1, 7])
    table.sort(99)

    assert table.chosen == []
