"""What a layout is, and the small strokes that several houses share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.grids import Grid
from documine_nb.server.samples.generate.guidelines import GUIDELINES
from documine_nb.server.samples.generate.paper import House, Paper

__all__ = ["Layout", "citation", "number_of_animals", "print_grid", "running", "stated"]


@dataclass(frozen=True)
class Layout:
    """A house, its dialect, how it composes a report, and what it never states (`omits`)."""

    name: str
    dialect: Dialect
    house: Callable[[Study], House]
    compose: Callable[[Paper, Study], None]
    omits: frozenset[str] = frozenset()

    @property
    def held_out(self) -> bool:
        """Whether the layout is set aside while rules are written."""
        return self.name.startswith("held_out")


def print_grid(paper: Paper, grid: Grid, number: str = "", *, word: str = "Table") -> None:
    """Print a table with its caption above and its notes below."""
    caption = f"{word} {number}: {grid.caption}" if number else grid.caption
    paper.text(caption, bold=True, keepWithNext=1, spaceBefore=4)
    size = paper.house.size - (3.8 if grid.small and not paper.in_columns else 2)
    if grid.small and paper.in_columns:
        size = 4.4
    paper.table(grid.head, grid.rows, widths=grid.widths or None, size=size)
    for note in grid.notes:
        paper.text(note, fontSize=paper.house.size - 2.5, leading=paper.house.size)


def citation(number: int, dated: str | None, form: str) -> str:
    """Cite an OECD guideline; `form` has the places number, title and date."""
    text = form.format(number=number, title=GUIDELINES[number].title, date=dated or "")
    return text if dated else text.split("|", maxsplit=1)[0].rstrip(" ,(")


def stated(study: Study, rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return label and value of the rows (label, value, component) that the report does state."""
    return [(label, value) for label, value, name in rows if name not in study.missing and value]


def number_of_animals(study: Study) -> str:
    """Return how many animals were used, as a label states it."""
    if study.sex == "male and female":
        return f"{study.animals} ({study.animals // 2} males and {study.animals // 2} females)"
    return f"{study.animals} {study.sex}s"


def running(
    canvas: Any, left: str, right: str, *, top: bool, font: str = "Helvetica", rule: bool = True
) -> None:
    """Draw a running header or footer."""
    height = A4[1] - 15 * mm if top else 15 * mm
    canvas.setFont(font, 8)
    canvas.setFillGray(0.2)
    canvas.drawString(22 * mm, height, left)
    canvas.drawRightString(A4[0] - 22 * mm, height, right)
    if rule:
        canvas.setLineWidth(0.4)
        line = height - 2 * mm if top else height + 4 * mm
        canvas.line(22 * mm, line, A4[0] - 22 * mm, line)
