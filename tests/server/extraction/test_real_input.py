"""Documents that nobody here made: the manuals of Debian's package ``r-doc-pdf``."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from documine_nb.server.extraction import Analysis, ExtractionPool, load_templates
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.anyio

MANUALS = Path("/usr/share/R/doc/manual")
OECD, GENERIC = load_templates()
MEMORY = 160  # MiB; the whole process, with the interpreter and PDFium


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[ExtractionPool]:
    settings = ServerSettings(tmp_path, extraction_timeout=120, extraction_memory_mib=MEMORY)
    made = ExtractionPool(settings, workers=1)
    await made.start()
    yield made
    await made.close()


def manual(name: str) -> Path:
    path = MANUALS / name
    assert path.exists(), f"{path} is missing: install the package r-doc-pdf"
    return path


def values(analysis: Analysis) -> dict[str, list[str]]:
    return {one.name: [value.value for value in one.values] for one in analysis.components}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("R-FAQ.pdf", "R FAQ"),
        ("R-data.pdf", "R Data Import/Export"),
        ("R-lang.pdf", "R Language Definition"),
        ("R-intro.pdf", "An Introduction to R"),
    ],
)
async def test_a_manual_gives_its_title_and_date(
    pool: ExtractionPool, name: str, title: str
) -> None:
    analysis = await pool.analyse(manual(name), GENERIC)
    assert analysis.error is None
    assert analysis.pages > 30
    found = values(analysis)
    assert found["Title"] == [title]
    assert all(re.fullmatch(r"\d\d/\d\d/20\d\d", date) for date in found["Report_Date"])
    assert found["Report_Date"]


async def test_a_manual_of_thousands_of_pages_is_read(pool: ExtractionPool) -> None:
    analysis = await pool.analyse(manual("fullrefman.pdf"), GENERIC)
    assert analysis.error is None
    assert analysis.pages > 2000
    [title] = values(analysis)["Title"]
    assert title.startswith("R: A Language and Environment")


async def test_hundreds_of_pages_cost_no_more_memory_than_some(tmp_path: Path) -> None:
    """Every page of R-exts is looked at by every rule, some pages at a time."""
    peaks = [await peak_mib(tmp_path, manual(name)) for name in ("R-data.pdf", "R-exts.pdf")]
    assert peaks[1] < 1.3 * peaks[0]


async def peak_mib(folder: Path, path: Path) -> float:
    made = ExtractionPool(ServerSettings(folder), workers=1)
    await made.start()
    analysis = await made.analyse(path, OECD)
    [worker] = made._all
    peak = int(
        next(
            line.split()[1]
            for line in Path(f"/proc/{worker._process.pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )
    )
    await made.close()
    assert analysis.error is None
    return peak / 1024


async def test_rules_for_toxicity_studies_make_no_study_of_a_manual(pool: ExtractionPool) -> None:
    analysis = await pool.analyse(manual("R-data.pdf"), OECD)
    assert analysis.error is None
    found = values(analysis)
    for name in ("Test_Guidelines_1", "Conclusion_LD50_mg_per_kg", "GLP_Study", "Dose_Mortality"):
        assert found[name] == []
