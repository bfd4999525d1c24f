"""Pages of a PDF as pictures, with lines marked by a search for their text.

The service names pages, not places. A value may stand in the document in another writing (a date in
words, a number with thousands marks), so several writings are looked for; letters and digits alone
are compared. What is not found is not marked, and that is said.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from documine_nb.errors import IntegrityError, MissingExtraError
from documine_nb.frames.values import read_date

__all__ = ["DrawnPage", "draw_pages", "writings"]

_SCALE = 1.6  # pixels a point: legible, and some 200 kB a page
_MOST_PIXELS = 12_000_000
_SEARCHED = 300  # pages, where the service names none
_DRAWN = 10  # pages
_LEAST_PART = 24  # letters of a long value that have to be found together
_BETWEEN = re.compile(r"\s*;\s*|,\s+")
_NUMBER = re.compile(r"(?P<whole>\d{1,15})(?:[.,](?P<fraction>\d{1,15}))?")
_BLANKS = " \u00a0\u2009\u202f"
_MARK = (255, 214, 0, 90)
_EDGE = (200, 120, 0, 255)
_MONTHS = (
    "January February March April May June July August September October November December",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
)


@dataclass(frozen=True)
class DrawnPage:
    """A page as a picture.

    Attributes
    ----------
    number : int
        The page, from 1.
    caption : str
        What is to be seen, and that marks were found by text search.
    png : bytes
        The picture.
    marks : tuple of (float, float, float, float)
        The marked places in points: left, bottom, right, top.
    """

    number: int
    caption: str
    png: bytes
    marks: tuple[tuple[float, float, float, float], ...]


def _pdfium() -> Any:
    try:
        import pypdfium2  # noqa: PLC0415 -- an extra
    except ImportError:
        raise MissingExtraError(
            "pages are drawn by pypdfium2, which is not installed",
            cure='pip install "documine-nb[demo]"',
        ) from None
    return pypdfium2


def draw_pages(
    content: bytes, pages: Sequence[int], values: Sequence[str], *, what: str
) -> Iterator[DrawnPage]:
    """Draw the pages, or the first that has one of the values where none is named.

    Raises
    ------
    MissingExtraError
        pypdfium2 is not installed.
    IntegrityError
        The document cannot be opened.
    """
    pdfium = _pdfium()
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise IntegrityError(f"{what!r} cannot be opened: {error}", cure="Is it whole?") from None
    try:
        wanted = [number for number in pages if 1 <= number <= len(document)]
        if not pages:
            wanted = _first_with(document, values)
        for number in wanted[:_DRAWN]:
            yield _drawn(document[number - 1], number, values)
    finally:
        document.close()


def _first_with(document: Any, values: Sequence[str]) -> list[int]:
    for number in range(min(len(document), _SEARCHED)):
        if any(_places(document[number], value, parts=False) for value in values):
            return [number + 1]
    return []


def _drawn(page: Any, number: int, values: Sequence[str]) -> DrawnPage:
    found = [_places(page, value) for value in values]
    marks = tuple(dict.fromkeys(place for places in found for place in places))
    missed = sum(not places for places in found)
    if not marks:
        how = "its text was not found here in the writing of the value"
    elif missed:
        how = f"found by text search; {missed} of {len(values)} values not found here"
    else:
        how = "found by text search"
    return DrawnPage(number, f"Page {number}: {how}", _picture(page, marks), marks)


def _picture(page: Any, marks: Iterable[tuple[float, float, float, float]]) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- comes with matplotlib; only to draw

    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for left, bottom, right, top in marks:
        corners = [_pixel(page, picture.size, *at) for at in ((left, top), (right, bottom))]
        across, down = zip(*corners, strict=True)
        box = (min(across) - 2, min(down) - 2, max(across) + 2, max(down) + 2)
        pen.rectangle(box, fill=_MARK, outline=_EDGE)
    file = io.BytesIO()
    Image.alpha_composite(picture, layer).convert("RGB").save(file, "PNG", optimize=True)
    return file.getvalue()


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """Return where a point of the page is in the picture, also on turned or cropped pages."""
    import ctypes  # noqa: PLC0415 -- with pdfium alone

    import pypdfium2.raw as pdfium_c  # noqa: PLC0415 -- an extra

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _places(
    page: Any, value: str, *, parts: bool = True
) -> list[tuple[float, float, float, float]]:
    """Return the lines in which a value stands, in its first writing that is found."""
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        spots = next(filter(None, (list(_spots(text, each)) for each in writings(value))), [])
        if (
            parts and not spots
        ):  # several values joined: each of them by itself, where all are there
            each_part = [list(_spots(text, part)) for part in _BETWEEN.split(value)]
            spots = [spot for part in each_part for spot in part] if all(each_part) else []
        return [place for first, last in spots for place in _rectangles(text_page, first, last)]
    finally:
        text_page.close()


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text, words apart, and where each stands in it."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isalnum():
            folded = character.casefold()
            kept += folded
            places += [place] * len(folded)
    return "".join(kept), places


def _spots(text: str, writing: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last character of each place in a text where a writing stands."""
    if number := _NUMBER.fullmatch(writing.strip()):
        yield from ((hit.start(), hit.end() - 1) for hit in _number_form(number).finditer(text))
        return
    letters, at = _letters(text)
    for start, end in _found(letters, writing):
        first, last = at[start], at[end - 1]
        if _is_whole(text, first, last):
            yield first, last


