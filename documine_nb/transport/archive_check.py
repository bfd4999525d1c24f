"""Is a downloaded ZIP whole? Every member is read once and its checksum compared."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

from documine_nb.errors import IntegrityError
from documine_nb.transport.archive_audit import DAMAGE, open_audited

__all__ = ["check_archive"]

_CHUNK = 1 << 20
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
        Where it holds what must not be unpacked; the members are named.
    """
    with path.open("rb") as file, open_audited(file, what="the downloaded archive") as archive:
        for member in archive.infolist():
            _read_member(archive, member, stop)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, stop: threading.Event | None
) -> None:
    try:
        with archive.open(member) as stream:
            while stream.read(_CHUNK):
                if stop is not None and stop.is_set():
                    return
    except DAMAGE as error:
        raise IntegrityError(
            f"{member.filename!r} in the downloaded archive is damaged ({error})", cure=_AGAIN
        ) from None
