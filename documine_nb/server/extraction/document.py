"""A document as rules see it: sections with a heading, lines, table rows and running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.rows import Row, table_rows

__all__ = ["Part", "Section", "sections"]

HEADING_LENGTH = 95
PARAGRAPH_GAP = 1.5  # of the font size
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-ZÄÖÜÁÉÍÓÚÂÊÔÃÕÇ])")
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|…+\s*\d{1,4}\s*$")
_SENTENCE_END = re.compile(r"[.:;!?]['\")\]]?$")
_COMPOUND = re.compile(r"[A-Za-zÄÖÜäöüß]+-$")
_BROKEN_WORD = re.compile(r"[\w-]+-\n\w*")


@dataclass(slots=True)
class Part:
    """Some pages in a row, read and freed of furniture; ``body_size`` is their usual font size."""

    lines: list[Line]
    furniture: list[Line] = field(default_factory=list)

    @property
    def body_size(self) -> float:
        """The font size most of the text is set in."""
        weights: dict[float, int] = {}
        for line in self.lines:
            key = round(line.size * 2) / 2
            weights[key] = weights.get(key, 0) + len(line.text)
        return max(weights, key=lambda key: weights[key], default=10.0)


@dataclass(eq=False)
class Section:
    """A heading and what stands below it, up to the next heading."""

    heading: str
    number: str
    page: int
    zones: frozenset[str]
    lines: list[Line] = field(default_factory=list)

    @cached_property
    def rows(self) -> list[Row]:
        """Rows of its tables."""
        return table_rows(self.lines)

    @cached_property
    def text(self) -> str:
        """Its running text: lines joined to paragraphs, hyphenated words put together."""
        return self._joined[0]

    def page_at(self, position: int) -> int:
        """Return the page of a position in ``text``."""
        starts, pages = self._joined[1], self._joined[2]
        return pages[max(0, bisect_right(starts, position) - 1)] if pages else self.page

    @cached_property
    def paragraphs(self) -> list[tuple[str, int]]:
        """Its paragraphs of prose with their pages."""
        found, position = [], 0
        for paragraph in self.text.split("\n"):
            if paragraph.strip():
                found.append((paragraph.strip(), self.page_at(position)))
            position += len(paragraph) + 1
        return found

    @cached_property
    def _joined(self) -> tuple[str, list[int], list[int]]:
        pieces: list[str] = []
        starts: list[int] = []
        pages: list[int] = []
        length = 0
        last: Line | None = None
        for line in self.lines:
            text = line.text
            if last is not None:
                joint = _joint(last, line)
                if joint == " " and _COMPOUND.search(last.text) and text[:1].islower():
                    joint, pieces[-1] = "", _unhyphenated(pieces[-1], text, self._vocabulary)
                    length = sum(len(piece) for piece in pieces)
                pieces.append(joint)
                length += len(joint)
            starts.append(length)
            pages.append(line.page)
            pieces.append(text)
            length += len(text)
            last = line
        return "".join(pieces), starts, pages

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """The words of its lines, without the halves that stand around a broken line's end."""
        whole = _BROKEN_WORD.sub(" ", "\n".join(line.text for line in self.lines).lower())
        return frozenset(re.findall(r"\w+(?:-\w+)*", whole))


def _joint(last: Line, line: Line) -> str:
    """Return what joins two lines: a space inside of a paragraph, else a line feed."""
    if len(last.cells) > 1 or len(line.cells) > 1:
        return "\n"
    if last.page != line.page or last.column != line.column:
        return "\n" if _SENTENCE_END.search(last.text) else " "
    near = last.y - line.y <= PARAGRAPH_GAP * max(last.size, line.size)
    return " " if near and abs(last.size - line.size) < 1.0 else "\n"


def _unhyphenated(piece: str, following: str, vocabulary: frozenset[str]) -> str:
    """Return the end of a line without its hyphen, unless the hyphen belongs to the word."""
    left = re.findall(r"[\w-]+-$", piece)[-1][:-1].lower()
    right = re.match(r"\w*", following)
    tail = right.group().lower() if right else ""
    if f"{left}{tail}" in vocabulary:
        return piece[:-1]
    compound = f"{left}-{tail}" in vocabulary or (left in vocabulary and tail in vocabulary)
    return piece if compound else piece[:-1]


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
        Name of a zone to the pattern its headings match; a subsection (3.2 under 3) is in its
        parent's zones too.
    page_zones
        Zones that hold to the end of their page whatever headings follow on it.
    carried
        The last section of the pages before, which may go on here.
    """
    cut = _Cutter(part.body_size, zones, page_zones)
    first = part.lines[0].page if part.lines else 1
    start = carried or Section("", "", first, frozenset({"front"} if first == 1 else ()))
    found = [start]
    gap = _usual_gap(part.lines)
    last: Line | None = None
    for line in part.lines:
        if _CONTENTS_LINE.search(line.text):
            last = line
            continue
        if cut.is_heading(line, last, gap):
            if not found[-1].lines and last is not None and _goes_on(last, line):
                found[-1] = cut.section(f"{found[-1].heading} {line.text}", line, found[:-1])
            else:
                found.append(cut.section(line.text, line, found))
        else:
            found[-1].lines.append(line)
        last = line
    return found


def _goes_on(last: Line, line: Line) -> bool:
    close = last.page == line.page and last.y - line.y <= PARAGRAPH_GAP * line.size
    return close and last.size == line.size and not _NUMBERED.match(line.text)


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 40]  # noqa: PLR2004 - points
    return median(gaps) if gaps else 12.0


@dataclass
class _Cutter:
    body_size: float
    zones: Mapping[str, re.Pattern[str]]
    page_zones: frozenset[str]

    def is_heading(self, line: Line, last: Line | None, gap: float) -> bool:
        text = line.text.strip()
        if not 2 < len(text) <= HEADING_LENGTH or len(line.cells) > 2:  # noqa: PLR2004
            return False
        numbered = _NUMBERED.match(text.replace("\t", " "))
        if len(line.cells) == 2 and not (numbered and re.fullmatch(r"[\d.]+", line.cells[0].text)):  # noqa: PLR2004
            return False
        if not re.search(r"[^\W\d_]{3}", text) or text.endswith((".", ",", ";")):
            return False
        if re.search(r":\s+\S", text):
            return False
        larger = line.size > self.body_size + 0.8
        apart = last is None or last.page != line.page or last.y - line.y > 1.15 * gap
        capitals = text.isupper() and len(text) > 4 and apart  # noqa: PLR2004
        known = apart and any(p.search(_bare(text)) for p in self.zones.values())
        return line.bold or larger or (numbered is not None and apart) or capitals or known

    def section(self, heading: str, line: Line, before: Sequence[Section]) -> Section:
        text = heading.replace("\t", " ").strip()
        numbered = _NUMBERED.match(text)
        number = numbered["number"] if numbered else ""
        bare = _bare(text)
        zones = {name for name, pattern in self.zones.items() if pattern.search(bare)}
        for other in reversed(before):
            if number and other.number and number.startswith(f"{other.number}."):
                zones |= other.zones
                break
        last = before[-1] if before else None
        if last is not None and line.page == last.page:
            zones |= last.zones & self.page_zones
            if line.page == 1 and "front" in last.zones:
                zones.add("front")
        return Section(bare, number, line.page, frozenset(zones))


def _bare(heading: str) -> str:
    text = _NUMBERED.sub("", heading.replace("\t", " ").strip(), count=1)
    return text.rstrip(" :")
