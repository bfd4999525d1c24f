"""Speed and memory beside peers, in one run, as ratios: ``make bench``.

The service that files are loaded from is a stub in a process of its own; its ceiling is printed.
Rounds are interleaved and medians are printed, since absolute times drift on a shared machine:
three rounds; two where whole loads are measured; one of what takes a quarter of a minute or does
not vary: a whole load of 10,000 files at 20 ms, memory, Parquet. The table also goes to
``build/bench.json``. What each side of a comparison does stands in the docstring of the script that
measures it.

``FULL=1`` also loads 10,000 files by every peer (one round at 20 ms), writes 100,000 into Parquet
and waits 80 ms for the answers of the first size (one round). ``DOCUMINE_BENCH_FILES``, ``_ROUNDS``
and ``_OUT`` change the first size, the rounds and the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from fetch_rows import fetch_rows
from kept_rows import kept_rows
from load_rows import build_rows, load_rows, memory_rows, parquet_rows
from rows import FILES, FULL, HERE, LARGE, ROUNDS, Row, measured, ratio, stub

OUT = Path(os.environ.get("DOCUMINE_BENCH_OUT", HERE.parent / "build" / "bench.json"))


def start_rows() -> list[Row]:
    """Measure how long a newcomer waits for ``dm.demo()``."""
    bare, full = measured("start_demo.py", ["bare"], ["samples"])
    return [
        Row("start", "dm.demo(samples=False), from import to session", bare["seconds"], "s"),
        Row("start", "dm.demo() with all samples processed", full["seconds"], "s"),
    ]


def extraction_rows() -> list[Row]:
    """Measure pages a second, beside reading the text alone."""
    (result,) = measured("extract_pages.py", [])
    share = result["text_seconds"] / result["seconds"]
    return [
        Row("extract", "pages extracted a second", result["pages_a_second"], "pages/s"),
        Row("extract", "reading the text alone / the whole extraction", share, "ratio"),
        Row("extract", "worker's peak memory", result["peak_mib"], "MiB"),
    ]


def upload_rows() -> list[Row]:
    """Measure uploads to the embedded server on a socket, beside a plain requests loop."""
    (result,) = measured("upload_files.py", [])
    faster = result["requests_seconds"] / result["seconds"]
    return [
        Row("upload", "upload throughput", result["mib_a_second"], "MiB/s"),
        Row("upload", "requests loop / ours", faster, "ratio"),
    ]


def package_rows() -> list[Row]:
    """Measure result packages to frames, beside pandas, zipfile and json."""
    compared = (
        ("16", "JSON reports to wide", "json-wide-ours", "json-wide-peer", ">= 1.9"),
        ("16", "JSON reports to long", "json-long-ours", "json-long-peer", ">= 1.9"),
        ("15", "a workbook, openpyxl", "book-ours", "book-openpyxl", ">= 7"),
        ("15", "a workbook, calamine", "book-ours", "book-calamine", ""),
        ("15", "many workbooks, openpyxl", "books-ours", "books-openpyxl", ">= 15"),
    )
    kinds = list(dict.fromkeys(kind for _, _, *both, _ in compared for kind in both))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, str(HERE / "read_packages.py"), "make", folder, str(FILES)], check=True
        )
        results = measured("read_packages.py", *([kind, folder] for kind in kinds))
    found = dict(zip(kinds, results, strict=True))
    rows = [
        ratio(number, f"{what}, pandas / ours", found[peer], found[ours], target=target)
        for number, what, ours, peer, target in compared
    ]
    ours, peer = found["json-long-ours"], found["json-long-peer"]
    what = "JSON reports to long: peak memory, ours / pandas"
    return [*rows, ratio("16", what, ours, peer, target="<= 0.4", name="mib")]


def dask_rows() -> list[Row]:
    """Measure what loading by Dask's threads costs beside loading directly."""
    with stub(FILES) as at:
        each = [(kind, at.late, str(FILES)) for kind in ("direct", "threads")]
        direct, threads = measured("load_on_dask.py", *each)
    what = "20 ms: Dask's threads / one process"
    return [ratio("19", what, threads, direct, target="<= 1.15")]


def import_rows() -> list[Row]:
    """Measure what ``import documine_nb`` costs, beside pandas."""
    ours, pandas = measured("import_time.py", ["documine_nb"], ["pandas"])
    return [ratio("18", "import documine_nb / import pandas", ours, pandas, target="<= 0.15")]


def all_rows() -> Iterator[Row]:
    """Measure everything, a line at a time."""
    yield from chain(import_rows(), start_rows(), extraction_rows(), upload_rows())
    yield from chain(fetch_rows(), build_rows(LARGE), load_rows(FILES))
    yield from load_rows(LARGE) if FULL else memory_rows(LARGE)
    yield from chain(kept_rows(LARGE), parquet_rows(), package_rows(), dask_rows())


def main() -> None:
    """Print the table and keep it."""
    rows = []
    for row in all_rows():
        rows.append(row)
        print(row, flush=True)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps([asdict(row) | {"ok": row.ok} for row in rows], indent=1))
    if not FULL:
        print("left out, `make bench FULL=1` has them: peers at 10,000 files, 100,000 files, 80 ms")
    print(f"medians of up to {ROUNDS} interleaved rounds; also in {OUT}")


if __name__ == "__main__":
    main()
