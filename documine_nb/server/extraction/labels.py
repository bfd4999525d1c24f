"""Labels and their values: beside each other in a row, on one line, or one below the other.

In a table that sets an amended text beside the original one, the amended text is the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby

from documine_nb.server.extraction.document import Section
from documine_nb.server.extraction.hits import Hit, cut_value
from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.rows import Row, cell_under
from documine_nb.server.extraction.template import EntityRule

__all__ = ["by_label"]

LINES_BELOW = 4  # of a label that stands above its value
_COLON = re.compile(r"([^:]{2,90}):\s*(\S.*)")
_OTHER_MARK = re.compile(r"([^;=–—]{2,90}?)\s*(?:[;=–—]|\.{3,})\s*(\S.*)")
_RUN_IN = re.compile(
    r"([A-ZÄÖÜÁÉÍÓÚ][^.:;]{3,40})\.\s+(\S.{9,})"
)  # "Body weight. All animals gained weight."
_OTHER_LABEL = re.compile(r"[A-ZÄÖÜÁÉÍÓÚ][^:.]{1,45}:(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]{2}")
_DIGIT = re.compile(r"\d")
_FOOTNOTE = re.compile(r"(?:\s*\d\)|\s*\[\d\]|\s*[*†‡§]+)$")
_ADDITION = re.compile(r"\s*\([^)]{0,40}\)\s*$")
_OF_THE_ITEM = re.compile(
    r"\s+(?:of|for) (?:the )?(?:test (?:item|substance|material|article)|study|report|animals)$",
    re.IGNORECASE,
)
_AMENDED = re.compile(
    r"\b(?:amended|corrected|new text|new wording|to read|changed to|geändert\w*|neu(?:er)?"
    r"(?: text)?|berichtigt\w*|corrigid[oa]|nov[oa] texto|alterad[oa])\b",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\b(?:original\w*|old|previous|was|is|bisher\w*|alt(?:er)?|ursprünglich\w*|anterior)\b",
    re.IGNORECASE,
)


def by_label(rule: EntityRule, section: Section) -> Iterator[Hit]:
    """Yield the values of a rule's labels in a section.

    Parameters
    ----------
    rule
        A rule of the kind ``label``.
    section
        Where to look.
    """
    label = _label(rule.labels)
    for pair in _pairs(section):
        if any(label.fullmatch(form) for form in pair.names):
            for value in cut_value(rule, pair.value):
                yield Hit(rule, value, pair.page, amended=pair.amended)


@dataclass(frozen=True, slots=True)
class _Pair:
    """What may be a label, in all its forms, and its value."""

    names: tuple[str, ...]
    value: str
    page: int
    amended: bool = False


@lru_cache(maxsize=4)  # all rules look into one section before the next one
def _pairs(section: Section) -> tuple[_Pair, ...]:
    pairs = chain(
        _in_rows(section.rows),
        _at_heading(section),
        *(_in_line(section.lines, index) for index in range(len(section.lines))),
    )
    return tuple(pair for pair in pairs if pair.names)


def _at_heading(section: Section) -> Iterator[_Pair]:
    below = _below(section.lines, -1) if section.heading else ""
    if below:
        yield _Pair(_forms(section.heading), below, section.lines[0].page)


def _in_rows(rows: Sequence[Row]) -> Iterator[_Pair]:
    for _, table in groupby(rows, key=lambda row: row.table):
        found = list(table)
        if len(found) == 2 and _is_header(*found):  # noqa: PLR2004 - one row below a header
            for head, cell in zip(found[0].texts, found[1].texts, strict=True):
                yield _Pair(_forms(head), cell, found[1].page)
        else:
            yield from _beside(found)


def _is_header(head: Row, row: Row) -> bool:
    """Tell whether a table of two rows has its labels above its values rather than beside them."""
    if len(head.cells) != len(row.cells) or not head.bold or row.bold:
        return False
    if any(_DIGIT.search(text) or text.endswith(":") for text in head.texts):
        return False
    return len(head.cells) > 2 or all(_DIGIT.search(text) for text in row.texts)  # noqa: PLR2004


def _beside(rows: Sequence[Row]) -> Iterator[_Pair]:
    for row, amended in _with_amendments(rows):
        texts = row.texts
        for index, text in enumerate(texts[:-1]):
            value = texts[index + 1].lstrip(" :")
            if amended is not None:
                value = cell_under(row, amended)
            elif not value and index + 2 < len(texts):
                value = texts[index + 2]
            if value:
                yield _Pair(_forms(text), value, row.page, amended is not None)


@lru_cache(maxsize=2048)
def _label(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Compile labels; ``re:`` begins one that is a regular expression already."""
    patterns = [
        text[3:] if text.startswith("re:") else r"\s+".join(map(re.escape, text.split()))
        for text in labels
    ]
    return re.compile(r"(?:\(?[\divx]{1,4}[.)]\s*)?(?:" + "|".join(patterns) + ")", re.IGNORECASE)


