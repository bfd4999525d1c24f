"""Loaded components kept in a folder, so that the next load fetches only what changed.

A file is taken from the folder where the service says of it what it said then: the times of its
last processing and change, and the numbers of its analysis, rules and dictionaries. Corrections by
hand change the time of its last change. The folder holds what documents say: it is closed to other
users, and there is none unless somebody names one.
"""

from __future__ import annotations

import hashlib
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
        self._opened: list[Segment] | None = None

    @collector_paused()
    def open(self) -> None:
        """Look what is there for the next read; it can be done while the files are listed."""
        paths = sorted(self._folder.glob("*.arrow"), reverse=True)
        self._opened = [segment for path in paths if (segment := _readable(path)) is not None]

    @collector_paused()
    def read(self, wanted: Mapping[str, FileStatus]) -> dict[str, Place]:
        """Return where each of the files wanted stands that has not changed since."""
        if self._opened is None:
            self.open()
        segments, self._opened = self._opened or [], None
        found: dict[str, Place] = {}
        rows = {file_id: row for row, file_id in enumerate(wanted)}
        stamps = stamps_of(wanted.values())
        for segment in segments:
            fresh = _unchanged(segment, rows, stamps)
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

        Now and then a complete dossier is written anew, without what is outdated. Returns where
        the files stand that were written.
        """
        with _told(self._folder):
            before = sorted(self._folder.glob("*.arrow"))
            merges = complete and (len(before) >= _MOST_SEGMENTS or len(loaded) == len(whole))
            table = whole if merges else loaded
            ready = [at for at, one in enumerate(table.file_ids) if wanted[one].is_ready]
            written = self._write(table.take(ready), wanted, before) if ready else {}
            for path in (*before, *self._folder.glob(f"*{ENDING}")) if merges else ():
                path.unlink(missing_ok=True)
        return written

    def _write(
        self, table: ComponentTable, wanted: Mapping[str, FileStatus], before: Iterable[Path]
    ) -> Written:
        number = 1 + max((int(path.name[:8]) for path in before), default=0)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamps = stamps_of(wanted[file_id] for file_id in table.file_ids)
        try:
            name = write_segment(self._folder, number, table, stamps).stem
        except UnicodeError:  # half a character, which Arrow has no bytes for
            return {}
        return {file_id: (name, at) for at, file_id in enumerate(table.file_ids)}

    def frames(
        self, files: Sequence[str], kept: Mapping[str, Place], written: Written
    ) -> KeptFrames | None:
        """Return the finished frames of these files; None where some file of them is not kept."""
        places = [written.get(file_id) or kept.get(file_id) for file_id in files]
        known = [place for place in places if place is not None]
        return KeptFrames(self._folder, known) if len(known) == len(places) else None

    def purge(self) -> None:
        """Remove everything that is kept of the dossier."""
        with _told(self._folder):
            for path in self._folder.glob("*"):
                path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                self._folder.rmdir()


def _readable(path: Path) -> Segment | None:
    try:
        return read_segment(path)
    except (OSError, ValueError, KeyError):
        return None  # of another release, damaged, or just removed by another process


def _unchanged(segment: Segment, rows: Mapping[str, int], stamps: Any) -> dict[str, Place]:
    """Return where in a segment the files stand whose stamp is that of their row."""
    of_file = np.array([rows.get(file_id, -1) for file_id in segment.file_ids])
    same = (of_file >= 0) & (stamps[of_file] == segment.stamps).all(axis=1)
    ids = segment.file_ids
    return {ids[number]: (segment, number) for number in np.flatnonzero(same).tolist()}


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"the cache {str(folder)!r} cannot be used: {error.strerror or error}",
            cure="Name another folder, or load without cache=.",
        ) from None
