"""Secrets in files that only their owner can read, each at every moment the old or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from documine_nb.auth.store.record import BadRecordError
from documine_nb.errors import ConfigError, StorageError
from documine_nb.secrets import Secret

__all__ = ["FileVault", "private_folder", "state_folder"]

_LARGEST = 256 << 10
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def state_folder() -> Path:
    """Return the platform's folder for what a program keeps between runs."""
    import platformdirs  # noqa: PLC0415 -- only needed by those who keep a sign-in

    return Path(platformdirs.user_state_dir("documine_nb", appauthor=False)) / "sign-ins"


def private_folder(folder: Path) -> Path:
    """Make the folder, or make sure of it: ours, no link, closed to others, not the notebook's.

    Raises
    ------
    ConfigError
        Where a sign-in must not be kept there.
    StorageError
        Where it cannot be made.
    """
    here, home = Path.cwd().resolve(), Path.home().resolve()
    if folder.resolve().is_relative_to(here) and not home.is_relative_to(here):
        raise ConfigError(
            f"{str(folder)!r} lies in the notebook's own folder, where a sign-in is not kept",
            cure="Notebooks are shared, and their folders with them: set XDG_STATE_HOME elsewhere.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or not _is_ours(found):
            raise ConfigError(
                f"{str(folder)!r} is a link or belongs to somebody else: nothing is kept there",
                cure="Remove it, or connect with keep='memory'.",
            )
        if os.name != "nt" and found.st_mode & _OTHERS:
            folder.chmod(0o700)
    except OSError as error:
        raise StorageError(
            f"{str(folder)!r} cannot be used: {error.strerror or error}",
            cure="Check the folder and its permissions, or connect with keep='memory'.",
        ) from None
    return folder


class FileVault:
    """Keeps each text in a file of its own, mode 0600.

    Parameters
    ----------
    folder : Path
        Made private where it is not.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)
        self.place = str(folder)

    def read(self, name: str) -> Secret | None:
        """Return the text, or None where there is none.

        Raises
        ------
        BadRecordError
            For what others could have read or written; a file of ours is closed to them then.
        """
        path = self._path(name)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            number = os.open(path, flags)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadRecordError(error.strerror or "it cannot be opened") from None
        try:
            self._check(number)
            with os.fdopen(number, "rb", closefd=False) as file:
                content = file.read(_LARGEST + 1)
        finally:
            os.close(number)
        if len(content) > _LARGEST:
            raise BadRecordError("it is too large")
        return Secret(content.decode(errors="replace"))

    def _check(self, number: int) -> None:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise BadRecordError("it is no file")
        if not _is_ours(found):
            raise BadRecordError("it belongs to somebody else")
        if os.name != "nt" and found.st_mode & _OTHERS:
            os.fchmod(number, 0o600)
            raise BadRecordError("others could read it, until now")

    def write(self, name: str, text: Secret) -> None:
        """Replace the text; a stop at any point leaves the old or the new one whole.

        Raises
        ------
        StorageError
            Where it cannot be written, or something foreign stands in its place.
        """
        path = self._path(name)
        try:
            self._refuse_foreign(path)
            self._sweep(name)
            _replace(path, text)
        except OSError as error:
            raise StorageError(
                f"the sign-in could not be kept in {str(path)!r}: {error.strerror or error}",
                cure="Check the folder and its permissions; this session goes on in memory.",
            ) from None

    def delete(self, name: str) -> None:
        """Remove the text and what an interrupted writing left of it."""
        with contextlib.suppress(OSError):
            self._sweep(name)
            self._path(name).unlink(missing_ok=True)

    def _refuse_foreign(self, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode) or not _is_ours(found):
                raise PermissionError(1, "something foreign stands in its place")

    def _sweep(self, name: str) -> None:
        # Whoever writes holds the lock: what lies here is of a process that was stopped.
        for left in self._folder.glob(f".{name}.*.part"):
            left.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def _replace(path: Path, text: Secret) -> None:
    # mkstemp makes it readable for its owner only, from the first byte on.
    number, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.reveal().encode())
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(part).unlink()
        raise


def _is_ours(found: os.stat_result) -> bool:
    return os.name == "nt" or found.st_uid == os.geteuid()
