"""Fetching alone, nothing read: ``fetch_files.py KIND PORT FILES AT_ONCE [AUTHORITY]``.

All kinds (see ``clients.py``) fetch the same answers of 20 kB, so many at once, on kept
connections, a quarter of them to warm up and then all of them measured: by wall time and by the
client's own CPU time. With an authority to trust it is done over TLS.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from clients import Libcurl, fetching, paths
from stub_service import DOSSIER


class _Clock:
    def __init__(self) -> None:
        self._start, self._cpu = time.perf_counter(), time.process_time()

    def tell(self, count: int, size: int) -> None:
        seconds, used = time.perf_counter() - self._start, time.process_time() - self._cpu
        assert size > 1000 * count
        print(json.dumps({"seconds": seconds, "cpu_us": used / count * 1e6}))


async def measure(kind: str, base: str, count: int, at_once: int, authority: Path | None) -> None:
    """Print the figures of one kind."""
    wanted = paths(DOSSIER, count)
    async with fetching(kind, base, at_once, authority) as fetch:
        await fetch(wanted[: max(at_once, count // 4)])
        clock = _Clock()
        clock.tell(count, await fetch(wanted))


def measure_libcurl(base: str, count: int, at_once: int, authority: Path | None) -> None:
    """Print the figures of libcurl, which has its own loop."""
    urls = [base + path for path in paths(DOSSIER, count)]
    curl = Libcurl(at_once, authority)
    curl.fetch(urls[: max(at_once, count // 4)])
    clock = _Clock()
    clock.tell(count, curl.fetch(urls))


def main(kind: str, port: str, count: int, at_once: int, authority: Path | None) -> None:
    """Print the figures of one kind."""
    base = f"http{'s' if authority else ''}://127.0.0.1:{port}"
    if kind == "libcurl":
        measure_libcurl(base, count, at_once, authority)
    else:
        asyncio.run(measure(kind, base, count, at_once, authority))


if __name__ == "__main__":
    main(
        sys.argv[1],
        sys.argv[2],
        int(sys.argv[3]),
        int(sys.argv[4]),
        Path(sys.argv[5]) if len(sys.argv) > 5 else None,
    )
