"""Words of a PDF page with their positions, as PDFium sees them.

Asking PDFium for each character's box costs most of the time of reading a page. Words need only
their first and last character's, which is some five times less work.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

__all__ = ["Word", "page_words"]

HYPHEN_AT_LINE_END = "\ufffe"  # PDFium's mark
BOLD_WEIGHT = 600
LONGEST = 256  # letters of a word; patterns need not be safe against words without end
SMALL = 0.82  # superscripts and subscripts are set at about 60 to 75 per cent
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad\x00\x02"))
# PDFium reads on over a hyphen at a line's end as if nothing broke there.
_WORD = re.compile(rf"[^\s{HYPHEN_AT_LINE_END}]*{HYPHEN_AT_LINE_END}|[^\s{HYPHEN_AT_LINE_END}]+")


@dataclass(slots=True)
class Word:
    """A word: left and right edge, baseline (growing upwards), font size, and what it is set in.

    ``glued`` words continue the one before without a space (the 50 of a subscript LD50).
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    glued: bool = False


class _Characters:
    """One page's characters; reuses its C buffers."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page.raw
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium_c.FS_RECTF()
        self.text = self._read(text_page)

    def _read(self, text_page: Any) -> str:
        count = text_page.count_chars()
        text: str = text_page.get_text_range(errors="replace") if count > 0 else ""
        if len(text) == count:
            return text
        # Where text and characters do not match one to one, positions must win.
        codes = (pdfium_c.FPDFText_GetUnicode(self._page, index) for index in range(count))
        return "".join(chr(code) if _is_character(code) else " " for code in codes)

    def origin(self, index: int) -> tuple[float, float]:
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return self._x.value, self._y.value

    def right(self, index: int) -> float:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return float(self._box.right)

    def size(self, index: int) -> float:
        return float(pdfium_c.FPDFText_GetFontSize(self._page, index))

    def scale(self, index: int) -> float:
        """Return how much the page enlarges the font's nominal size at this character."""
        pdfium_c.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return float(self._box.top - self._box.bottom)

    def bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self._page, index) >= BOLD_WEIGHT:
            return True
        buffer = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._page, index, buffer, 128, flags)
        return b"bold" in buffer.value.lower() or b"black" in buffer.value.lower()


def _is_character(code: int) -> bool:
    surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - Unicode's own limits
    return 0 < code <= sys.maxunicode and not surrogate


def page_words(page: pdfium.PdfPage) -> list[Word]:
    """Return the words of a page in the order PDFium reads them.

    Parameters
    ----------
    page
        An open page of pypdfium2.
    """
    text_page = page.get_textpage()
    try:
        characters = _Characters(text_page)
        words: list[Word] = []
        for match in _WORD.finditer(characters.text):
            words.extend(_word(characters, match.group()[:LONGEST], match.start()))
    finally:
        text_page.close()
    return _upright(words, page)


def _word(characters: _Characters, text: str, start: int) -> Iterator[Word]:
    glued = False
    for first, last in _pieces(characters, start, start + len(text) - 1):
        piece = text[first - start : last - start + 1]
        piece = piece.replace(HYPHEN_AT_LINE_END, "-").translate(INVISIBLE)
        if not piece:
            continue
        x0, y = characters.origin(first)
        size = abs(characters.size(first)) or 1.0
        if size <= 1.5:  # noqa: PLR2004 - fonts of nominal size 1, enlarged by the text matrix
            size = abs(characters.scale(first)) / 1.15 or 1.0
        yield Word(piece, x0, characters.right(last), y, size, characters.bold(first), glued)
        glued = True


def _pieces(characters: _Characters, first: int, last: int) -> list[tuple[int, int]]:
    """Split a word where its size changes: ``2000`` and the footnote mark set behind it."""
    size = characters.size(first)
    if last == first or abs(characters.size(last) - size) < 0.01 * size:
        return [(first, last)]
    pieces, begin = [], first
    for index in range(first + 1, last + 1):
        here = characters.size(index)
        if abs(here - size) > 0.01 * size:
            pieces.append((begin, index - 1))
            begin, size = index, here
    return [*pieces, (begin, last)]


def _upright(words: list[Word], page: pdfium.PdfPage) -> list[Word]:
    """Turn a rotated page's words, so that lines run from left to right again."""
    turn = page.get_rotation()
    if turn == 0:
        return words
    width, height = page.get_size()
    for word in words:
        length = word.x1 - word.x0
        if turn == 180:  # noqa: PLR2004 - a half turn
            word.x0, word.y = width - word.x0, height - word.y
        elif turn == 90:  # noqa: PLR2004 - a quarter turn
            word.x0, word.y = word.y, height - word.x0
        else:
            word.x0, word.y = width - word.y, word.x0
        word.x1 = word.x0 + abs(length)
    return words
