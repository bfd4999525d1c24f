"""Headings: which lines are one, and the sections they begin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from documine_nb.server.extraction.document import Part, Section
from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.marks import is_apart

__all__ = ["sections"]

LENGTH = 95  # letters; longer lines are no headings
LONG = 45  # letters: a line of prose may be this long
CLOSE = 1.5  # of the font size: lines of one paragraph, or of one heading
NEAR = 6.0  # points between left edges that still are one column
UPPER = "A-ZÄÖÜÁÉÍÓÚÂÊÔÃÕÇ"
# "3.2 Results" and "IV. Results"; a letter needs its full stop, for "A Study" is no number.
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|(?:[A-Z]|[IVX]{1,4})(?:\.\d{1,2}){0,4}(?=\.))"
    rf"\.?\s+(?=[{UPPER}])"
)
_NUMBER_CELL = re.compile(r"[\d.]+|[A-Z]\.(?:\d+\.?)*")
_APPENDIX = re.compile(
    r"(?:appendix|annex|attachment|enclosure|anhang|anlage|anexo|ap[êe]ndice)\s*[\w.]{0,4}\s*:",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|…+\s*\d{1,4}\s*$")
_BULLET = re.compile(r"[-–—•·▪●*]\s")


def sections(
    part: Part,
    zones: Mapping[str, re.Pattern[str]],
    *,
    page_zones: frozenset[str] = frozenset(),
    carried: Section | None = None,
) -> list[Section]:
    """Cut a part into sections and give each its zones.

    Parameters
    ----------
    part
        The pages.
    zones
        Name of a zone to the pattern its headings match. A subsection, by its number (3.2 under 3)
        or by its smaller heading, is in its parent's zones too.
    page_zones
        Zones that hold to the end of their page, or to a heading of another zone.
    carried
        The last section of the pages before, which may go on here.
    """
    lines = [line for line in part.lines if not _CONTENTS_LINE.search(line.text)]
    cut = _Cutter(part.body_size, _usual_gap(lines), _leading(lines), zones, page_zones)
    first = lines[0].page if lines else 1
    start = carried or Section("", "", first, frozenset({"front"} if first == 1 else ()))
    start.leading = cut.leading
    found = [start]
    for index, line in enumerate(lines):
        last = lines[index - 1] if index else None
        after = lines[index + 1] if index + 1 < len(lines) else None
        if not cut.is_heading(line, last, after):
            found[-1].lines.append(line)
        elif not found[-1].lines and last is not None and _goes_on(last, line):
            found[-1] = cut.section(f"{found[-1].heading} {line.text}", line, found[:-1])
        else:
            found.append(cut.section(line.text, line, found))
    return found


def _goes_on(last: Line, line: Line) -> bool:
    same = last.size == line.size and last.bold == line.bold and last.column == line.column
    return same and _close(last, line) and not _NUMBERED.match(line.text)


def _close(last: Line, line: Line) -> bool:
    return last.page == line.page and 0 < last.y - line.y <= CLOSE * line.size


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 40]  # noqa: PLR2004 - points
    return median(gaps) if gaps else 12.0


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of lines that are likely to be of one paragraph."""
    long = [(a, b) for a, b in pairwise(lines) if len(a.text) > LONG and len(a.cells) == 1]
    gaps = [a.y - b.y for a, b in long if a.page == b.page and a.y > b.y]
    return sorted(gaps)[len(gaps) // 5] if gaps else 0.0  # most of the wider ones part paragraphs


@dataclass
class _Cutter:
    body_size: float
    gap: float
    leading: float
    zones: Mapping[str, re.Pattern[str]]
    page_zones: frozenset[str]

    def is_heading(self, line: Line, last: Line | None, after: Line | None) -> bool:
        text = line.text.replace("\t", " ").strip()
        numbered = _NUMBERED.match(text)
        if not 2 < len(text) <= LENGTH or not _has_the_form(line, text, numbered is not None):  # noqa: PLR2004
            return False
        if any(row is not None and _in_cell(row, line) for row in (last, after)):
            return False
        if line.bold or line.size > self.body_size + 0.8:
            return True
        apart = last is None or last.page != line.page or last.y - line.y > 1.15 * self.gap
        if not apart or _opens_paragraph(line, after):
            return False
        letters = sum(character.isalpha() for character in text)
        capitals = text.isupper() and letters > max(4, sum(map(str.isdigit, text)))
        known = text[0].isupper() and any(p.search(_bare(text)) for p in self.zones.values())
        return numbered is not None or capitals or known

    def section(self, heading: str, line: Line, before: Sequence[Section]) -> Section:
        text = heading.replace("\t", " ").strip()
        numbered = _NUMBERED.match(text)
        number = numbered["number"] if numbered else ""
        bare = _bare(text)
        own = {name for name, pattern in self.zones.items() if pattern.search(bare)}
        zones = own | _parents_zones(number, line, before)
        last = before[-1] if before else None
        if last is not None and line.page == last.page:
            if not own - self.page_zones:
                zones |= last.zones & self.page_zones
            if line.page == 1 and "front" in last.zones:
                zones.add("front")
        return Section(
            bare, number, line.page, frozenset(zones), size=line.size, leading=self.leading
        )


def _has_the_form(line: Line, text: str, numbered: bool) -> bool:  # noqa: FBT001 - private
    if is_apart(text) or _BULLET.match(text) or text.endswith((".", ",", ";")):
        return False
    if len(line.cells) > 2:  # noqa: PLR2004 - a number and a text
        return False
    if len(line.cells) == 2 and not (numbered and _NUMBER_CELL.fullmatch(line.cells[0].text)):  # noqa: PLR2004
        return False
    if re.search(r":\s+\S", text) and not _APPENDIX.match(text):
        return False
    return re.search(r"[^\W\d_]{3}", text) is not None


def _in_cell(row: Line, line: Line) -> bool:
    """Tell whether a line goes on a cell of the row above it, or begins one of the row below."""
    starts = [cell.x0 for cell in row.cells[1:]]
    return (_close(row, line) or _close(line, row)) and any(
        abs(line.x0 - start) <= NEAR for start in starts
    )


def _opens_paragraph(line: Line, after: Line | None) -> bool:
    """Tell whether a line looks like the first one of a paragraph: it fills its measure."""
    if after is None or len(line.text) <= LONG or not _close(line, after):
        return False
    alike = after.size == line.size and after.bold == line.bold and len(after.cells) == 1
    return alike and (line.x1 >= after.x1 - 3 * line.size or after.text[:1].islower())


def _parents_zones(number: str, line: Line, before: Sequence[Section]) -> frozenset[str]:
    for other in reversed(before):
        if number and other.number and number.startswith(f"{other.number}."):
            return other.zones
        if not number and other.size > line.size + 0.4:
            return other.zones - {"front"}
    return frozenset()


def _bare(heading: str) -> str:
    numbered = _NUMBERED.match(heading)
    return (heading[numbered.end() :] if numbered else heading).rstrip(" :")
