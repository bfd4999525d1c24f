"""Speed and memory beside peers, in one run, as ratios: ``make bench``.

The service that files are loaded from is a stub in a process of its own; its ceiling is printed.
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
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from fetch_files import is_installed

HERE = Path(__file__).parent
FILES = int(os.environ.get("DOCUMINE_BENCH_FILES", "2000"))
ROUNDS = int(os.environ.get("DOCUMINE_BENCH_ROUNDS", "3"))
OUT = Path(os.environ.get("DOCUMINE_BENCH_OUT", HERE.parent / "build" / "bench.json"))


@dataclass(frozen=True)
class Row:
    """One line of the table; `target` is such as ">= 6", of a value that is a ratio."""

    id: str
    what: str
    value: float
    unit: str
    target: str = ""

    @property
    def ok(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if not self.target:
            return None
        sign, bound = self.target.split()
        return self.value >= float(bound) if sign == ">=" else self.value <= float(bound)

    def __str__(self) -> str:
        mark = {True: "ok", False: "MISSED", None: ""}[self.ok]
        value = f"{self.value:>10,.2f} {self.unit:<8}"
        return f"{self.id:<8} {self.what:<60} {value} {self.target:<8} {mark}"


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
        Row("upload", "requests loop / ours", faster, "ratio"),
    ]


@contextmanager
def stub() -> Iterator[tuple[str, str]]:
    """Start the stub service and return its ports: at once, and after 20 ms."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "stub_service.py"), str(FILES)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    fast, slow = process.stdout.readline().split()
    try:
        yield fast, slow
    finally:
        process.terminate()
        process.wait()


def measured(script: str, port: str, *kinds: str) -> dict[str, dict[str, float]]:
    """Measure several kinds against one port, in turn."""
    results = interleaved(
        *(lambda kind=kind: run(script, kind, port, str(FILES)) for kind in kinds)
    )
    return dict(zip(kinds, results, strict=True))


def fetch_rows() -> list[Row]:
    """Measure fetching alone: our lane, and the candidates that it was chosen over."""
    libraries = ("httpx", "httpx-sharded", "httpx2", "httpx-aiohttp", "pyreqwest")
    kinds = ("lane", "client", *(kind for kind in libraries if is_installed(kind)))
    with stub() as (fast, _):
        found = measured("fetch_files.py", fast, *kinds)
    targets = {"httpx": ">= 25", "httpx2": ">= 6", "httpx-aiohttp": ">= 2", "pyreqwest": ">= 2"}
    lane = found.pop("lane")["cpu_us"]
    rows = [
        Row("fetch", "CPU a file of 20 kB, the lane alone", lane, "us"),
        Row(
            "fetch", "the same with headers, sign-in, retries", found.pop("client")["cpu_us"], "us"
        ),
    ]
    return rows + [
        Row(
            "fetch", f"CPU, {kind} / the lane", one["cpu_us"] / lane, "ratio", targets.get(kind, "")
        )
        for kind, one in found.items()
    ]


def load_rows() -> list[Row]:
    """Measure components of many files to frames, beside what one writes by hand."""
    with stub() as (fast, slow):
        kinds = ("ours-bulk", "ours-each", "requests", "gather", "ceiling")
        at_once = measured("load_components.py", fast, *kinds)
        late = measured("load_components.py", slow, "ours-bulk", "ours-each", "gather")
        hasty = measured("load_components.py", slow, "ours-hasty", "ours-reload")
        parquet = measured("load_components.py", fast, "ours-parquet")["ours-parquet"]
    bulk, each, peer, gather, ceiling = at_once.values()
    late_bulk, late_each, late_gather = late.values()
    whole, bound = late_each["seconds"], FILES / 16 * 0.02
    files = f"{FILES:,} files to wide and long"
    return [
        Row("load", f"{files}, one bulk call", bulk["seconds"], "s"),
        Row("load", f"{files}, one call a file", each["seconds"], "s"),
        Row("load", f"{files}, requests loop and json_normalize", peer["seconds"], "s"),
        _ratio("requests loop / ours, bulk", peer, bulk, ">= 3"),
        _ratio("requests loop / ours, one call a file", peer, each, ">= 3"),
        _ratio("httpx gather / ours, bulk", gather, bulk, ">= 10"),
        _ratio("httpx gather / ours, one call a file", gather, each),
        _ratio("peak memory, requests loop / ours, one call a file", peer, each, name="mib"),
        _ratio(
            "20 ms: CPU, httpx gather / ours, one call a file", late_gather, late_each, name="cpu"
        ),
        _ratio("20 ms: one call a file / one bulk call", late_each, late_bulk, ">= 3"),
        Row(
            "load",
            "20 ms: one call a file / the least that 16 at once take",
            whole / bound,
            "ratio",
        ),
        _ratio(
            "20 ms: every 50th refused / none refused", hasty["ours-hasty"], late_each, "<= 1.5"
        ),
        _ratio(
            "20 ms: whole load / reload, one file in 100 changed", late_each, hasty["ours-reload"]
        ),
        Row("load", f"{FILES:,} files into Parquet", parquet["seconds"], "s"),
        Row("load", "into Parquet: memory beyond imports", parquet["mib"], "MiB", "<= 100"),
        Row("load", "the stub's own ceiling", FILES / ceiling["seconds"], "calls/s"),
    ]


