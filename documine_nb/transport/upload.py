"""A file on its way to the service: multipart form data (RFC 7578), read piece by piece."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from documine_nb.errors import IntegrityError, StorageError

__all__ = ["Upload"]

_CHUNK = 256 << 10


class Upload:
    """One part named ``file``; can be streamed several times, for a repeat.

    Parameters
    ----------
    filename : str
        The name the service is told; quotes, line breaks and non-ASCII are safe.
    source : Path or bytes
        The file or its content.
    content_type : str
        The media type of the part.
    progress : callable, optional
        Called with bytes sent and bytes in all.
    """

    def __init__(
        self,
        filename: str,
        source: Path | bytes,
        content_type: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._source = source
        self._filename = filename
        self._progress = progress
        self._state = _state(source)
        self.size = len(source) if isinstance(source, bytes) else self._state[0]
        boundary = secrets.token_hex(16)
        self._head = _part_head(boundary, filename, content_type)
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        total = len(self._head) + self.size + len(self._tail)
        self.headers: Mapping[str, str] = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(total),
            "Accept": "application/json",
        }

    async def stream(self) -> AsyncIterator[bytes]:
        """Give out the whole body."""
        yield self._head
        sent = 0
        self._report(sent)
        async for chunk in self._chunks():
            sent += len(chunk)
            if sent > self.size:
                raise self._changed()
            yield chunk
            self._report(sent)
        if sent != self.size:
            raise self._changed()
        yield self._tail

    def check_unchanged(self) -> None:
        """Compare size and time of change with those before the sending.

        Raises
        ------
        IntegrityError
            Where the file was changed meanwhile.
        """
        if _state(self._source) != self._state:
            raise self._changed()

    async def _chunks(self) -> AsyncIterator[bytes]:
        if isinstance(self._source, bytes):
            for start in range(0, len(self._source), _CHUNK):
                yield self._source[start : start + _CHUNK]
            return
        file = await asyncio.to_thread(_open, self._source)
        try:
            while chunk := await asyncio.to_thread(_read, file, self._source):
                yield chunk
        finally:
            file.close()

    def _report(self, sent: int) -> None:
        if self._progress is not None:
            self._progress(sent, self.size)

    def _changed(self) -> IntegrityError:
        return IntegrityError(
            f"{self._filename!r} was changed while it was uploaded",
            cure="The service may hold a mixture of both: upload it again once it is at rest.",
        )


def _state(source: Path | bytes) -> tuple[int, int]:
    if isinstance(source, bytes):
        return len(source), 0
    try:
        found = source.stat()
    except OSError as error:
        raise _unreadable(source, error) from None
    if not source.is_file():
        raise StorageError(
            f"{str(source)!r} is not a file", cure="Give the path of one file to upload."
        )
    return found.st_size, found.st_mtime_ns


def _open(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise _unreadable(source, error) from None


def _read(file: BinaryIO, source: Path) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as error:
        raise _unreadable(source, error) from None


def _unreadable(source: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{os.fspath(source)!r} cannot be read: {error.strerror or error}",
        cure="Check the path and its permissions; nothing of it was uploaded.",
    )


def _part_head(boundary: str, filename: str, content_type: str) -> bytes:
    name = filename.encode("utf-8", errors="replace")
    # The escapes that browsers use (WHATWG HTML, multipart/form-data encoding algorithm).
    for raw, escaped in ((b"\r", b"%0D"), (b"\n", b"%0A"), (b'"', b"%22"), (b"\0", b"%00")):
        name = name.replace(raw, escaped)
    kind = content_type if content_type.isascii() and content_type.isprintable() else ""
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="'.encode()
        + name
        + f'"\r\nContent-Type: {kind or "application/octet-stream"}\r\n\r\n'.encode()
    )
