"""Pages a second through the embedded server's extraction, beside reading the text alone.

Both read the sample reports, one after the other, in one process each that is warm: the extraction
in a worker of :class:`ExtractionPool`, the text with pypdfium2's own ``get_text_range`` here.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pypdfium2 as pdfium
from peak import children_peak_mib

from documine_nb.server.extraction import ExtractionPool, RuleSet, load_templates
from documine_nb.server.samples import Sample, samples
from documine_nb.server.settings import ServerSettings


def readable() -> list[Sample]:
    """Return the samples that have a text."""
    return [sample for sample in samples() if sample.expect_error is None]


def rules_of() -> dict[str, RuleSet]:
    """Return the rules by the template's key, which is its folder's name."""
    return {rules.folder.name: rules for rules in load_templates()}


async def extract(reports: list[Sample]) -> tuple[float, int]:
    """Return the seconds and pages of the whole extraction."""
    rules = rules_of()
    pool = ExtractionPool(ServerSettings(folder=Path()), workers=1)
    await pool.start()
    await pool.analyse(reports[0].path, rules[reports[0].template])
    pages = 0
    start = time.perf_counter()
    for report in reports:
        found = await pool.analyse(report.path, rules[report.template])
        assert found.error is None, f"{report.filename}: {found.error}"
        pages += found.pages
    seconds = time.perf_counter() - start
    await pool.close()
    return seconds, pages


def read_text(reports: list[Sample]) -> float:
    """Return the seconds that reading every page's text takes."""
    start = time.perf_counter()
    for report in reports:
        with pdfium.PdfDocument(report.path) as document:
            for page in document:
                assert page.get_textpage().get_text_range() is not None
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    reports = readable()
    text_seconds = read_text(reports)
    seconds, pages = asyncio.run(extract(reports))
    figures = {
        "pages_a_second": pages / seconds,
        "seconds": seconds,
        "text_seconds": text_seconds,
        "peak_mib": children_peak_mib(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
