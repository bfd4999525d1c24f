"""Components of many files to one frame: ``load_components.py KIND FRAME PORT FILES``.

`FRAME` is ``wide``, of components without details (2.5 kB a file), or ``long``, of components with
them (20 kB). All kinds ask the same stub service over loopback TCP:

- ``ours-bulk``: one call for all files, as services that have it allow;
- ``ours-each``: one call a file, 16 at once, where a service has no bulk call;
- ``ours-hasty``: the same, where the service refuses every 50th call for a second;
- ``ours-reload``: the same with a cache that another process filled, after one file in a hundred
  has changed;
- ``ours-parquet``: straight into a Parquet data set; its peak memory is counted from the start;
- ``yardstick``: bare sockets that do nothing else, and our builder: the least that a load takes;
- ``floor``: the list and one file in a hundred by bare sockets, nothing done with them;
- ``ceiling``: all files in that way: what the stub itself can do;
- ``requests``, ``httpx``, ``aiohttp``, ``generated`` (with the folder of the generated client as a
  fifth argument): see ``peers.py``.

Imports, sign-in and a frame of one file are over when the clock starts; listing the files is part
of it.
"""

from __future__ import annotations

import json
import sys
import tempfile

import pandas as pd
import yardstick
from bodies import built, frame_of
from measuring import Clock, Figures, check, elsewhere, signed_in
from peak import MIB, own_peak_mib
from peers import AT_ONCE, CLIENTS, by_hand, normalized
from stub_service import (
    DOSSIER,
    DOSSIER_WITHOUT_BULK,
    HASTY,
    body_of,
    files_path,
    identity,
)

CHANGED = 100  # one file in so many


def ours(kind: str, frame: str, port: str) -> tuple[Figures, pd.DataFrame]:
    """Load with the toolkit."""
    names = {"ours-bulk": DOSSIER, "ours-hasty": HASTY}
    details = frame == "long"
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(names.get(kind, DOSSIER_WITHOUT_BULK))
        cache = folder if kind == "ours-reload" else None
        if cache:
            elsewhere(fill, port, folder, details)
            dossier.components([f"{identity(0)}.pdf"], progress=False, details=details)  # warms up
            session.request("GET", "/touch")
        clock = Clock()
        result = dossier.components(progress=False, details=details, cache=cache)
        made = frame_of(result, frame)
        return clock.figures(), made


def fill(port: str, folder: str, details: bool) -> None:  # noqa: FBT001 -- called by its place
    """Fill a cache."""
    with signed_in(port) as session:
        session.request("GET", "/hurry")
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        dossier.components(progress=False, details=details, cache=folder)


def into_parquet(port: str) -> Figures:
    """Write a Parquet data set with the toolkit; return the seconds and the MiB that it took."""
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        dossier.to_parquet(folder, files=[f"{identity(0)}.pdf"], progress=False)
        clock, before = Clock(), own_peak_mib()
        dossier.to_parquet(folder, progress=False)
        return clock.figures() | {"mib": max(own_peak_mib() - before, 1.0)}


def by_yardstick(frame: str, port: str) -> pd.DataFrame:
    """Load with as little around our builder as there can be."""
    here = files_path(DOSSIER)
    listed = json.loads(b"".join(yardstick.fetch(int(port), [here], 1)))["files"]
    query = f"includeDetails={'true' if frame == 'long' else 'false'}"
    paths = [f"{here}/{one['id']}/components?{query}" for one in listed]
    return built(yardstick.fetch(int(port), paths, AT_ONCE), frame)


def fetched(frame: str, port: str, count: int, every: int) -> Figures:
    """Fetch the list and one file in so many, and nothing else."""
    here = files_path(DOSSIER)
    query = f"includeDetails={'true' if frame == 'long' else 'false'}"
    paths = [f"{here}/{identity(number)}/components?{query}" for number in range(0, count, every)]
    clock = Clock()
    if every > 1:
        assert next(yardstick.fetch(int(port), [here], 1))
    assert sum(1 for _ in yardstick.fetch(int(port), paths, AT_ONCE)) == len(paths)
    return clock.figures()


def loaded(kind: str, frame: str, port: str) -> tuple[Figures, pd.DataFrame]:
    """Load by one of the kinds that make frames."""
    body = body_of(0, details=frame == "long")
    warm = normalized([json.loads(body)], frame) if kind in CLIENTS else built([body], frame)
    assert len(warm)
    if kind.startswith("ours"):
        return ours(kind, frame, port)
    clock = Clock()
    made = by_hand(kind, port, frame) if kind in CLIENTS else by_yardstick(frame, port)
    return clock.figures(), made


def main(kind: str, frame: str, port: str, count: int) -> None:
    """Print the figures of one kind, once its frame is seen to hold everything."""
    if kind == "ours-parquet":
        figures = into_parquet(port)
    elif kind in {"floor", "ceiling"}:
        figures = fetched(frame, port, count, CHANGED if kind == "floor" else 1)
    else:
        before = own_peak_mib()
        figures, made = loaded(kind, frame, port)
        mib = own_peak_mib()
        size = float(made.memory_usage(deep=True).sum()) / MIB
        figures |= {"mib": mib, "beyond_mib": mib - before, "frame_mib": size}
        check(made, frame, count, is_typed=kind not in CLIENTS)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
