"""From the service, or from a package as JSON, XML or XLSX: the frames are the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from support.components import Values, files, package

from documine_nb.frames import ComponentResult, read_package

STUDIES: list[Values] = [
    {
        "Study_Title": ["Acute Oral Toxicity <in> the Rat & 'more' €\r\n\x07 back\\slash"],
        "Report_Number": ["00123"],
        "GLP_Study": ["Yes"],
        "Test_Guidelines_1": ["Nº 402", "Nº 423"],
        "Experimental_Starting_Date": ["21/02/2019"],
        "Sponsor": ["=cmd|' /C calc'!A0"],
        "Number_of_Animals": ["5"],
        "Conclusion_LD50_mg_per_kg": ["2000"],
        "Conclusion_LD50_Greater_than": ["Greater than"],
        "Results and Conclusions (1)": ["long " * 8000],
        "Blank": ["", " "],
        "Nothing": [],
    },
    {
        "Study_Title": ["_x0041_ + - @ ＝\ttab"],
        "Report_Number": [],
        "GLP_Study": ["No"],
        "Test_Guidelines_1": [],
        "Experimental_Starting_Date": ["07/03/2019"],
        "Sponsor": [],
        "Number_of_Animals": ["1e3"],
        "Conclusion_LD50_mg_per_kg": ["550"],
        "Conclusion_LD50_Greater_than": [],
        "Results and Conclusions (1)": ["Text of 3 characters in nowhere.txt"],
        "Blank": [],
        "Nothing": [],
    },
]


def assert_same(found: ComponentResult, expected: ComponentResult) -> None:
    for values in ("join", "list", "first"):
        assert_frame_equal(found.wide(values), expected.wide(values), check_exact=True)
    assert_frame_equal(found.long(), expected.long(), check_exact=True)
    assert_frame_equal(found.quality().to_frame(), expected.quality().to_frame(), check_exact=True)


@pytest.mark.fault("B78")
@pytest.mark.fault("B79")
@pytest.mark.parametrize("form", ["json", "xml", "xlsx"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_package_gives_the_frames_of_the_service(tmp_path: Path, form: str, count: int) -> None:
    from_service = ComponentResult(files(*STUDIES[:count]))
    path = package(tmp_path, *STUDIES[:count])

    assert_same(read_package(path, format=form), from_service)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
studies = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
    st.lists(texts, max_size=3),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=studies)
def test_any_text_survives_every_format(tmp_path: Path, values: Values) -> None:
    from_service = ComponentResult(files(values))
    path = package(tmp_path, values)

    for form in ("json", "xml", "xlsx"):
        assert_same(read_package(path, format=form), from_service)


def test_json_is_preferred_to_xml_and_xlsx(tmp_path: Path) -> None:
    path = package(tmp_path, *STUDIES)

    assert read_package(path).files == tuple(files(*STUDIES))


def test_a_package_saves_the_services_own_bytes(tmp_path: Path) -> None:
    result = read_package(package(tmp_path, *STUDIES))

    saved = result.save(tmp_path / "raw", "xml")

    assert [path.name for path in saved] == ["Prüfbericht 1.xml", "Prüfbericht 2.xml"]
    assert all(path.read_bytes().startswith(b"<?xml") for path in saved)
