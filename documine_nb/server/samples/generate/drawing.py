"""From studies to PDF files with their entries in ``truth.json``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.generic_reports import (
    GENERIC_REPORTS,
    GenericReport,
    generic_house,
    generic_truth,
)
from documine_nb.server.samples.generate.paper import Paper, print_report
from documine_nb.server.samples.generate.registry import LAYOUTS, STUDIES
from documine_nb.server.samples.generate.scan import scanned
from documine_nb.server.samples.generate.truth import truth_of

__all__ = ["Drawn", "draw_generic", "draw_study", "drawn_reports"]


@dataclass(frozen=True)
class Drawn:
    """A finished PDF and its entry in ``truth.json``."""

    content: bytes
    entry: dict[str, Any]


def draw_study(study: Study) -> Drawn:
    """Print the report of a study in its layout."""
    layout = LAYOUTS[study.layout]

    def compose(paper: Paper) -> None:
        layout.compose(paper, study)

    content, pages = print_report(
        compose, layout.house(study), title=study.report_number, author=study.laboratory.name
    )
    if study.expect_error:
        content = scanned(content)
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


def draw_generic(report: GenericReport) -> Drawn:
    """Print a report of another kind."""
    content, pages = print_report(
        report.compose,
        generic_house(report),
        title=report.filename.removesuffix(".pdf"),
        author=report.organisation,
    )
    entry = {
        "filename": report.filename,
        "dossier": "Generic reports",
        "template": "generic_report",
        "layout": report.layout,
        "held_out": False,
        "pages": pages,
        "expect_error": None,
        "truth": generic_truth(report),
    }
    return Drawn(content, entry)


def drawn_reports() -> Iterator[Drawn]:
    """Draw every report, one after the other."""
    yield from map(draw_study, STUDIES)
    yield from map(draw_generic, GENERIC_REPORTS)
