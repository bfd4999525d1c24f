"""How a real notebook shows charts: once, from a cell, a callback or a thread."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.kernel

TESTS = Path(__file__).parents[1]
CELLS = {
    "prepare": (
        f"import sys; sys.path.insert(0, {str(TESTS)!r})\n"
        "from support.acute_oral import acute_oral\n"
        "import documine_nb as dm\n"
        "df = acute_oral(8)"
    ),
    "last value": "dm.charts.ld50(df)",
    "changed": "ax = dm.charts.ld50(df)\nax.set_title('mine')\nNone",
    "two": "dm.charts.ld50(df)\ndm.charts.timeline(df)",
    "awaited": "import asyncio\nawait asyncio.sleep(0)\ndm.charts.ld50(df)",
    "given axes": (
        "import matplotlib.pyplot as plt\n_, axes = plt.subplots()\ndm.charts.ld50(df, ax=axes)"
    ),
    "callback": (
        "import ipywidgets\n"
        "made = []\n"
        "loop = asyncio.get_running_loop()\n"
        "done = asyncio.Event()\n"
        "def draw():\n"
        "    made.append(dm.charts.ld50(df)); done.set()\n"
        "_ = loop.call_later(0, draw)"
    ),
    "after callback": "print(len(made))",
    "thread": (
        "import threading\n"
        "thread = threading.Thread(target=lambda: made.append(dm.charts.ld50(df)))\n"
        "thread.start(); thread.join()\n"
        "print(type(made[-1]).__name__)"
    ),
    "shown later": "display(made[-1])",
    "nothing left": "plt.get_fignums()",
}


@pytest.fixture(scope="module")
def pictures() -> dict[str, int]:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    )
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return {
        name: sum("image/png" in output.get("data", {}) for output in cell.outputs)
        for name, cell in zip(CELLS, notebook.cells, strict=True)
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("last value", 1),
        ("changed", 1),
        ("two", 2),
        ("awaited", 1),
        ("given axes", 1),
        ("after callback", 0),
        ("thread", 0),
        ("shown later", 1),
        ("nothing left", 0),
    ],
)
def test_a_chart_is_shown_as_often_as_it_was_asked_for(
    pictures: dict[str, int], cell: str, expected: int
) -> None:
    assert pictures[cell] == expected
