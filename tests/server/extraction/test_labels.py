"""Labels: in two languages, with marks, in run-in headings, and in tables of amendments."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pdfs import drawn, heading, prose, table
from support.rules import found, found_in

LABEL = 'kind = "label"\nlabels = ["Purity", "Reinheit"]'
RULE = "take = 'unique'"


@pytest.mark.parametrize(
    "story",
    [
        (prose("Pureza / Purity: 97 %"),),
        (prose("PURITY / PUREZA: 97 %"),),
        (table(["Reinheit / Purity", "97 %"]),),
        (table(["Purity 1)", "97 %"]),),
        (table(["Purity*", "97 %"]),),
        (table(["Purity [2]", "97 %"]),),
        (table(["Purity of the test item", "97 %"]),),
        (prose("Purity – 97 %"),),
        (prose("Purity ..... 97 %"),),
    ],
)
def test_a_label_may_be_dressed_in_many_ways(tmp_path: Path, story: tuple[object, ...]) -> None:
    assert found(tmp_path, LABEL, *story) == [("97 %", 1)]


def test_a_run_in_heading_is_a_label(tmp_path: Path) -> None:
    entity = 'kind = "label"\nlabels = ["Body weight"]'
    assert found(tmp_path, entity, prose("Body weight. All animals gained.")) == [
        ("All animals gained.", 1)
    ]


def test_an_amended_value_replaces_the_original_one(tmp_path: Path) -> None:
    amendment = table(["Item", "Original text", "Amended text"], ["Purity", "97 %", "98 %"])
    story = (table(["Purity", "97 %"]), heading("Amendment 1"), amendment)
    assert found(tmp_path, LABEL, *story, rule=RULE) == [("98 %", 1)]


def test_an_amendment_of_something_else_changes_nothing(tmp_path: Path) -> None:
    amendment = table(["Item", "Original text", "Amended text"], ["Strain", "A", "B"])
    story = (table(["Purity", "97 %"]), heading("Amendment 1"), amendment)
    assert found(tmp_path, LABEL, *story, rule=RULE) == [("97 %", 1)]


def test_a_label_may_stand_beside_the_last_line_of_its_value(tmp_path: Path) -> None:
    page = [
        (150.0, 700.0, "more than"),
        (50.0, 688.0, "Purity"),
        (150.0, 688.0, "97 %"),
        (150.0, 664.0, "a white"),
        (50.0, 652.0, "Look"),
        (150.0, 652.0, "powder"),
    ]
    assert found_in(tmp_path, LABEL, drawn(tmp_path / "a.pdf", [page])) == [("more than 97 %", 1)]


def test_a_table_below_a_label_is_not_its_value(tmp_path: Path) -> None:
    rows = table(["Animal", "Dose", "Finding"], ["1", "300", "none"])
    assert found(tmp_path, LABEL, prose("Purity"), rows) == []


def test_a_number_is_no_label(tmp_path: Path) -> None:
    entity = "kind = \"label\"\nlabels = ['re:\\d+']"
    assert found(tmp_path, entity, table(["300", "0/3"])) == []


def test_labels_in_bold_over_one_row_name_the_values_below(tmp_path: Path) -> None:
    rows = table(["<b>Name</b>", "<b>Purity</b>", "<b>Look</b>"], ["X", "97 %", "white"])
    assert found(tmp_path, LABEL, rows) == [("97 %", 1)]


def test_labels_in_bold_beside_values_are_no_header(tmp_path: Path) -> None:
    rows = table(["<b>Purity</b>", "<b>97 %</b>"], ["Look", "white"])
    assert found(tmp_path, LABEL, rows) == [("97 %", 1)]
