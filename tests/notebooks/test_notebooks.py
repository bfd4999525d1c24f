"""The notebooks run from top to bottom with no account, and say what they promise."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TOKEN = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}\.")

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Return the quickstart as it is after a run with the widgets' state saved in it."""
    notebook = nbformat.read(ROOT / "notebooks" / "01-quickstart.ipynb", as_version=4)
    folder = tmp_path_factory.mktemp("quickstart")
    client = NotebookClient(
        notebook,
        timeout=120,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=True,
    )
    client.execute()
    return notebook


def output_of(notebook: nbformat.NotebookNode, source: str) -> dict[str, str]:
    """Return the last output's forms of the one cell that holds `source`."""
    [cell] = [cell for cell in notebook.cells if source in cell.source]
    forms: dict[str, str] = cell.outputs[-1]["data"]
    return forms


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_git_holds_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)

    with_outputs = [cell for cell in notebook.cells if cell.get("outputs")]

    assert with_outputs == []
    assert "widgets" not in notebook.metadata


def test_the_quickstart_ends_with_every_cell_run(quickstart: nbformat.NotebookNode) -> None:
    code = [cell for cell in quickstart.cells if cell.cell_type == "code"]

    assert all(cell.execution_count for cell in code)


def test_after_run_all_the_panel_still_has_its_session(quickstart: nbformat.NotebookNode) -> None:
    code = [cell.source for cell in quickstart.cells if cell.cell_type == "code"]

    assert code[-1] == "session.panel()"


@pytest.mark.parametrize(
    "chart", ["charts.ld50", "charts.timeline", "charts.category_counts", "charts.completeness"]
)
def test_the_quickstart_shows_its_charts_once(
    quickstart: nbformat.NotebookNode, chart: str
) -> None:
    [cell] = [cell for cell in quickstart.cells if chart in cell.source]

    pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]

    assert len(pictures) == 1


def test_the_quickstart_loads_the_same_frame_offline(quickstart: nbformat.NotebookNode) -> None:
    assert output_of(quickstart, "equals(df)")["text/plain"] == "True"


def test_the_quickstart_shows_real_types(quickstart: nbformat.NotebookNode) -> None:
    shown = output_of(quickstart, "df.dtypes")["text/plain"]

    assert "datetime64" in shown
    assert "quantity[mg/kg]" in shown


def test_a_saved_quickstart_holds_no_token(quickstart: nbformat.NotebookNode) -> None:
    assert TOKEN.search(nbformat.writes(quickstart)) is None
