"""Reading order and running text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
from support.pdfs import drawn, flowing, heading, prose

from documine_nb.server.extraction.document import Part
from documine_nb.server.extraction.headings import sections
from documine_nb.server.extraction.lines import Line, page_lines
from documine_nb.server.extraction.words import page_words


def lines_of(path: Path) -> list[Line]:
    document = pdfium.PdfDocument(path)
    try:
        return [
            line
            for number in range(len(document))
            for line in page_lines(page_words(document[number]), number + 1)
        ]
    finally:
        document.close()


def text_of(path: Path) -> str:
    return "\n".join(section.text for section in sections(Part(lines_of(path)), {}))


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left column line number {n} of prose text" for n in range(20)]
    right = [f"right column line number {n} of prose text" for n in range(20)]
    page = [
        (50, 800, "A heading that runs over the whole width of the page, over both columns of it")
    ]
    for n in range(20):
        page += [(50, 770 - 12 * n, left[n]), (310, 770 - 12 * n, right[n])]
    words = [line.text for line in lines_of(drawn(tmp_path / "a.pdf", [page]))]
    assert words == [page[0][2], *left, *right]


def test_a_table_of_two_columns_stays_rows(tmp_path: Path) -> None:
    page = [(50, 770 - 14 * n, f"Label {n}") for n in range(20)]
    page += [(310, 770 - 14 * n, f"value {n}") for n in range(20)]
    lines = lines_of(drawn(tmp_path / "a.pdf", [page]))
    assert [line.text for line in lines] == [f"Label {n}\tvalue {n}" for n in range(20)]


def test_words_broken_at_the_end_of_a_line_are_put_together(tmp_path: Path) -> None:
    lines = ["The deter-", "mination was treatment-", "related. A treatment is", "related to it."]
    page = [(50, 800 - 12 * n, text) for n, text in enumerate(lines)]
    text = text_of(drawn(tmp_path / "a.pdf", [page]))
    assert text == "The determination was treatment-related. A treatment is related to it."


def test_a_sentence_goes_on_over_the_page(tmp_path: Path) -> None:
    pages = [[(50, 60, "The dose was")], [(50, 800, "2000 mg/kg bw.")]]
    assert text_of(drawn(tmp_path / "a.pdf", pages)) == "The dose was 2000 mg/kg bw."


def test_a_subscript_stays_in_its_word(tmp_path: Path) -> None:
    assert (
        text_of(flowing(tmp_path / "a.pdf", prose("the LD<sub>50</sub> of it"))) == "the LD50 of it"
    )


def test_numbered_headings_are_parents_of_their_subsections(tmp_path: Path) -> None:
    import re  # noqa: PLC0415 - only here

    story = (
        heading("3 Results"),
        heading("3.1 Deaths"),
        prose("None."),
        heading("4 End"),
        prose("."),
    )
    found = sections(
        Part(lines_of(flowing(tmp_path / "a.pdf", *story))),
        {"results": re.compile("^results", re.IGNORECASE)},
    )
    zones = {section.heading: "results" in section.zones for section in found}
    assert zones == {"": False, "Results": True, "Deaths": True, "End": False}


def test_a_contents_page_gives_no_text(tmp_path: Path) -> None:
    page = [(50, 800, "1 Results ........................ 7"), (50, 780, "A text.")]
    assert text_of(drawn(tmp_path / "a.pdf", [page])) == "A text."


def test_lines_set_apart_from_each_other_still_are_a_paragraph(tmp_path: Path) -> None:
    words = [
        f"number {n} of the lines of one paragraph that is set in double spacing" for n in range(9)
    ]
    page = [(50, 800 - 24 * n, text) for n, text in enumerate(words)]
    assert text_of(drawn(tmp_path / "a.pdf", [page])) == " ".join(words)
