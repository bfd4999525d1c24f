"""Result packages: made once, waited for, fetched whole, found again."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.studies import left, plan, studies

import documine_nb as dm
from documine_nb.contract import Operation
from documine_nb.errors import (
    IntegrityError,
    NotFoundError,
    ProcessingError,
    StorageError,
    WaitTimeoutError,
)
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.packages import PackageJob
from documine_nb.session import Session
from documine_nb.transport.answer import Answer
from documine_nb.transport.client import ApiClient


@pytest.fixture
def processed(dossier: Dossier, tmp_path: Path) -> Dossier:
    dossier.upload(studies(tmp_path, 3))
    dossier.wait(timeout=60)
    return dossier


def originals(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return {Path(name).name for name in archive.namelist() if name.startswith("Original/")}


def test_a_package_of_all_loads_as_the_service_answers(processed: Dossier, tmp_path: Path) -> None:
    path = processed.create_package().wait(timeout=60).download(tmp_path / "results")

    offline = dm.read_package(path)
    online = processed.components()
    pd.testing.assert_frame_equal(offline.wide(), online.wide())
    pd.testing.assert_frame_equal(offline.long(), online.long())
    assert path.parent == tmp_path / "results"


@pytest.mark.parametrize(
    "files", [["study2.pdf"], ["study1.pdf", "study3.pdf"]], ids=["one", "two"]
)
def test_a_package_of_some(processed: Dossier, tmp_path: Path, files: list[str]) -> None:
    path = processed.create_package(files=files).wait(timeout=60).download(tmp_path / "some.zip")

    assert originals(path) == set(files)


def test_a_package_of_a_file_by_its_handle(processed: Dossier, tmp_path: Path) -> None:
    job = processed.file("study1.pdf").create_package(["Component report"], originals=False)

    path = job.wait(timeout=60).download(tmp_path)

    assert originals(path) == set()
    assert len(dm.read_package(path)) == 1


def test_a_report_that_is_not_there_is_named(processed: Dossier) -> None:
    with pytest.raises(NotFoundError, match="Did you mean 'Component report'"):
        processed.create_package(reports=["Components report"])


def test_a_job_is_found_again_by_its_id(session: Session, processed: Dossier) -> None:
    job = processed.create_package()

    again = session.packages.get(job.id)

    assert again.wait(timeout=60).status().is_ready
    assert job.id in [one.id for one in session.packages.list()]


def test_a_deleted_job_is_gone(session: Session, processed: Dossier) -> None:
    job = processed.create_package().wait(timeout=60)

    job.delete()

    with pytest.raises(NotFoundError):
        session.packages.get(job.id)


@pytest.mark.anyio
async def test_a_job_can_be_awaited(processed: Dossier) -> None:
    job = await (await processed.create_package.aio())

    assert job.record is not None
    assert job.record.is_ready


def test_a_lost_answer_is_looked_up_and_not_asked_again(
    session: Session, processed: Dossier
) -> None:
    before = len(session.packages.list())
    plan(session, prepareDossierDownload=[{"reset": "after"}])

    job = processed.create_package()

    assert job.wait(timeout=60).record is not None
    assert len(session.packages.list()) == before + 1
    assert left(session) == {}


@pytest.mark.parametrize("content", [b"", b"{}", b"<html>done</html>", b'{"downloadId": '])
def test_an_answer_that_names_no_package_is_looked_up(
    session: Session, processed: Dossier, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    before = len(session.packages.list())
    call = ApiClient.call

    async def oddly(self: ApiClient, operation: Operation, **how: Any) -> Answer:
        answer = await call(self, operation, **how)
        made = operation.id == "prepareDossierDownload"
        return replace(answer, content=content) if made else answer

    monkeypatch.setattr(ApiClient, "call", oddly)

    job = processed.create_package()

    assert job.wait(timeout=60).record is not None
    assert len(session.packages.list()) == before + 1


def test_a_wait_that_ends_too_early_loses_nothing(session: Session, processed: Dossier) -> None:
    plan(
        session,
        getDownloadStatus=[{"status": 200, "body": '{"id": "x", "status": "GENERATING"}'}],
    )
    job = processed.create_package()

    with pytest.raises(WaitTimeoutError, match="Wait again") as raised:
        job.wait(timeout=0)

    assert raised.value.states[0].status == "GENERATING"
    assert job.wait(timeout=60).id == job.id


def test_a_failed_package_says_why(session: Session) -> None:
    body = '{"id": "x", "status": "FAILED", "errorCause": "no room"}'
    plan(session, getDownloadStatus=[{"status": 200, "body": body}])

    with pytest.raises(ProcessingError, match="no room"):
        PackageJob(session._context, "x").wait(timeout=5)


def test_a_cut_download_leaves_nothing_behind(
    session: Session, processed: Dossier, tmp_path: Path
) -> None:
    job = processed.create_package().wait(timeout=60)
    plan(session, download=[{"status": 200, "body": "PK, cut"}])

    with pytest.raises(IntegrityError):
        job.download(tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_before_anything_is_fetched(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StorageError, match="nothing was downloaded"):
        PackageJob(session._context, "x").download(tmp_path / "file" / "results")
