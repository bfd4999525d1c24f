"""Synthetic study reports with their known truth, for demonstrations and for measuring extraction.

The PDF files and ``truth.json`` are committed data (CC0, see ``LICENSE`` beside this file). They
are made by ``python -m documine_nb.server.samples.generate``, which alone needs reportlab; reading
them needs the standard library only. No laboratory, sponsor, person or substance in them exists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["REPORTS_FOLDER", "TRUTH_FILE", "Sample", "sample_reports", "samples"]

FOLDER = Path(__file__).parent
REPORTS_FOLDER = FOLDER / "reports"
TRUTH_FILE = FOLDER / "truth.json"


@dataclass(frozen=True)
class Sample:
    """One sample report and what a perfect extraction would find in it.

    Attributes
    ----------
    filename, path
        Name as it is to be uploaded, and where the PDF lies.
    dossier
        Name of the sample dossier that the report belongs to.
    template
        Key of its dossier template: ``"oecd_acute_toxicity"`` or ``"generic_report"``.
    layout, held_out
        Name of the page layout; held-out layouts were set aside while the rules were written.
    pages
        Number of pages.
    truth
        Values by component name; a component that the report does not state is absent.
    expect_error
        What is wrong with the file where processing has to end in ``ERROR``, else None.
    """

    filename: str
    path: Path
    dossier: str
    template: str
    layout: str
    held_out: bool
    pages: int
    truth: Mapping[str, tuple[str, ...]]
    expect_error: str | None


def _read(entry: Mapping[str, Any]) -> Sample:
    truth = {name: tuple(values) for name, values in entry["truth"].items()}
    return Sample(
        filename=entry["filename"],
        path=REPORTS_FOLDER / entry["filename"],
        dossier=entry["dossier"],
        template=entry["template"],
        layout=entry["layout"],
        held_out=entry["held_out"],
        pages=entry["pages"],
        truth=MappingProxyType(truth),
        expect_error=entry["expect_error"],
    )


@cache
def samples() -> tuple[Sample, ...]:
    """Return every sample report, in the order of ``truth.json``.

    Examples
    --------
    >>> all(sample.path.suffix == ".pdf" for sample in samples())
    True
    """
    content = json.loads(TRUTH_FILE.read_text(encoding="utf-8"))
    return tuple(_read(entry) for entry in content["reports"])


def sample_reports() -> list[Path]:
    """Return the study reports that a newcomer may upload: readable ones, of the visible layouts.

    Examples
    --------
    >>> len(sample_reports()) > 20
    True
    """
    return [
        sample.path
        for sample in samples()
        if sample.template == "oecd_acute_toxicity"
        and not sample.held_out
        and not sample.expect_error
    ]
