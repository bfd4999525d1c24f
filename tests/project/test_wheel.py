"""What is tested is what is shipped."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import documine_nb

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "matplotlib", "httpx", "httpx2", "ipywidgets", "fastapi", "anywidget", "numpy")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_continuous_integration_tests_the_installed_wheel() -> None:
    installed = "site-packages" in Path(documine_nb.__file__).parts

    assert installed or "CI" not in os.environ


def test_the_wheel_holds_everything_git_holds(wheel: zipfile.ZipFile) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "documine_nb"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")

    missing = {name for name in tracked if name} - set(wheel.namelist())

    assert not missing


def test_the_wheel_is_typed_and_brings_no_tests(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()

    assert "documine_nb/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_notebooks_travel_with_the_package(wheel: zipfile.ZipFile) -> None:
    notebooks = {f"documine_nb/notebooks/{path.name}" for path in ROOT.glob("notebooks/*.ipynb")}

    assert notebooks
    assert notebooks <= set(wheel.namelist())


def test_nothing_happens_at_import() -> None:
    code = f"import sys, documine_nb; print([name for name in {HEAVY!r} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"