def _forms(text: str) -> tuple[str, ...]:
    """Return what may be a label: without footnote marks and additions, each of two languages."""
    if not _WORD.search(text):
        return ()
    bare = _FOOTNOTE.sub("", text.strip().rstrip(" :")).rstrip(" :.")
    forms = [bare, f"{bare}.", _ADDITION.sub("", bare), _OF_THE_ITEM.sub("", bare)]
    forms += [part.strip(" :") for part in re.split(r"\s+/\s+|\s*\|\s*|\s+[–-]\s+", bare)]
    return tuple(dict.fromkeys(form for form in forms if form))


def _with_amendments(rows: Sequence[Row]) -> Iterator[tuple[Row, tuple[float, float] | None]]:
    """Yield rows; those of a table of amendments with the column of the amended text."""
    table, edge = -1, None
    for row in rows:
        if row.table != table:
            table, edge = row.table, None
        new = [cell for cell in row.cells if _AMENDED.search(cell.text)]
        old = [cell for cell in row.cells if _ORIGINAL.search(cell.text)]
        if edge is None and len(row.cells) > 2 and new and old:  # noqa: PLR2004 - item, old, new
            edge = (new[0].x0, new[0].x1)
            continue
        yield row, edge


def _split(text: str) -> tuple[tuple[str, str], ...]:
    """Return the ways to read a text as a label, a mark and a value."""
    matches = (_COLON.match(text), _OTHER_MARK.match(text), _RUN_IN.match(text))
    return tuple((match[1], match[2].strip()) for match in matches if match)


def _in_line(lines: Sequence[Line], index: int) -> Iterator[_Pair]:
    line = lines[index]
    alone = len(line.cells) == 1
    for cell in line.cells:
        for name, rest in _split(cell.text):
            value = _continued(rest, lines, index) if alone else rest
            yield _Pair(_forms(name), value, line.page)
    if alone and (below := _below(lines, index)):
        yield _Pair(_forms(line.text), below, line.page)


def _continued(rest: str, lines: Sequence[Line], index: int) -> str:
    """Return a value with its further lines, when these are indented below it."""
    line, parts = lines[index], [rest]
    for last, after in zip(lines[index:], lines[index + 1 : index + 1 + LINES_BELOW], strict=False):
        close = last.page == after.page and last.y - after.y <= 1.45 * line.size
        if not close or len(after.cells) > 1 or _OTHER_LABEL.match(after.text):
            break
        parts.append((" " if after.x0 > line.x0 + line.size else "\n") + after.text)
    return "".join(parts)


def _below(lines: Sequence[Line], index: int) -> str:
    """Return the lines below a label, up to a gap or the next label."""
    parts: list[str] = []
    last = lines[index] if index >= 0 else None
    for after in lines[index + 1 : index + 1 + LINES_BELOW]:
        if last is not None and (parts or index >= 0):
            reach = 1.6 if parts else 3.0
            if last.page != after.page or last.y - after.y > reach * max(last.size, after.size):
                break
        if _OTHER_LABEL.match(after.text) or len(after.cells) > 2:  # noqa: PLR2004 - a table
            break
        parts.append(after.text)
        last = after
    return "\n".join(parts)
