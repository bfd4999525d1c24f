"""Files that only their owner may read; the one place where platforms differ about that."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["create_once", "private_folder"]


def private_folder(folder: Path) -> Path:
    """Make `folder` and close it to others (0700; on Windows the profile's own rights hold)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def create_once(path: Path, content: bytes) -> bytes:
    """Write `content` to `path` unless it exists, and return what stands there.

    Of several processes doing this at once one wins and all return the winner's bytes: the file
    appears whole under its name or not at all.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    if os.name == "posix":
        path.chmod(0o600)
    return path.read_bytes()


def _publish(draft: Path, path: Path) -> None:
    try:
        # A hard link, unlike POSIX's rename, refuses to replace what another process wrote.
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # File systems without hard links; on Windows rename refuses to replace as well.
        if not path.exists():
            draft.rename(path)
