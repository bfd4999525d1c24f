"""Two columns of prose are read one after the other, whatever stands around them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
from support.pdfs import drawn

from documine_nb.server.extraction.lines import Line, page_lines
from documine_nb.server.extraction.words import page_words

LEFT = [f"left column line number {n} of prose text" for n in range(20)]
RIGHT = [f"right column line number {n} of prose text" for n in range(20)]


def lines_of(folder: Path, *texts: tuple[float, float, str]) -> list[Line]:
    with pdfium.PdfDocument(drawn(folder / "a.pdf", [list(texts)])) as document:
        return page_lines(page_words(document[0]), 1)


def test_columns_need_no_common_baselines(tmp_path: Path) -> None:
    page = [(50.0, 770.0 - 12 * n, text) for n, text in enumerate(LEFT)]
    page += [(310.0, 767.0 - 13 * n, text) for n, text in enumerate(RIGHT)]
    assert [line.text for line in lines_of(tmp_path, *page)] == [*LEFT, *RIGHT]


def test_a_header_beside_its_page_number_stays_one_line(tmp_path: Path) -> None:
    page = [(50.0, 810.0, "A study"), (500.0, 810.0, "page 3")]
    page += [(50.0, 770.0 - 12 * n, text) for n, text in enumerate(LEFT)]
    page += [(310.0, 770.0 - 12 * n, text) for n, text in enumerate(RIGHT)]
    assert lines_of(tmp_path, *page)[0].text == "A study\tpage 3"


def test_a_column_may_hold_a_table(tmp_path: Path) -> None:
    page = [(50.0, 770.0 - 12 * n, text) for n, text in enumerate(LEFT)]
    page += [(310.0, 770.0 - 12 * n, text) for n, text in enumerate(RIGHT[:10])]
    page += [(310.0, 650.0 - 12 * n, str(n)) for n in range(10)]
    page += [(430.0, 650.0 - 12 * n, f"{n}/9") for n in range(10)]
    texts = [line.text for line in lines_of(tmp_path, *page)]
    assert texts == [*LEFT, *RIGHT[:10], *(f"{n}\t{n}/9" for n in range(10))]


def test_a_table_in_the_middle_of_the_page_makes_no_columns(tmp_path: Path) -> None:
    page = [
        (50.0, 770.0 - 12 * n, f"{text} that runs on to the right margin of the page")
        for n, text in enumerate(LEFT)
    ]
    page += [(50.0, 500.0 - 12 * n, f"{n}") for n in range(12)]
    page += [(300.0, 500.0 - 12 * n, f"{n}/9") for n in range(12)]
    assert {line.column for line in lines_of(tmp_path, *page)} == {0}


def test_a_small_heading_beside_a_large_one_loses_nothing(tmp_path: Path) -> None:
    """What is set smaller in the other column is no superscript of this one."""
    page = [(50.0, 770.0 - 12 * n, text) for n, text in enumerate(LEFT)]
    page += [(310.0, 768.0 - 12 * n, text) for n, text in enumerate(RIGHT)]
    assert sum("left" in line.text for line in lines_of(tmp_path, *page)) == len(LEFT)
