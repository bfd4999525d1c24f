"""Extraction: from a PDF to the components of a dossier template, by readable rules.

A file goes through these steps, one module each: words with positions (``words``), lines and
columns (``lines``), headers and footers taken off (``furniture``), sections (``headings``) and
their running text (``document``), table rows (``rows``), entities (``finders``, ``labels``,
``whole``) and components (``components``). :class:`ExtractionPool` runs them in worker processes
with limits.
"""

from __future__ import annotations

from documine_nb.server.extraction.pool import ExtractionPool, ExtractionSettings
from documine_nb.server.extraction.results import (
    Analysis,
    EntityRef,
    ExtractedComponent,
    ExtractedValue,
)
from documine_nb.server.extraction.template import RuleSet
from documine_nb.server.extraction.templates import TemplateError, load_template, load_templates

__all__ = [
    "Analysis",
    "EntityRef",
    "ExtractedComponent",
    "ExtractedValue",
    "ExtractionPool",
    "ExtractionSettings",
    "RuleSet",
    "TemplateError",
    "load_template",
    "load_templates",
]
