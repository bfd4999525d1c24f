"""Components of many files to a wide and a long frame: ``load_components.py KIND PORT FILES``.

All kinds ask the same stub service over loopback TCP, and read components with their details:

- ``ours-bulk``: one call for all files, as services that have it allow;
- ``ours-each``: one call a file, 16 at once, where a service has no bulk call;
- ``ours-hasty``: the same, where the service refuses every 50th call for a second;
- ``ours-reload``: the same again, with a cache, after one file in a hundred has changed: until the
  frames could be asked for; ``ours-warm``: where none has changed, and both frames;
- ``raw``: both frames of answers that were kept as they came, in SQLite, read by our builder;
- ``ours-parquet``: straight into a Parquet data set; its peak memory is counted from the start;
- ``yardstick``: bare sockets that do nothing else, and our builder: the least that a load takes;
- ``floor``: the list and one file in a hundred by bare sockets, nothing done with them;
- ``ceiling``: all files in that way: what the stub itself can do;
- ``requests``, ``httpx``, ``aiohttp``, ``generated`` (with the folder of the generated client as a
  fourth argument): see ``peers.py``.

Imports and sign-in are over when the clock starts; listing the files is part of it.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import yardstick
from peak import MIB, own_peak_mib
from peers import CLIENTS, by_hand
from stub_service import (
    COMPONENTS,
    DOSSIER,
    DOSSIER_WITHOUT_BULK,
    HASTY,
    file_components,
    files_path,
    identity,
)

import documine_nb as dm
from documine_nb.frames import ComponentResult
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file

AT_ONCE = 16
CHANGED = 100  # one file in so many


Frames = tuple[pd.DataFrame, pd.DataFrame]
Figures = dict[str, float]


def ours(port: str, kind: str) -> tuple[Figures, Frames]:
    """Load with the toolkit."""
    names = {"ours-bulk": DOSSIER, "ours-hasty": HASTY}
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(names.get(kind, DOSSIER_WITHOUT_BULK))
        cache = {"cache": folder} if kind in {"ours-reload", "ours-warm"} else {}
        if cache:
            dossier.components(progress=False, cache=folder)
            if kind == "ours-reload":
                session.request("GET", "/touch")
        clock = Clock()
        result = dossier.components(progress=False, **cache)
        figures = clock.figures() if kind == "ours-reload" else {}
        frames = frames_of(result)
        figures = clock.figures() | figures
        if cache:
            kept = sum(path.stat().st_size for path in Path(folder).rglob("*.arrow"))
            figures["kept_mib"] = kept / MIB
        return figures, frames


class Clock:
    """Wall time and CPU time since it was made."""

    def __init__(self) -> None:
        self._start, self._cpu = time.perf_counter(), time.process_time()

    def figures(self) -> Figures:
        """Return both."""
        return {
            "seconds": time.perf_counter() - self._start,
            "cpu": time.process_time() - self._cpu,
        }


def into_parquet(port: str) -> Figures:
    """Write a Parquet data set with the toolkit; return the seconds and the MiB that it took."""
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        dossier.to_parquet(folder, files=[f"{identity(0)}.pdf"], progress=False)
        clock, before = Clock(), own_peak_mib()
        dossier.to_parquet(folder, progress=False)
        return clock.figures() | {"mib": max(own_peak_mib() - before, 1.0)}


def signed_in(port: str) -> dm.Session:
    """Return a session with the stub."""
    return dm.connect(
        f"http://127.0.0.1:{port}",
        workspace="bench",
        client_id="bench",
        flow="password",
        username="bench",
        password="bench",  # noqa: S106 -- the stub takes any
        quiet=True,
    )


def frames_of(result: ComponentResult) -> Frames:
    """Return both frames."""
    return result.wide(), result.long()


def built(bodies: Iterable[bytes]) -> Frames:
    """Return both frames of answers at hand, by our builder."""
    table = ComponentTable()
    for body in bodies:
        answer = decode_file(body)
        assert answer is not None
        table.add(answer)
    return frames_of(ComponentResult(table))


def by_yardstick(port: str) -> Frames:
    """Load with as little around our builder as there can be."""
    here = files_path(DOSSIER)
    listed = json.loads(b"".join(yardstick.fetch(int(port), [here], 1)))["files"]
    paths = [f"{here}/{one['id']}/components" for one in listed]
    return built(yardstick.fetch(int(port), paths, AT_ONCE))


def from_raw(count: int) -> tuple[Figures, Frames]:
    """Build the frames of answers kept in SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(sqlite3.connect(Path(folder, "raw.db"))) as kept, kept:
            kept.execute("create table raw (id text primary key, body blob)")
            bodies = (
                (identity(number), json.dumps(file_components(number)).encode())
                for number in range(count)
            )
            kept.executemany("insert into raw values (?, ?)", bodies)
        clock = Clock()
        with closing(sqlite3.connect(Path(folder, "raw.db"))) as kept:
            frames = built(body for (body,) in kept.execute("select body from raw"))
        figures = clock.figures()
        return figures | {"raw_mib": Path(folder, "raw.db").stat().st_size / MIB}, frames


def fetched(port: str, count: int, every: int) -> Figures:
    """Fetch the list and one file in so many, and nothing else."""
    here = files_path(DOSSIER)
    paths = [f"{here}/{identity(number)}/components" for number in range(0, count, every)]
    clock = Clock()
    if every > 1:
        assert next(yardstick.fetch(int(port), [here], 1))
    assert sum(1 for _ in yardstick.fetch(int(port), paths, AT_ONCE)) == len(paths)
    return clock.figures()


def loaded(kind: str, port: str, count: int) -> tuple[Figures, Frames]:
    """Load by one of the kinds that make frames."""
    if kind.startswith("ours"):
        return ours(port, kind)
    if kind == "raw":
        return from_raw(count)
    clock = Clock()
    frames = by_hand(kind, port) if kind in CLIENTS else by_yardstick(port)
    return clock.figures(), frames


def main(kind: str, port: str, count: int) -> None:
    """Print the figures of one kind, once its frames are seen to hold everything."""
    if kind == "ours-parquet":
        figures = into_parquet(port)
    elif kind in {"floor", "ceiling"}:
        figures = fetched(port, count, CHANGED if kind == "floor" else 1)
    else:
        before = own_peak_mib()
        figures, frames = loaded(kind, port, count)
        check(*frames, count)
        size: Any = (
            frames[0].memory_usage(deep=True).sum() + frames[1].memory_usage(deep=True).sum()
        )
        mib = own_peak_mib()
        figures |= {"mib": mib, "beyond_mib": mib - before, "frames_mib": size / MIB}
    print(json.dumps(figures))


def check(wide: pd.DataFrame, long: pd.DataFrame, count: int) -> None:
    """Assert that both frames hold everything."""
    assert len(wide) == count
    assert wide.shape[1] == COMPONENTS + 1
    assert len(long) > count
    assert wide["Component_00"].dtype.kind == "M"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
