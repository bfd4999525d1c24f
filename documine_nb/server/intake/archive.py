"""Unpack a ZIP of PDFs; what is unsafe or no PDF refuses the whole archive."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from documine_nb.server.blobs import Blobs
from documine_nb.server.errors import ApiError
from documine_nb.server.intake.names import check_pdf, clean_name
from documine_nb.server.store import Arrival

__all__ = ["unpack"]

_MOST_MEMBERS = 5_000
_RATIO = 200
_ALWAYS_FINE = 10 << 20  # bytes that even a very dense archive may unpack to
_CHUNK = 1 << 20
_ENCRYPTED = 0x1


def unpack(archive: Arrival, blobs: Blobs, limit: int) -> list[Arrival]:
    """Return the PDFs of an archive, each written to a draft.

    Parameters
    ----------
    archive : Arrival
        The ZIP.
    blobs : Blobs
        Where the drafts are made.
    limit : int
        The most bytes that all members may have together.

    Raises
    ------
    ApiError
        400 with the reason. No draft is left then.
    """
    made: list[Arrival] = []
    try:
        with zipfile.ZipFile(archive.path) as opened:
            members = _checked(archive, opened, limit)
            left = limit
            for name, info in members.items():
                made.append(_member(opened, info, name, blobs, left))
                left -= made[-1].size
                check_pdf(name, made[-1].path, inside=f" in {archive.filename!r}")
    except BaseException as error:
        for one in made:
            one.path.unlink(missing_ok=True)
        if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)):
            raise _refused(archive, f"is no readable ZIP archive ({error})") from error
        raise
    return made


def _checked(archive: Arrival, opened: zipfile.ZipFile, limit: int) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in opened.infolist() if not _is_clutter(info)]
    if not infos:
        raise _refused(archive, "holds no files")
    if len(infos) > _MOST_MEMBERS:
        raise _refused(archive, f"holds more than {_MOST_MEMBERS} files")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > max(_ALWAYS_FINE, _RATIO * archive.size) or unpacked > limit:
        raise _refused(archive, f"would unpack to {unpacked} bytes, which is too much")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _safe_name(archive, info)
        if name in members:
            raise _refused(archive, f"holds two files named {name!r}")
        members[name] = info
    return members


def _is_clutter(info: zipfile.ZipInfo) -> bool:
    # What macOS adds, and folders.
    parts = info.filename.split("/")
    return info.is_dir() or parts[0] == "__MACOSX" or parts[-1] in {".DS_Store", "Thumbs.db"}


def _safe_name(archive: Arrival, info: zipfile.ZipInfo) -> str:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
        raise _refused(archive, f"holds the unsafe path {info.filename!r}")
    if info.flag_bits & _ENCRYPTED:
        raise _refused(archive, f"holds {path!r}, which is encrypted")
    if path.lower().endswith(".zip"):
        raise _refused(archive, f"holds another archive, {path!r}")
    if not path.lower().endswith(".pdf"):
        raise _refused(archive, f"holds {path!r}, which is no PDF")
    return clean_name(path)


def _member(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, blobs: Blobs, left: int
) -> Arrival:
    path, file = blobs.open_draft()
    digest, size = hashlib.sha256(), 0
    try:
        with file, opened.open(info) as member:
            for chunk in _chunks(member, name, left):
                size += len(chunk)
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Arrival(name, path, size, digest.hexdigest())


def _chunks(member: IO[bytes], name: str, left: int) -> Iterator[bytes]:
    while chunk := member.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise ApiError(400, f"{name!r} unpacks to more than the archive declares.")
        yield chunk


def _refused(archive: Arrival, reason: str) -> ApiError:
    return ApiError(400, f"{archive.filename!r} {reason}; nothing of it was kept.")
