"""Type checkers know parameters and results of both forms, and tell wrong calls."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SNIPPETS = Path(__file__).parent / "snippets"
Places = set[tuple[str, int]]


@pytest.fixture(scope="module")
def mypy(pytestconfig: pytest.Config) -> Places:
    """The places with which mypy finds fault."""
    assert pytestconfig.cache is not None
    cache = pytestconfig.cache.mkdir("mypy-of-snippets")
    options = ["--strict", "--config-file", os.devnull, "--cache-dir", str(cache)]
    said = _run("mypy", *options, "--no-error-summary", *_names()).stdout
    return {
        (Path(file).name, int(line))
        for file, line in re.findall(r"^(.+?):(\d+): error:", said, re.MULTILINE)
    }


@pytest.fixture(scope="module")
def pyright() -> Places:
    """The places with which pyright finds fault."""
    said = _run("pyright", "--pythonpath", sys.executable, "--outputjson", *_names()).stdout
    return {
        (Path(found["file"]).name, found["range"]["start"]["line"] + 1)
        for found in json.loads(said)["generalDiagnostics"]
        if found["severity"] == "error"
    }


def test_mypy_finds_fault_with_the_wrong_lines_and_no_others(mypy: Places) -> None:
    assert mypy == _wrong_lines()


def test_pyright_finds_fault_with_the_wrong_lines_and_no_others(pyright: Places) -> None:
    assert pyright == _wrong_lines()


def _run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.run(
        command, cwd=SNIPPETS, capture_output=True, text=True, check=False, timeout=240
    )


def _names() -> list[str]:
    return sorted(path.name for path in SNIPPETS.glob("*.py"))


def _wrong_lines() -> Places:
    return {
        (path.name, number)
        for path in SNIPPETS.glob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "# wrong:" in line
    }
