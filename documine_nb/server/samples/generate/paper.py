"""A thin hand on reportlab: headings, paragraphs, labels, tables, pages with their total."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

__all__ = ["SYNTHETIC", "House", "Paper", "print_report"]

SYNTHETIC = "SYNTHETIC SAMPLE - not a real study"


@cache
def _register_vera() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in (
        ("Vera", "Vera.ttf"),
        ("Vera-Bold", "VeraBd.ttf"),
        ("Vera-It", "VeraIt.ttf"),
    ):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(
        "Vera", normal="Vera", bold="Vera-Bold", italic="Vera-It", boldItalic="Vera-Bold"
    )


@dataclass(frozen=True)
class House:
    """A house style: fonts, sizes, alignment, columns and what stands above and below the text."""

    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    italic: str = "Times-Italic"
    size: float = 10.5
    justify: bool = False
    columns: int = 1
    centred_headings: bool = False
    grid: bool = True
    margin_mm: float = 24
    decorate: Callable[[Any, int, int], None] | None = None


class _Heading(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A heading with its level and text for the table of contents."""

    contents_mark: tuple[int, str] | None = None


class Paper:
    """A report in the making: each method adds something to its flow."""

    def __init__(self, house: House, marks: Sequence[tuple[int, str, int]], total: int) -> None:
        self.house, self.marks, self.total = house, marks, total
        self.flow: list[Any] = []
        if house.font == "Vera":
            _register_vera()

    def _style(self, **changes: Any) -> ParagraphStyle:
        house = self.house
        settings: dict[str, Any] = {
            "fontName": house.font,
            "fontSize": house.size,
            "leading": house.size * 1.3,
            "spaceAfter": house.size * 0.6,
            "alignment": TA_JUSTIFY if house.justify else TA_LEFT,
        }
        settings.update(changes)
        return ParagraphStyle("body", **settings)

    def text(self, text: str, *, bold: bool = False, italic: bool = False, **changes: Any) -> None:
        """Add a paragraph of plain text."""
        self.markup(escape(text), bold=bold, italic=italic, **changes)

    def markup(
        self, text: str, *, bold: bool = False, italic: bool = False, **changes: Any
    ) -> None:
        """Add a paragraph with reportlab's inline markup."""
        if bold or italic:
            changes.setdefault("fontName", self.house.bold if bold else self.house.italic)
        self.flow.append(Paragraph(text, self._style(**changes)))

    def passage(self, text: str, *, bold: bool = False) -> None:
        """Add a paragraph that stays on one page."""
        self.text(text, bold=bold)
        self.flow.append(KeepTogether([self.flow.pop()]))

    def centred(self, text: str, *, size: float | None = None, bold: bool = False) -> None:
        """Add a centred line."""
        size = size or self.house.size
        self.text(text, bold=bold, alignment=TA_CENTER, fontSize=size, leading=size * 1.3)

    def heading(self, text: str, level: int = 1, *, listed: bool = True) -> None:
        """Add a heading that the table of contents lists."""
        size = self.house.size + (2.5 if level == 1 else 0.8)
        style = self._style(
            fontName=self.house.bold,
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=size * 0.7,
            keepWithNext=1,
            alignment=TA_CENTER if self.house.centred_headings and level == 1 else TA_LEFT,
        )
        paragraph = _Heading(escape(text), style)
        if listed:
            paragraph.contents_mark = (level, text)
        if not (self.flow and isinstance(self.flow[-1], _Heading)):
            self.flow.append(CondPageBreak((44 if level == 1 else 28) * mm))
        self.flow.append(paragraph)

    def label(self, label: str, value: str, *, width_mm: float = 52) -> None:
        """Add one line with a label at the left and its value beside it."""
        self.labels([(label, value)], width_mm=width_mm)

    def labels(
        self, rows: Sequence[tuple[str, str]], *, width_mm: float = 52, boxed: bool = False
    ) -> None:
        """Add lines with labels at the left and values beside them."""
        style = self._style(spaceAfter=0, alignment=TA_LEFT)
        strong = self._style(spaceAfter=0, alignment=TA_LEFT, fontName=self.house.bold)
        cells = [
            [Paragraph(escape(label), strong), Paragraph(escape(value), style)]
            for label, value in rows
        ]
        table = Table(cells, colWidths=[width_mm * mm, self.width - width_mm * mm])
        commands: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4 if boxed else 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
        if boxed:
            commands.append(("GRID", (0, 0), (-1, -1), 0.4, colors.grey))
        table.setStyle(commands)
        self.flow += [table, Spacer(1, 2 * mm)]

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float] | None = None,
        size: float | None = None,
    ) -> None:
        """Add a table whose header row is repeated on every page; `widths` are shares."""
        size = size or self.house.size - 1.5
        cell = self._style(fontSize=size, leading=size * 1.2, spaceAfter=0, alignment=TA_LEFT)
        top = self._style(
            fontSize=size,
            leading=size * 1.2,
            spaceAfter=0,
            fontName=self.house.bold,
            alignment=TA_LEFT,
        )
        shares = widths or [1] * len(head)
        scale = self.width / sum(shares)
        columns = [share * scale for share in shares]
        content: list[list[Any]] = [[Paragraph(escape(name), top) for name in head]]
        content += [
            [self._cell(value, cell, width) for value, width in zip(row, columns, strict=True)]
            for row in rows
        ]
        table = Table(content, colWidths=columns, repeatRows=1)
        lines: list[Any] = [
            ("FONT", (0, 0), (-1, -1), self.house.font, size, size * 1.2),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
        if self.house.grid:
            lines += [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.92, 0.92, 0.92)),
            ]
        else:
            lines += [
                ("LINEABOVE", (0, 0), (-1, 0), 0.9, colors.black),
                ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), 0.9, colors.black),
            ]
        table.setStyle(lines)
        self.flow += [table, Spacer(1, 3 * mm)]

    @staticmethod
    def _cell(value: str, style: ParagraphStyle, width: float) -> Any:
        """Return plain text where it fits on one line: paragraphs make long tables slow."""
        fits = stringWidth(value, style.fontName, style.fontSize) < width - 7
        return value if fits else Paragraph(escape(value), style)

    def gap(self, millimetres: float) -> None:
        """Leave room."""
        self.flow.append(Spacer(1, millimetres * mm))

    def page(self, template: str | None = None) -> None:
        """Begin a new page; `template` "one" or "columns" chooses its frames."""
        if template:
            self.flow.append(NextPageTemplate(template))
        self.flow.append(PageBreak())

    def contents(self, *, dots: bool = True) -> None:
        """Add the table of contents, from the headings of the pass before."""
        style = self._style(spaceAfter=0, alignment=TA_LEFT)
        rows = []
        for level, title, page in self.marks:
            indent = "&nbsp;" * (4 * (level - 1))
            rows.append([Paragraph(indent + escape(title), style), Paragraph(str(page), style)])
        if not rows:
            return
        table = Table(rows, colWidths=[self.width - 14 * mm, 14 * mm])
        padding: list[Any] = [
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
        if dots:
            padding.append(("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey))
        table.setStyle(padding)
        self.flow.append(table)

    @property
    def width(self) -> float:
        """Width of the text in points: of one column where there are several."""
        whole = float(A4[0]) - 2 * self.house.margin_mm * mm
        if self.in_columns:
            return float(whole - 7 * mm) / 2
        return float(whole)

    in_columns = False


class _Document(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """A document that notes the page of every heading."""

    def __init__(self, target: io.BytesIO, **settings: Any) -> None:
        super().__init__(target, **settings)
        self.noted: list[tuple[int, str, int]] = []

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab's hook
        mark = getattr(flowable, "contents_mark", None)
        if mark:
            self.noted.append((*mark, self.page))


def print_report(
    compose: Callable[[Paper], None], house: House, *, title: str, author: str
) -> tuple[bytes, int]:
    """Return the PDF that `compose` fills and its pages; at most three passes settle totals."""
    marks: list[tuple[int, str, int]] = []
    total, content = 0, b""
    for _ in range(3):
        paper = Paper(house, marks, total)
        compose(paper)
        target = io.BytesIO()
        document = _Document(target, pagesize=A4, invariant=1, title=title, author=author)
        document.addPageTemplates(_templates(house, total))
        document.build(paper.flow)
        settled = (document.noted, document.page) == (marks, total)
        marks, total, content = document.noted, document.page, target.getvalue()
        if settled:
            break
    return content, total


def _templates(house: House, total: int) -> list[Any]:
    margin = house.margin_mm * mm
    width, height = A4[0] - 2 * margin, A4[1] - 52 * mm

    def on_page(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        page = canvas.getPageNumber()
        if house.decorate:
            house.decorate(canvas, page, total)
        canvas.setFont("Helvetica", 6.5)
        canvas.setFillGray(0.5)
        canvas.drawCentredString(A4[0] / 2, 7 * mm, SYNTHETIC)
        canvas.restoreState()

    def frame(x: float, wide: float) -> Frame:
        return Frame(
            x, 24 * mm, wide, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )

    half = (width - 7 * mm) / 2
    single = PageTemplate("one", [frame(margin, width)], onPage=on_page)
    double = PageTemplate(
        "columns", [frame(margin, half), frame(margin + half + 7 * mm, half)], onPage=on_page
    )
    return [single, double]
