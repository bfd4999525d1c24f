"""Is a downloaded ZIP whole? Every member is read once and its checksum compared."""

from __future__ import annotations

import lzma
import threading
import zipfile
import zlib
from pathlib import Path

from documine_nb.errors import IntegrityError, UnsafeArchiveError
from documine_nb.transport.body import first_words

__all__ = ["check_archive"]

_CHUNK = 1 << 20
_MOST_RATIO = 1_100  # deflate cannot do better than 1 to 1032: more means overlapping members
_AGAIN = "Nothing was kept: download it again."


def check_archive(path: Path, *, stop: threading.Event | None = None) -> None:
    """Read the whole archive at `path` and compare all checksums.

    Parameters
    ----------
    path : Path
        The file to check.
    stop : threading.Event, optional
        Ends the check early once it is set.

    Raises
    ------
    IntegrityError
        Where it is no whole ZIP archive; the member is named.
    UnsafeArchiveError
        Where its members claim more than such a file can hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            claimed = sum(member.file_size for member in members)
            if claimed > _MOST_RATIO * path.stat().st_size:
                raise UnsafeArchiveError(
                    f"the archive claims to hold {claimed:,} bytes, more than its size allows",
                    cure="It was not kept; tell the service's support.",
                )
            for member in members:
                _read_member(archive, member, stop)
    except zipfile.BadZipFile:
        raise IntegrityError(
            f"the download is no whole ZIP archive: {_what(path)}", cure=_AGAIN
        ) from None


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, stop: threading.Event | None
) -> None:
    try:
        with archive.open(member) as stream:
            while stream.read(_CHUNK):
                if stop is not None and stop.is_set():
                    return
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise IntegrityError(
            f"{member.filename!r} in the downloaded archive is damaged ({error})", cure=_AGAIN
        ) from None
    except (NotImplementedError, RuntimeError) as error:  # unknown compression, encrypted
        raise IntegrityError(
            f"{member.filename!r} in the downloaded archive cannot be checked ({error})",
            cure="Pass verify_zip=False to keep it unchecked.",
        ) from None


def _what(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        return "it is empty"
    if start.startswith(b"PK"):
        return "its end is missing"
    return f"it begins with {first_words(start)!r}"
