"""A hit: what an entity rule found, and where."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from documine_nb.server.extraction.results import EntityRef
from documine_nb.server.extraction.template import EntityRule

__all__ = ["Hit", "cut_value", "split_sentences"]

# After these a full stop does not end a sentence.
_ABBREVIATIONS = (
    *("No", "Nr", "no", "nr", "e.g", "i.e", "ca", "approx", "vs", "z.B", "d.h", "cf", "al", "Dr"),
    *(
        "Fig",
        "Tox",
        "Irrit",
        "Sens",
        "Corr",
        "Dam",
        "Cat",
        "Kat",
        "Abs",
        "Art",
        "techn",
        "sp",
        "spp",
        "resp",
        "bzw",
        "Inc",
        "Co",
        "St",
        "n",
    ),
)
_SENTENCES = re.compile(
    "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATIONS)
    + r"(?<=[.!?])\s+(?=[\"'(\[]?[A-ZÄÖÜÁÉÍÓÚÂÊÔÃÕÇ0-9])|\n"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of the document found by a rule.

    ``amended`` tells that it replaces what stands elsewhere; ``zones`` are its section's.
    """

    rule: EntityRule
    text: str
    page: int
    amended: bool = False
    zones: frozenset[str] = frozenset()

    @property
    def reference(self) -> EntityRef:
        """Reference to it; equal documents and rules give equal ids."""
        key = f"{self.rule.type}\0{self.rule.id}\0{self.page}\0{self.text}"
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        return EntityRef(digest, self.rule.type, self.rule.id, self.page)


def cut_value(rule: EntityRule, text: str) -> Iterator[str]:
    """Yield what the rule's ``value`` pattern takes of a text: all of it without a pattern."""
    if "not" in rule.patterns and rule.patterns["not"].search(text):
        return
    pattern = rule.patterns.get("value")
    if pattern is None:
        first = text.split("\n", 1)[0].strip()
        if first:
            yield first
        return
    match = pattern.search(text)
    if match:
        yield shown(rule, match)


def shown(rule: EntityRule, match: re.Match[str]) -> str:
    """Return a match as the rule shows it: its ``text`` form, its group ``value``, or all of it."""
    groups = {name: (value or "").strip() for name, value in match.groupdict().items()}
    if rule.text:
        return rule.text.format_map(groups)
    return groups.get("value") or match.group()


@lru_cache(maxsize=256)  # all rules look into one section before the next one
def split_sentences(text: str) -> tuple[str, ...]:
    """Split running text into sentences; lines of tables stand alone.

    Examples
    --------
    >>> split_sentences("No. 5 died. Doses were 5 mg/kg bw. All others lived.")
    ('No. 5 died.', 'Doses were 5 mg/kg bw.', 'All others lived.')
    """
    return tuple(piece.strip() for piece in _SENTENCES.split(text) if piece.strip())
