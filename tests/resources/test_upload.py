"""Uploads: an outcome for each file, nothing doubled, nothing lost."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.studies import left, plan, studies, study

from documine_nb.errors import (
    ConfigError,
    ConflictError,
    InvalidRequestError,
    OutcomeUnknownError,
    ProtocolError,
)
from documine_nb.models import FileStatus
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.upload import _read_back
from documine_nb.resources.upload_report import UploadOutcome
from documine_nb.session import Session
from documine_nb.transport.answer import Answer
from documine_nb.transport.client import ApiClient


def names(dossier: Dossier) -> list[str]:
    return sorted(file.name for file in dossier.files.list())


def test_bad_files_have_their_outcome_and_the_others_go_on(
    dossier: Dossier, tmp_path: Path
) -> None:
    studies(tmp_path, 2)
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "text.pdf").write_bytes(b"plain text")

    report = dossier.upload(tmp_path)

    assert {one.name: one.state for one in report} == {
        "study1.pdf": "uploaded",
        "study2.pdf": "uploaded",
        "empty.pdf": "failed",
        "text.pdf": "failed",
    }
    assert names(dossier) == ["study1.pdf", "study2.pdf"]


def test_failures_can_be_raised(dossier: Dossier) -> None:
    report = dossier.upload([("a.pdf", b""), ("b.pdf", b"")])

    with pytest.raises(InvalidRequestError, match=r"'a\.pdf' is empty") as raised:
        report.raise_for_failures()

    assert "b.pdf" in raised.value.__notes__[0]


@pytest.mark.fault("B82")
def test_a_name_that_is_there_is_skipped_and_said_so(dossier: Dossier, tmp_path: Path) -> None:
    path = study(tmp_path / "a.pdf")
    dossier.upload(path)

    (again,) = dossier.upload(path)

    assert again.state == "skipped"
    assert "has a file of this name" in again.note
    assert names(dossier) == ["a.pdf"]


@pytest.mark.fault("B82")
def test_a_name_that_is_there_can_be_replaced(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload(study(tmp_path / "a.pdf"))
    larger = study(tmp_path / "a.pdf", 22)

    (again,) = dossier.upload(larger, on_existing="replace")

    assert again.state == "replaced"
    assert dossier.file("a.pdf").record.file_size == larger.stat().st_size
    assert names(dossier) == ["a.pdf"]


@pytest.mark.fault("B82")
def test_a_name_that_is_there_can_be_an_error(dossier: Dossier, tmp_path: Path) -> None:
    path = study(tmp_path / "a.pdf")
    dossier.upload(path)

    (again,) = dossier.upload(path, on_existing="error")

    assert isinstance(again.error, ConflictError)


@pytest.mark.fault("B82")
def test_two_files_of_one_name_are_not_laid_over_each_other(
    dossier: Dossier, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        study(tmp_path / folder / "a.pdf")

    first, second = dossier.upload([tmp_path / "one", tmp_path / "two"])

    assert first.state == "uploaded"
    assert isinstance(second.error, ConflictError)


def test_an_unknown_way_is_refused(dossier: Dossier) -> None:
    with pytest.raises(ConfigError, match="skip, replace, error"):
        dossier.upload("a.pdf", on_existing="merge")  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_answer_doubles_nothing(
    session: Session, dossier: Dossier, tmp_path: Path, moment: str
) -> None:
    plan(session, uploadFile=[{"reset": moment}])

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"))

    assert outcome.state == "uploaded"
    assert [file.id for file in dossier.files.list()] == list(outcome.file_ids)
    assert left(session) == {}


def test_an_upload_that_stays_unconfirmed_is_reported_so(
    session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    plan(session, uploadFile=[{"reset": "before", "times": 2}])

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"))

    assert outcome.state == "failed"
    assert isinstance(outcome.error, OutcomeUnknownError)
    assert left(session) == {}


def test_a_file_that_was_sent_twice_and_did_not_arrive_is_reported_so(
    session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    plan(session, uploadFile=[{"status": 500, "times": 2}])

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"))

    assert outcome.state == "failed"
    assert "'a.pdf' was sent twice and is not in the dossier" in outcome.note
    assert "not repeated" not in outcome.note


@pytest.mark.fault("B46")
@pytest.mark.parametrize("content", [b"", b"<html>done</html>", b'{"fileIds": [', b"[]"])
def test_a_file_that_arrived_is_uploaded_whatever_the_service_said(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    upload = ApiClient.upload

    async def oddly(*args: Any, **kwargs: Any) -> Answer:
        return replace(await upload(*args, **kwargs), content=content)

    monkeypatch.setattr(ApiClient, "upload", oddly)

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"))

    assert (outcome.state, outcome.note) == ("uploaded", "")
    assert [file.id for file in dossier.files.list()] == list(outcome.file_ids)


@pytest.mark.fault("B46")
def test_a_login_page_in_the_services_place_uploads_nothing(
    session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    plan(session, uploadFile=[{"status": 200, "body": "<html>Sign in</html>"}])

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"))

    assert isinstance(outcome.error, ProtocolError)
    assert names(dossier) == []


@pytest.mark.fault("B81")
@pytest.mark.parametrize(
    "name", ["Prüfbericht №5 – “final”.pdf", "研究 🐀.pdf", "a;b'c.pdf", 'say "a".pdf']
)
def test_names_come_back_as_they_were(dossier: Dossier, tmp_path: Path, name: str) -> None:
    content = study(tmp_path / "a.pdf").read_bytes()

    (outcome,) = dossier.upload([(name, content)])

    assert (outcome.state, outcome.note) == ("uploaded", "")
    assert names(dossier) == [name]


@pytest.mark.fault("B81")
def test_a_name_that_the_service_changes_is_reported() -> None:
    sent = UploadOutcome('say "a".pdf', "uploaded", 29_129, ("f1",))
    arrived = FileStatus.from_json(
        {"id": "f1", "filename": "say a.pdf", "processingStatus": "UNPROCESSED"}
    )

    outcome = _read_back(sent, {"f1": arrived}, {})

    assert outcome.note == "the service names it 'say a.pdf'"


def test_a_zip_becomes_the_files_in_it(dossier: Dossier, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in studies(tmp_path, 2):
            archive.write(path, path.name)

    (outcome,) = dossier.upload(tmp_path / "all.zip")

    assert len(outcome.file_ids) == 2
    assert names(dossier) == ["study1.pdf", "study2.pdf"]


def test_attributes_are_set_on_each(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload(studies(tmp_path, 2), attributes={"OECD Number": "423"})

    assert [dict(file.record.file_attributes) for file in dossier.files.list()] == [
        {"OECD Number": "423"}
    ] * 2


def test_attributes_that_cannot_be_set_are_a_failure_that_says_so(
    session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    plan(session, setFileAttributes=[{"status": 400, "body": "{}"}])

    (outcome,) = dossier.upload(study(tmp_path / "a.pdf"), attributes={"OECD Number": "423"})

    assert outcome.state == "failed"
    assert "uploaded, but its attributes could not be set" in outcome.note


def test_the_report_is_a_table(dossier: Dossier) -> None:
    report = dossier.upload([("a.pdf", b"")])

    assert "1 file" in repr(report)
    assert "1 failed" in report._repr_html_()
    assert list(report.to_frame()["state"]) == ["failed"]
