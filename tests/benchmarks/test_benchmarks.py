"""The benchmarks run to their end; their timings are no test's business."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MEASURED = {
    "start": 2,
    "extract": 3,
    "upload": 2,
    "load": 6,
    "3": 1,
    "4": 4,
    "5": 2,
    "8": 4,
    "9": 2,
    "11": 5,
    "12": 2,
    "13": 3,
    "14": 3,
    "15": 3,
    "16": 3,
    "17": 1,
    "18": 1,
    "19": 1,
}
AT_LEAST = {"1": 3, "2": 2, "lane": 2, "6": 3, "7": 5, "10": 4}  # more for each library here


def test_every_row_of_the_table_is_there_with_a_finite_value(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    small = {"DOCUMINE_BENCH_FILES": "40", "DOCUMINE_BENCH_ROUNDS": "1"}

    done = subprocess.run(
        [sys.executable, str(BENCHMARKS)],
        env={**os.environ, **small, "DOCUMINE_BENCH_OUT": str(out)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text())
    counted = {part: sum(row["id"] == part for row in rows) for part in MEASURED}
    assert counted == MEASURED
    assert all(sum(row["id"] == part for row in rows) >= few for part, few in AT_LEAST.items())
    assert all(math.isfinite(row["value"]) and row["value"] > 0 for row in rows)
    assert all(row["what"] in done.stdout for row in rows)
    assert all((row["ok"] is None) == (not row["target"]) for row in rows)
