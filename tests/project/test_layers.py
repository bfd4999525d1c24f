"""Arrows point down only, and the check that holds it can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_rooms_import_only_rooms_below_them() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:]


def test_an_arrow_that_points_up_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "documine_nb", tmp_path / "documine_nb")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    models = tmp_path / "documine_nb" / "models" / "__init__.py"
    models.write_text(models.read_text() + "\nimport documine_nb.session\n")

    done = _lint(tmp_path)

    assert done.returncode == 1
    assert "documine_nb.session" in done.stdout