def _ratio(
    what: str,
    one: dict[str, float],
    other: dict[str, float],
    target: str = "",
    name: str = "seconds",
) -> Row:
    return Row("load", what, one[name] / other[name], "ratio", target)


def package_rows() -> list[Row]:
    """Measure result packages to frames, beside pandas, zipfile and json."""
    pairs = {
        "JSON reports to wide": ("json-wide-ours", "json-wide-peer", ">= 1.9"),
        "JSON reports to long": ("json-long-ours", "json-long-peer", ">= 1.9"),
        "a workbook, openpyxl": ("book-ours", "book-openpyxl", ">= 7"),
        "a workbook, calamine": ("book-ours", "book-calamine", ""),
        "many workbooks, openpyxl": ("books-ours", "books-openpyxl", ">= 15"),
    }
    kinds = list(dict.fromkeys(kind for ours, peer, _ in pairs.values() for kind in (ours, peer)))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, str(HERE / "read_packages.py"), "make", folder, str(FILES)], check=True
        )
        results = interleaved(
            *(lambda kind=kind: run("read_packages.py", kind, folder) for kind in kinds)
        )
    found = dict(zip(kinds, results, strict=True))
    rows = [
        Row("package", f"{what}, pandas / ours", peer / mine, "ratio", target)
        for what, (ours, by_hand, target) in pairs.items()
        for mine, peer in [(found[ours]["seconds"], found[by_hand]["seconds"])]
    ]
    memory = found["json-long-ours"]["mib"] / found["json-long-peer"]["mib"]
    return [
        *rows,
        Row(
            "package", "JSON reports to long: peak memory, ours / pandas", memory, "ratio", "<= 0.4"
        ),
    ]


def dask_rows() -> list[Row]:
    """Measure what loading by Dask's threads costs beside loading directly."""
    with stub() as (_, slow):
        direct, threads = measured("load_on_dask.py", slow, "direct", "threads").values()
    ratio = threads["seconds"] / direct["seconds"]
    return [Row("dask", "20 ms: Dask's threads / one process", ratio, "ratio", "<= 1.15")]


def import_rows() -> list[Row]:
    """Measure what ``import documine_nb`` costs, beside pandas."""
    ours, pandas = interleaved(
        lambda: run("import_time.py", "documine_nb"), lambda: run("import_time.py", "pandas")
    )
    share = ours["seconds"] / pandas["seconds"]
    return [Row("import", "import documine_nb / import pandas", share, "ratio", "<= 0.15")]


def main() -> None:
    """Print the table and keep it."""
    rows: list[Row] = []
    for part in (
        import_rows,
        start_rows,
        extraction_rows,
        upload_rows,
        fetch_rows,
        load_rows,
        package_rows,
        dask_rows,
    ):
        for row in part():
            rows.append(row)
            print(row)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps([asdict(row) | {"ok": row.ok} for row in rows], indent=1))
    print(f"medians of {ROUNDS} interleaved rounds; also in {OUT}")


if __name__ == "__main__":
    main()
