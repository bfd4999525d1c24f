"""Which lines are headings, and what belongs to the sections they begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pdfs import BREAK, heading, prose, table, title
from support.rules import found

CODE = "kind = \"regex\"\npattern = 'code (?P<value>[A-Z]\\d)'"
SECTION = "kind = \"section\"\nheading = '^results'"
OPENING = (
    "Quality assurance is named in this first line of a text that goes on over several lines, and"
    " therefore begins no section at all, though it stands apart from what is above."
)
FILLER = prose("This is a paragraph of ordinary text as most of a report is made of. " * 6)


def test_a_number_inside_of_a_heading_stays(tmp_path: Path) -> None:
    entity = "kind = \"regex\"\npattern = 'Study of (?P<value>.+)'"
    assert found(tmp_path, entity, heading("Study of Exemplar 200 SL")) == [("Exemplar 200 SL", 1)]


@pytest.mark.parametrize(
    "text",
    [
        OPENING,
        "- Quality assurance",
        "Table 3: Quality assurance",
        "1 = quality assurance",
    ],
)
def test_what_only_looks_like_a_heading_begins_no_section(tmp_path: Path, text: str) -> None:
    story = (FILLER, prose(text), prose("The code A1."))
    assert found(tmp_path, CODE + '\noutside = ["qa"]', *story) == [("A1", 1)]


def test_small_tables_make_no_headings_of_ordinary_lines(tmp_path: Path) -> None:
    rows = [[f"<font size=6>{n} animal</font>", "<font size=6>value</font>"] for n in range(25)]
    text = prose("None of the animals that were treated died during the study at all.")
    story = (heading("Results"), text, prose("All lived"), table(*rows))
    stated = "None of the animals that were treated died during the study at all. All lived"
    assert found(tmp_path, SECTION, *story) == [(stated, 1)]


def test_a_titled_appendix_begins_a_section(tmp_path: Path) -> None:
    story = (heading("Results"), prose("None died."), heading("Appendix 1: Raw data"), prose("x y"))
    assert found(tmp_path, SECTION, *story) == [("None died.", 1)]


def test_captions_legends_and_notes_of_tables_are_no_text(tmp_path: Path) -> None:
    rows = table(["Dose of it", "Deaths"], ["300", "0/3"])
    marks = (prose("Table 1: Deaths"), rows, prose("0 = none; 1 = ruffled fur"))
    note = prose("<font size=7>1) rounded</font>")
    story = (heading("Results"), prose("None died."), *marks, note, prose("All were well."))
    assert found(tmp_path, SECTION, *story) == [("None died. All were well.", 1)]


def test_text_after_a_pattern_that_ends_it_is_left_out(tmp_path: Path) -> None:
    story = (heading("Results"), prose("None died."), prose("Animals were kept in cages."))
    assert found(tmp_path, SECTION + "\nuntil = 'cages'", *story) == [("None died.", 1)]


def test_a_smaller_heading_is_in_the_zones_of_the_larger_one(tmp_path: Path) -> None:
    story = (FILLER, title("Results"), heading("Mortality"), prose("code A1"))
    more = (title("Annex"), heading("Mortality"), prose("code B2"))
    assert found(tmp_path, CODE + '\nwithin = ["results"]', *story, *more) == [("A1", 1)]


def test_a_page_of_statements_ends_at_a_heading_of_another_zone(tmp_path: Path) -> None:
    story = (heading("Quality assurance"), prose("code A1"), heading("Results"), prose("code B2"))
    assert found(tmp_path, CODE + '\noutside = ["qa"]', *story) == [("B2", 1)]


def test_lettered_and_roman_numbers_are_no_part_of_a_heading(tmp_path: Path) -> None:
    story = (heading("IV. Results"), prose("None died."), heading("B. Results"), prose("Well."))
    assert found(tmp_path, SECTION, *story) == [("None died.", 1), ("Well.", 1)]


def test_hits_in_a_zone_to_avoid_count_only_without_others(tmp_path: Path) -> None:
    story = (
        heading("Quality assurance"),
        prose("code A1"),
        BREAK,
        heading("End"),
        prose("code B2"),
    )
    rule = "take = 'unique'\navoid = [\"qa\"]"
    assert found(tmp_path, CODE, *story, rule=rule) == [("B2", 2)]
    alone = tmp_path / "alone"
    alone.mkdir()
    assert found(alone, CODE, *story[:2], rule=rule) == [("A1", 1)]
