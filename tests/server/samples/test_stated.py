"""Values that each house words in its own way stand in its reports, in that wording."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest

from documine_nb.server.samples import REPORTS_FOLDER
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.registry import LAYOUTS, STUDIES

EACH = pytest.mark.parametrize(
    "study", [s for s in STUDIES if not s.expect_error], ids=lambda study: study.key
)


def text_of(study: Study) -> str:
    document = pdfium.PdfDocument(REPORTS_FOLDER / study.filename)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-").replace("\x02", "-")).replace("- ", "-")


@EACH
def test_dates_stand_in_the_form_of_the_house(study: Study) -> None:
    say, text = LAYOUTS[study.layout].dialect, text_of(study)
    versions = [version for _, version in study.guidelines if version]
    for day in (study.start, study.end, *versions):
        assert say.date(day).replace("- ", "-") in text


@EACH
def test_laboratory_stands_with_its_country_or_town(study: Study) -> None:
    text = text_of(study)
    assert study.laboratory.name in text
    assert study.laboratory.country in text or study.laboratory.city.replace("- ", "-") in text


@EACH
def test_doses_and_deaths_stand_in_a_table(study: Study) -> None:
    say, text = LAYOUTS[study.layout].dialect, text_of(study)
    for dose, dead, treated in study.mortality:
        assert f"{say.number(dose)} {treated} {dead}/{treated}" in text


@EACH
def test_estimate_stands_as_the_house_writes_numbers(study: Study) -> None:
    say, text = LAYOUTS[study.layout].dialect, text_of(study)
    unit = "mg/kg KG" if say.language == "de" else study.unit
    if study.estimate:
        assert f"{say.number(study.estimate)} {unit}" in text


@EACH
def test_parts_that_are_missing_are_missing(study: Study) -> None:
    text = text_of(study)
    if "Purity" in study.missing:
        assert study.purity not in text
    if "Strain" in study.missing:
        assert study.strain not in text


def test_contradicting_summary_differs_from_the_results() -> None:
    contradicting = [study for study in STUDIES if study.summary_says]
    assert len(contradicting) >= 2
    for study in contradicting:
        assert study.summary_says["outcome"] in text_of(study)
        assert study.estimate is not None
        assert "5" in study.summary_says["outcome"]


def test_an_amendment_states_the_value_before_and_after() -> None:
    amended = [study for study in STUDIES if study.amended]
    assert len(amended) >= 2
    for study in amended:
        _, before, after = study.amended or ("", "", "")
        assert before in text_of(study)
        assert after in text_of(study)
