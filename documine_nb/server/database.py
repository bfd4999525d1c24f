"""One SQLite file, written by one connection and read by another."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Database"]

VERSION = 1  # of the tables, in all files
BUSY_TIMEOUT = 30.0  # seconds to wait for another process that holds the file


class Database:
    """Thread-safe access to one SQLite file.

    Write-ahead logging with ``synchronous=FULL``: what was answered to a client is on disk. Reads
    have a connection of their own, so that reading never waits for a write's fsync.

    Parameters
    ----------
    path : Path
        The file; made for its owner only.
    schema : str
        The SQL that makes the tables which are not there yet.

    Raises
    ------
    ValueError
        When the file is no database, cannot be used, or is a newer version's.
    """

    def __init__(self, path: Path, schema: str) -> None:
        # Made by us first, for SQLite would give it the mode of the umask.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        try:
            self._writer = _connect(path)
            self._prepare(path, schema)
            self._reader = _connect(path)
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{path} cannot be used as a database: {error}.") from error

    def _prepare(self, path: Path, schema: str) -> None:
        (version,) = self._writer.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise ValueError(f"{path} was written by a newer version of documine_nb.")
        self._writer.executescript(schema)
        self._writer.execute(f"PRAGMA user_version={VERSION}")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the writing connection inside a transaction."""
        with self._write_lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # a full disk may have ended it already
                    self._writer.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with self._read_lock:
            return self._reader.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: object) -> sqlite3.Row | None:
        """Return the first row of a query, if any."""
        rows = self.rows(sql, *parameters)
        return rows[0] if rows else None

    def close(self) -> None:
        """Close both connections; doing so again is harmless."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection
