"""``documine-nb lab``: JupyterLab with the quickstart notebook."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from documine_nb.errors import MissingExtraError, StorageError

__all__ = ["add_parser", "notebooks_folder", "prepare"]

QUICKSTART = "01-quickstart.ipynb"


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("lab", help="JupyterLab with the quickstart notebook")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("documine-notebooks"),
        help="where your copies of the notebooks are (default: %(default)s)",
    )
    parser.add_argument(
        "options", nargs=argparse.REMAINDER, help="options for JupyterLab, after --"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Copy the notebooks where they are missing, and start JupyterLab there."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingExtraError(
            "JupyterLab is not installed here", cure="Install it with: pip install jupyterlab"
        )
    folder = prepare(arguments.folder)
    print(f"Your notebooks are in {folder.resolve()}")
    options = [option for option in arguments.options if option != "--"]
    command = [sys.executable, "-m", "jupyterlab", *options, QUICKSTART]
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603 -- our own words


def prepare(folder: Path) -> Path:
    """Copy the notebooks to `folder`; one that is there is somebody's work, and stays."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in sorted(notebooks_folder().glob("*.ipynb")):
            if not (folder / notebook.name).exists():
                shutil.copy(notebook, folder)
    except OSError as error:
        raise StorageError(
            f"{str(folder)!r} cannot be written: {error.strerror or error}",
            cure="Choose another --folder.",
        ) from None
    return folder


def notebooks_folder() -> Path:
    """Return where the notebooks lie: in the installed package, or in a clone beside it."""
    package = Path(__file__).parents[1]
    installed = package / "notebooks"
    return installed if installed.is_dir() else package.parent / "notebooks"
