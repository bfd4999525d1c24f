"""Components straight into Parquet: the same as the long frame, and little in memory."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.pdfs import flowing, title
from support.studies import studies

from documine_nb.bridge import run
from documine_nb.errors import MissingExtraError, StorageError
from documine_nb.frames.arrow import write_parts
from documine_nb.models import FileStatus
from documine_nb.resources import component_export
from documine_nb.resources.component_export import export_components
from documine_nb.resources.components import ComponentLoad
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier


@pytest.fixture
def processed(dossier: Dossier, tmp_path: Path) -> Dossier:
    studies(tmp_path, 5)
    flowing(tmp_path / "locked.pdf", title("x"), encrypt="swordfish")
    dossier.upload(tmp_path)
    dossier.wait(timeout=60)
    return dossier


def test_the_data_set_is_the_long_frame(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(component_export, "_AT_ONCE", 2)
    expected = processed.components().long()

    written = processed.to_parquet(tmp_path / "set")

    found = pq.read_table(tmp_path / "set").to_pandas().astype(expected.dtypes.to_dict())
    pd.testing.assert_frame_equal(found, expected)
    assert written.files == 5
    assert [one.filename for one in written.missing] == ["locked.pdf"]


def test_the_line_says_why_files_are_missing(
    processed: Dossier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses = [file.record for file in processed.files.list()]
    context = replace(processed._context, quiet=False)

    run(export_components(context, processed._ids, statuses, tmp_path / "set", progress=True))

    assert "5 of 6 files; 1 not: its processing failed: " in capsys.readouterr().err


def test_some_files_can_be_chosen(processed: Dossier, tmp_path: Path) -> None:
    written = processed.to_parquet(tmp_path / "set", files=["study2.pdf"])

    assert (written.files, written.missing) == (1, ())
    assert set(pd.read_parquet(written.paths[0])["filename"]) == {"study2.pdf"}


@pytest.mark.parametrize("ending", [KeyboardInterrupt, StorageError])
def test_an_export_that_does_not_end_leaves_what_was_there(
    tmp_path: Path, ending: type[BaseException]
) -> None:
    batch = pa.record_batch({"number": [1]})
    write_parts([batch] * 25, batch.schema, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) == 3

    def others() -> Iterator[Any]:
        yield from [pa.record_batch({"number": [2]})] * 15
        raise ending("stopped")

    with pytest.raises(ending, match="stopped"):
        write_parts(others(), batch.schema, tmp_path)

    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_data_set_can_be_read_while_its_next_version_is_written(tmp_path: Path) -> None:
    batch = pa.record_batch({"number": [1]})
    write_parts([batch], batch.schema, tmp_path)

    def others() -> Iterator[Any]:
        for _ in range(25):
            yield pa.record_batch({"number": [2]})
            assert pd.read_parquet(tmp_path)["number"].tolist() == [1]

    write_parts(others(), batch.schema, tmp_path)

    assert pd.read_parquet(tmp_path)["number"].tolist() == [2] * 25


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(
    processed: Dossier, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(StorageError, match="cannot be written"):
        processed.to_parquet(tmp_path / "file")


def test_without_pyarrow_the_extra_is_named(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"documine_nb\[arrow\]"):
        processed.to_parquet(tmp_path / "set")


@pytest.mark.anyio
async def test_a_cancelled_export_stops_fetching_and_leaves_no_half_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def fetch(*_: object, **__: object) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    monkeypatch.setattr(ComponentLoad, "fetch", fetch)
    context = Context(client=None)  # type: ignore[arg-type]
    status = FileStatus("f1", "a.pdf", "PROCESSED")
    task = asyncio.create_task(
        component_export.export_components(context, {}, [status], tmp_path, progress=False)
    )
    await started.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        await stopped.wait()
    assert not list(tmp_path.glob("*.parquet"))
