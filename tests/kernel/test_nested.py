"""Nested event loops in real kernels: scripts run, and no queued cell is lost for it."""

from __future__ import annotations

import pytest
from support.kernels import NEWEST, Kernel, kernel

pytestmark = pytest.mark.kernel

PREPARE = """
import asyncio
from documine_nb import bridge, nested
"""
ONLY_ORIGINAL = "nested._installed = lambda: {'nest-asyncio': '1.6.0'}"
ALLOW = "print(nested.allow_nested_loops())"
NESTED = "asyncio.run(asyncio.sleep(0.2)); print('nested')"


def _run_all(running: Kernel) -> list[str]:
    cells = [running.send(NESTED), running.send("print('second')"), running.send("print('third')")]
    return [running.finish(cell, timeout=10).printed for cell in cells]


def test_a_script_runs_and_queued_cells_still_run_on_the_newest_kernel() -> None:
    with kernel(NEWEST) as running:
        running.run(PREPARE)
        assert "nest-asyncio2" in running.run(ALLOW).printed

        assert _run_all(running) == ["nested\n", "second\n", "third\n"]
        assert running.run("print(bridge.run(asyncio.sleep(0, 42)))").printed == "42\n"


def test_the_original_runs_scripts_and_loses_no_cell_on_kernel_6() -> None:
    with kernel("6.31") as running:
        running.run(PREPARE + ONLY_ORIGINAL)
        assert "nest-asyncio 1.6.0" in running.run(ALLOW).printed

        assert _run_all(running) == ["nested\n", "second\n", "third\n"]
        assert running.run("print(bridge.run(asyncio.sleep(0, 42)))").printed == "42\n"


def test_the_original_is_refused_with_the_reason_on_the_newest_kernel() -> None:
    with kernel(NEWEST) as running:
        running.run(PREPARE + ONLY_ORIGINAL)

        refused = running.run(ALLOW)

        assert refused.error == "ConfigError"
        assert "drop queued cells" in refused.error_text
        assert running.run(NESTED).error == "RuntimeError"  # nothing was patched


def test_an_original_that_other_code_applied_is_told_on_the_newest_kernel() -> None:
    with kernel(NEWEST) as running:
        running.run(PREPARE)
        running.run("import nest_asyncio; nest_asyncio.apply()")

        refused = running.run(ALLOW)

        assert refused.error == "ConfigError"
        assert "Restart the kernel" in refused.error_text
