"""Binder builds the repository, and the notebook runs in what it builds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"


def _run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    output = str(done.stdout) + str(done.stderr)
    assert done.returncode == 0, output[-4000:]
    return output


def test_repo2docker_picks_up_every_file() -> None:
    dockerfile = _run(
        Path(sys.executable).parent / "jupyter-repo2docker",
        *("--no-build", "--debug", "--user-id", "1000", "--user-name", "jovyan", ROOT),
    )

    runtime = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f"Building conda environment for python={runtime}" in dockerfile
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert 'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile


def test_requirements_are_pinned_and_name_no_registry() -> None:
    lines = (BINDER / "requirements.txt").read_text().splitlines()

    assert all("==" in line for line in lines)
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *extras["demo"],
        *extras["fast"],
        *project["dependency-groups"]["lab"],
    ]
    pinned = (BINDER / "requirements.txt").read_text()

    missing = [
        name
        for name in (re.split(r"[\[<>=;]", line)[0] for line in wanted)
        if not re.search(rf"^{name}==", pinned, re.MULTILINE)
    ]

    assert missing == [], "compile them anew: make pins"


@pytest.mark.slow
@pytest.mark.kernel
@pytest.mark.timeout(600)
def test_the_quickstart_runs_in_a_fresh_environment_made_of_these_files(tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    _run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    inside = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DOCUMINE_")},
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "JUPYTER_DATA_DIR": str(tmp_path / "jupyter"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
    }
    _run(python, "-m", "pip", "install", "-q", "-r", BINDER / "requirements.txt", env=inside)
    _run(BINDER / "postBuild", cwd=ROOT, env=inside)
    _run(python, "-m", "ipykernel", "install", "--sys-prefix", "--name", "python3", env=inside)

    notebook = ROOT / "notebooks" / "01-quickstart.ipynb"
    _run(
        *(BINDER / "start", python, "-m", "jupyter", "nbconvert", "--execute", "--to", "notebook"),
        *("--output-dir", tmp_path, notebook),
        cwd=tmp_path,
        env=inside,
    )

    assert '"image/png"' in (tmp_path / notebook.name).read_text()
