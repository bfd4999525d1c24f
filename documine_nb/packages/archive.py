"""A result package as a folder to read from: audited when opened, checked member by member."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from documine_nb.errors import IntegrityError, StorageError, UnsafeArchiveError
from documine_nb.packages.source import MOST_BYTES, is_hidden
from documine_nb.transport.archive_audit import DAMAGE, open_audited

__all__ = ["PackageArchive"]


class PackageArchive:
    """A result package on the disk, opened for reading.

    Parameters
    ----------
    path : path-like
        The ZIP file.

    Attributes
    ----------
    members : tuple of str
        The names of the files in it that are not hidden, in the archive's order.
    modified : float
        When the archive was written here, in seconds since 1970.

    Raises
    ------
    StorageError
        The file cannot be opened.
    IntegrityError
        It is no whole ZIP archive.
    UnsafeArchiveError
        It holds what must not be unpacked; the members are named.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.what = f"the package {self.path.name!r}"
        try:
            self._file = self.path.open("rb")
            self.modified = self.path.stat().st_mtime
        except (OSError, ValueError) as error:  # of a name that no file can have
            raise self._unreadable("opened", error) from None
        try:
            self._archive = open_audited(self._file, what=self.what)
        except OSError as error:
            self._file.close()
            raise self._unreadable("read", error) from None
        except BaseException:
            self._file.close()
            raise
        listed = self._archive.infolist()
        self._infos = {info.filename: info for info in listed if not info.is_dir()}
        self.members = tuple(name for name in self._infos if not is_hidden(name))

    def _unreadable(self, how: str, error: Exception) -> StorageError:
        return StorageError(
            f"{self.what} cannot be {how} ({getattr(error, 'strerror', None) or error})",
            cure=f"Is it there? It was looked for at {str(self.path.absolute())!r}.",
        )

    def newest_first(self, members: Sequence[str]) -> Sequence[str]:
        """Return members as they stand: all were written when the package was made."""
        return members

    def read(self, member: str) -> bytes:
        """Return a member's bytes, once their checksum is right.

        Raises
        ------
        IntegrityError
            The member is damaged, or there is none of that name.
        """
        info = self._infos.get(member)
        if info is None:
            raise IntegrityError(f"{self.what} lacks {member!r}", cure="Create the package again.")
        if info.file_size > MOST_BYTES:
            raise UnsafeArchiveError(
                f"{member!r} in {self.what} has {info.file_size:,} bytes, too much for a report",
                cure="It was not read.",
            )
        try:
            return self._archive.read(info)
        except DAMAGE as error:
            raise IntegrityError(
                f"{member!r} in {self.what} is damaged ({error})",
                cure="Download the package again.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._archive.close()
        self._file.close()

    def __repr__(self) -> str:
        return f"<PackageArchive {self.path.name!r}: {len(self.members):,} files>"
