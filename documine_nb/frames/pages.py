"""Pages of a PDF as pictures, with lines marked by a search for their text.

The service names pages, not places. A value may stand in the document in another writing (a date in
words, a number with thousands marks), so several writings are looked for; of words, letters and
digits alone are compared. What is not found is not marked, and that is said.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from unicodedata import combining, normalize

from documine_nb.errors import IntegrityError, MissingExtraError
from documine_nb.frames.values import read_date

__all__ = ["DrawnPage", "draw_pages", "writings"]

_SCALE = 1.6  # pixels a point: legible, and some 200 kB a page
_MOST_PIXELS = 12_000_000
_SEARCHED = 300  # pages, where the service names none
_DRAWN = 10  # pages
_LEAST_PART = 24  # letters of a long value that have to be found together
_BETWEEN = re.compile(r"\s*;\s*|,\s+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_GUIDELINE = re.compile(r"N[º°o]\.?\s*(?P<number>\d+\w?):\s*(?P<title>.+?)\s*\([^()]*\)")
_NUMBER = re.compile(r"(?P<whole>\d{1,15})(?:[.,](?P<fraction>\d{1,15}))?")
_DEATHS = re.compile(_NUMBER.pattern + r"[^:\d]*:\s*(?P<dead>\d+)\s*/\s*(?P<animals>\d+)")
_DECIMAL_MARK = re.compile(r"(?<=\d)[.,](?=\d)(?!\d{3}(?!\d))")  # "2,000" has none
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
    """Return the lines in which a value stands, in any of its writings."""
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        spots = [spot for each in writings(value) for spot in _spots(text, each)]
        # Of several values joined, each is looked for by itself, where all are there.
        if parts and not spots:
            each_part = [list(_spots(text, part)) for part in _BETWEEN.split(value)]
            spots = [spot for part in each_part for spot in part] if all(each_part) else []
        return [place for first, last in spots for place in _rectangles(text_page, first, last)]
    finally:
        text_page.close()


def _letters(text: str) -> tuple[str, list[int]]:
    """Return letters, digits and decimal marks of a text, and where each stands in it."""
    kept: list[str] = []
    places: list[int] = []
    marks = {hit.start() for hit in _DECIMAL_MARK.finditer(text)}
    for place, character in enumerate(text):
        # Some documents set ä as an a and two dots, and ffi as one sign.
        folded = "".join(filter(str.isalnum, normalize("NFKD", character).casefold()))
        folded = "." if place in marks else folded
        kept += folded
        places += [place] * len(folded)
    return "".join(kept), places


def _spots(text: str, writing: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last character of each place in a text where a writing stands."""
    if form := _form(writing.strip()):
        yield from ((hit.start(), hit.end() - 1) for hit in form.finditer(text))
        return
    letters, at = _letters(text)
    for start, end in _found(letters, writing):
        first, last = at[start], at[end - 1]
        if _is_whole(text, first, last):
            yield first, last


def _form(writing: str) -> re.Pattern[str] | None:
    """Return the form of what is compared with its marks: numbers, deaths, dates in digits."""
    if number := _NUMBER.fullmatch(writing):
        return _number_form(number)
    if deaths := _DEATHS.fullmatch(writing):  # a row of a table: dose, and deaths of animals
        row = rf"[^\r\n]{{0,80}}?(?<!\d){deaths['dead']}\s?/\s?{deaths['animals']}(?!\d)"
        return re.compile(_number_form(deaths).pattern + row)
    date = read_date(writing) if _DATE.fullmatch(writing) else None
    return _date_form(date) if isinstance(date, dt.datetime) else None


def _date_form(date: dt.datetime) -> re.Pattern[str]:
    """Return the form of a date in digits: day, month, year, or the other way round."""
    day, month, year = f"0?{date.day}", f"0?{date.month}", f"{date.year:04}"
    short = f"(?:{year[:2]})?{year[2:]}"
    forms = [
        rf"{day}{mark}\s{{0,2}}{month}{mark}\s{{0,2}}{short}" for mark in map(re.escape, "./-")
    ]
    forms += [f"{year}{mark}{month}{mark}{day}" for mark in map(re.escape, "./-")]
    return re.compile(rf"(?<!\w)(?<!\d[./-])(?:{'|'.join(forms)})(?!\w)(?![./-]\d)")


def _number_form(number: re.Match[str]) -> re.Pattern[str]:
    """Return the form of a number with any marks, and no part of a longer one."""
    whole, fraction = number["whole"], number["fraction"]
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    form = rf"[.,'’{_BLANKS}]?".join(groups) + (rf"[.,]{fraction}0*" if fraction else "")
    return re.compile(rf"(?<![\w])(?<!\d[.,]){form}(?!\w)(?![.,]\d)")


def _is_whole(text: str, first: int, last: int) -> bool:
    """Whether a place is no part of a longer word or number."""
    before = text[max(0, first - 2) : first]
    after = "".join(each for each in text[last + 1 : last + 5] if not combining(each))
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    starts_within = text[first].isdecimal() and re.fullmatch(r"\d[.,]", before)
    ends_within = text[last].isdecimal() and re.match(r"[.,]\d", after)
    return not (starts_within or ends_within)


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
    ['21/02/2019', '21 February 2019', 'February 21 2019']
    >>> writings("Nº 423: Acute Oral Toxicity (17/12/2001)")[1:3]
    ['Acute Oral Toxicity', 'OECD 423']
    """
    text = value.strip()
    date = read_date(text)
    if isinstance(date, dt.datetime):
        return [text, *dict.fromkeys(_in_words(date))]
    if guideline := _GUIDELINE.fullmatch(text):
        names = ("OECD", "TG", "Guideline", "Guideline No.", "Richtlinie")
        return [text, guideline["title"], *(f"{name} {guideline['number']}" for name in names)]
    return list(dict.fromkeys([text, re.sub(r"\bbw\b", "body weight", text)]))


def _in_words(date: dt.datetime) -> Iterator[str]:
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10 if date.day // 10 != 1 else 0, "th")
    days = dict.fromkeys((f"{date.day}", f"{date.day:02}", f"{date.day}{ordinal}"))
    for names, day in product(_MONTHS, days):
        name = names.split()[date.month - 1]
        for month in (name, name[:3]):
            yield f"{day} {month} {date.year}"
            yield f"{month} {day} {date.year}"
        yield f"{day} of {name} {date.year}"
        yield f"{day} de {name} de {date.year}"
