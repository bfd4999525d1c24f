"""Components of many files to a wide and a long frame: ``load_components.py KIND PORT FILES``.

All kinds ask the same stub service over loopback TCP, and read components with their details:

- ``ours-bulk``: one call for all files, as services that have it allow;
- ``ours-each``: one call a file, 16 at once, where a service has no bulk call;
- ``ours-hasty``: the same, where the service refuses every 50th call for a second;
- ``ours-reload``: the same again, with a cache, after one file in a hundred has changed;
- ``ours-parquet``: straight into a Parquet data set; its peak memory is counted from the start;
- ``requests``: what one writes by hand: a loop of one call a file on a kept connection, frames by
  ``json_normalize``, then dates and numbers by trying each column;
- ``gather``: the same frames, fetched by ``asyncio.gather`` over one ``httpx.AsyncClient``, 16 at
  once;
- ``ceiling``: the same calls written to a socket with nothing done with the answers.

The frames by hand hold the same values; entity references stay lists in a cell, nothing is
censored, and there is no quality report. Imports and sign-in are over when the clock starts;
listing the files is part of it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import tempfile
import time
from typing import Any

import httpx
import pandas as pd
import requests
from peak import own_peak_mib
from stub_service import COMPONENTS, DOSSIER, DOSSIER_WITHOUT_BULK, HASTY, files_path

import documine_nb as dm
from documine_nb.frames import ComponentResult

AT_ONCE = 16
AHEAD = 20  # calls written before their answers are read


Frames = tuple[pd.DataFrame, pd.DataFrame]


def ours(port: str, kind: str) -> tuple[float, float, Frames]:
    """Load with the toolkit."""
    names = {"ours-bulk": DOSSIER, "ours-hasty": HASTY}
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(names.get(kind, DOSSIER_WITHOUT_BULK))
        cache = {"cache": folder} if kind == "ours-reload" else {}
        if cache:
            dossier.components(progress=False, cache=folder)
            session.request("GET", "/touch")
        start, cpu = time.perf_counter(), time.process_time()
        result = dossier.components(progress=False, **cache)
        if cache:  # what is to be seen here is the fetching; the frames take the same time as ever
            return time.perf_counter() - start, time.process_time() - cpu, frames_of(result)
        frames = frames_of(result)
        return time.perf_counter() - start, time.process_time() - cpu, frames


def into_parquet(port: str) -> tuple[float, float]:
    """Write a Parquet data set with the toolkit; return the seconds and the MiB that it took."""
    with tempfile.TemporaryDirectory() as folder, signed_in(port) as session:
        dossier = session.dossier(DOSSIER_WITHOUT_BULK)
        dossier.to_parquet(folder, files=["file-00000.pdf"], progress=False)
        start, before = time.perf_counter(), own_peak_mib()
        dossier.to_parquet(folder, progress=False)
        return time.perf_counter() - start, max(own_peak_mib() - before, 1.0)


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


def by_hand(port: str, kind: str) -> tuple[float, float, Frames]:
    """Load as one does without the toolkit."""
    start, cpu = time.perf_counter(), time.process_time()
    here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
    answers = by_requests(here) if kind == "requests" else asyncio.run(by_gather(here))
    wide = pd.json_normalize(
        [
            {"file_id": one["fileId"], "file name": one["filename"]}
            | {name: "; ".join(values) for name, values in one["components"].items()}
            for one in answers
        ]
    ).set_index("file_id")
    wide = wide.apply(typed)
    long = pd.json_normalize(
        [
            {"file_id": one["fileId"], "filename": one["filename"]} | component
            for one in answers
            for component in one["componentDetails"].values()
        ],
        record_path="componentValues",
        meta=["file_id", "filename", "name", "overridden"],
    )
    return time.perf_counter() - start, time.process_time() - cpu, (wide, long)


def by_requests(here: str) -> list[dict[str, Any]]:
    """Fetch one after the other."""
    with requests.Session() as client:
        client.headers["Authorization"] = "Bearer bench"
        listed = client.get(here, timeout=30).json()["files"]
        return [
            client.get(f"{here}/{one['id']}/components?includeDetails=true", timeout=30).json()
            for one in listed
        ]


async def by_gather(here: str) -> list[dict[str, Any]]:
    """Fetch 16 at once."""
    slots = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(headers={"Authorization": "Bearer bench"}, timeout=30) as client:

        async def get(file_id: str) -> dict[str, Any]:
            async with slots:
                answer = await client.get(f"{here}/{file_id}/components?includeDetails=true")
                found: dict[str, Any] = answer.json()
                return found

        listed = (await client.get(here)).json()["files"]
        return await asyncio.gather(*(get(one["id"]) for one in listed))


def typed(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as numbers or dates, where all of it can be read so."""
    for convert in (
        lambda: pd.to_numeric(column),
        lambda: pd.to_datetime(column, format="%d/%m/%Y"),
    ):
        try:
            return convert()
        except (ValueError, TypeError):
            continue
    return column


def ceiling(port: str, count: int) -> float:
    """Return the seconds that the stub needs for one call a file."""
    path = f"{files_path(DOSSIER)}/file-{{:05}}/components"
    calls = [f"GET {path.format(n)} HTTP/1.1\r\nHost: stub\r\n\r\n".encode() for n in range(count)]
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        answers = connection.makefile("rb")
        start = time.perf_counter()
        for first in range(0, count, AHEAD):
            batch = calls[first : first + AHEAD]
            connection.sendall(b"".join(batch))
            for _ in batch:
                _skip_answer(answers)
        return time.perf_counter() - start


def _skip_answer(answers: Any) -> None:
    length = 0
    assert b" 200 " in answers.readline()
    while (line := answers.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    assert len(answers.read(length)) == length


def main(kind: str, port: str, count: int) -> None:
    """Print the figures of one kind, once its frames are seen to hold everything."""
    used = 0.0
    if kind == "ours-parquet":
        seconds, mib = into_parquet(port)
        print(json.dumps({"seconds": seconds, "mib": mib}))
        return
    if kind == "ceiling":
        seconds = ceiling(port, count)
    else:
        way = ours if kind.startswith("ours") else by_hand
        seconds, used, (wide, long) = way(port, kind)
        assert len(wide) == count
        assert wide.shape[1] == COMPONENTS + 1
        assert len(long) > count
        assert wide["Component_00"].dtype.kind == "M"
    print(json.dumps({"seconds": seconds, "cpu": used, "mib": own_peak_mib()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
