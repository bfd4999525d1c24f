"""The lines of the table that tell what a cache brings: rows 13 and 14."""

from __future__ import annotations

from collections.abc import Iterator

from rows import ROUNDS, Figures, Row, Stub, measured, ratio, stub

__all__ = ["kept_rows"]

_FEWER, _MORE = min(ROUNDS, 2), 2 * ROUNDS - 1  # a reload is short, and varies the more
_OPENED = {"wide": ">= 10", "long": ">= 15"}


def kept_rows(files: int) -> Iterator[Row]:
    """Measure a reload after one file in a hundred changed, and opening what is kept."""
    with stub(files) as at:
        yield from _reload(files, at)
        yield from _opened(files, at)


def _wide(files: int, port: str, *kinds: str, rounds: int = _FEWER) -> list[Figures]:
    each = [(kind, "wide", port, str(files)) for kind in kinds]
    return measured("load_components.py", *each, rounds=rounds)


def _reload(files: int, at: Stub) -> Iterator[Row]:
    size = f"wide, {files:,} files"
    whole, reload = _wide(files, at.now, "ours-each", "ours-reload")
    yield ratio("13", f"{size}: whole load / reload, 1 % changed", whole, reload, target=">= 3")
    (whole,) = _wide(files, at.late, "ours-each", rounds=1)  # of which latency is nearly all
    reload, floor = _wide(files, at.late, "ours-reload", "floor", rounds=_MORE)
    what = f"{size}, 20 ms: reload, 1 % changed / the list and these files"
    yield ratio("13", what, reload, floor, target="<= 2")
    what = f"{size}, 20 ms: whole load / reload, 1 % changed"
    yield ratio("13", what, whole, reload, target=">= 35")


def _opened(files: int, at: Stub) -> Iterator[Row]:
    for frame, target in _OPENED.items():
        each = [(kind, frame, at.now, str(files)) for kind in ("cache", "raw")]
        cache, raw = measured("open_cache.py", *each)
        size = f"{frame}, {files:,} files"
        what = f"{size}: frame of raw answers in SQLite / of the cache"
        yield ratio("14", what, raw, cache, target=target)
        if frame == "long":
            what = f"{size}: bytes of the cache / of raw answers"
            yield ratio("14", what, cache, raw, target="<= 0.25", name="kept_mib")
