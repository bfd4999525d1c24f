"""Files that are whole or not read at all: named once they are written, with a checksum behind."""

from __future__ import annotations

import io
import os
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

__all__ = ["read_sealed", "remove_unfinished", "write_sealed", "written_whole"]

_SUM = 4  # bytes
_UNFINISHED = ".unfinished"
_LONGEST = 24 * 60 * 60  # seconds; nobody writes a file for a day


def write_sealed(target: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file that only this user can open; it has its name only once it is whole.

    Raises
    ------
    OSError
        It cannot be written; then nothing is left of it.
    """
    with (
        written_whole(target) as unfinished,
        _Summed(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)) as to,
    ):
        write(to)
        to.write(to.sum.to_bytes(_SUM, "big"))


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a path for what becomes `target` at the end; what fails on the way leaves nothing."""
    unfinished = target.with_name(f".{uuid.uuid4().hex}{_UNFINISHED}")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove what processes left behind that were killed while they wrote."""
    for path in folder.glob(f"*{_UNFINISHED}"):
        with suppress(OSError):  # another process was quicker
            if time.time() - path.stat().st_mtime > _LONGEST:
                path.unlink()


def read_sealed(path: Path) -> memoryview:
    """Return what was written.

    Raises
    ------
    ValueError
        It is not what was written.
    OSError
        It cannot be read; another process may have removed it.
    """
    content = memoryview(path.read_bytes())
    whole = content[:-_SUM]
    if zlib.crc32(whole) != int.from_bytes(content[-_SUM:], "big") or not whole:
        raise ValueError(f"{path.name} is damaged")
    return whole


class _Summed(io.BufferedWriter):
    """A file that adds up what is written to it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(io.FileIO(descriptor, "wb"))
        self.sum = 0

    def write(self, data: Any) -> int:
        self.sum = zlib.crc32(data, self.sum)
        return super().write(data)
