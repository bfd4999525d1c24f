"""From studies to PDF files with their entries in ``truth.json``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.paper import print_report
from documine_nb.server.samples.generate.registry import LAYOUTS, STUDIES
from documine_nb.server.samples.generate.truth import truth_of

__all__ = ["Drawn", "drawn_reports"]


@dataclass(frozen=True)
class Drawn:
    """A finished PDF and its entry in ``truth.json``."""

    content: bytes
    entry: dict[str, Any]


def _draw(study: Study) -> Drawn:
    layout = LAYOUTS[study.layout]
    content, pages = print_report(
        partial(_compose, study),
        layout.house(study),
        title=study.report_number,
        author=study.laboratory.name,
    )
    entry = {
        "filename": study.filename,
        "dossier": study.dossier,
        "template": "oecd_acute_toxicity",
        "layout": study.layout,
        "held_out": layout.held_out,
        "pages": pages,
        "expect_error": study.expect_error,
        "truth": truth_of(study, layout),
    }
    return Drawn(content, entry)


def _compose(study: Study, paper: Any) -> None:
    LAYOUTS[study.layout].compose(paper, study)


def drawn_reports() -> Iterator[Drawn]:
    """Draw every report, one after the other."""
    for study in STUDIES:
        yield _draw(study)
