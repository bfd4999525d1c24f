"""Arrows point down only, and the check that holds it can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_rooms_import_only_rooms_below_them() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("room", "imported"),
    [
        ("models", "documine_nb.session"),
        ("resources", "httpx"),
        ("server", "documine_nb.models"),
        ("charts", "documine_nb.transport"),
        ("bridge.py", "documine_nb.models"),
    ],
)
def test_a_forbidden_arrow_is_found(tmp_path: Path, room: str, imported: str) -> None:
    shutil.copytree(ROOT / "documine_nb", tmp_path / "documine_nb")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    place = tmp_path / "documine_nb" / room
    place = place / "__init__.py" if place.is_dir() else place
    place.write_text(f"{place.read_text()}\nimport {imported}\n")

    done = _lint(tmp_path)

    assert done.returncode == 1
    assert imported in done.stdout
