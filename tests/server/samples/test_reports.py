"""The committed reports as files: what a newcomer uploads."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

import documine_nb.server
from documine_nb.server.samples import REPORTS_FOLDER, Sample, sample_reports, samples

EACH = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.filename)
READABLE = [sample for sample in samples() if not sample.expect_error]
TEMPLATES = Path(documine_nb.server.__file__).parent / "templates"
VERBATIM = (
    "Study_Title", "Sponsor", "Report_Number", "Test_Guidelines_2", "Test_Item", "Purity",
    "Certificate_of_Analysis_Batch_Identification", "Vehicle", "Mortality_Statement",
    "Clinical_Signs", "Body_Weight_Changes", "Necropsy_Findings", "Deviation_from_the_Guideline",
    "Study_Design", "Results_and_Conclusions", "Study_Conclusion", "Strain", "Title", "Author",
    "Document_Identifier", "Organisation",
)  # fmt: skip


@cache
def texts_of(path: Path) -> tuple[str, ...]:
    document = pdfium.PdfDocument(path)
    texts = tuple(page.get_textpage().get_text_range() for page in document)
    document.close()
    return texts


def page_texts(sample: Sample) -> tuple[str, ...]:
    return texts_of(sample.path)


def squeezed(text: str) -> str:
    # Where a line ends in a hyphen PDFium gives U+FFFE, and where it wraps a line break.
    return re.sub(r"[\s\-\ufffe\x02]", "", text)


def test_folder_holds_exactly_the_reports_of_the_truth() -> None:
    names = Counter(unicodedata.normalize("NFC", path.name) for path in REPORTS_FOLDER.iterdir())
    assert names == Counter(sample.filename for sample in samples())


def test_there_are_enough_study_reports_with_text() -> None:
    assert sum(sample.template == "oecd_acute_toxicity" for sample in READABLE) >= 24


def test_reports_stay_small() -> None:
    assert sum(sample.path.stat().st_size for sample in samples()) < 4 * 2**20


def test_whole_set_has_hundreds_of_pages() -> None:
    assert 280 <= sum(sample.pages for sample in samples()) <= 340


def test_longest_report_has_forty_pages() -> None:
    assert max(sample.pages for sample in samples()) == 40


@EACH
def test_pages_are_counted_right_and_within_bounds(sample: Sample) -> None:
    document = pdfium.PdfDocument(sample.path)
    found = len(document)
    document.close()
    assert found == sample.pages
    assert 4 <= found <= 40


@pytest.mark.parametrize("sample", READABLE, ids=lambda sample: sample.filename)
def test_every_page_says_synthetic_and_has_content(sample: Sample) -> None:
    for text in page_texts(sample):
        assert "SYNTHETIC SAMPLE" in text
        assert len(text) > 150


def test_scan_has_pages_but_no_text() -> None:
    (scan,) = [sample for sample in samples() if sample.expect_error]
    assert "".join(page_texts(scan)).strip() == ""
    assert scan.truth == {}


@pytest.mark.parametrize("sample", READABLE, ids=lambda sample: sample.filename)
def test_verbatim_values_stand_in_the_report(sample: Sample) -> None:
    text = squeezed(" ".join(page_texts(sample)))
    missing = [
        (name, value)
        for name in VERBATIM
        for value in sample.truth.get(name, ())
        if squeezed(value).casefold() not in text.casefold()
    ]
    assert missing == []


@EACH
def test_truth_names_only_components_of_its_template(sample: Sample) -> None:
    content = tomllib.loads((TEMPLATES / sample.template / "components.toml").read_text("utf-8"))
    assert set(sample.truth) <= {component["name"] for component in content["component"]}


@EACH
def test_truth_has_no_empty_values(sample: Sample) -> None:
    assert all(values and all(values) for values in sample.truth.values())


def test_dates_of_the_truth_are_normalised() -> None:
    dates = [
        value
        for sample in samples()
        for name, values in sample.truth.items()
        if name.endswith("_Date")
        for value in values
    ]
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", value) for value in dates)


def test_third_of_the_layouts_is_held_out_and_each_is_used_twice() -> None:
    used = Counter(sample.layout for sample in READABLE if sample.template != "generic_report")
    held_out = {sample.layout for sample in samples() if sample.held_out}
    assert len(used) == 9
    assert len(held_out) == 3
    assert min(used.values()) >= 2


def test_a_newcomer_gets_readable_studies_of_visible_layouts() -> None:
    offered = {path.name for path in sample_reports()}
    chosen = [sample for sample in samples() if sample.filename in offered]
    assert len(chosen) == len(offered) > 20
    assert not any(sample.held_out or sample.expect_error for sample in chosen)


def test_one_german_name_is_in_composed_form() -> None:
    assert "Prüfbericht_akute_orale_Toxizität.pdf" in {sample.filename for sample in samples()}
