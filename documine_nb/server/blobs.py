"""Contents on disk: whole under their name, or not there at all."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from documine_nb.server.private_files import private_folder

__all__ = ["Blobs"]


class Blobs:
    """A folder of immutable contents and one of drafts, on the same file system.

    Parameters
    ----------
    folder : Path
        Where to keep them; made private to its owner.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)
        self._drafts = private_folder(folder / "drafts")

    def draft(self, suffix: str = ".pdf") -> Path:
        """Return a path to write a new content to; nothing stands there yet."""
        return self._drafts / f"{uuid.uuid4().hex}{suffix}"

    def open_draft(self, suffix: str = ".pdf") -> tuple[Path, BinaryIO]:
        """Open a new draft that only its owner may read."""
        path = self.draft(suffix)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        return path, os.fdopen(handle, "wb")

    def keep(self, draft: Path) -> str:
        """Give a finished draft its place; return its name once it is safely on disk."""
        with draft.open("r+b") as file:
            os.fsync(file.fileno())
        draft.replace(self._folder / draft.name)
        _sync_folder(self._folder)
        return draft.name

    def path(self, name: str) -> Path:
        """Return where a content lies."""
        return self._folder / name

    def remove(self, names: Iterable[str]) -> None:
        """Remove contents; what cannot be removed now is swept at the next start."""
        for name in names:
            with contextlib.suppress(OSError):
                self.path(name).unlink(missing_ok=True)

    def sweep(self, needed: set[str]) -> None:
        """Remove drafts and contents that nothing refers to, left by a sudden end."""
        left = [path for path in self._folder.iterdir() if path.is_file()]
        for path in [*self._drafts.iterdir(), *(path for path in left if path.name not in needed)]:
            with contextlib.suppress(OSError):
                path.unlink()


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends without it


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows neither needs nor allows it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
