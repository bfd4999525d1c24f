"""Texts made to keep regular expressions busy for ever end as a file's result or its error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from support.pdfs import drawn, flowing, prose

from documine_nb.server.extraction import ExtractionPool, load_template, load_templates
from documine_nb.server.extraction.words import LONGEST, page_words
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.anyio

LENGTH = 20_000
# Words that rules begin with, so that they go on to what follows.
LEAD = (
    "Purity of batch, dose 5 mg/kg, LD50 confidence interval 5, SI 1.2, OECD 425, experimental"
    " phase started 5, mean erythema and oedema 24"
)
UNITS = {
    "spaces": " ",
    "dots": ".",
    "digits": "1",
    "hyphens": "-",
    "letters": "a",
    "dots and digits": "1.",
    "numbers": "12 ",
    "thousands": "1 000 ",
    "labels": "Dose: ",
    "codes": "A1-B2/",
    "endpoints": "LD50 ",
    "endpoints and values": "LD50 > 5 mg/kg, ",
    "guidelines": "OECD 4",
    "experiments": "experimental phase started ",
    "dates": "12 March and ",
    "names": "Ab Cd, ",
    "batches": "batch A1 ",
    "open brackets": "(",
    "commas": ", ",
    "times": "24 h, 48 h, ",
    "hours": "24 ",
    "percentages": "95 % ",
    "dashes": "- ",
}


@asynccontextmanager
async def pool(folder: Path, seconds: float) -> AsyncIterator[ExtractionPool]:
    made = ExtractionPool(ServerSettings(folder, extraction_timeout=seconds), workers=1)
    await made.start()
    try:
        yield made
    finally:
        await made.close()


def hostile(path: Path, unit: str) -> Path:
    line = f"{LEAD} {unit * (LENGTH // len(unit))} end"
    return drawn(path, [[(50, 700, "Results"), (50, 680, "A text."), (50, 660, line)]])


async def test_no_rule_of_the_templates_is_slow_on_hostile_text(tmp_path: Path) -> None:
    async with pool(tmp_path, seconds=15) as workers:
        errors = {
            (name, template.key): analysis.error
            for name, unit in UNITS.items()
            for path in [hostile(tmp_path / "a.pdf", unit)]
            for template in load_templates()
            for analysis in [await workers.analyse(path, template)]
        }
    assert {key: error for key, error in errors.items() if error} == {}


async def test_a_rule_without_end_is_the_files_error_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "template.toml").write_text('id = "a"\nname = "N"\ndescription = "D"\n')
    (folder / "entities.toml").write_text(
        '[[entity]]\nid = "T.0.0"\ntype = "thing"\nkind = "regex"\npattern = "(a|a)+c"\n'
    )
    (folder / "components.toml").write_text(
        '[[component]]\nname = "Thing"\n[[component.rule]]\nid = "Thing.0.0"\n'
        'description = "d"\nentities = ["thing"]\n'
    )
    endless = flowing(tmp_path / "endless.pdf", prose("a" * 60 + "b"))
    harmless = flowing(tmp_path / "harmless.pdf", prose("aac"))
    async with pool(tmp_path, seconds=1.5) as workers:
        bad = await workers.analyse(endless, load_template(folder))
        fine = await workers.analyse(harmless, load_template(folder))
    assert bad.error is not None
    assert "time limit of 1.5 seconds" in bad.error
    assert fine.components[0].values[0].value == "aac"


def test_a_word_without_end_is_cut(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", [[(50, 700, "7" * 100_000)]])
    with pdfium.PdfDocument(path) as document:
        [word] = page_words(document[0])
    assert word.text == "7" * LONGEST
