"""What a line of the table is, and how its figures are measured."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "FILES",
    "FULL",
    "HERE",
    "LARGE",
    "ROUNDS",
    "Figures",
    "Row",
    "Stub",
    "measured",
    "ratio",
    "run",
    "stub",
]

HERE = Path(__file__).parent
FULL = os.environ.get("FULL") == "1"
ROUNDS = int(os.environ.get("DOCUMINE_BENCH_ROUNDS", "3"))
FILES = int(os.environ.get("DOCUMINE_BENCH_FILES", "2000"))
LARGE = 10_000 if FILES >= 1_000 else FILES  # a trial with few files is one throughout

Figures = dict[str, float]


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
        return f"{self.id:<8} {self.what:<68} {value} {self.target:<8} {mark}"


def ratio(
    id: str,  # noqa: A002 -- as the table names it
    what: str,
    one: Figures,
    other: Figures,
    *,
    target: str = "",
    name: str = "seconds",
) -> Row:
    """Return the line that compares a figure of two measurements."""
    return Row(id, what, one[name] / other[name], "ratio", target)


def run(script: str, *arguments: str) -> Figures:
    """Run one measurement in a process of its own and return what it prints last.

    ``process`` is how long the whole process took, from its start to its end.
    """
    command = [sys.executable, str(HERE / script), *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    figures = json.loads(done.stdout.splitlines()[-1])
    return {"process": seconds} | {name: float(value) for name, value in figures.items()}


def measured(script: str, *arguments: Sequence[str], rounds: int = ROUNDS) -> list[Figures]:
    """Run a script with these arguments and with those, in turn, and return the median of each."""
    found: list[list[Figures]] = [[] for _ in arguments]
    for _ in range(rounds):
        for results, one in zip(found, arguments, strict=True):
            results.append(run(script, *one))
    return [
        {name: statistics.median(one[name] for one in results) for name in results[0]}
        for results in found
    ]


@dataclass(frozen=True)
class Stub:
    """Where the stub service listens: at once, after 20 ms, after 80 ms, and over TLS."""

    now: str
    late: str
    later: str
    tls: str
    authority: str


@contextmanager
def stub(files: int) -> Iterator[Stub]:
    """Start the stub service."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "stub_service.py"), str(files), folder],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            yield Stub(*process.stdout.readline().split())
        finally:
            process.terminate()
            process.wait()
