"""Loaded components kept in a folder, so that the next load fetches only what changed.

A file is taken from the folder where the service says of it what it said then: the times of its
last processing and change, and the numbers of its analysis, rules and dictionaries. Corrections by
hand change the time of its last change; where the service does not say that, nothing is kept. The
folder holds what documents say: it is closed to other users, and there is none unless somebody
names one.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from documine_nb.errors import StorageError
from documine_nb.frames.arrow import arrow
from documine_nb.models import FileStatus
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.garbage import collector_paused
from documine_nb.resources.component_frames import ENDING, KeptFrames
from documine_nb.resources.component_segments import Segment, read_segment, write_segment
from documine_nb.resources.component_stamps import stamps_of
from documine_nb.resources.sealed import remove_unfinished

__all__ = ["ComponentCache", "Place", "Written"]

_MOST_SEGMENTS = 8

Place = tuple[Segment, int]
"""A segment, and the number of a file in it."""

Written = dict[str, tuple[str, int]]
"""By file, the name of a segment and its number in it."""


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

    @collector_paused()
    def open(self, *, refresh: bool = False) -> list[Segment]:
        """Return what is there, the newest first; for a `refresh`, nothing of it.

        Raises
        ------
        StorageError
            There can be no such folder: said before anything is loaded.
        """
        with _told(self._folder):
            self._make_folder()
        return [] if refresh else [*_readable(reversed(self._paths()))]

    @staticmethod
    @collector_paused()
    def unchanged(segments: Iterable[Segment], files: Sequence[FileStatus]) -> dict[str, Place]:
        """Return where each of the files stands that has results and has not changed since."""
        found: dict[str, Place] = {}
        rows = {file.id: row for row, file in enumerate(files) if not file.is_failed}
        stamps = stamps_of(files)
        for segment in segments:
            if not rows:
                break
            fresh = _fresh(segment, rows, stamps)
            found |= fresh
            for file_id in fresh:
                del rows[file_id]
        return found

    def write(
        self,
        loaded: ComponentTable,
        whole: ComponentTable,
        wanted: Mapping[str, FileStatus],
        *,
        complete: bool,
    ) -> Written:
        """Keep what was loaded; it is a part of the `whole`, which is a `complete` dossier or not.

        Now and then many segments become one; of a complete dossier, it is without what is
        outdated. Returns where the files stand that were written.
        """
        with _told(self._folder):
            self._make_folder()
            before = self._paths()
            is_full = len(before) >= _MOST_SEGMENTS
            if is_full and not complete:
                before = self._joined(before)
            merges = complete and (is_full or len(loaded) == len(whole))
            table = whole if merges else loaded
            kept = [at for at, one in enumerate(table.file_ids) if _can_be_known(wanted[one])]
            written = self._write(table.take(kept), wanted, before) if kept else {}
            if merges:
                self._remove(before)
        return written

    def _write(
        self, table: ComponentTable, wanted: Mapping[str, FileStatus], before: Sequence[Path]
    ) -> Written:
        stamps = stamps_of(wanted[file_id] for file_id in table.file_ids)
        try:
            name = write_segment(self._folder, _next_number(before), table, stamps).stem
        except UnicodeError:  # half a character, which Arrow has no bytes for
            return {}
        return {file_id: (name, at) for at, file_id in enumerate(table.file_ids)}

    def _joined(self, paths: Sequence[Path]) -> list[Path]:
        """Write these segments as one, in which each file is as it was kept last."""
        places = {
            file_id: (segment, at)
            for segment in _readable(paths)
            for at, file_id in enumerate(segment.file_ids)
        }
        joined = []
        if places:
            table = ComponentTable.together([*places.values()])
            stamps = np.stack([segment.stamps[at] for segment, at in places.values()])
            joined = [write_segment(self._folder, _next_number(paths), table, stamps)]
        self._remove(paths)
        return joined

    def _remove(self, paths: Iterable[Path]) -> None:
        """Remove segments that others have replaced, and with them all frames."""
        for path in (*paths, *self._folder.glob(f"*{ENDING}")):
            with suppress(OSError):  # another process reads it: it goes with the next ones
                path.unlink(missing_ok=True)
        remove_unfinished(self._folder)

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _paths(self) -> list[Path]:
        """Return the segments, the oldest first; whatever else is in the folder is left alone."""
        try:
            return sorted(self._folder.glob(f"{'[0-9]' * 8}-*.arrow"))
        except FileNotFoundError:  # another process purges it
            return []

    def frames(
        self, files: Sequence[str], kept: Mapping[str, Place], written: Written
    ) -> KeptFrames | None:
        """Return the finished frames of these files; None where some file of them is not kept."""
        places = [written.get(file_id) or kept.get(file_id) for file_id in files]
        known = [place for place in places if place is not None]
        return KeptFrames(self._folder, known) if len(known) == len(places) else None

    def purge(self) -> None:
        """Remove everything that is kept of the dossier."""
        # Under another name first: whoever writes at the moment puts nothing more into it.
        name = self._folder.name
        with _told(self._folder):
            with suppress(FileNotFoundError):
                self._folder.rename(self._folder.with_name(f"{name}-{uuid.uuid4().hex}"))
            for folder in self._folder.parent.glob(f"{name}-*"):
                with suppress(FileNotFoundError):  # another purge was quicker
                    shutil.rmtree(folder)


def _fresh(segment: Segment, rows: Mapping[str, int], stamps: Any) -> dict[str, Place]:
    """Return where in a segment the files stand whose stamp is that of their row."""
    of_file = np.array([rows.get(file_id, -1) for file_id in segment.file_ids])
    same = (of_file >= 0) & (stamps[of_file] == segment.stamps).all(axis=1)
    ids = segment.file_ids
    return {ids[number]: (segment, number) for number in np.flatnonzero(same).tolist()}


def _can_be_known(status: FileStatus) -> bool:
    """Whether a file is processed, and it would be seen that somebody corrected it later."""
    return status.is_ready and status.last_updated is not None


def _readable(paths: Iterable[Path]) -> Iterator[Segment]:
    for path in paths:
        # Of another release, damaged, or just removed by another process.
        with suppress(OSError, ValueError, KeyError):
            yield read_segment(path)


def _next_number(paths: Sequence[Path]) -> int:
    return 1 + max((int(path.name[:8]) for path in paths), default=0)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"the cache {str(folder)!r} cannot be used: {error.strerror or error}",
            cure="Name another folder, or load without cache=.",
        ) from None
