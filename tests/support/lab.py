"""A real JupyterLab with a folder of its own, and a real browser to use it with."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from support.system import chromium

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
PATIENCE = 20_000  # milliseconds; what is waited for comes much sooner

# A test's browser talks to this machine only: nothing to look up, fetch or report elsewhere.
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # The theme is the one that the browser asks for.
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
# Cells that are run before both are there are lost, without a word.
_READY = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    folder: Path
    url: str
    token: str

    def notebook(self, name: str, *cells: str) -> Path:
        """Write a notebook of code cells."""
        path = self.folder / name
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
        # Without its name JupyterLab would ask which kernel is meant.
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, path)
        return path

    def open(self, page: Page, notebook: Path) -> Notebook:
        """Open a notebook and wait until its kernel answers."""
        page.goto(f"{self.url}/lab/tree/{notebook.name}?reset&token={self.token}")
        page.locator(".jp-NotebookPanel .jp-Notebook").wait_for(timeout=PATIENCE)
        page.evaluate(_READY)
        return Notebook(page, notebook)


@dataclass(frozen=True)
class Notebook:
    """A notebook that is open in a browser."""

    page: Page
    path: Path

    def run(self, cell: int) -> Any:
        """Run a cell; return where its output will be."""
        self.page.evaluate(
            """async (cell) => {
              const app = window.jupyterapp;
              app.shell.currentWidget.content.activeCellIndex = cell;
              await app.commands.execute('notebook:run-cell');
            }""",
            cell,
        )
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell).locator(".jp-OutputArea")

    def save(self) -> str:
        """Save it and return what is on the disk."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        return self.path.read_text(encoding="utf-8")


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[Lab]:
    """Start JupyterLab on an empty folder, with no setting of this machine's user."""
    work = folder / "work"
    work.mkdir(parents=True)
    homes = {
        f"{name}_DIR" if name != "IPYTHON" else "IPYTHONDIR": folder / name.lower()
        for name in ("JUPYTER_CONFIG", "JUPYTER_DATA", "JUPYTER_RUNTIME", "IPYTHON")
    }
    for home in homes.values():
        home.mkdir()
    _write_settings(homes["JUPYTER_CONFIG_DIR"])
    token = secrets.token_hex(16)
    remote = ("JUPYTERHUB_", "BINDER_", "DOCUMINE_", "CODESPACES", "COLAB_", "SSH_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(remote)}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
            *("--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"),
            f"--ServerApp.root_dir={work}",
        ],
        cwd=work,
        env={
            **environment,
            **{name: str(path) for name, path in homes.items()},
            "JUPYTER_TOKEN": token,
            "DOCUMINE_REMOTE": "0",  # the browser is here, even where the machine is a container
        },
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Lab(work, _announced(process), token)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Start a headless Chromium: the system's, where it has one."""
    with sync_playwright() as playwright:
        path = chromium()
        started = playwright.chromium.launch(
            args=list(_FLAGS), **({"executable_path": path} if path else {})
        )
        try:
            yield started
        finally:
            started.close()


@contextlib.contextmanager
def window(
    browser: Browser, *, size: tuple[int, int] = (1200, 1000), dark: bool = False
) -> Iterator[BrowserContext]:
    """Open a window with no past."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    try:
        yield context
    finally:
        context.close()


def picture(what: Any, name: str) -> Path:
    """Keep a picture of a page or a part of it, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    what.screenshot(path=str(path))
    return path


def found_in(text: str, wanted: Sequence[str]) -> list[str]:
    """Return which of some secrets stand in a text."""
    return [one for one in wanted if one and one in text]


def _announced(process: subprocess.Popen[str]) -> str:
    said = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
            # Read on, or a talkative server would stop at a full pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError(f"JupyterLab ended with {process.wait(30)}:\n{''.join(said)}")


def _write_settings(config: Path) -> None:
    for plugin, settings in _SETTINGS.items():
        package, name = plugin.split(":")
        folder = config / "lab" / "user-settings" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.jupyterlab-settings").write_text(json.dumps(settings))
