"""Reports that lie unpacked in a folder, read as if they were a package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from documine_nb.errors import StorageError
from documine_nb.packages.source import MOST_BYTES
from documine_nb.packages.unreadable import UnreadableReport

__all__ = ["ReportFolder"]


class ReportFolder:
    """Files below a folder.

    Parameters
    ----------
    path : Path
        The folder.
    files : iterable of Path
        Those files in it that belong to this source.

    Attributes
    ----------
    members : tuple of str
        Their paths below the folder, in the order of their names.
    modified : float
        When the newest of them was written, in seconds since 1970.
    """

    def __init__(self, path: Path, files: Iterable[Path]) -> None:
        self.path = path
        self.what = f"the folder {path.name!r}"
        self._written = {
            file.relative_to(path).as_posix(): file.stat().st_mtime for file in sorted(files)
        }
        self.modified = max(self._written.values(), default=0.0)
        self.members = tuple(self._written)

    def newest_first(self, members: Sequence[str]) -> Sequence[str]:
        """Return members by the time of writing, those of one time by name."""
        return sorted(members, key=lambda member: (-self._written[member], member))

    def read(self, member: str) -> bytes:
        """Return a file's bytes.

        Raises
        ------
        UnreadableReport
            It is too large for a report.
        StorageError
            It cannot be read.
        """
        file = self.path / member
        try:
            if file.stat().st_size > MOST_BYTES:
                raise UnreadableReport("it is too large for a report")
            return file.read_bytes()
        except OSError as error:
            raise StorageError(
                f"{str(file)!r} cannot be read ({error.strerror or error})",
                cure="Who may read it?",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Do nothing: files are open only while they are read."""

    def __repr__(self) -> str:
        return f"<ReportFolder {self.path.name!r}: {len(self.members):,} files>"
