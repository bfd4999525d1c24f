"""Each kind of rule on a tiny PDF, through template files written for the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pdfs import BREAK, GAP, heading, prose, table, title
from support.rules import found

LABEL = 'kind = "label"\nlabels = ["Report No.", "Bericht Nr.", "Relatório nº"]'


@pytest.mark.parametrize(
    "story",
    [
        (prose("Report No.: AB-17/3"),),
        (table(["Bericht Nr.", "AB-17/3"], ["Sonst", "etwas"]),),
        (table(["Relatório nº:", "AB-17/3"]),),
        (prose("Report No."), prose("AB-17/3")),
        (heading("Report No.:"), prose("AB-17/3")),
        (table(["Sponsor", "X"], ["Report No. (final)", "AB-<br/>17/3"]),),
    ],
)
def test_a_label_has_its_value_beside_or_below(tmp_path: Path, story: tuple[object, ...]) -> None:
    [(value, page)] = found(tmp_path, LABEL, *story)
    assert value.replace(" ", "") == "AB-17/3"
    assert page == 1


def test_a_label_wrapped_over_two_lines_is_one(tmp_path: Path) -> None:
    rows = table(["Report No.", "AB 1"], ["Something", "else"], widths=[45, 100])
    assert found(tmp_path, LABEL, rows) == [("AB 1", 1)]


def test_a_regular_expression_reads_over_lines_and_pages(tmp_path: Path) -> None:
    entity = r"""kind = "regex"
pattern = 'start of (?P<value>the [\w ]+ word) end'"""
    filler = "word " * 120
    text = prose(f"{filler} start of the {filler.strip()} end. The end.")
    values = found(tmp_path, entity, text)
    assert values == [(f"the {filler.strip()}", 1)]


def test_a_section_reaches_to_the_next_heading(tmp_path: Path) -> None:
    entity = "kind = \"section\"\nheading = '^mortality'"
    story = (heading("3.1 Mortality"), prose("None died."), BREAK, prose("All lived."))
    more = (heading("3.2 Body weight"), prose("Gained."))
    assert found(tmp_path, entity, *story, *more) == [("None died. All lived.", 1)]


def test_a_table_joins_cells_of_a_row_over_the_page(tmp_path: Path) -> None:
    entity = """kind = "table"
columns = { dose = '^dose', dead = 'deaths' }
text = '{dose} mg/kg: {dead}'"""
    rows = [[str(n), "x", f"{n}/99"] for n in range(1, 60)]
    values = found(tmp_path, entity, heading("Results"), table(["Dose", "Sex", "Deaths"], *rows))
    assert [value for value, _ in values] == [f"{n} mg/kg: {n}/99" for n in range(1, 60)]
    assert values[-1][1] == 2


def test_the_title_is_joined_from_the_largest_lines(tmp_path: Path) -> None:
    story = (prose("A house"), GAP, title("A Study of Something<br/>in the Rat"), prose("x y"))
    assert found(tmp_path, 'kind = "title"', *story) == [("A Study of Something in the Rat", 1)]


def test_zones_keep_decoys_out_to_the_end_of_their_page(tmp_path: Path) -> None:
    entity = LABEL + '\noutside = ["qa"]'
    decoy = (heading("Quality Assurance"), heading("Inspections"), prose("Report No.: QA-1"))
    story = (*decoy, BREAK, heading("Summary"), prose("Report No.: AB-2"))
    assert found(tmp_path, entity, *story) == [("AB-2", 2)]


def test_headers_are_no_text_but_can_be_asked_for(tmp_path: Path) -> None:
    story = [part for n in range(4) for part in (prose(f"Text {n}."), BREAK)]
    entity = "kind = \"furniture\"\npattern = 'Study (?P<value>S-\\d+)'"
    assert found(tmp_path, entity, *story, header="Study S-99 page {page}") == [("S-99", 1)]
    again = tmp_path / "again"
    again.mkdir()
    in_text = "kind = \"regex\"\npattern = 'Study (?P<value>S-\\d+)'"
    assert found(again, in_text, *story, header="Study S-99 page {page}") == []


@pytest.mark.parametrize(("attributes", "expected"), [({"OECD Number": "402"}, 1), ({}, 0)])
def test_a_rule_can_depend_on_the_guideline_attribute(
    tmp_path: Path, attributes: dict[str, str], expected: int
) -> None:
    entity = LABEL + '\nonly_guidelines = ["402"]'
    assert len(found(tmp_path, entity, prose("Report No.: A1"), attributes=attributes)) == expected


def test_footnote_marks_are_no_part_of_a_number(tmp_path: Path) -> None:
    entity = "kind = \"regex\"\npattern = '\\d[\\d ]+(?= mg)'"
    story = prose("A dose of 2 000<super>1</super> mg.")
    assert found(tmp_path, entity, story, rule="normalise = 'number'") == [("2000", 1)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("take = 'first'", ["5 a"]),
        ("take = 'all'", ["5 a", "7 b", "5 a"]),
        ("take = 'unique'", ["5 a", "7 b"]),
        ("take = 'unique'\njoin = ', '", ["5 a, 7 b"]),
        ("constant = 'Yes'", ["Yes"]),
        ("take = 'unique'\nnormalise = 'number'", ["5", "7"]),
    ],
)
def test_component_rules_take_join_and_normalise(
    tmp_path: Path, rule: str, expected: list[str]
) -> None:
    entity = "kind = \"regex\"\npattern = '(?P<value>\\d [ab])'"
    story = (prose("5 a"), heading("Results"), prose("7 b"), heading("Other"), prose("and 5 a"))
    assert [value for value, _ in found(tmp_path, entity, *story, rule=rule)] == expected
