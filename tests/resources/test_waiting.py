"""Waiting for files: what is done, what failed, and what was seen when time was up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support.pdfs import flowing, title
from support.studies import left, plan, study

from documine_nb.errors import ConfigError, ProcessingError, WaitTimeoutError
from documine_nb.models import FileStatus
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.waiting import wait_for_files
from documine_nb.session import Session
from documine_nb.testing import ManualClock


def locked(path: Path) -> Path:
    return flowing(path, title("Secret"), encrypt="swordfish")


def status(state: str) -> FileStatus:
    return FileStatus.from_json({"id": "f", "filename": "a.pdf", "processingStatus": state})


def test_a_failed_file_is_in_the_table_with_its_cause(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload([study(tmp_path / "good.pdf"), locked(tmp_path / "locked.pdf")])

    files = {file.name: file.record for file in dossier.wait(timeout=60)}

    assert files["good.pdf"].is_ready
    assert "encrypted" in str(files["locked.pdf"].error_cause)


def test_where_every_file_failed_it_raises_the_causes(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload(locked(tmp_path / "locked.pdf"))

    with pytest.raises(ProcessingError, match="encrypted"):
        dossier.wait(timeout=60)


def test_a_single_file_raises_its_cause(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload(locked(tmp_path / "locked.pdf"))

    with pytest.raises(ProcessingError, match="encrypted"):
        dossier.file("locked.pdf").wait(timeout=60)


def test_an_empty_dossier_is_done(dossier: Dossier) -> None:
    assert len(dossier.wait(timeout=5)) == 0


@pytest.mark.parametrize("timeout", ["5", None, float("nan")])
def test_what_is_no_number_of_seconds_is_refused(dossier: Dossier, timeout: Any) -> None:
    with pytest.raises(ConfigError, match="is no number of seconds"):
        dossier.wait(timeout)


def test_no_time_means_one_look(session: Session, dossier: Dossier) -> None:
    names = {f"study{number}.pdf" for number in (1, 2, 3)}
    listed = [{"id": name, "filename": name, "processingStatus": "ANALYSE"} for name in names]
    plan(session, getDossierFiles=[{"status": 200, "body": json.dumps({"files": listed})}])

    with pytest.raises(WaitTimeoutError, match="Processing goes on") as raised:
        dossier.wait(timeout=0)

    assert {one.filename for one in raised.value.states} == names
    assert left(session) == {}


@pytest.mark.anyio
async def test_it_asks_less_and_less_often(session: Session) -> None:
    clock = ManualClock()
    context = Context(session._context.client, clock, quiet=True)
    looks = 0

    async def look() -> Sequence[FileStatus]:
        nonlocal looks
        looks += 1
        return [status("PROCESSED" if looks > 8 else "ANALYSE")]

    await wait_for_files(context, look, timeout=1_000, what="it", progress=False)

    assert clock.slept[:4] == [2.0, 3.0, 4.5, 6.75]
    assert max(clock.slept) == 30.0
    assert looks == 10


@pytest.mark.anyio
async def test_it_never_waits_longer_than_asked(session: Session) -> None:
    clock = ManualClock()
    context = Context(session._context.client, clock, quiet=True)

    async def look() -> Sequence[FileStatus]:
        return [status("ANALYSE")]

    with pytest.raises(WaitTimeoutError, match=r"a\.pdf' ANALYSE"):
        await wait_for_files(context, look, timeout=10, what="it", progress=False)

    assert sum(clock.slept) == 10


@pytest.mark.anyio
async def test_of_many_that_are_not_done_a_few_are_named_and_all_are_counted(
    session: Session,
) -> None:
    async def look() -> Sequence[FileStatus]:
        return [status("ANALYSE")] * 5 + [status("ERROR")]

    with pytest.raises(WaitTimeoutError) as raised:
        await wait_for_files(session._context, look, timeout=0, what="it", progress=False)

    assert "1 of 6 files were done" in raised.value.message
    assert raised.value.message.count("'a.pdf' ANALYSE") == 3
    assert raised.value.message.endswith(" and 2 more")
