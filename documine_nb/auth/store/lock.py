"""A lock between processes: the system frees it when its holder ends in whatever way.

Own code, since the libraries take a file system without locks for a lock that somebody holds,
and wait; here the two are told apart, and whoever holds it is named.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from documine_nb.errors import StorageError

__all__ = ["NoLocksError", "locked"]

PATIENCE = 20.0
_PAUSE = 0.02
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_BYTE = 1 << 20  # Windows lets nobody read what is locked: not where the process id stands


class NoLocksError(Exception):
    """The file system offers no locks."""


@asynccontextmanager
async def locked(path: Path, *, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the lock of `path`, for other processes and other tasks alike.

    Raises
    ------
    NoLocksError
        Where there are no locks there.
    StorageError
        Where somebody else holds it for longer than `patience` seconds; it names the process.
    """
    number = _opened(path)
    try:
        end = time.monotonic() + patience
        while not _taken(number):
            if time.monotonic() >= end:
                raise StorageError(
                    f"the kept sign-in is locked by {_holder(number)} for more than "
                    f"{patience:g} s; nothing was renewed",
                    cure="End that process, or connect with keep='memory'.",
                )
            await asyncio.sleep(_PAUSE)
        _sign(number)
        yield
    finally:
        os.close(number)


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise NoLocksError(error.strerror or str(error)) from None


def _taken(number: int) -> bool:
    try:
        _take(number)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise NoLocksError(error.strerror or str(error)) from None
    return True


if sys.platform == "win32":
    import msvcrt

    def _take(number: int) -> None:
        os.lseek(number, _BYTE, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sign(number: int) -> None:
    with contextlib.suppress(OSError):
        os.lseek(number, 0, os.SEEK_SET)
        os.write(number, f"{os.getpid():<20}".encode())


def _holder(number: int) -> str:
    with contextlib.suppress(OSError, ValueError):
        os.lseek(number, 0, os.SEEK_SET)
        return f"process {int(os.read(number, 20))}"
    return "another process"
