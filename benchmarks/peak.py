"""The most memory that a process held at once."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

MIB = 1 << 20


def own_peak_mib() -> float:
    """Return this process's peak in MiB."""
    if sys.platform == "linux":
        # Of this program alone; what getrusage tells includes the process that started it.
        told = Path("/proc/self/status").read_text(encoding="ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) / 1024
    return _peak("RUSAGE_SELF") or float(psutil.Process().memory_info().rss) / MIB


def children_peak_mib() -> float:
    """Return the peak in MiB of the largest child that has ended; 0 where nobody counts that."""
    return _peak("RUSAGE_CHILDREN")


def _peak(who: str) -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 -- POSIX only

    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(getattr(resource, who)).ru_maxrss) * unit / MIB
