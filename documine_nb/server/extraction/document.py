"""A document as rules see it: sections with a heading, lines, table rows and running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.marks import is_apart
from documine_nb.server.extraction.rows import Row, table_rows

__all__ = ["Part", "Section"]

PROSE = 45  # letters of a line that is likely to be running text
PARAGRAPH_GAP = 1.5  # of the font size
WIDE_GAP = 1.2  # of the usual distance of lines, where text is set with more space
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
        """The font size most of the running text is set in; tables are often set smaller."""
        weights: dict[float, int] = {}
        prose = [line for line in self.lines if len(line.cells) == 1 and len(line.text) > PROSE]
        for line in prose or self.lines:
            key = round(line.size * 2) / 2
            weights[key] = weights.get(key, 0) + len(line.text)
        return max(weights, key=lambda key: weights[key], default=10.0)


@dataclass(eq=False)
class Section:
    """A heading and what stands below it, up to the next heading.

    ``size`` is the heading's font size, ``leading`` the usual distance of lines.
    """

    heading: str
    number: str
    page: int
    zones: frozenset[str]
    lines: list[Line] = field(default_factory=list)
    size: float = 0.0
    leading: float = 0.0

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
    def prose(self) -> list[tuple[str, int]]:
        """Its paragraphs without rows, captions, legends and small print of tables."""
        size = max((line.size for line in self.lines if len(line.cells) == 1), default=0.0)
        small = {line.text for line in self.lines if line.size < size - 1.0}
        return [
            (text, page)
            for text, page in self.paragraphs
            if "\t" not in text
            and not is_apart(text)
            and not any(text.startswith(note) for note in small)
        ]

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
                joint = _joint(last, line, self.leading)
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


def _joint(last: Line, line: Line, leading: float) -> str:
    """Return what joins two lines: a space inside of a paragraph, else a line feed."""
    if len(last.cells) > 1 or len(line.cells) > 1 or is_apart(last.text) or is_apart(line.text):
        return "\n"
    if last.page != line.page or last.column != line.column:
        return "\n" if _SENTENCE_END.search(last.text) else " "
    reach = max(PARAGRAPH_GAP * max(last.size, line.size), WIDE_GAP * leading)
    near = 0 < last.y - line.y <= reach
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
