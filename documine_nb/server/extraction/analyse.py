"""Read one PDF by a template's rules, some pages at a time, so that length costs no memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from documine_nb.server.extraction.components import make_components
from documine_nb.server.extraction.document import Part, Section
from documine_nb.server.extraction.finders import SECTION_KINDS
from documine_nb.server.extraction.furniture import Furniture
from documine_nb.server.extraction.headings import sections
from documine_nb.server.extraction.hits import Hit
from documine_nb.server.extraction.lines import Line, page_lines
from documine_nb.server.extraction.results import Analysis
from documine_nb.server.extraction.template import EntityRule, RuleSet
from documine_nb.server.extraction.whole import Whole, find_in_whole
from documine_nb.server.extraction.words import page_words

__all__ = ["CAUSES", "analyse_pdf"]

PAGES_AT_ONCE = 64
CARRIED_LINES = 600  # of a section that goes on in the next part
HITS = 200  # kept a rule; more would be no evidence but a flood
CAUSES = {
    "encrypted": "The PDF is encrypted: remove the password and upload it again",
    "damaged": "The PDF is damaged, has no pages or is no PDF at all: open it in a viewer, save it"
    " again and upload that",
    "empty": "The PDF has no pages: check the file and upload it again",
    "textless": "The PDF is a scan without text; OCR is not part of the embedded server: upload a"
    " version with a text layer",
}


def analyse_pdf(path: Path, rules: RuleSet, attributes: Mapping[str, str]) -> Analysis:
    """Return the components of a PDF, or the cause why it has none.

    Parameters
    ----------
    path
        The PDF.
    rules
        Template to read it by.
    attributes
        File attributes by name, for example ``{"OECD Number": "425"}``.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        return Analysis.failed(CAUSES["encrypted" if encrypted else "damaged"])
    try:
        return _analysed(document, rules, attributes)
    finally:
        document.close()


def _analysed(
    document: pdfium.PdfDocument, rules: RuleSet, attributes: Mapping[str, str]
) -> Analysis:
    count = len(document)
    if count == 0:
        return Analysis.failed(CAUSES["empty"])
    search = _Search(rules, document.get_metadata_dict(), attributes)
    readable = words = 0
    for pages, read in _parts(document, count):
        readable += read
        words += sum(len(line.cells) for lines in pages for line in lines)
        search.read(pages)
        if search.is_done(pages) and words:
            break
    if readable == 0:
        return Analysis.failed(CAUSES["damaged"], pages=count)
    if words == 0:
        return Analysis.failed(CAUSES["textless"], pages=count)
    return Analysis(count, make_components(rules, search.finish(), search.guidelines()))


def _parts(document: pdfium.PdfDocument, count: int) -> Iterator[tuple[list[list[Line]], int]]:
    """Yield the lines of some pages at a time, and how many of these pages could be read."""
    for start in range(0, count, PAGES_AT_ONCE):
        pages: list[list[Line]] = []
        for index in range(start, min(start + PAGES_AT_ONCE, count)):
            try:
                page = document[index]
            except pdfium.PdfiumError:  # one page is damaged: the others still count
                continue
            try:
                pages.append(page_lines(page_words(page), index + 1))
            except pdfium.PdfiumError:
                continue
            finally:
                page.close()
        yield pages, len(pages)


class _Search:
    """Looks for a template's entities, part by part."""

    def __init__(
        self, rules: RuleSet, metadata: Mapping[str, str], attributes: Mapping[str, str]
    ) -> None:
        self._rules = rules
        self._whole = Whole(metadata=metadata, attributes=attributes)
        self._furniture = Furniture()
        self._carried: Section | None = None
        self._hits: dict[str, list[Hit]] = {rule.id: [] for rule in rules.entities}

    def read(self, pages: list[list[Line]]) -> None:
        self._furniture.learn(pages)
        part = Part([line for lines in pages for line in self._furniture.strip(lines)])
        if not self._whole.furniture:
            self._whole.furniture = [x for lines in pages for x in self._furniture.of(lines)]
        if not self._whole.first_page and pages:
            self._whole.first_page = (
                [x for x in part.lines if x.page == pages[0][0].page] if pages[0] else []
            )
        found = sections(
            part, self._rules.zones, page_zones=self._rules.page_zones, carried=self._carried
        )
        last = found[-1]
        self._carried = last if len(last.lines) <= CARRIED_LINES else None
        for section in found[:-1] if self._carried else found:
            self._look_into(section)
        if self._carried is None:
            self._carried = Section(last.heading, last.number, last.page, last.zones)

    def is_done(self, pages: list[list[Line]]) -> bool:
        """Tell whether no rule looks behind these pages: of most reports that is their front."""
        limits = [
            1 if rule.kind == "title" else rule.last_page
            for rule in self._rules.entities
            if rule.kind not in {"metadata", "attribute"}
        ]
        read = max((line.page for lines in pages for line in lines), default=0)
        return 0 not in limits and read >= max(limits, default=0)

    def finish(self) -> dict[str, list[Hit]]:
        """Return the hits by entity type, with the conditions on guidelines applied."""
        if self._carried is not None:
            self._look_into(self._carried)
            self._carried = None
        for rule in self._rules.entities:
            if rule.kind not in SECTION_KINDS:
                self._keep(rule, find_in_whole(rule, self._whole))
        guidelines, found = self.guidelines(), dict[str, list[Hit]]()
        for rule in self._rules.entities:
            if not rule.only_guidelines or rule.only_guidelines & guidelines:
                found.setdefault(rule.type, []).extend(self._hits[rule.id])
        for hits in found.values():
            hits.sort(key=lambda hit: hit.page)
        return found

    def guidelines(self) -> frozenset[str]:
        """Return the numbers of the guidelines that the file's attribute or its text names."""
        given = self._whole.attributes.get(self._rules.guideline_attribute, "")
        texts = [given] + [
            hit.text.partition("|")[0]
            for rule in self._rules.entities
            if rule.type == self._rules.guideline_entity
            for hit in self._hits[rule.id]
        ]
        return frozenset(re.findall(r"\d{3}[A-Z]?", " ".join(texts)))

    def _look_into(self, section: Section) -> None:
        for rule in self._rules.entities:
            finder = SECTION_KINDS.get(rule.kind)
            if finder is None or not _applies(rule, section):
                continue
            self._keep(rule, finder(rule, section), section.zones)

    def _keep(
        self, rule: EntityRule, hits: Iterator[Hit], zones: frozenset[str] = frozenset()
    ) -> None:
        kept = self._hits[rule.id]
        for found in hits:
            hit = replace(found, zones=zones)
            if len(kept) >= HITS:
                return
            if rule.last_page and hit.page > rule.last_page:
                continue
            if rule.kind != "label" or hit not in kept:  # a row and a line may be the same label
                kept.append(hit)


def _applies(rule: EntityRule, section: Section) -> bool:
    if rule.within and not rule.within & section.zones:
        return False
    if rule.outside & section.zones:
        return False
    heading = rule.patterns.get("heading")
    if heading is not None and not heading.search(section.heading):
        return False
    return not rule.last_page or section.page <= rule.last_page
