"""Files that are whole or not read at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

import pytest

from documine_nb.resources.sealed import read_sealed, write_sealed


def write(to: IO[bytes]) -> None:
    to.write(b"one")
    to.write(memoryview(b" and two"))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a", write)

    assert bytes(read_sealed(tmp_path / "a")) == b"one and two"


def test_a_file_that_is_cut_or_changed_anywhere_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_sealed(path, write)
    whole = path.read_bytes()
    cut = [whole[:length] for length in range(len(whole))]
    changed = [
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        for place in range(len(whole))
    ]

    for content in (*cut, *changed, whole + b"\0"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="damaged"):
            read_sealed(path)


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    def full(to: IO[bytes]) -> None:
        to.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_sealed(tmp_path / "a", full)

    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_open_it(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a", write)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600 or os.name == "nt"
