"""Headers and footers: what repeats at the top and the bottom of pages is no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from documine_nb.server.extraction.lines import Line

__all__ = ["Furniture"]

EDGE_LINES = 4  # looked at on either end of a page
SHARE = 0.4  # of the pages
_NUMBER = re.compile(r"\d+")


class Furniture:
    """Learns headers and footers from some pages and takes them off these and later ones.

    Examples
    --------
    >>> from documine_nb.server.extraction.lines import Cell
    >>> def line(text, page, y):
    ...     return Line(page, y, 10.0, False, (Cell(text, 50.0, 90.0),))
    >>> pages = [[line(f"Study 7 - page {n}", n, 800), line(f"Text {n} ab"[: 6 + n], n, 700)]
    ...          for n in range(1, 5)]
    >>> furniture = Furniture()
    >>> furniture.learn(pages)
    >>> [line.text for page in pages for line in furniture.strip(page)]
    ['Text 1 ', 'Text 2 a', 'Text 3 ab', 'Text 4 ab']
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, int]] = set()

    def learn(self, pages: Sequence[Sequence[Line]]) -> None:
        """Take note of what stands on several of these pages at the same place."""
        seen: Counter[tuple[str, int]] = Counter()
        for lines in pages:
            seen.update({_key(line) for line in _edges(lines)})
        needed = max(2 if len(pages) <= 3 else 3, SHARE * len(pages))  # noqa: PLR2004 - few pages
        self._known |= {key for key, count in seen.items() if count >= needed}

    def strip(self, lines: Sequence[Line]) -> list[Line]:
        """Return a page's lines without headers and footers, which page numbers are part of."""
        edges = {id(line) for line in _edges(lines)}
        return [line for line in lines if id(line) not in edges or not self._is(line)]

    def of(self, lines: Sequence[Line]) -> list[Line]:
        """Return a page's headers and footers."""
        return [line for line in _edges(lines) if self._is(line)]

    def _is(self, line: Line) -> bool:
        return _key(line) in self._known


def _edges(lines: Sequence[Line]) -> list[Line]:
    in_order = sorted(lines, key=lambda line: -line.y)
    if len(in_order) <= 2 * EDGE_LINES:
        return in_order
    return in_order[:EDGE_LINES] + in_order[-EDGE_LINES:]


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("0", line.text), round(line.y / 6)
