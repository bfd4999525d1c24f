"""Receive one file of a multipart body, chunk by chunk to disk, with every part of it bounded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from documine_nb.server.blobs import Blobs
from documine_nb.server.errors import ApiError
from documine_nb.server.intake.names import clean_name
from documine_nb.server.store import Arrival

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["receive"]

_MOST_PARTS = 20
_LARGEST_FIELD = 65_536
_OVERHEAD = 1 << 20  # what boundaries and headers may add to the file itself


async def receive(request: Request, blobs: Blobs, limit: int) -> Arrival:
    """Return the file of the part named ``file``, written to a draft.

    Parameters
    ----------
    request : Request
        A request whose body was not read.
    blobs : Blobs
        Where the draft is made.
    limit : int
        The largest file in bytes.

    Raises
    ------
    ApiError
        400 for a malformed body or one without a file, 413 beyond the limit, 415 for another
        content type. The draft is gone then.
    """
    boundary = _boundary(request.headers.get("content-type", ""))
    _check_announced(request.headers.get("content-length"), limit)
    receiver = _Receiver(blobs, limit)
    try:
        parser = MultipartParser(boundary, receiver.callbacks())
        async for chunk in request.stream():
            receiver.count(chunk)
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
        return receiver.arrival()
    except FormParserError as error:
        receiver.discard()
        raise ApiError(400, f"The multipart body is malformed: {error}") from error
    except BaseException:
        receiver.discard()
        raise


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind.lower() != b"multipart/form-data":
        raise ApiError(415, "Send the file as multipart/form-data in a part named 'file'.")
    if not boundary:
        raise ApiError(400, "The multipart body has no boundary.")
    return boundary


def _check_announced(length: str | None, limit: int) -> None:
    if length is not None and length.isdigit() and int(length) > limit + _OVERHEAD:
        raise _too_large(limit)


def _too_large(limit: int) -> ApiError:
    return ApiError(413, f"The upload is larger than the limit of {limit} bytes.")


class _Receiver:
    """Takes the parser's events; only the part named ``file`` is written down."""

    def __init__(self, blobs: Blobs, limit: int) -> None:
        self._blobs = blobs
        self._limit = limit
        self._parts = 0
        self._total = 0
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._skipped = 0
        self._name = ""
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._size = 0
        self._digest = hashlib.sha256()
        self._complete = False

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser is to call."""
        return {
            "on_part_begin": self._begin,
            "on_header_begin": lambda: setattr(self, "_header", (bytearray(), bytearray())),
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": lambda: setattr(self, "_complete", True),
        }

    def count(self, chunk: bytes) -> None:
        """Refuse a body that goes on and on, whatever its parts."""
        self._total += len(chunk)
        if self._total > self._limit + _OVERHEAD:
            raise _too_large(self._limit)

    def arrival(self) -> Arrival:
        """Return what was received, whole or not at all."""
        if not self._complete:
            raise ApiError(400, "The multipart body ends too early.")
        if self._path is None:
            raise ApiError(400, "There is no file in a part named 'file'.")
        return Arrival(self._name, self._path, self._size, self._digest.hexdigest())

    def discard(self) -> None:
        """Remove the draft."""
        self._part_end()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise ApiError(400, f"The body has more than {_MOST_PARTS} parts.")
        self._disposition = b""

    def _header_end(self) -> None:
        field, value = self._header
        if bytes(field).lower() == b"content-disposition":
            self._disposition = bytes(value)

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if options.get(b"name") != b"file" or b"filename" not in options:
            return
        if self._path is not None:
            raise ApiError(400, "Send one file a request: there are several parts named 'file'.")
        self._name = clean_name(_decoded(options[b"filename"]))
        self._path, self._file = self._blobs.open_draft()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._skipped += end - start
            if self._skipped > _LARGEST_FIELD:
                raise ApiError(400, "Parts beside 'file' are too large.")
            return
        self._size += end - start
        if self._size > self._limit:
            raise _too_large(self._limit)
        piece = data[start:end]
        self._digest.update(piece)
        self._file.write(piece)

    def _part_end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _decoded(raw: bytes) -> str:
    # The escapes that browsers use (WHATWG HTML, multipart/form-data encoding algorithm).
    for escaped, character in ((b"%22", b'"'), (b"%0D", b"\r"), (b"%0A", b"\n")):
        raw = raw.replace(escaped, character)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
