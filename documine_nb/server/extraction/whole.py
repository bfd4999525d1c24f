"""Entity rules that look at the whole document: title page, metadata, attributes, furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from documine_nb.server.extraction.hits import Hit, cut_value, shown
from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.template import EntityRule

__all__ = ["Whole", "find_in_whole"]

TITLE_LINES = 8
LETTERS = 4  # fewer are no title
_LETTER = re.compile(r"[^\W\d_]")


@dataclass
class Whole:
    """What is not bound to a section."""

    first_page: Sequence[Line] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    furniture: Sequence[Line] = ()


def find_in_whole(rule: EntityRule, whole: Whole) -> Iterator[Hit]:
    """Yield the hits of a rule of the kinds title, metadata, attribute and furniture."""
    if rule.kind == "title":
        yield from _title(rule, whole.first_page)
    elif rule.kind == "furniture":
        for line in whole.furniture:
            for match in rule.patterns["pattern"].finditer(line.text):
                yield Hit(rule, shown(rule, match), line.page)
    else:
        source = whole.metadata if rule.kind == "metadata" else whole.attributes
        for name, text in source.items():
            if rule.patterns["field"].fullmatch(name) and text.strip():
                yield from (Hit(rule, value, 1) for value in cut_value(rule, text.strip()))


def _title(rule: EntityRule, lines: Sequence[Line]) -> Iterator[Hit]:
    """Yield the block of lines in the largest type, preferring one that ``pattern`` matches."""
    wanted, unwanted = rule.patterns.get("pattern"), rule.patterns.get("not")
    best: tuple[tuple[bool, float, bool, int], Hit] | None = None
    for block in _blocks(lines):
        text = " ".join(line.text.replace("\t", " ") for line in block[:TITLE_LINES])
        if len(_LETTER.findall(text)) < LETTERS or (unwanted and unwanted.search(text)):
            continue
        matches = wanted is not None and wanted.search(text) is not None
        rank = (matches, round(block[0].size * 2) / 2, block[0].bold, len(block))
        if best is None or rank > best[0]:
            best = (rank, Hit(rule, text, block[0].page))
    if best is not None and (wanted is None or best[0][0]):
        yield best[1]


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block:
            last = block[-1]
            same = abs(last.size - line.size) < 0.6 and last.bold == line.bold  # noqa: PLR2004
            near = 0 < last.y - line.y <= 2.0 * line.size
            if not (same and near and last.column == line.column):
                yield block
                block = []
        block.append(line)
    if block:
        yield block
