"""What a notebook keeps of the panel, where no browser ever was."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

pytestmark = pytest.mark.kernel

OPEN = """
import documine_nb as dm
session = dm.demo(samples=False, quiet=True)
panel = session.panel()
panel
"""
WORK = """
from documine_nb.bridge import run
panel.state.settle()
run(panel.state.dossiers.create("<b>Kept</b>", session.templates.list()[0].id))
session.close()
"""


@pytest.mark.fault("B93")
def test_an_executed_notebook_tells_the_last_state() -> None:
    cells = [nbformat.v4.new_code_cell(code) for code in (OPEN, WORK)]
    notebook = nbformat.v4.new_notebook(cells=cells)

    NotebookClient(notebook, timeout=60, kernel_name="python3", store_widget_state=False).execute()
    page, _ = HTMLExporter().from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    kept = [output for output in notebook.cells[0].outputs if "text/html" in output.get("data", {})]

    assert len(kept) == 1
    assert "&lt;b&gt;Kept&lt;/b&gt;" in kept[0].data["text/html"]
    assert "<b>Kept</b>" in kept[0].data["text/plain"]
    assert re.search(r"open: &lt;b&gt;Kept&lt;/b&gt;", page)
    assert "<b>Kept" not in page
