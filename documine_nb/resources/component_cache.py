"""Loaded components kept in a folder, so that the next load fetches only what changed.

A file is taken from the folder where the service says of it what it said then: the times of its
last processing and change, and the numbers of its analysis, rules and dictionaries. Corrections by
hand change the time of its last change. The folder holds what documents say: it is closed to other
users, and there is none unless somebody names one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from documine_nb.errors import ProtocolError, StorageError
from documine_nb.frames.arrow import arrow
from documine_nb.models import FileStatus
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources.component_segments import opened, write_segment

__all__ = ["ComponentCache", "Place"]

_MOST_SEGMENTS = 8


Place = tuple[ComponentTable, int]
"""A table, and the number of a file in it."""


class ComponentCache:
    """The kept components of one dossier.

    Parameters
    ----------
    folder : Path
        The folder that the user named.
    key : sequence of str
        What they belong to: server, workspace, template, dossier.
    """

    def __init__(self, folder: Path, key: Sequence[str]) -> None:
        arrow()  # without pyarrow there is no cache: better said now than after the load
        name = hashlib.sha256("\n".join(key).encode()).hexdigest()[:32]
        self._folder = folder.expanduser() / f"components-{name}"

    def read(self, wanted: Mapping[str, FileStatus]) -> dict[str, Place]:
        """Return where each of the files wanted stands that has not changed since."""
        found: dict[str, Place] = {}
        missing = {file_id: _stamp(status) for file_id, status in wanted.items()}
        for path in sorted(self._folder.glob("*.arrow"), reverse=True):
            fresh = _unchanged(path, missing)
            found |= fresh
            for file_id in fresh:
                del missing[file_id]
        return found

    def write(
        self,
        loaded: ComponentTable,
        whole: ComponentTable,
        wanted: Mapping[str, FileStatus],
        *,
        complete: bool,
    ) -> None:
        """Keep what was loaded; it is a part of the `whole`, which is a `complete` dossier or not.

        Now and then a complete dossier is written anew, without what is outdated.
        """
        ready = [at for at, one in enumerate(loaded.file_ids) if wanted[one].is_ready]
        with _told(self._folder):
            before = sorted(self._folder.glob("*.arrow"))
            merges = complete and (len(before) >= _MOST_SEGMENTS or len(loaded) == len(whole))
            if merges:
                loaded = whole
                ready = [at for at, one in enumerate(whole.file_ids) if wanted[one].is_ready]
            if ready:
                number = 1 + max((int(path.name[:8]) for path in before), default=0)
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                table = loaded.take(ready)
                stamps = [_stamp(wanted[one]) for one in table.file_ids]
                write_segment(self._folder, number, table, stamps)
            for path in before if merges else ():
                path.unlink(missing_ok=True)

    def purge(self) -> None:
        """Remove everything that is kept of the dossier."""
        with _told(self._folder):
            for path in self._folder.glob("*"):
                path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                self._folder.rmdir()


def _unchanged(path: Path, wanted: Mapping[str, str]) -> dict[str, Place]:
    """Return where in a segment the files stand that have the stamps wanted."""
    try:
        with opened(path) as segment:
            stamps = enumerate(zip(segment.file_ids, segment.stamps, strict=True))
            fresh = {
                file_id: number
                for number, (file_id, stamp) in stamps
                if wanted.get(file_id) == stamp
            }
            table = segment.read() if fresh else ComponentTable()
            return {file_id: (table, number) for file_id, number in fresh.items()}
    except (OSError, ValueError, KeyError, ProtocolError):
        return {}  # of another release, damaged, or just removed by another process


def _stamp(status: FileStatus) -> str:
    """Return what the service says of a file as far as its components depend on it."""
    processed, updated, uploaded = status.last_processed, status.last_updated, status.last_uploaded
    return (
        f"{processed and processed.timestamp()} {updated and updated.timestamp()} "
        f"{uploaded and uploaded.timestamp()} {status.number_of_analyses} "
        f"{status.analysis_version} {status.rules_version} {status.dictionary_version}"
    )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"the cache {str(folder)!r} cannot be used: {error.strerror or error}",
            cure="Name another folder, or load without cache=.",
        ) from None
