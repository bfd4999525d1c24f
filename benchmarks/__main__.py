"""Speed and memory beside peers, in one run, as ratios: ``make bench``.

Rounds are interleaved and medians are printed, since absolute times drift on a shared machine. The
table also goes to ``build/bench.json``. What each side of a comparison does stands in the docstring
of the script that measures it. ``DOCUMINE_BENCH_FILES``, ``_ROUNDS`` and ``_OUT`` change the size,
the rounds and the file.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
FILES = int(os.environ.get("DOCUMINE_BENCH_FILES", "2000"))
ROUNDS = int(os.environ.get("DOCUMINE_BENCH_ROUNDS", "3"))
OUT = Path(os.environ.get("DOCUMINE_BENCH_OUT", HERE.parent / "build" / "bench.json"))


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    id: str
    what: str
    value: float
    unit: str
    beside: str = ""


def run(script: str, *arguments: str) -> dict[str, float]:
    """Run one measurement in a process of its own and return what it prints last."""
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return {name: float(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}


def interleaved(*measurements: Callable[[], dict[str, float]]) -> list[dict[str, float]]:
    """Run the measurements in turn, several rounds, and return the median of each."""
    rounds: list[list[dict[str, float]]] = [[] for _ in measurements]
    for _ in range(ROUNDS):
        for place, measure in enumerate(measurements):
            rounds[place].append(measure())
    return [
        {name: statistics.median(one[name] for one in results) for name in results[0]}
        for results in rounds
    ]


def start_rows() -> list[Row]:
    """Measure how long a newcomer waits for ``dm.demo()``."""
    bare, full = interleaved(
        lambda: run("start_demo.py", "bare"), lambda: run("start_demo.py", "samples")
    )
    return [
        Row("start", "dm.demo(samples=False), from import to session", bare["seconds"], "s"),
        Row("start", "dm.demo() with all samples processed", full["seconds"], "s"),
    ]


def extraction_rows() -> list[Row]:
    """Measure pages a second, beside reading the text alone."""
    (result,) = interleaved(lambda: run("extract_pages.py"))
    share = result["text_seconds"] / result["seconds"]
    return [
        Row("extract", "pages extracted a second", result["pages_a_second"], "pages/s"),
        Row("extract", "reading the text alone / the whole extraction", share, "ratio"),
        Row("extract", "worker's peak memory", result["peak_mib"], "MiB"),
    ]


def upload_rows() -> list[Row]:
    """Measure uploads to the embedded server on a socket, beside a plain requests loop."""
    (result,) = interleaved(lambda: run("upload_files.py"))
    faster = result["requests_seconds"] / result["seconds"]
    return [
        Row("upload", "upload throughput", result["mib_a_second"], "MiB/s"),
        Row("upload", "requests loop / ours", faster, "ratio", "more is better"),
    ]


def load_rows() -> list[Row]:
    """Measure components of many files to a frame, beside requests and json_normalize."""
    stub = subprocess.Popen(
        [sys.executable, str(HERE / "stub_service.py"), str(FILES)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert stub.stdout is not None
    port = stub.stdout.readline().strip()
    try:
        kinds = ("ours-bulk", "ours-each", "requests", "ceiling")
        bulk, each, peer, ceiling = interleaved(
            *(lambda kind=kind: run("load_components.py", kind, port, str(FILES)) for kind in kinds)
        )
    finally:
        stub.terminate()
        stub.wait()
    files = f"{FILES:,} files to a wide and a long frame"
    return [
        Row("load", f"{files}, one bulk call", bulk["seconds"], "s"),
        Row("load", f"{files}, one call a file", each["seconds"], "s"),
        Row("load", f"{files}, requests loop and json_normalize", peer["seconds"], "s"),
        Row("load", "requests / ours, bulk", peer["seconds"] / bulk["seconds"], "ratio"),
        Row("load", "requests / ours, one call a file", peer["seconds"] / each["seconds"], "ratio"),
        Row("load", "peak memory, requests / ours (each)", peer["mib"] / each["mib"], "ratio"),
        Row("load", "the stub's own ceiling", FILES / ceiling["seconds"], "calls/s"),
    ]


def main() -> None:
    """Print the table and keep it."""
    rows: list[Row] = []
    for part in (start_rows, extraction_rows, upload_rows, load_rows):
        for row in part():
            rows.append(row)
            print(f"{row.id:<8} {row.what:<66} {row.value:>10,.2f} {row.unit} {row.beside}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps([asdict(row) for row in rows], indent=1))
    print(f"medians of {ROUNDS} interleaved rounds; also in {OUT}")


if __name__ == "__main__":
    main()
