"""The kinds of entity rules, each a function from a section to hits.

``regex``: a pattern over running text. ``sentence``: sentences that match. ``section``: the text
below a heading. ``label``: the value beside, after or below a label. ``table``: cells of a row
under named columns. ``title``, ``metadata``, ``attribute`` and ``furniture`` look at the document
as a whole and stand in ``whole.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from documine_nb.server.extraction.document import Section
from documine_nb.server.extraction.hits import Hit, cut_value, shown, split_sentences
from documine_nb.server.extraction.lines import Line
from documine_nb.server.extraction.rows import Row
from documine_nb.server.extraction.template import EntityRule

__all__ = ["SECTION_KINDS"]

LINES_BELOW = 4  # of a label that stands above its value
_SEPARATOR = r"\s*(?:\([^)]{0,40}\))?\s*(?P<mark>[:;=]|\.{3,}|–|—)\s*"
_OTHER_LABEL = re.compile(r"[A-ZÄÖÜÁÉÍÓÚ][^:.]{1,45}:(?:\s|$)")


def _by_regex(rule: EntityRule, section: Section) -> Iterator[Hit]:
    for match in rule.patterns["pattern"].finditer(section.text):
        around = section.text[max(0, match.start() - 60) : match.end() + 60]
        if "not" in rule.patterns and rule.patterns["not"].search(around):
            continue
        place = match.start("value") if "value" in match.groupdict() else match.start()
        yield Hit(rule, shown(rule, match), section.page_at(max(place, match.start())))


def _by_sentence(rule: EntityRule, section: Section) -> Iterator[Hit]:
    for paragraph, page in section.paragraphs:
        for sentence in split_sentences(paragraph):
            if "\t" in sentence or not rule.patterns["pattern"].search(sentence):
                continue
            for value in cut_value(rule, sentence):
                yield Hit(rule, value, page)


def _by_section(rule: EntityRule, section: Section) -> Iterator[Hit]:
    prose = [(text, page) for text, page in section.paragraphs if "\t" not in text]
    sentences = [(one, page) for text, page in prose for one in split_sentences(text)]
    if "pattern" in rule.patterns:
        wanted = rule.patterns["pattern"]
        sentences = [(one, page) for one, page in sentences if wanted.search(one)]
    if "not" in rule.patterns:
        unwanted = rule.patterns["not"]
        sentences = [(one, page) for one, page in sentences if not unwanted.search(one)]
    chosen = sentences[: rule.limit or None]
    if not chosen:
        return
    text = " ".join(one for one, _ in chosen)
    value = rule.patterns.get("value")
    if value is None:
        yield Hit(rule, text, chosen[0][1])
    elif match := value.search(text):
        yield Hit(rule, shown(rule, match), chosen[0][1])


@lru_cache(maxsize=2048)
def _label(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Compile labels; ``re:`` begins one that is a regular expression already."""
    patterns = [
        text[3:] if text.startswith("re:") else r"\s+".join(map(re.escape, text.split()))
        for text in labels
    ]
    return re.compile(r"(?:\(?[\divx]{1,4}[.)]\s*)?(?:" + "|".join(patterns) + ")", re.IGNORECASE)


def _by_label(rule: EntityRule, section: Section) -> Iterator[Hit]:
    label = _label(rule.labels)
    for row in section.rows:
        for text in _beside(label, row):
            yield from (Hit(rule, value, row.page) for value in cut_value(rule, text))
    if _is_label(label, section.heading) and section.lines:
        below = _below(section.lines, -1)
        yield from (Hit(rule, value, section.lines[0].page) for value in cut_value(rule, below))
    for index, line in enumerate(section.lines):
        for text in _in_line(label, section.lines, index):
            yield from (Hit(rule, value, line.page) for value in cut_value(rule, text))


def _is_label(label: re.Pattern[str], text: str) -> bool:
    bare = re.sub(r"\s*\([^)]{0,40}\)\s*$", "", text.strip().rstrip(" :.*"))
    return any(label.fullmatch(form) for form in (bare, text.strip().rstrip(" :"), f"{bare}."))


def _beside(label: re.Pattern[str], row: Row) -> Iterator[str]:
    texts = row.texts
    for index, text in enumerate(texts[:-1]):
        if _is_label(label, text):
            value = texts[index + 1].lstrip(" :")
            if value in {"", ":"} and index + 2 < len(texts):
                value = texts[index + 2]
            if value:
                yield value


def _in_line(label: re.Pattern[str], lines: Sequence[Line], index: int) -> Iterator[str]:
    line = lines[index]
    for place, cell in enumerate(line.cells):
        match = label.match(cell.text)
        if match is None:
            continue
        mark = re.compile(_SEPARATOR).match(cell.text, match.end())
        rest = cell.text[mark.end() :].strip() if mark else ""
        alone = place == len(line.cells) - 1
        if rest:
            yield _continued(rest, lines, index) if alone and place == 0 else rest
        elif alone and place == 0 and _is_label(label, cell.text):
            below = _below(lines, index)
            if below:
                yield below


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
        if _OTHER_LABEL.match(after.text):
            break
        parts.append(after.text)
        last = after
    return "\n".join(parts)


def _by_table(rule: EntityRule, section: Section) -> Iterator[Hit]:
    columns: Mapping[str, int] | None = None
    table = -1
    edges: tuple[tuple[float, float], ...] = ()
    for row in section.rows:
        header = _header(rule, row)
        if header is not None:
            columns, table = header, row.table
            edges = tuple((cell.x0, cell.x1) for cell in row.cells)
            continue
        if columns is None or row.table != table:
            continue
        cells = {name: _cell(row, edges[place]) for name, place in columns.items()}
        if not all(cells.values()):
            continue
        text = rule.text.format_map(cells)
        wanted = rule.patterns.get("pattern")
        if wanted is None:
            yield Hit(rule, text, row.page)
        elif match := wanted.search(text):
            yield Hit(rule, match.groupdict().get("value") or text, row.page)


def _header(rule: EntityRule, row: Row) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for name, pattern in rule.columns.items():
        place = next(
            (
                index
                for index, text in enumerate(row.texts)
                if pattern.search(text) and index not in found.values()
            ),
            None,
        )
        if place is None:
            return None
        found[name] = place
    return found


def _cell(row: Row, edge: tuple[float, float]) -> str:
    """Return the text of the cell that overlaps a column most."""
    best, most = "", 0.0
    for cell in row.cells:
        overlap = min(cell.x1, edge[1]) - max(cell.x0, edge[0])
        if overlap > most:
            best, most = cell.text, overlap
    return best.strip()


SECTION_KINDS: Mapping[str, Callable[[EntityRule, Section], Iterator[Hit]]] = {
    "regex": _by_regex,
    "sentence": _by_sentence,
    "section": _by_section,
    "label": _by_label,
    "table": _by_table,
}
