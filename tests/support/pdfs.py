"""Small PDFs for tests, made on the spot: paragraphs, tables and whatever stands at a position."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

STYLES = getSampleStyleSheet()
GAP = Spacer(1, 10)
BREAK = PageBreak()


def title(text: str) -> Paragraph:
    return Paragraph(text, STYLES["Title"])


def heading(text: str) -> Paragraph:
    return Paragraph(text, STYLES["Heading2"])


def prose(text: str) -> Paragraph:
    return Paragraph(text, STYLES["BodyText"])


def table(*rows: Sequence[str], widths: Sequence[float] | None = None) -> Table:
    cells = [[Paragraph(cell, STYLES["BodyText"]) for cell in row] for row in rows]
    return Table(cells, colWidths=widths or [150] * len(rows[0]), repeatRows=1)


def flowing(path: Path, *story: object, header: str = "", encrypt: str | None = None) -> Path:
    """Write a PDF of flowing text; ``{page}`` in the header is the page's number."""

    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if header:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 810, header.replace("{page}", str(document.page)))

    made = SimpleDocTemplate(str(path), pagesize=A4, encrypt=encrypt)
    made.build(list(story), onFirstPage=draw, onLaterPages=draw)
    return path


def drawn(path: Path, pages: Sequence[Sequence[tuple[float, float, str]]], size: int = 10) -> Path:
    """Write a PDF with texts at positions, page by page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    path.write_bytes(buffer.getvalue())
    return path
