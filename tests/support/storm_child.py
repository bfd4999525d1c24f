"""One of several processes that share a kept sign-in: threads that make calls for some seconds.

Arguments: base URL, folder of the store, seconds, threads. Says when it is ready, begins when a
line comes in, and prints a JSON object of what came of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from documine_nb import bridge
from documine_nb.auth.flows import sign_in
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.store import open_store
from documine_nb.contract import OPERATIONS
from documine_nb.errors import DocuMineError
from documine_nb.transport.client import ApiClient


def main(base_url: str, folder: str, seconds: float, threads: int) -> None:
    settings = ConnectSettings(base_url, "acme", "notebook", username="ada")
    store = open_store("file", folder=Path(folder))
    keeper = bridge.run(sign_in(settings, store=store, remote=True, show=lambda _: None))
    client = ApiClient(settings.endpoint, keeper, workspace="acme")
    outcomes: Counter[str] = Counter()
    print("ready", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + seconds

    async def call() -> None:
        await client.call(OPERATIONS["getUsers"])
        await asyncio.sleep(0.02)

    def work(_: int) -> None:
        while time.monotonic() < end:
            try:
                bridge.run(call())
            except DocuMineError as error:
                outcomes[f"{type(error).__name__}: {error.message}"] += 1
            else:
                outcomes["ok"] += 1

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
