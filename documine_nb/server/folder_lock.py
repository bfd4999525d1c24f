"""One server a data folder: a lock that the system frees when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from documine_nb.server.private_files import private_folder

__all__ = ["FolderInUseError", "FolderLock"]

_FILE = "server.lock"
_LOCKED_BYTE = 1 << 30
"""Far behind the pid, which others must be able to read: Windows locks bytes against reading."""


class FolderInUseError(RuntimeError):
    """Another process serves this data folder; ``pid`` says which, where it is known."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = "another process" if pid is None else f"process {pid}"
        super().__init__(
            f"The data folder {folder} is already served by {who}. Nothing was started. "
            "Use that server, stop it, or give another folder."
        )
        self.pid = pid


class FolderLock:
    """Holds a data folder until it is closed or the process ends, however it ends.

    Parameters
    ----------
    folder : Path
        The data folder; made private to its owner where it is new.

    Raises
    ------
    FolderInUseError
        Another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        path = private_folder(folder) / _FILE
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            pid = _read_pid(self._handle)
            os.close(self._handle)
            raise FolderInUseError(folder, pid) from error
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode())

    def close(self) -> None:
        """Let the folder go. The file stays: deleting it would open a race between two others."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _read_pid(handle: int) -> int | None:
    text = os.read(handle, 20)
    return int(text) if text.isdigit() else None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
