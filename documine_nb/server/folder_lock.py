"""One server for a data folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

__all__ = ["FolderInUseError", "FolderLock"]


class FolderInUseError(RuntimeError):
    """Another server works on the data folder."""


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
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._connection = sqlite3.connect(
            path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise FolderInUseError(
                f"Another embedded server works on {folder}. Stop it, or use another folder."
            ) from error

    def release(self) -> None:
        """Give the folder free; doing so again is harmless."""
        self._connection.close()
