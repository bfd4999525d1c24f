"""Finished frames kept beside the components that they are made of, for the next load of them.

A frame's name says what it is made of: which rows of which segments, by which release. A segment
never changes, so that a frame with this name is the one that would be built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from documine_nb.frames.arrow import arrow
from documine_nb.frames.finished import Build, batch_of, frame_of
from documine_nb.models.component_levels import runs_of
from documine_nb.resources.component_segments import Segment
from documine_nb.resources.sealed import read_sealed, write_sealed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ENDING", "KeptFrames"]

ENDING = ".frame"
_SCHEMA = 3
"""Changes whenever a frame of the same release is built or written in another way."""

_MOST = 4


class KeptFrames:
    """The frames of a result, built only where none is kept.

    Parameters
    ----------
    folder : Path
        Where the segments are.
    places : sequence of tuple
        File by file, the segment or its name, and the file's number in it.
    """

    def __init__(self, folder: Path, places: Sequence[tuple[Segment | str, int]]) -> None:
        self._folder = folder
        self._rows = [
            (of if isinstance(of, str) else of.name, rows.start, rows.stop)
            for of, rows in runs_of(places)
        ]

    def __call__(self, kind: str, build: Build) -> pd.DataFrame:
        """Return the frame of this kind; it is kept where it had to be built."""
        path = self._folder / f"{self._key(kind)}{ENDING}"
        # Not there, just removed by another process, damaged, or not to be written: all the same.
        with suppress(OSError, ValueError):
            return _read(path)
        frame = build()
        with suppress(OSError, ValueError, arrow().ArrowException):
            _write(path, frame)
            self._remove_old()
        return frame

    def _key(self, kind: str) -> str:
        from documine_nb import __version__  # noqa: PLC0415 -- the face is above this room

        made_of = json.dumps([_SCHEMA, __version__, kind, self._rows])
        return hashlib.sha256(made_of.encode()).hexdigest()[:32]

    def _remove_old(self) -> None:
        frames = {path: path.stat().st_mtime_ns for path in self._folder.glob(f"*{ENDING}")}
        for path in sorted(frames, key=frames.__getitem__)[:-_MOST]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> pd.DataFrame:
    (batch,) = arrow().ipc.open_stream(read_sealed(path))
    return frame_of(batch)


def _write(path: Path, frame: pd.DataFrame) -> None:
    batch = batch_of(frame)
    options: Any = arrow().ipc.IpcWriteOptions(compression="lz4")

    def write(to: IO[bytes]) -> None:
        with arrow().ipc.new_stream(to, batch.schema, options=options) as writer:
            writer.write_batch(batch)

    write_sealed(path, write)
