"""Drawing the reports anew gives what is committed."""

from __future__ import annotations

import json

import pypdfium2 as pdfium
import pytest

from documine_nb.server.samples import REPORTS_FOLDER, TRUTH_FILE
from documine_nb.server.samples.generate.drawing import Drawn, draw_study, drawn_reports
from documine_nb.server.samples.generate.registry import STUDIES


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    return list(drawn_reports())


def texts(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_truth_is_what_is_committed(drawn: list[Drawn]) -> None:
    committed = json.loads(TRUTH_FILE.read_text(encoding="utf-8"))["reports"]
    assert [report.entry for report in drawn] == committed


def test_pages_read_as_the_committed_ones(drawn: list[Drawn]) -> None:
    # Texts and not bytes: those change with the releases of reportlab and zlib.
    differing = [
        report.entry["filename"]
        for report in drawn
        if texts(report.content) != texts((REPORTS_FOLDER / report.entry["filename"]).read_bytes())
    ]
    assert differing == []


@pytest.mark.parametrize("layout", sorted({study.layout for study in STUDIES}))
def test_second_drawing_has_the_same_bytes(layout: str, drawn: list[Drawn]) -> None:
    index = max(place for place, study in enumerate(STUDIES) if study.layout == layout)
    assert draw_study(STUDIES[index]).content == drawn[index].content
