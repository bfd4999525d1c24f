"""The lines of the table that tell how components of many files are fetched and loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fetch_files import is_installed
from peers import generate
from rows import FULL, LARGE, Figures, Row, interleaved, measured, ratio, run, stub

__all__ = ["build_rows", "fetch_rows", "load_rows", "parquet_rows"]

_LATENCY = 0.02


def fetch_rows(files: int) -> list[Row]:
    """Measure fetching alone: our lane, and the candidates that it was chosen over."""
    libraries = ("libcurl", "httpx", "httpx-sharded", "httpx2", "httpx-aiohttp", "pyreqwest")
    kinds = ("lane", "client", *filter(is_installed, (*libraries, "aiohttp")))
    with stub(files) as ports:
        found = measured("fetch_files.py", ports[0], files, *kinds)
        late = interleaved(
            *(
                lambda at_once=at_once: run(
                    "fetch_files.py", "lane", ports[1], str(files), str(at_once)
                )
                for at_once in (16, 64)
            )
        )
    lane, client = found.pop("lane"), found.pop("client")
    rows = [
        Row("1", "CPU a file of 20 kB, the lane alone", lane["cpu_us"], "us"),
        Row("1", "the same with headers, sign-in, retries", client["cpu_us"], "us"),
    ]
    if "libcurl" in found:
        what = "CPU, the lane / libcurl"
        curl = found.pop("libcurl")
        rows.append(ratio("1", what, lane, curl, target="<= 1.6", name="cpu_us"))
    targets = {"httpx": ">= 25", "httpx2": ">= 6", "aiohttp": ">= 1.5", "pyreqwest": ">= 2"}
    rows += [
        ratio(
            "2", f"CPU, {kind} / the lane", one, lane, target=targets.get(kind, ""), name="cpu_us"
        )
        for kind, one in found.items()
    ]
    what = "CPU, httpx / ours with headers, sign-in, retries"
    rows.append(ratio("3", what, found["httpx"], client, target=">= 6", name="cpu_us"))
    return rows + [
        Row(
            "4",
            f"20 ms, {at_once} at once: least time that latency allows / the lane",
            files / at_once * _LATENCY / one["seconds"],
            "ratio",
            target,
        )
        for at_once, one, target in zip((16, 64), late, (">= 0.92", ">= 0.88"), strict=True)
    ]


def load_rows(files: int) -> Iterator[Row]:
    """Measure components of many files to frames, beside what one writes by hand."""
    size = f"{files:,} files"
    with tempfile.TemporaryDirectory() as folder, stub(files) as ports:
        port = ports[0]
        kinds = ["ours-bulk", "ours-each", "yardstick", "ceiling", "requests", "httpx"]
        kinds += ["aiohttp"] if is_installed("aiohttp") else []
        found = measured("load_components.py", port, files, *kinds)
        if is_installed("generated"):
            generate(Path(folder))
            kind = ("generated", port, str(files), folder)
            found["generated"] = interleaved(lambda: run("load_components.py", *kind))[0]
        kept = measured("load_components.py", port, files, "ours-warm", "raw")
        kinds = ["ours-each", "ours-bulk", "yardstick", "httpx"]
        kinds += ["ours-hasty", "ours-reload", "floor"]
        late = measured("load_components.py", ports[1], files, *kinds)
        later: dict[str, Figures] = {}
        if FULL:
            later = measured(
                "load_components.py", ports[2], files, "ours-each", "ours-bulk", "httpx"
            )
    bulk, each = found["ours-bulk"], found["ours-each"]
    yield Row("load", f"{size} to wide and long, one bulk call", bulk["seconds"], "s")
    yield Row("load", f"{size} to wide and long, one call a file", each["seconds"], "s")
    ceiling = files / found["ceiling"]["seconds"]
    yield Row("load", f"{size}: the stub's own ceiling", ceiling, "calls/s")
    whole = found["yardstick"]
    yield ratio("5", f"{size}: one call a file / bare sockets", each, whole, target="<= 1.4")
    targets = {"generated": ">= 8", "httpx": ">= 10", "aiohttp": ">= 6", "requests": ""}
    for kind in (kind for kind in targets if kind in found):
        peer, target = found[kind], targets[kind]
        what = f"{size}: {kind} and json_normalize / ours"
        yield ratio("7", f"{what}, one call a file", peer, each, target=target)
        yield ratio("7", f"{what}, bulk", peer, bulk, target=target)
        yield ratio("7", f"{what}, bulk, whole processes", peer, bulk, name="process")
        target = ">= 4" if kind == "requests" and files >= LARGE else ""
        yield ratio(
            "10", f"{what}, one call a file, peak memory", peer, each, target=target, name="mib"
        )
    share = each["beyond_mib"] / each["frames_mib"]
    target = "<= 2.5" if files >= LARGE else ""  # fewer files are less than the imports
    yield Row("10", f"{size}: memory beyond imports / both frames", share, "ratio", target)
    each, slow = late["ours-each"], late["httpx"]
    what = f"{size}, 20 ms: one call a file / bare sockets"
    yield ratio("8", what, each, late["yardstick"], target="<= 1.05")
    what = f"{size}, 20 ms: CPU, httpx and json_normalize / ours, one call a file"
    yield ratio("8", what, slow, each, target=">= 8", name="cpu")
    what = f"{size}, 20 ms: bare sockets, one call a file / ours, bulk"
    yield ratio("9", what, late["yardstick"], late["ours-bulk"], target=">= 3")
    yield from _kept(size, files, kept, late)
    what = f"{size}, 20 ms: every 50th refused / none refused"
    yield ratio("17", what, late["ours-hasty"], each, target="<= 1.5")
    for name in ("ours-each", "ours-bulk") if later else ():
        what = f"{size}, 80 ms: httpx and json_normalize / {name.replace('-', ', ')}"
        yield ratio("80 ms", what, later["httpx"], later[name])


def _kept(
    size: str, files: int, kept: dict[str, Figures], late: dict[str, Figures]
) -> Iterator[Row]:
    reload = late["ours-reload"]
    what = f"{size}, 20 ms: reload, 1 % changed / the list and these files"
    yield ratio("13", what, reload, late["floor"], target="<= 2")
    target = ">= 35" if files >= LARGE else ""
    what = f"{size}, 20 ms: whole load / reload, 1 % changed"
    yield ratio("13", what, late["ours-each"], reload, target=target)
    what = f"{size}: frames of raw answers in SQLite / of the cache"
    yield ratio("14", what, kept["raw"], kept["ours-warm"], target=">= 10")
    share = kept["ours-warm"]["kept_mib"] / kept["raw"]["raw_mib"]
    yield Row("14", f"{size}: bytes of the cache / of raw answers", share, "ratio", "<= 0.25")


def build_rows(files: int) -> Iterator[Row]:
    """Measure building frames alone."""
    limits = {"wide": (">= 0.6", ">= 5"), "long": (">= 0.65", ">= 8")}
    for frame, (limit_target, peer_target) in limits.items():
        ours, limit, peer = interleaved(
            *(
                lambda kind=kind, frame=frame: run("build_frames.py", kind, frame, str(files))
                for kind in ("ours", "limit", "peer")
            )
        )
        what = f"{files:,} answers at hand to {frame}: decoding and Arrow alone / ours"
        yield ratio("11", what, limit, ours, target=limit_target)
        what = f"{files:,} answers at hand to {frame}: json_normalize / ours"
        yield ratio("11", what, peer, ours, target=peer_target)


def parquet_rows(files: int) -> Iterator[Row]:
    """Measure the way straight into Parquet, and that its memory does not grow."""
    found = []
    for count in (files, 10 * files) if FULL else (files,):
        with stub(count) as ports:
            one = measured("load_components.py", ports[0], count, "ours-parquet")["ours-parquet"]
        found.append(one)
        yield Row("12", f"{count:,} files into Parquet", one["seconds"], "s")
        what = f"{count:,} files into Parquet: memory beyond imports"
        yield Row("12", what, one["mib"], "MiB", "<= 100")
    if len(found) > 1:
        what = f"into Parquet: memory of {10 * files:,} / {files:,} files"
        yield ratio("12", what, found[1], found[0], target="<= 1.2", name="mib")
