"""What scripts that measure share: a clock, a session with the stub, another process, a check."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable

import pandas as pd
from stub_service import COMPONENTS

import documine_nb as dm

__all__ = ["Clock", "Figures", "check", "elsewhere", "signed_in"]

Figures = dict[str, float]


class Clock:
    """Wall time and CPU time since it was made."""

    def __init__(self) -> None:
        self._start, self._cpu = time.perf_counter(), time.process_time()

    def figures(self) -> Figures:
        """Return both."""
        return {
            "seconds": time.perf_counter() - self._start,
            "cpu": time.process_time() - self._cpu,
        }


def signed_in(port: str) -> dm.Session:
    """Return a session with the stub."""
    return dm.connect(
        f"http://127.0.0.1:{port}",
        workspace="bench",
        client_id="bench",
        flow="password",
        username="bench",
        password="bench",  # noqa: S106 -- the stub takes any
        quiet=True,
    )


def elsewhere(function: Callable[..., None], *arguments: object) -> None:
    """Call a function in a process of its own, as in the notebook of another day."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0


def check(made: pd.DataFrame, frame: str, count: int, *, is_typed: bool) -> None:
    """Assert that a frame holds everything."""
    if frame == "long":
        assert len(made) > count
        return
    assert len(made) == count
    assert made.shape[1] >= COMPONENTS + 1
    assert not is_typed or made["Component_00"].dtype.kind == "M"
