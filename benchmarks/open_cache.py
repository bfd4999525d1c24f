"""Answers that were kept, to one frame, nobody asked: ``open_cache.py KIND FRAME PORT FILES``.

- ``cache``: our cache, opened anew, and the frame;
- ``raw``: the answers as they came, in SQLite, decoded and built by our builder.

What changed since is no part of either: the list of files is at hand.
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
from load_components import Clock, Figures, check, signed_in
from stub_service import DOSSIER_WITHOUT_BULK, body_of, identity

from documine_nb.frames import ComponentResult
from documine_nb.models.component_table import ComponentTable

MIB = 1 << 20


def of_cache(frame: str, port: str, folder: Path) -> tuple[Figures, pd.DataFrame]:
    """Open the cache."""
    with signed_in(port) as session:
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        dossier.components(progress=False, details=frame == "long", cache=folder)
        # Without the list that a load begins with.
        kept = dossier._cache(folder, details=frame == "long")  # noqa: SLF001 -- as said
        wanted = {file.id: file.record for file in dossier.files.list()}
        clock = Clock()
        found = kept.read(wanted)
        table = ComponentTable.together([found[file_id] for file_id in wanted])
        made = frame_of(ComponentResult(table), frame)
        figures = clock.figures()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return figures | {"kept_mib": size / MIB}, made


def of_raw(frame: str, count: int, folder: Path) -> tuple[Figures, pd.DataFrame]:
    """Build the frame of answers kept in SQLite."""
    details = frame == "long"
    with closing(sqlite3.connect(folder / "raw.db")) as kept, kept:
        kept.execute("create table raw (id text primary key, body blob)")
        bodies = ((identity(number), body_of(number, details=details)) for number in range(count))
        kept.executemany("insert into raw values (?, ?)", bodies)
    clock = Clock()
    with closing(sqlite3.connect(folder / "raw.db")) as kept:
        made = built((body for (body,) in kept.execute("select body from raw")), frame)
    figures = clock.figures()
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
