"""One server a data folder, whatever became of the last one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from documine_nb.server.folder_lock import FolderInUseError, FolderLock

pytestmark = pytest.mark.fault("B106")
HOLD = (
    "import sys; from pathlib import Path; from documine_nb.server.folder_lock import *\n"
    "lock = FolderLock(Path(sys.argv[1])); print('locked', flush=True); sys.stdin.read()"
)


def other_process(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def holds(process: subprocess.Popen[bytes]) -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == b"locked\n"


def test_a_folder_is_held_until_it_is_released(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with pytest.raises(FolderInUseError, match=f"process {os.getpid()} works on") as caught:
        FolderLock(tmp_path)
    assert caught.value.pid == os.getpid()
    lock.release()
    FolderLock(tmp_path).release()


def test_a_refused_attempt_in_this_process_opens_the_folder_to_no_other(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with pytest.raises(FolderInUseError):
        FolderLock(tmp_path)
    other = other_process(tmp_path)
    assert not holds(other)
    other.communicate()
    lock.release()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    other = other_process(tmp_path)
    assert holds(other)
    with pytest.raises(FolderInUseError, match=f"process {other.pid}"):
        FolderLock(tmp_path)
    other.kill()
    other.communicate()
    FolderLock(tmp_path).release()


def test_of_several_that_start_at_once_one_wins(tmp_path: Path) -> None:
    others = [other_process(tmp_path) for _ in range(4)]
    assert sum(holds(other) for other in others) == 1
    for other in others:
        other.communicate()


def test_the_lock_is_its_owners_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        FolderLock(tmp_path).release()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "lock.sqlite3").stat().st_mode) == 0o600
