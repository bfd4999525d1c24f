"""Usual wordings of study reports, most of which no sample report has, are understood."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from support.oecd import values_of
from support.pdfs import heading, prose, table, title

WIDTH = 450  # points of a table
WORDINGS = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))
Part = str | list[list[str]]


@pytest.mark.parametrize(
    ("component", "report", "states"),
    [
        (component, wording["report"], wording["states"])
        for component, wordings in WORDINGS.items()
        for wording in wordings
    ],
)
def test_a_usual_wording_is_understood(
    tmp_path: Path, component: str, report: list[Part], states: list[str]
) -> None:
    assert values_of(tmp_path, component, *map(_flowable, report)) == states


def _flowable(part: Part) -> object:
    if isinstance(part, list):
        columns = len(part[0])
        return table(*part, widths=[WIDTH / columns] * columns)
    if part.startswith("= "):
        return title(part[2:])
    return heading(part[2:]) if part.startswith("# ") else prose(part)
