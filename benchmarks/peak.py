"""The most memory that a process held at once."""

from __future__ import annotations

import sys

import psutil

MIB = 1 << 20


def own_peak_mib() -> float:
    """Return this process's peak in MiB."""
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
