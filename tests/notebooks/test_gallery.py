"""The gallery of charts runs from top to bottom, and each of its charts appears once."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

GALLERY = Path(__file__).parents[2] / "notebooks" / "02-charts.ipynb"
CHARTS = [
    "forests(",
    "six_pack(endpoints)",
    'six_pack(endpoints, "clp")',
    "dose_mortality(",
    "draize(endpoints)",
    'draize(endpoints, "eye")',
    "llna(",
    "timeline(",
    "durations(",
    "study_matrix(",
    "facets(",
    "completeness(long",
    "completeness(coverage",
]

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Return the gallery after a run."""
    notebook = nbformat.read(GALLERY, as_version=4)
    folder = tmp_path_factory.mktemp("gallery")
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def cell_with(notebook: nbformat.NotebookNode, source: str) -> nbformat.NotebookNode:
    [cell] = [cell for cell in notebook.cells if source in cell.source]
    return cell


@pytest.mark.parametrize("chart", CHARTS)
def test_each_chart_appears_once(gallery: nbformat.NotebookNode, chart: str) -> None:
    outputs = cell_with(gallery, f"dm.charts.{chart}").outputs

    pictures = [output for output in outputs if "image/png" in output.get("data", {})]

    assert len(pictures) == 1


def test_no_cell_warns(gallery: nbformat.NotebookNode) -> None:
    outputs = [output for cell in gallery.cells for output in cell.get("outputs", [])]

    assert [output.text for output in outputs if output.output_type == "stream"] == []


def test_the_page_of_a_value_is_shown(gallery: nbformat.NotebookNode) -> None:
    html = cell_with(gallery, ".evidence(").outputs[-1]["data"]["text/html"]

    assert "found by text search" in html
    assert "data:image/png;base64," in html


def test_a_snapshot_has_the_same_values(gallery: nbformat.NotebookNode) -> None:
    text = cell_with(gallery, "dm.compare(").outputs[-1]["data"]["text/plain"]

    assert "nothing differs" in text
