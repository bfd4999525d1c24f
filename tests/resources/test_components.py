"""Components: by one call for all or one a file, the same; and none missing in silence."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.pdfs import flowing, title
from support.studies import left, plan, studies

from documine_nb.bridge import run
from documine_nb.errors import (
    ConfigError,
    NotFoundError,
    ProtocolError,
    RequestError,
    ServiceUnavailableError,
)
from documine_nb.resources.component_save import _targets
from documine_nb.resources.components import load_components
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session
from documine_nb.transport.client import ApiClient


@pytest.fixture
def processed(dossier: Dossier, tmp_path: Path) -> Dossier:
    studies(tmp_path, 5)
    dossier.upload(tmp_path)
    dossier.wait(timeout=60)
    return dossier


def test_without_details_the_wide_frame_is_the_same_and_the_long_one_says_values_alone(
    processed: Dossier,
) -> None:
    detailed, plain = processed.components(), processed.components(details=False)

    pd.testing.assert_frame_equal(plain.wide(), detailed.wide())
    assert plain.long()["value"].tolist() == detailed.long()["value"].tolist()
    told = ["description", "rule_id", "overridden", "original", "entity_types", "pages"]
    assert detailed.long()[told].notna().any().all()
    assert plain.long()[told].isna().all(axis=None)


def test_without_details_a_file_says_values_alone(processed: Dossier) -> None:
    file = processed.file("study1.pdf")

    assert file.components().long()["rule_id"].notna().any()
    assert file.components(details=False).long()["rule_id"].isna().all()


@pytest.mark.parametrize("status", [400, 404, 405])
def test_without_the_bulk_call_the_same_is_loaded_file_by_file(
    session: Session, processed: Dossier, status: int
) -> None:
    bulk = processed.components()
    plan(session, getComponentsForFiles=[{"status": status}])

    single = processed.components()

    pd.testing.assert_frame_equal(single.long(), bulk.long())
    assert left(session) == {}


def test_files_that_a_bulk_answer_leaves_out_are_asked_for(
    session: Session, processed: Dossier
) -> None:
    whole = processed.components()
    plan(session, getComponentsForFiles=[{"status": 200, "body": '{"files": []}'}])

    pd.testing.assert_frame_equal(processed.components().wide(), whole.wide())


def test_a_bulk_answer_that_cannot_be_read_is_asked_for_file_by_file(
    session: Session, processed: Dossier
) -> None:
    whole = processed.components()
    damaged = {"status": 200, "headers": {"Content-Encoding": "br"}, "body": "x"}
    plan(session, getComponentsForFiles=[damaged])

    pd.testing.assert_frame_equal(processed.components().wide(), whole.wide())


@pytest.mark.parametrize("body", ['{"files": [', "<html>"])
def test_a_bulk_answer_that_makes_no_sense_is_asked_for_file_by_file(
    session: Session, processed: Dossier, body: str
) -> None:
    whole = processed.components()
    plan(session, getComponentsForFiles=[{"status": 200, "body": body}])

    pd.testing.assert_frame_equal(processed.components().wide(), whole.wide())
    assert left(session) == {}


def test_a_file_that_stands_twice_in_a_bulk_answer_is_asked_for_by_itself(
    session: Session, processed: Dossier, tmp_path: Path
) -> None:
    whole = processed.components()
    answers = [json.loads(path.read_bytes()) for path in whole.save(tmp_path / "raw", "json")]
    nothing: dict[str, Any] = {"components": {}, "componentDetails": {}}
    body = json.dumps({"files": [*answers, {**answers[0], **nothing}]})
    plan(session, getComponentsForFiles=[{"status": 200, "body": body}])

    pd.testing.assert_frame_equal(processed.components().wide(), whole.wide())


def test_an_answer_about_another_file_is_an_error(session: Session, processed: Dossier) -> None:
    other = processed.file("study2.pdf").components()
    body = json.dumps({"fileId": other.files[0].file_id, "filename": "", "components": {}})
    plan(session, getComponents=[{"status": 200, "body": body}])

    with pytest.raises(ProtocolError, match=r"'study1\.pdf': asked for file .*, the service sent"):
        processed.components(["study1.pdf"])


@pytest.mark.parametrize("status", [403, 404, 507])
def test_a_file_that_cannot_be_read_is_named(
    session: Session, processed: Dossier, status: int
) -> None:
    plan(session, getComponents=[{"status": status}])

    with pytest.raises(RequestError, match=r"'study1\.pdf': getComponents:") as caught:
        processed.components(["study1.pdf"])
    assert caught.value.status == status


def test_files_deleted_while_the_others_are_loaded_are_named_as_that(
    session: Session, processed: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    files = processed.files.list()
    for file in files[1:3]:
        file.delete()

    result = run(
        load_components(
            replace(session._context, quiet=False),
            processed._ids,
            [file.record for file in files],
            source="",
            whole=False,
        )
    )

    assert len(result) == 3
    assert [one.filename for one in result.missing] == [file.name for file in files[1:3]]
    assert {one.reason for one in result.missing} == {"it was deleted while the files were loaded"}
    told = "3 of 5 files; 2 not: it was deleted while the files were loaded"
    assert told in capsys.readouterr().err


def test_a_file_without_an_answer_before_its_analysis_is_not_processed_yet(
    session: Session, processed: Dossier
) -> None:
    record = replace(processed.file("study1.pdf").record, processing_status="PROCESSING")
    plan(session, getComponents=[{"status": 404}])

    result = run(
        load_components(session._context, processed._ids, [record], source="", whole=False)
    )

    assert [one.reason for one in result.missing] == ["it is not processed yet (PROCESSING)"]


def test_the_embedded_servers_answers_go_the_quick_way(processed: Dossier) -> None:
    assert processed.components().table.records == {}


def test_the_wide_frame_alone_needs_no_details(
    processed: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = processed.components().wide()
    asked: list[object] = []
    call = ApiClient.call

    async def noted(*arguments: Any, **options: Any) -> Any:
        asked.append((options.get("query") or {}).get("includeDetails"))
        return await call(*arguments, **options)

    monkeypatch.setattr(ApiClient, "call", noted)
    frame = processed.to_frame()

    pd.testing.assert_frame_equal(frame, expected)
    assert False in asked
    assert True not in asked


def test_a_failing_service_is_an_error_and_not_an_empty_frame(
    session: Session, processed: Dossier
) -> None:
    plan(session, getComponentsForFiles=[{"status": 507}])

    with pytest.raises(ServiceUnavailableError):
        processed.components()


def test_the_rows_are_in_the_order_of_the_files(processed: Dossier) -> None:
    frame = processed.to_frame()

    assert list(frame.index) == [file.id for file in processed.files.list()]


def test_a_file_without_a_result_is_named_with_its_reason(
    processed: Dossier, tmp_path: Path
) -> None:
    processed.upload(flowing(tmp_path / "locked.pdf", title("x"), encrypt="swordfish"))
    processed.wait(timeout=60)

    result = processed.components()

    (missing,) = result.missing
    assert missing.filename == "locked.pdf"
    assert "encrypted" in missing.reason
    assert "locked.pdf" not in set(result.wide()["file name"])


def test_some_files_can_be_chosen_by_name(processed: Dossier) -> None:
    frame = processed.to_frame(files=["study2.pdf", "study4.pdf"])

    assert list(frame["file name"]) == ["study2.pdf", "study4.pdf"]


def test_a_chosen_file_that_is_not_there_is_an_error(processed: Dossier) -> None:
    with pytest.raises(NotFoundError, match=r"Did you mean 'study\d\.pdf'"):
        processed.components(files=["study9.pdf"])


def test_the_values_are_those_of_the_document(processed: Dossier) -> None:
    frame = processed.file("study3.pdf").components().wide()

    assert frame["Report_Number"].item() == "12/345-003P"
    assert frame["Experimental_Starting_Date"].item() == pd.Timestamp("2019-02-21")


def test_what_is_saved_is_what_the_service_sends(processed: Dossier, tmp_path: Path) -> None:
    result = processed.components()

    texts = result.save(tmp_path / "raw", "json")
    trees = result.save(tmp_path / "raw", "xml")

    assert [path.suffix for path in (*texts, *trees)] == [".json"] * 5 + [".xml"] * 5
    said = json.loads(texts[0].read_bytes())
    assert said["fileId"] == result.files[0].file_id
    assert ET.fromstring(trees[0].read_bytes()).tag == "FileComponents"  # noqa: S314 - our server's


@pytest.mark.fault("B59")
@pytest.mark.parametrize(
    ("format", "body"),
    [
        ("xml", "<FileComponents><fileId>1"),
        ("xml", "<html><br>Sign in</html>"),
        ("json", '{"fileId": "1", '),
        ("json", '{"fileId": "1", "filename": "a.pdf", "components": {}}'),
    ],
)
def test_what_is_not_the_files_whole_report_is_not_saved(
    session: Session,
    processed: Dossier,
    tmp_path: Path,
    format: str,  # noqa: A002 -- as in the call
    body: str,
) -> None:
    result = processed.components(["study1.pdf"])
    plan(session, getComponents=[{"status": 200, "body": body}])

    with pytest.raises(ProtocolError):
        result.save(tmp_path / "raw", format)
    assert not list(tmp_path.glob("raw/*"))


def test_reports_of_like_names_each_have_a_file_of_their_own(tmp_path: Path) -> None:
    names = {str(number): name for number, name in enumerate(["a.pdf", "A.doc", "a (2).pdf"])}

    targets = _targets(names, tmp_path, "xml")

    assert [path.name for path in targets] == ["a.xml", "A (2).xml", "a (2) (2).xml"]


def test_an_unknown_format_is_refused(processed: Dossier, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="json"):
        processed.components().save(tmp_path, "docx")


def test_a_correction_is_loaded_and_can_be_taken_back(processed: Dossier) -> None:
    file = processed.file("study1.pdf")
    file.override({"Report_Number": "corrected"})

    corrected = file.components().wide()["Report_Number"].item()
    overrides = file.overrides()
    file.revert(["Report_Number"])

    assert (corrected, overrides) == ("corrected", {"Report_Number": ["corrected"]})
    assert file.components().wide()["Report_Number"].item() == "12/345-001P"
