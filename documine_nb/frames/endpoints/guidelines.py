"""Guidelines as reports cite them: authority, number, title, and how old the version is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from documine_nb.frames.cells import Cells
from documine_nb.frames.dates import Span, read_span
from documine_nb.frames.endpoints.tables import Guideline, Tables, read_tables
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.models.component_table import ComponentTable

__all__ = ["Cited", "guideline_frame", "read_guideline", "read_guidelines", "status_of"]

_SERIES = (
    r"TG|(?:test\s)?guidelines?(?:\s(?:for\s)?(?:the\s)?testing\s(?:of\s)?chemicals)?|test|section\s\d"
    r"|(?:Prüf)?richtlinien?(?:\sfür\sdie\sPrüfung\svon\sChemikalien)?"
)
_SIGNED = r"(?:N[º°o]\.?|No\.?|Nr\.?)"
_OECD = re.compile(
    rf"(?:(?:OECD|OCDE)\W*)*+(?:(?:{_SERIES})\W*)*+"
    rf"{_SIGNED}?\s*(?P<number>442\s?[A-E]|\d{{3}}[A-Z]?)\b(?!\.\d)"
    r"(?:\s*[:\-–,]\s*)?(?P<title>.*?)[\s,]*"
    r"(?:[(\[](?P<version>[^()\[\]]*\d{4}[^()\[\]]*)[)\]]"
    r"|\b(?P<dated>(?:adopted|corrected|updated|revised|dated|vom)\b[^()\[\]]*\d{4}))?\s*",
    re.IGNORECASE | re.DOTALL,
)
# Several guidelines in one text: what follows names who issued it, or is a further number.
_ISSUED = r"(?:OECD|US[\s-]EPA|EPA|OPPTS|OCSPP|EE?C|EU|EG|EWG|JMAFF|Directive|Regulation)\b"
_NUMBERED = (
    rf"(?:(?:{_SERIES}|{_SIGNED})\W*){{0,4}}+4\d\d(?:\s?[A-E])?\b(?!\s?[./]\d)|8\d\d\.\d{{4}}"
)
_NEXT = re.compile(
    rf"\s*(?:[;/,\n&+|·]|\b(?:and|und|e|or|oder|ou|sowie|as well as)\b)\s*(?={_ISSUED}|{_NUMBERED})"
    rf"|(?<=[\d)\]])\s+(?={_ISSUED})",
    re.IGNORECASE,
)
_OTHERS = (
    (
        "EPA",
        re.compile(
            r"(?:\b(?:OPPTS|OCSPP|EPA)\b.*?|^\s*)\b(?P<number>8[0-9]{2}\.\d{4})", re.IGNORECASE
        ),
    ),
    (
        "EC",
        re.compile(
            r"\b(?:(?:EE?C|EU|EG|EWG)\b.*?|method\W+|methode\W+)"
            r"(?P<number>[BC]\.\s?\d+(?:\s?(?:bis|tris)\b)?)",
            re.IGNORECASE,
        ),
    ),
    ("JMAFF", re.compile(r"\bJMAFF\b\W*(?P<number>.*\d)", re.IGNORECASE)),
)
_LONGEST = 1000  # characters; a longer text is no citation, and costs the square of its length
_LATER_OECD = re.compile(r"\b(?:OECD|OCDE)\b.*", re.IGNORECASE | re.DOTALL)
_NEGATED = re.compile(r"\b(?:not?|nicht|kein\w*|without|ohne)\b", re.IGNORECASE)
_NAMED_OECD = re.compile(r"^\s*(?:OECD|TG|test|guideline|N[º°]|No\.?|Nr\.?|\d{3})", re.IGNORECASE)
_WORDS_OF_VERSION = re.compile(
    r"^(?:adopted|corrected|updated|version|of|from|vom|dated|as of|rev(?:ised)?)\W*", re.IGNORECASE
)
_DATES = re.compile(r"\s*(?:[,;/]|\b(?:and|und|e)\b)\s*")
_COLUMNS = {
    "file_id": "string",
    "filename": "string",
    "component": "string",
    "position": "Int64",
    "value": "string",
    "authority": "string",
    "number": "string",
    "title": "string",
    "version": "string",
    "date": "datetime64[us]",
    "newest": "string",
    "status": "string",
}


def _span(version: str) -> Span | None:
    return read_span(_WORDS_OF_VERSION.sub("", version))


@dataclass(frozen=True)
class Cited:
    """A guideline as cited; what the text does not say is empty."""

    authority: str = ""
    number: str = ""
    title: str = ""
    version: str = ""

    @property
    def name(self) -> str:
        """What people call it: "425", "EPA 870.1100"."""
        return self.number if self.authority == "OECD" else f"{self.authority} {self.number}"

    @property
    def span(self) -> Span | None:
        """The days that the version may mean; of "adopted ..., corrected ..." the later."""
        return _span(self.version) or max(
            filter(None, map(_span, _DATES.split(self.version))),
            key=lambda span: span.last,
            default=None,
        )

    @property
    def date(self) -> dt.datetime | None:
        """The day of the version; None where only a month or a year is cited."""
        span = self.span
        return dt.datetime.combine(span.first, dt.time()) if span and span.is_day else None


@lru_cache(maxsize=4096)
def read_guideline(text: str) -> Cited:
    """Split a guideline into its parts.

    Examples
    --------
    >>> read_guideline("Nº 402: Acute Dermal Toxicity (09/10/2017)")
    Cited(authority='OECD', number='402', title='Acute Dermal Toxicity', version='09/10/2017')
    >>> read_guideline("EC 440/2008 B.1tris").number, read_guideline("in house")
    ('B.1tris', Cited(authority='', number='', title='', version=''))
    """
    text = text[:_LONGEST]
    for authority, form in _OTHERS:
        if found := form.search(text):
            return Cited(authority, " ".join(found["number"].split()))
    return _of_oecd(text.strip())


def _of_oecd(text: str) -> Cited:
    if not _NAMED_OECD.match(text):  # "in accordance with OECD 425"
        later = _LATER_OECD.search(text)
        if later is None or _NEGATED.search(text[: later.start()]):
            return Cited()
        text = later[0]
    found = _OECD.fullmatch(text)
    if found is None:
        return Cited()
    title = " ".join(found["title"].split())
    version = " ".join((found["version"] or found["dated"] or "").split())
    if not version and read_span(_WORDS_OF_VERSION.sub("", title)):
        title, version = "", title
    if "(" not in title:
        title = title.rstrip(" )].;,")
    return Cited("OECD", "".join(found["number"].upper().split()), title, version)


@lru_cache(maxsize=4096)
def read_guidelines(text: str) -> tuple[Cited, ...]:
    """Return all guidelines that one text cites, one at least.

    Examples
    --------
    >>> [cited.number for cited in read_guidelines("OECD 423 (2001) / EPA OPPTS 870.1100")]
    ['423', '870.1100']
    >>> [cited.number for cited in read_guidelines("OECD TG 404 and 405")]
    ['404', '405']
    """
    lines = "\n".join(" ".join(line.split()) for line in text[:_LONGEST].splitlines())
    read, before = [], ""
    for part in _NEXT.split(lines):
        cited = read_guideline(f"{before} {part}".strip())
        if cited.number:
            read.append(cited)
        # "OECD Guidelines for the Testing of Chemicals", and its number is to come.
        before = part if not cited.number and _NAMED_OECD.match(part) else ""
    return tuple(read) or (Cited(),)


def status_of(cited: Cited, known: Guideline | None) -> str | None:
    """Return what is to be said of the version cited, beside the newest one.

    Examples
    --------
    >>> guideline = Guideline("402", versions=("24/02/1987", "09/10/2017"))
    >>> status_of(read_guideline("OECD 402 (24/02/1987)"), guideline)
    'outdated'
    >>> status_of(read_guideline("OECD 402 (2017)"), guideline)
    'newest'
    """
    if not cited.number:
        return None
    if known is None:
        return "not in the table"
    if known.deleted:
        return "deleted"
    span, newest = cited.span, known.newest
    if span is None or newest is None:
        return "no version stated"
    if span.last < newest.first:
        return "outdated"
    later = span.first > newest.last and not _is_correction(span, known)
    return "newer than the table" if later else "newest"


def _is_correction(span: Span, known: Guideline) -> bool:
    """Whether it is the newest version, cited by the day on which it was corrected."""
    days = filter(None, map(read_span, known.corrected))
    return any(day.first <= span.last and span.first <= day.last for day in days)


def in_force(known: Guideline, day: dt.date) -> Span | None:
    """Return the newest version adopted for certain by a day."""
    spans = [span for text in known.versions if (span := read_span(text)) and span.last <= day]
    return spans[-1] if spans else None


def guideline_frame(
    table: ComponentTable, cells: Mapping[str, Cells], kept: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return one row a guideline cited; `kept` are the tables of a snapshot."""
    tables = read_tables(kept=kept)
    citing = {
        name: column
        for name, column in cells.items()
        if "guidelines" in name.lower() or name in tables.columns["guideline"]
    }
    return frame_from_rows(_COLUMNS, _rows(table, citing, tables))


def _rows(
    table: ComponentTable, cells: Mapping[str, Cells], tables: Tables
) -> Iterator[tuple[object, ...]]:
    for number, head in enumerate(zip(table.file_ids, table.filenames, strict=True)):
        for name in cells:
            for position, text in enumerate(cells[name][number], start=1):
                for cited in read_guidelines(text):
                    yield *head, name, position, text, *_parts(cited, tables)


def _parts(cited: Cited, tables: Tables) -> tuple[object, ...]:
    known = tables.guidelines.get(cited.number) if cited.authority == "OECD" else None
    return (
        *(part or None for part in (cited.authority, cited.number, cited.title, cited.version)),
        cited.date,
        known.versions[-1] if known and known.versions else None,
        status_of(cited, known) if cited.authority == "OECD" else None,
    )
