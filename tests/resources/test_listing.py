"""A list is a table to look at and a frame to work with."""

from __future__ import annotations

from documine_nb.models import DossierTemplate
from documine_nb.resources.listing import Listing

EVIL = "<script>alert(1)</script>"


def listing(*names: str) -> Listing[DossierTemplate]:
    items = [
        DossierTemplate.from_json({"id": str(i), "name": name, "brandNew": i})
        for i, name in enumerate(names)
    ]
    return Listing(
        items, title="templates", columns={"name": lambda one: one.name}, names=("id", "name")
    )


def test_what_the_server_sends_is_escaped() -> None:
    shown = listing(EVIL)._repr_html_()

    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_control_characters_never_reach_a_terminal() -> None:
    assert "\x1b" not in repr(listing("red \x1b[31m"))


def test_html_needs_nothing_from_outside() -> None:
    shown = listing("a")._repr_html_()

    assert "http" not in shown
    assert "color-scheme:light dark" in shown


def test_a_table_has_its_columns_and_readable_numbers_in_both_forms() -> None:
    pages = Listing([1_234_567], title="pages", columns={"bytes": int}, row=lambda _: {})

    assert repr(pages).splitlines() == ["1 page", "bytes", "---------", "1,234,567"]
    assert "<thead><tr><th>bytes</th></tr></thead>" in pages._repr_html_()
    assert "<td>1,234,567</td>" in pages._repr_html_()


def test_many_rows_are_counted_not_dropped_in_silence() -> None:
    many = listing(*map(str, range(100)))

    assert "... and 40 more" in repr(many)
    assert len(many.to_frame()) == 100


def test_a_long_text_is_wrapped_so_that_its_end_can_be_read() -> None:
    reason = "the file begins with other words than a PDF does, whatever its name says; " * 2

    lines = repr(listing(f"{reason}Get it once more.", "b")).splitlines()

    assert " ".join(lines[3:6]) == f"{reason}Get it once more."
    assert lines[6] == "b"
    assert max(map(len, lines)) <= 60


def test_a_text_without_end_does_not_fill_the_screen() -> None:
    lines = repr(listing("word " * 1000)).splitlines()

    assert len(lines) < 12
    assert lines[-1].endswith("…")


def test_the_frame_has_all_fields_and_the_unknown_ones() -> None:
    frame = listing("a", "b").to_frame()

    assert list(frame["name"]) == ["a", "b"]
    assert frame["name"].dtype == "string"
    assert list(frame["brandNew"]) == [0, 1]
    assert "date_added" in frame


def test_an_empty_list_still_has_columns() -> None:
    assert list(listing().to_frame().columns) == ["id", "name"]


def test_it_is_a_sequence() -> None:
    some = listing("a", "b", "c")

    assert [one.name for one in some[1:]] == ["b", "c"]
    assert some[-1].name == "c"
