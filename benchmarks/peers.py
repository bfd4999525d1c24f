"""What one writes by hand for the same frame: a client, ``json_normalize``, types by trying.

The wide frame is made of answers without details, the long one of answers with them. The frames
hold the same values as ours; entity references stay lists in a cell, nothing is censored, and there
is no quality report.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from stub_service import DOSSIER, TEMPLATE, files_path

__all__ = ["AT_ONCE", "CLIENTS", "by_hand", "generate", "normalized", "typed"]

AT_ONCE = 16
HEADERS = {"Authorization": "Bearer bench"}
GENERATED = "stub_client"


def normalized(answers: list[dict[str, Any]], frame: str) -> pd.DataFrame:
    """Return the wide or the long frame of what the service sent."""
    if frame == "wide":
        rows = [
            {"file_id": one["fileId"], "file name": one["filename"]}
            | {name: "; ".join(values) for name, values in one["components"].items()}
            for one in answers
        ]
        return pd.json_normalize(rows).set_index("file_id").apply(typed)
    return pd.json_normalize(
        [
            {"file_id": one["fileId"], "filename": one["filename"]} | component
            for one in answers
            for component in one["componentDetails"].values()
        ],
        record_path="componentValues",
        meta=["file_id", "filename", "name", "overridden"],
    )


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


def by_requests(port: str, details: str) -> list[dict[str, Any]]:
    """Fetch one after the other by ``requests``, on a kept connection."""
    import requests  # noqa: PLC0415 -- each peer loads its own client

    here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
    with requests.Session() as client:
        client.headers.update(HEADERS)
        listed = client.get(here, timeout=30).json()["files"]
        return [
            client.get(f"{here}/{one['id']}/components?includeDetails={details}", timeout=30).json()
            for one in listed
        ]


def by_httpx(port: str, details: str) -> list[dict[str, Any]]:
    """Fetch by ``asyncio.gather`` over one ``httpx.AsyncClient``, 16 at once."""
    import httpx  # noqa: PLC0415 -- the same

    async def fetch() -> list[dict[str, Any]]:
        here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
        slots = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(headers=HEADERS, timeout=30) as client:

            async def get(file_id: str) -> dict[str, Any]:
                async with slots:
                    answer = await client.get(
                        f"{here}/{file_id}/components?includeDetails={details}"
                    )
                    found: dict[str, Any] = answer.json()
                    return found

            listed = (await client.get(here)).json()["files"]
            return await asyncio.gather(*(get(one["id"]) for one in listed))

    return asyncio.run(fetch())


def by_aiohttp(port: str, details: str) -> list[dict[str, Any]]:
    """Fetch by ``asyncio.gather`` over one ``aiohttp.ClientSession``, 16 at once."""
    aiohttp: Any = importlib.import_module("aiohttp")

    async def fetch() -> list[dict[str, Any]]:
        here = f"http://127.0.0.1:{port}{files_path(DOSSIER)}"
        slots = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(headers=HEADERS) as client:

            async def get(url: str) -> dict[str, Any]:
                async with slots, client.get(url) as answer:
                    found: dict[str, Any] = await answer.json()
                    return found

            listed = (await get(here))["files"]
            urls = [f"{here}/{one['id']}/components?includeDetails={details}" for one in listed]
            return await asyncio.gather(*map(get, urls))

    return asyncio.run(fetch())


def by_generated(port: str, details: str) -> list[dict[str, Any]]:
    """Fetch one after the other by the client that openapi-python-client generated."""
    sys.path.insert(0, str(Path(sys.argv[5])))
    client_module: Any = importlib.import_module(GENERATED)
    api = f"{GENERATED}.api"
    files: Any = importlib.import_module(f"{api}.files.get_dossier_files")
    components: Any = importlib.import_module(f"{api}.components.get_components")
    client = client_module.AuthenticatedClient(f"http://127.0.0.1:{port}", "bench")
    with client:
        listed = files.sync(TEMPLATE, DOSSIER, client=client).files
        found = [
            components.sync(
                TEMPLATE, DOSSIER, one.id, client=client, include_details=details == "true"
            )
            for one in listed
        ]
    return [one.to_dict() for one in found]


CLIENTS = {
    "requests": by_requests,
    "httpx": by_httpx,
    "aiohttp": by_aiohttp,
    "generated": by_generated,
}


def by_hand(kind: str, port: str, frame: str) -> pd.DataFrame:
    """Load as one does without the toolkit."""
    return normalized(CLIENTS[kind](port, "true" if frame == "long" else "false"), frame)


def generate(folder: Path) -> None:
    """Generate a client of the embedded server's own OpenAPI document."""
    import json  # noqa: PLC0415 -- once, before anything is measured
    import subprocess  # noqa: PLC0415 -- the same

    import documine_nb as dm  # noqa: PLC0415 -- the same

    document = folder / "openapi.json"
    with dm.demo(samples=False, quiet=True) as session:
        document.write_text(json.dumps(session.request("GET", "/openapi.json")))
    config = folder / "config.yml"
    config.write_text("post_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", str(document), "--output-path", str(folder / GENERATED)]
    subprocess.run([*command, "--config", str(config)], check=True, capture_output=True)
