"""The lines of the table that tell what fetching costs: rows 1 to 4, and the lane's candidates."""

from __future__ import annotations

from clients import is_installed
from rows import FILES, Figures, Row, Stub, measured, ratio, stub

__all__ = ["fetch_rows"]

_LATENCY = 0.02
_LIBRARIES = ("httpx", "httpx-sharded", "httpx2", "httpx-aiohttp", "pyreqwest", "aiohttp")
_AT_ONCE = 32
_FASTER = {"httpx": ">= 25", "httpx2": ">= 6", "aiohttp": ">= 1.5"}


def fetch_rows() -> list[Row]:
    """Measure fetching alone: our lane, the candidates that it was chosen over, and floors."""
    with stub(FILES) as at:
        return [*_costs(at), *_secure(at), *_latency(at)]


def _measured(port: str, *kinds: str, at_once: int = _AT_ONCE, more: str = "") -> list[Figures]:
    rest = [str(FILES), str(at_once), *([more] if more else [])]
    return measured("fetch_files.py", *([kind, port, *rest] for kind in kinds))


def _costs(at: Stub) -> list[Row]:
    libraries = [kind for kind in _LIBRARIES if is_installed(kind)]
    floor = ["libcurl"] if is_installed("libcurl") else []
    lane, client, *found = _measured(at.now, "lane", "client", *floor, *libraries)
    rows = [
        Row("1", "CPU a file of 20 kB, the lane alone", lane["cpu_us"], "us"),
        Row("1", "the same with headers, sign-in, retries", client["cpu_us"], "us"),
    ]
    if floor:
        curl = found.pop(0)
        rows.append(
            ratio("1", "CPU, the lane / libcurl", lane, curl, target="<= 1.6", name="cpu_us")
        )
    for kind, one in zip(libraries, found, strict=True):
        rows.append(ratio("2", f"time, {kind} / the lane", one, lane, target=_FASTER.get(kind, "")))
        rows.append(ratio("lane", f"CPU, {kind} / the lane", one, lane, name="cpu_us"))
    what = "time, httpx / ours with headers, sign-in, retries"
    rows.append(ratio("3", what, found[0], client, target=">= 6"))
    return rows


def _secure(at: Stub) -> list[Row]:
    floor = ["libcurl"] if is_installed("libcurl") else []
    lane, *curl = _measured(at.tls, "lane", *floor, more=at.authority)
    rows = [Row("1", "CPU a file of 20 kB over TLS, the lane alone", lane["cpu_us"], "us")]
    what = "CPU over TLS, the lane / libcurl"
    return rows + [ratio("1", what, lane, one, target="<= 2.0", name="cpu_us") for one in curl]


def _latency(at: Stub) -> list[Row]:
    rows = []
    for at_once, target in ((16, ">= 0.92"), (64, ">= 0.88")):
        lane, raw = _measured(at.late, "lane", "raw", at_once=at_once)
        what = f"20 ms, {at_once} at once"
        share = -(-FILES // at_once) * _LATENCY / lane["seconds"]
        named = f"{what}: least time that latency allows / the lane"
        rows.append(Row("4", named, share, "ratio", target))
        named = f"{what}: the lane / a plain asyncio protocol"
        rows.append(ratio("4", named, lane, raw, target="<= 1.05"))
    return rows
