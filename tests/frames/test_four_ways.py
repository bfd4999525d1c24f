"""From the service, or from a package as JSON, XML or XLSX: the frames are the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pandas.testing import assert_frame_equal
from support.component_sets import AnswerJson, answers, package_of
from support.components import Values, files, package

from documine_nb.frames import ComponentResult, read_package
from documine_nb.models import FileComponents
from documine_nb.resources.component_answers import table_of
from documine_nb.transport.answer import Answer

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


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=answers())
def test_whatever_a_service_says_all_ways_give_the_same_frames(
    tmp_path: Path, made: list[AnswerJson]
) -> None:
    carefully = ComponentResult([FileComponents.from_json(one) for one in made])
    bulk = Answer(200, {}, json.dumps({"files": made}).encode())
    from_service = ComponentResult(table_of(bulk))
    path = package_of(tmp_path, made)

    assert_same(from_service, carefully)
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
