"""What was kept, to one frame, nobody asked: ``open_cache.py KIND FRAME PORT FILES``.

- ``cache``: the frame that a load with a cache kept, opened by the next load;
- ``raw``: the answers as they came, in SQLite, decoded and built by our builder.

Both were kept by another process, as by the notebook of another day. The clock holds from the kept
bytes to the DataFrame: reading, checksum, unpacking, pandas. What changed since is no part of
either: that the list of files is fetched and compared is over by then. Of ours only what a user
calls is called.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
from bodies import built, frame_of
from measuring import Clock, Figures, check, elsewhere, signed_in
from peak import MIB
from stub_service import DOSSIER_WITHOUT_BULK, body_of, identity

from documine_nb.frames import ComponentResult


def load(frame: str, port: str, folder: Path) -> ComponentResult:
    """Load with a cache."""
    with signed_in(port) as session:
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        return dossier.components(progress=False, details=frame == "long", cache=folder)


def keep_frame(frame: str, port: str, folder: Path) -> None:
    """Load, and have the frame kept."""
    frame_of(load(frame, port, folder), frame)


def of_cache(frame: str, port: str, folder: Path) -> tuple[Figures, pd.DataFrame]:
    """Open the kept frame."""
    elsewhere(keep_frame, frame, port, folder)
    result = load(frame, port, folder)
    clock = Clock()
    made = frame_of(result, frame)
    figures = clock.figures()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return figures | {"kept_mib": size / MIB}, made


def keep_raw(frame: str, count: int, folder: Path) -> None:
    """Keep answers in SQLite."""
    with closing(sqlite3.connect(folder / "raw.db")) as kept, kept:
        kept.execute("create table raw (id text primary key, body blob)")
        bodies = ((identity(at), body_of(at, details=frame == "long")) for at in range(count))
        kept.executemany("insert into raw values (?, ?)", bodies)


def of_raw(frame: str, count: int, folder: Path) -> tuple[Figures, pd.DataFrame]:
    """Build the frame of answers kept in SQLite."""
    elsewhere(keep_raw, frame, count, folder)
    clock = Clock()
    with closing(sqlite3.connect(folder / "raw.db")) as kept:
        made = built((body for (body,) in kept.execute("select body from raw")), frame)
    figures = clock.figures()
    details = frame == "long"
    size = sum(len(body_of(number, details=details)) for number in range(0, count, 10)) * 10
    return figures | {"kept_mib": size / MIB}, made


def main(kind: str, frame: str, port: str, count: int) -> None:
    """Print the figures of one kind."""
    assert len(built([body_of(0, details=frame == "long")], frame))  # to warm up
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "cache":
            figures, made = of_cache(frame, port, folder)
        else:
            figures, made = of_raw(frame, count, folder)
    check(made, frame, count, is_typed=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
