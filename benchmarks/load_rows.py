"""The lines of the table that tell how components of many files become one frame."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from clients import is_installed
from peers import generate
from rows import FULL, LARGE, ROUNDS, Figures, Row, Stub, measured, ratio, stub

__all__ = ["build_rows", "load_rows", "memory_rows", "parquet_rows"]

_SCRIPT = "load_components.py"
_PEERS = {  # the row that states what is gained, and by how much
    "wide": ("6", {"generated": ">= 6", "httpx": ">= 12", "aiohttp": ">= 3"}),
    "long": ("7", {"generated": ">= 8", "httpx": ">= 10", "aiohttp": ">= 6", "requests": ""}),
}
_WHOLE = {"wide": "<= 1.8", "long": "<= 1.4"}
_CPU = {"wide": ">= 5", "long": ">= 8"}
_PAGES = {"wide": ">= 4", "long": ">= 3"}


def load_rows(files: int) -> Iterator[Row]:
    """Measure components of many files to frames, beside what one writes by hand."""
    with tempfile.TemporaryDirectory() as folder, stub(files) as at:
        if is_installed("generated"):
            generate(Path(folder))
        for frame in _PEERS:
            yield from _at_once(frame, files, at, folder)
        for frame in _PEERS:
            yield from _late(frame, files, at)
        if FULL and files < LARGE:
            for frame in _PEERS:
                yield from _later(frame, files, at)


def memory_rows(files: int) -> Iterator[Row]:
    """Measure the memory of the long frame; once, since it does not vary."""
    with stub(files) as at:
        kinds = ("ours-each", "requests")
        one, peer = _measured(kinds, "long", at.now, files, rounds=1).values()
    yield from _memory(f"long, {files:,} files", files, one, {"requests": peer})


def _measured(
    kinds: tuple[str, ...], frame: str, port: str, files: int, *more: str, rounds: int
) -> dict[str, Figures]:
    each = [(kind, frame, port, str(files), *more) for kind in kinds]
    return dict(zip(kinds, measured(_SCRIPT, *each, rounds=rounds), strict=True))


def _at_once(frame: str, files: int, at: Stub, folder: str) -> Iterator[Row]:
    number, targets = _PEERS[frame]
    peers = [kind for kind in targets if is_installed(kind)]
    kinds = ("ours-each", "ours-bulk", "yardstick", "ceiling", *peers)
    found = _measured(kinds, frame, at.now, files, folder, rounds=min(ROUNDS, 2))
    each, bulk = found["ours-each"], found["ours-bulk"]
    size = f"{frame}, {files:,} files"
    yield Row("load", f"{size}, one call a file", each["seconds"], "s")
    yield Row("load", f"{size}, one bulk call", bulk["seconds"], "s")
    ceiling = files / found["ceiling"]["seconds"]
    yield Row("load", f"{size}: the stub's own ceiling", ceiling, "calls/s")
    what = f"{size}: one call a file / bare sockets"
    yield ratio("5", what, each, found["yardstick"], target=_of_many(files, _WHOLE[frame]))
    for kind in peers:
        what = f"{size}: {kind} and json_normalize / ours"
        target = _of_many(files, targets[kind])
        yield ratio(number, f"{what}, one call a file", found[kind], each, target=target)
        yield ratio(number, f"{what}, one bulk call", found[kind], bulk, target=target)
    what = f"{size}: httpx and json_normalize / ours, whole processes"
    yield ratio(number, what, found["httpx"], each, name="process")
    if frame == "long":
        yield from _memory(size, files, each, {kind: found[kind] for kind in peers})


def _memory(size: str, files: int, ours: Figures, peers: dict[str, Figures]) -> Iterator[Row]:
    for kind, peer in peers.items():
        what = f"{size}: {kind} and json_normalize / ours, peak memory"
        yield ratio("10", what, peer, ours, target=_of_many(files, ">= 4"), name="mib")
    share = ours["beyond_mib"] / ours["frame_mib"]
    what, target = f"{size}: memory beyond imports / the frame", _of_many(files, "<= 2.5")
    yield Row("10", what, share, "ratio", target)


def _of_many(files: int, target: str) -> str:
    """Return a target stated for 10,000 files, of fewer none: what is done once weighs more."""
    return target if files >= LARGE else ""


def _late(frame: str, files: int, at: Stub) -> Iterator[Row]:
    hasty = ("ours-hasty",) if frame == "long" else ()
    kinds = ("ours-each", "ours-bulk", "yardstick", "httpx", *hasty)
    found = _measured(kinds, frame, at.late, files, rounds=min(ROUNDS, 2))
    each, whole = found["ours-each"], found["yardstick"]
    size = f"{frame}, {files:,} files, 20 ms"
    what, target = f"{size}: one call a file / bare sockets", _of_many(files, "<= 1.05")
    yield ratio("8", what, each, whole, target=target)
    what = f"{size}: CPU, httpx and json_normalize / ours, one call a file"
    target = _of_many(files, _CPU[frame])
    yield ratio("8", what, found["httpx"], each, target=target, name="cpu")
    what = f"{size}: bare sockets, one call a file / ours, one bulk call"
    yield ratio("9", what, whole, found["ours-bulk"], target=_PAGES[frame])
    if frame == "long":
        what = f"{size}: every 50th refused / none refused"
        yield ratio("17", what, found["ours-hasty"], each, target="<= 1.5")


def _later(frame: str, files: int, at: Stub) -> Iterator[Row]:
    kinds = ("ours-each", "ours-bulk", "httpx")
    found = _measured(kinds, frame, at.later, files, rounds=1)
    for kind in kinds[:2]:
        what = f"{frame}, {files:,} files, 80 ms: httpx and json_normalize / {kind}"
        yield ratio("80 ms", what, found["httpx"], found[kind])


def build_rows(files: int) -> Iterator[Row]:
    """Measure building frames alone."""
    limits = {"wide": (">= 0.6", ">= 5"), "long": (">= 0.65", ">= 8")}
    for frame, (limit_target, peer_target) in limits.items():
        kinds = ("ours", "limit", "peer", *(("untyped",) if frame == "wide" else ()))
        each = [(kind, frame, str(files)) for kind in kinds]
        ours, limit, peer, *untyped = measured("build_frames.py", *each)
        size = f"{files:,} answers at hand to {frame}"
        what = f"{size}: decoding and Arrow alone / ours"
        yield ratio("11", what, limit, ours, target=limit_target)
        yield ratio("11", f"{size}: json_normalize / ours", peer, ours, target=peer_target)
        for one in untyped:
            what = f"{size}: json_normalize, lists in cells, no types / ours"
            yield ratio("11", what, one, ours)


def parquet_rows() -> Iterator[Row]:
    """Measure the way straight into Parquet, and that its memory does not grow."""
    found = []
    for count in (LARGE, 10 * LARGE) if FULL else (LARGE,):
        with stub(count) as at:
            kinds = ("ours-parquet",)
            one = _measured(kinds, "long", at.now, count, rounds=1)["ours-parquet"]
        found.append(one)
        yield Row("12", f"{count:,} files into Parquet", one["seconds"], "s")
        what = f"{count:,} files into Parquet: memory beyond imports"
        yield Row("12", what, one["mib"], "MiB", "<= 100")
    if len(found) > 1:
        what = f"into Parquet: memory of {10 * LARGE:,} / {LARGE:,} files"
        yield ratio("12", what, found[1], found[0], target="<= 1.2", name="mib")
