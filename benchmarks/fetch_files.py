"""Fetching alone, nothing read: ``fetch_files.py KIND PORT FILES AT_ONCE [AUTHORITY]``.

All kinds (see ``clients.py``) fetch the same answers of 20 kB, so many at once, on kept
connections, a quarter of them to warm up and then all of them measured: by wall time and by the
client's own CPU time. With an authority to trust it is done over TLS.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from clients import Libcurl, fetching, paths
from measuring import Clock
from stub_service import DOSSIER


def tell(clock: Clock, count: int, size: int) -> None:
    """Print the figures of so many files."""
    figures = clock.figures()
    assert size > 1000 * count
    print(json.dumps({"seconds": figures["seconds"], "cpu_us": figures["cpu"] / count * 1e6}))


async def measure(kind: str, base: str, count: int, at_once: int, authority: Path | None) -> None:
    """Print the figures of one kind."""
    wanted = paths(DOSSIER, count)
    async with fetching(kind, base, at_once, authority) as fetch:
        await fetch(wanted[: max(at_once, count // 4)])
        clock = Clock()
        tell(clock, count, await fetch(wanted))


def measure_libcurl(base: str, count: int, at_once: int, authority: Path | None) -> None:
    """Print the figures of libcurl, which has its own loop."""
    urls = [base + path for path in paths(DOSSIER, count)]
    curl = Libcurl(at_once, authority)
    curl.fetch(urls[: max(at_once, count // 4)])
    clock = Clock()
    tell(clock, count, curl.fetch(urls))


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
