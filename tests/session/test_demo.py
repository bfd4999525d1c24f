"""``dm.demo()``: everything there at once, nothing left behind, nothing done twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import documine_nb as dm
from documine_nb.errors import ConfigError
from documine_nb.server.samples import samples

LEAVE_OPEN = """
import documine_nb as dm, importlib, tempfile, sys
tempfile.tempdir = sys.argv[1]
session = dm.demo(samples=False, quiet=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a kept folder with all samples in it."""
    folder = tmp_path_factory.mktemp("kept")
    dm.demo(folder=folder, quiet=True).close()
    return folder


def test_all_samples_are_there_and_processed(folder: Path) -> None:
    with dm.demo(folder=folder, samples=False, quiet=True) as session:
        files = [file for one in session.dossiers.list() for file in one.files.list()]

    assert sorted(file.name for file in files) == sorted(one.filename for one in samples())
    assert not [file for file in files if file.record.is_busy]


def test_what_cannot_be_processed_is_what_was_meant_to(folder: Path) -> None:
    with dm.demo(folder=folder, samples=False, quiet=True) as session:
        failed = {
            file.name
            for one in session.dossiers.list()
            for file in one.files.list()
            if file.record.is_failed
        }

    assert failed == {one.filename for one in samples() if one.expect_error}


def test_a_second_start_on_a_kept_folder_uploads_nothing_again(folder: Path) -> None:
    with dm.demo(folder=folder, samples=False, quiet=True) as session:
        before = session.license_usage().to_frame()

    with dm.demo(folder=folder, quiet=True) as session:
        after = session.license_usage().to_frame()

    assert after.equals(before)


def test_a_folder_in_use_is_said_so(folder: Path) -> None:
    with (
        dm.demo(folder=folder, samples=False, quiet=True),
        pytest.raises(ConfigError, match="another embedded server"),
    ):
        dm.demo(folder=folder, samples=False)


def test_closing_removes_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    dm.demo(samples=False, quiet=True).close()

    assert list(tmp_path.iterdir()) == []


def test_a_process_that_ends_without_closing_leaves_no_documents_behind(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", LEAVE_OPEN, str(tmp_path)], check=True, timeout=60)

    assert list(tmp_path.iterdir()) == []


def test_it_needs_no_network_and_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("DOCUMINE_URL", "https://acme.documine.example")
    monkeypatch.setenv("DOCUMINE_PROFILE", "acme")

    with dm.demo(samples=False, quiet=True) as session:
        assert len(session.templates.list()) == 2
