"""Small reports read by the template of OECD studies."""

from __future__ import annotations

from pathlib import Path

from support.pdfs import flowing

from documine_nb.server.extraction import load_templates
from documine_nb.server.extraction.analyse import analyse_pdf


def values_of(folder: Path, component: str, *story: object) -> list[str]:
    """Return the values of one component of a report made of these flowables."""
    analysis = analyse_pdf(flowing(folder / "report.pdf", *story), load_templates()[0], {})
    assert analysis.error is None
    found = next(one for one in analysis.components if one.name == component)
    return [value.value for value in found.values]