def _number_form(number: re.Match[str]) -> re.Pattern[str]:
    """Return the form of a number with any marks, and no part of a longer one."""
    whole, fraction = number["whole"], number["fraction"]
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    form = rf"[.,'’{_BLANKS}]?".join(groups) + (rf"[.,]{fraction}0*" if fraction else "")
    return re.compile(rf"(?<![\w])(?<!\d[.,]){form}(?!\w)(?![.,]\d)")


def _is_whole(text: str, first: int, last: int) -> bool:
    """Whether a place is no part of a longer word."""
    before, after = text[max(0, first - 1) : first], text[last + 1 : last + 2]
    return not (before.isalnum() or after.isalnum())


def _found(letters: str, writing: str) -> Iterator[tuple[int, int]]:
    """Yield where a writing stands; of a long one that is not whole anywhere, its beginning."""
    wanted, _ = _letters(writing)
    if not wanted:
        return
    start = letters.find(wanted)
    if start < 0 and len(wanted) > _LEAST_PART:
        wanted = _longest_start(letters, wanted)
        start = letters.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = letters.find(wanted, start + len(wanted))


def _longest_start(letters: str, wanted: str) -> str:
    """Return the longest beginning of a text that the page has; it may go on on the next one."""
    low, high = _LEAST_PART, len(wanted)
    if wanted[:low] not in letters:
        return ""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in letters else (low, middle - 1)
    return wanted[:low]


def _rectangles(
    text_page: Any, first: int, last: int
) -> Iterator[tuple[float, float, float, float]]:
    for number in range(text_page.count_rects(first, last - first + 1)):
        left, bottom, right, top = text_page.get_rect(number)
        yield left, bottom, right, top


def writings(value: str) -> list[str]:
    """Return the ways in which a document may have written a value.

    Examples
    --------
    >>> writings("21/02/2019")[:3]
    ['21/02/2019', '2019-02-21', '21 February 2019']
    """
    date = read_date(value.strip())
    if not isinstance(date, dt.datetime):
        return [value]
    found = [value, f"{date:%Y-%m-%d}"]
    for day, names in product(dict.fromkeys((f"{date.day}", f"{date.day:02}")), _MONTHS):
        name = names.split()[date.month - 1]
        found += [f"{day} {name} {date.year}", f"{day} de {name} de {date.year}"]
        found += [f"{name} {day} {date.year}", f"{day} {name[:3]} {date.year}"]
        found += [f"{name[:3]} {day} {date.year}"]
    return list(dict.fromkeys(re.sub(r"\s+", " ", each) for each in found))
