"""Components of many files to a wide and a long frame: ``load_components.py KIND PORT FILES``.

All kinds ask the same stub service over loopback TCP, and read components with their details:

- ``ours-bulk``: one call for all files, as services that have it allow;
- ``ours-each``: one call a file, where a service has no bulk call;
- ``requests``: what one writes by hand: a loop of one call a file on a kept connection, frames by
  ``json_normalize``, then dates and numbers by trying each column;
- ``ceiling``: the same calls written to a socket with nothing done with the answers.

The frames by hand hold the same values; entity references stay lists in a cell, nothing is
censored, and there is no quality report. Imports and sign-in are over when the clock starts;
listing the files is part of it.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from typing import Any

import pandas as pd
import requests
from peak import own_peak_mib
from stub_service import COMPONENTS, DOSSIER, DOSSIER_WITHOUT_BULK, TEMPLATE

import documine_nb as dm
import documine_nb.frames

AHEAD = 20  # calls written before their answers are read


def ours(port: str, dossier_name: str) -> tuple[float, pd.DataFrame, pd.DataFrame]:
    """Load with the toolkit."""
    with dm.connect(
        f"http://127.0.0.1:{port}",
        workspace="bench",
        client_id="bench",
        flow="password",
        username="bench",
        password="bench",  # noqa: S106 -- the stub takes any
        quiet=True,
    ) as session:
        dossier = session.dossier(dossier_name)
        start = time.perf_counter()
        result = dossier.components(progress=False)
        wide, long = result.wide(), result.long()
        return time.perf_counter() - start, wide, long


def by_hand(port: str) -> tuple[float, pd.DataFrame, pd.DataFrame]:
    """Load as one does without the toolkit."""
    here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
    with requests.Session() as client:
        client.headers["Authorization"] = "Bearer bench"
        start = time.perf_counter()
        listed = client.get(here, timeout=30).json()["files"]
        answers = [
            client.get(f"{here}/{one['id']}/components?includeDetails=true", timeout=30).json()
            for one in listed
        ]
        wide = pd.json_normalize(
            [
                {"file_id": one["fileId"], "file name": one["filename"]}
                | {name: "; ".join(values) for name, values in one["components"].items()}
                for one in answers
            ]
        ).set_index("file_id")
        wide = wide.apply(_typed)
        long = pd.json_normalize(
            [
                {"file_id": one["fileId"], "filename": one["filename"]} | component
                for one in answers
                for component in one["componentDetails"].values()
            ],
            record_path="componentValues",
            meta=["file_id", "filename", "name", "overridden"],
        )
        return time.perf_counter() - start, wide, long


def _typed(column: pd.Series[Any]) -> pd.Series[Any]:
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


def files_path(dossier: str) -> str:
    """Return the path of a dossier's files."""
    return f"/api/dossier-templates/{TEMPLATE}/dossiers/{dossier}/files"


def main(kind: str, port: str, count: int) -> None:
    """Print the figures of one kind, once its frames are seen to hold everything."""
    if kind == "ceiling":
        seconds = ceiling(port, count)
    else:
        names = {"ours-bulk": DOSSIER, "ours-each": DOSSIER_WITHOUT_BULK}
        seconds, wide, long = by_hand(port) if kind == "requests" else ours(port, names[kind])
        assert len(wide) == count
        assert wide.shape[1] == COMPONENTS + 1
        assert len(long) > count
        assert wide["Component_00"].dtype.kind == "M"
    print(json.dumps({"seconds": seconds, "mib": own_peak_mib()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
