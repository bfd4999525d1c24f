"""The kinds of entity rules, each a function from a section to hits.

``regex``: a pattern over running text. ``sentence``: sentences that match. ``section``: the text
below a heading. ``label`` (in ``labels.py``): the value beside, after or below a label. ``table``:
cells of a row under named columns. ``title``, ``metadata``, ``attribute`` and ``furniture`` look at
the document as a whole and stand in ``whole.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile

from documine_nb.server.extraction.document import Section
from documine_nb.server.extraction.hits import Hit, cut_value, shown, split_sentences
from documine_nb.server.extraction.labels import by_label
from documine_nb.server.extraction.rows import Row, cell_under
from documine_nb.server.extraction.template import EntityRule

__all__ = ["SECTION_KINDS"]


def _by_regex(rule: EntityRule, section: Section) -> Iterator[Hit]:
    for match in rule.patterns["pattern"].finditer(section.heading):
        if "not" not in rule.patterns or not rule.patterns["not"].search(section.heading):
            yield Hit(rule, shown(rule, match), section.page)
    for match in rule.patterns["pattern"].finditer(section.text):
        around = section.text[max(0, match.start() - 60) : match.end() + 60]
        if "not" in rule.patterns and rule.patterns["not"].search(around):
            continue
        place = match.start("value") if "value" in match.groupdict() else match.start()
        yield Hit(rule, shown(rule, match), section.page_at(max(place, match.start())))


def _by_sentence(rule: EntityRule, section: Section) -> Iterator[Hit]:
    for paragraph, page in section.prose:
        for sentence in split_sentences(paragraph):
            if not rule.patterns["pattern"].search(sentence):
                continue
            for value in cut_value(rule, sentence):
                yield Hit(rule, value, page)


def _by_section(rule: EntityRule, section: Section) -> Iterator[Hit]:
    prose = section.prose
    if "until" in rule.patterns:
        until = rule.patterns["until"]
        prose = list(takewhile(lambda paragraph: not until.search(paragraph[0]), prose))
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
        cells = {name: cell_under(row, edges[place]) for name, place in columns.items()}
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


SECTION_KINDS: Mapping[str, Callable[[EntityRule, Section], Iterator[Hit]]] = {
    "regex": _by_regex,
    "sentence": _by_sentence,
    "section": _by_section,
    "label": by_label,
    "table": _by_table,
}
