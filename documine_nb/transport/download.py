"""A file on its way from the service: whole under its final name, or not there at all."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documine_nb.clock import Clock
from documine_nb.errors import IntegrityError, RequestTimeoutError, StorageError
from documine_nb.transport.archive_check import check_archive
from documine_nb.transport.body import BodyDecoder, BodyError
from documine_nb.transport.names import suggested_name
from documine_nb.transport.wire import Received

__all__ = ["DownloadedFile", "Saver"]

_WRITE = 1 << 20
_SLOW_WINDOW = 60.0
_SLOW_BYTES = 16 << 10
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", -1)}  # Windows has no EDQUOT


@dataclass(frozen=True)
class DownloadedFile:
    """A file that was fetched whole.

    Attributes
    ----------
    path : Path
        Where it is.
    size : int
        Its bytes.
    sha256 : str
        Its checksum, in hexadecimal.
    """

    path: Path
    size: int
    sha256: str


class Saver:
    """Writes one answer to a temporary file beside the target, proves it, and renames it.

    Parameters
    ----------
    target : Path
        The final file, or a folder.
    label : str
        The operation's id, for messages.
    progress : callable or None
        Called with bytes received and bytes in all, 0 where unknown.
    clock : Clock
        For the least speed.
    verify_zip : bool
        Whether the file must be a sound ZIP archive.
    """

    def __init__(
        self,
        target: Path,
        label: str,
        progress: Callable[[int, int], None] | None,
        clock: Clock,
        *,
        verify_zip: bool,
    ) -> None:
        self._target = target
        self._label = label
        self._progress = progress
        self._clock = clock
        self._verify_zip = verify_zip

    def check_target(self) -> None:
        """Refuse a target that cannot work before anything is asked of the service.

        Raises
        ------
        StorageError
            Where the folder is missing or is no folder.
        """
        folder = self._folder()
        if not folder.is_dir():
            raise StorageError(
                f"the folder {str(folder)!r} does not exist", cure="Create it, then try again."
            )

    def _folder(self) -> Path:
        return self._target if self._target.is_dir() else self._target.parent

    async def save(self, received: Received, plan: Any, attempt: int) -> DownloadedFile:
        """Read the answer to its end and put the file in its place."""
        del plan, attempt  # what other readers need
        final = self._final(received)
        part = _Part(final)  # not in a thread: cancelled there, it would leave its file behind
        stop = threading.Event()
        try:
            await self._fill(part, received)
            await asyncio.to_thread(part.close)
            if self._verify_zip:
                await asyncio.to_thread(check_archive, part.path, stop=stop)
            return await asyncio.to_thread(part.publish)
        finally:
            stop.set()
            part.discard()

    def _final(self, received: Received) -> Path:
        if not self._target.is_dir():
            return self._target
        # The forced ending keeps a server from naming, say, the user's own notebook.
        suffix = ".zip" if self._verify_zip else ""
        disposition = received.headers.get("content-disposition")
        return self._target / suggested_name(disposition, default="package.zip", suffix=suffix)

    async def _fill(self, part: _Part, received: Received) -> None:
        encoding = received.headers.get("content-encoding", "")
        length = received.headers.get("content-length", "")
        total = int(length) if length.isascii() and length.isdigit() else 0
        watch = _Watch(self._clock, self._label)
        raw = 0
        pending = bytearray()
        try:
            decoder = BodyDecoder(encoding)
            async for chunk in received.raw():
                raw += len(chunk)
                watch.saw(raw)
                pending += decoder.feed(chunk)
                if len(pending) >= _WRITE:
                    await asyncio.to_thread(part.write, bytes(pending))
                    pending.clear()
                if self._progress is not None:
                    self._progress(raw, total)
            decoder.finish()
        except BodyError as error:
            raise IntegrityError(
                f"{self._label}: the download has {error}", cure="Download it again."
            ) from None
        await asyncio.to_thread(part.write, bytes(pending))
        if total and raw != total:
            raise IntegrityError(
                f"{self._label}: {raw:,} of {total:,} bytes came", cure="Download it again."
            )


class _Watch:
    """The least speed: a server that sends a byte a second never ends by a read timeout."""

    def __init__(self, clock: Clock, label: str) -> None:
        self._clock = clock
        self._label = label
        self._since = clock.monotonic()
        self._had = 0

    def saw(self, received: int) -> None:
        now = self._clock.monotonic()
        if now - self._since < _SLOW_WINDOW:
            return
        if received - self._had < _SLOW_BYTES:
            raise RequestTimeoutError(
                f"{self._label}: less than {_SLOW_BYTES >> 10} KiB came in {_SLOW_WINDOW:g} s",
                cure="Nothing was kept; try again over a better connection.",
            )
        self._since, self._had = now, received


class _Part:
    """The temporary file. All methods block and are called in a thread."""

    def __init__(self, final: Path) -> None:
        self._final = final
        self._size = 0
        self._digest = hashlib.sha256()
        with self._errors():
            # mkstemp makes it readable for its owner only: documents are confidential.
            number, name = tempfile.mkstemp(
                dir=final.parent, prefix=f".{final.name[:40]}.", suffix=".part"
            )
        self.path = Path(name)
        self._file = os.fdopen(number, "wb")

    def write(self, data: bytes) -> None:
        with self._errors(len(data)):
            self._file.write(data)
        self._digest.update(data)
        self._size += len(data)

    def close(self) -> None:
        with self._errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def publish(self) -> DownloadedFile:
        with self._errors():
            self.path.replace(self._final)
            _sync_folder(self._final.parent)
        return DownloadedFile(self._final, self._size, self._digest.hexdigest())

    def discard(self) -> None:
        """Remove what is left; after :meth:`publish` that is nothing."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _errors(self, need: int = 0) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _storage_error(self._final, error, need) from error


def _storage_error(final: Path, error: OSError, need: int) -> StorageError:
    cure = "Check the folder and its permissions, or choose another target."
    if error.errno in _FULL:
        free = 0
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(final.parent).free
        cure = f"Make room: {need:,} bytes more were needed and {free:,} are free."
    return StorageError(
        f"{str(final)!r} could not be written: {error.strerror or error}; nothing of the "
        "download was kept",
        cure=cure,
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last; Windows does so without being asked."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse it for folders: the data itself is safe by then.
        with contextlib.suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)
