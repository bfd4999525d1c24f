"""One server for a data folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

__all__ = ["FolderInUseError", "FolderLock"]


class FolderInUseError(RuntimeError):
    """Another server works on the data folder; ``pid`` is its process, where that is known."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = "Another embedded server" if pid is None else f"The embedded server of process {pid}"
        super().__init__(
            f"{who} works on {folder}. Nothing was started. Use that one, stop it, or give another "
            "folder."
        )
        self.pid = pid


class FolderLock:
    """Holds a data folder until it is released, or the process ends in whatever way.

    SQLite's own file lock does it, for that is the same call on every platform.

    Parameters
    ----------
    folder : Path
        The data folder.

    Raises
    ------
    FolderInUseError
        When another server holds it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "lock.sqlite3"
        # Not opened where it exists: closing a file gives up this process's own POSIX locks on it.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        # A file of its own, for a locked one cannot be read everywhere.
        holder = folder / "lock.pid"
        self._connection = sqlite3.connect(
            path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            # Not EXCLUSIVE: of two that begin at once, each would see the other read and give up.
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise FolderInUseError(folder, _read_pid(holder)) from error
        holder.write_text(str(os.getpid()))

    def release(self) -> None:
        """Give the folder free; doing so again is harmless."""
        self._connection.close()


def _read_pid(path: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text())
    return None
