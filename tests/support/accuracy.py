"""How much of the sample reports' truth the extraction finds, by component and by layout."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from documine_nb.frames import ComponentResult, score
from documine_nb.models import FileComponents
from documine_nb.server.extraction import Analysis, ExtractionPool, load_templates
from documine_nb.server.samples import Sample, samples
from documine_nb.server.settings import ServerSettings


@dataclass(frozen=True)
class Accuracy:
    """Numbers of values: stated by the truth, found, and found rightly."""

    expected: int
    found: int
    correct: int

    @property
    def recall(self) -> float:
        return self.correct / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.correct / self.found if self.found else 1.0


def readable() -> list[Sample]:
    return [sample for sample in samples() if sample.expect_error is None]


async def analyses(reports: Sequence[Sample], *, workers: int = 2) -> dict[str, Analysis]:
    """Return the analysis of each report by its file name, through a pool as the server's."""
    rules = {template.key: template for template in load_templates()}
    pool = ExtractionPool(ServerSettings(folder=Path()), workers=workers)
    await pool.start()
    try:
        found = await asyncio.gather(
            *(pool.analyse(report.path, rules[report.template]) for report in reports)
        )
    finally:
        await pool.close()
    return {report.filename: one for report, one in zip(reports, found, strict=True)}


def by_component(reports: Iterable[Sample], found: Mapping[str, Analysis]) -> dict[str, Accuracy]:
    truth = {report.filename: report.truth for report in reports}
    result = ComponentResult([_components(name, found[name]) for name in truth])
    return {
        str(row["component"]): Accuracy(
            int(row["expected"]), int(row["found"]), int(row["correct"])
        )
        for _, row in score(result, truth).iterrows()
    }


def by_layout(reports: Iterable[Sample], found: Mapping[str, Analysis]) -> dict[str, Accuracy]:
    grouped: dict[str, list[Sample]] = defaultdict(list)
    for report in reports:
        grouped[report.layout].append(report)
    return {name: total(by_component(some, found)) for name, some in grouped.items()}


def total(parts: Mapping[str, Accuracy]) -> Accuracy:
    frame = pd.DataFrame([(one.expected, one.found, one.correct) for one in parts.values()])
    expected, stated, correct = (int(value) for value in frame.sum())
    return Accuracy(expected, stated, correct)


def _components(filename: str, analysis: Analysis) -> FileComponents:
    values = {one.name: [value.value for value in one.values] for one in analysis.components}  # noqa: PD011 -- no frame
    return FileComponents.from_json(
        {"fileId": filename, "filename": filename, "components": values}
    )
