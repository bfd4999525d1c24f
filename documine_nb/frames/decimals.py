"""Decimals in English and German writing, told apart by evidence over a whole column.

``2.000`` is 2000 in one half of the world and 2 in the other. Where another value of the column can
only be read one way (``0,5``, ``12.75``, ``1.234,5``), all of it is read so, and this is noted.
Where none can, the text stays a doubt, or a note says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain, islice
from typing import Literal, cast

from documine_nb.errors import ConfigError
from documine_nb.frames.cells import Cells
from documine_nb.frames.columns import Column, text_column
from documine_nb.frames.values import BEFORE_NUMBER, LONGEST

__all__ = [
    "Mark",
    "by_evidence",
    "check_mark",
    "decimal_marks",
    "in_english",
    "note_of",
    "resolved",
]

Mark = Literal[".", ","]

_PROBED = 40
_GROUP = 3
_MARKS = ".,"
_NUMERIC = re.compile(rf"\s*(?:{BEFORE_NUMBER})?\s*[^\w\s]{{0,3}}\s*\d", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w.,]*\d)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_EITHER = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}")


def _reading(token: str) -> Mark | None:
    """Return the decimal mark that a number must have been written with, None where open."""
    marks = re.findall(r"[.,]", token)
    if not marks or _EITHER.fullmatch(token):
        return None
    last: Mark = "," if marks[-1] == "," else "."
    if len(set(marks)) > 1 or len(marks) == 1:
        return last
    if _GROUPED.fullmatch(token) is None:  # 21.02.2019 is no number
        return None
    return "," if last == "." else "."  # 1.234.567: the other one is for decimals


def decimal_marks(texts: Iterable[str]) -> set[Mark]:
    """Return the decimal marks that unambiguous numbers are written with.

    Examples
    --------
    >>> decimal_marks(["2.000", "0,5"]), decimal_marks(["2.000", "12.75"]), decimal_marks(["2.000"])
    ({','}, {'.'}, set())
    """
    found: set[Mark | None] = {_reading(token) for text in texts for token in _TOKEN.findall(text)}
    found.discard(None)
    return cast("set[Mark]", found)


def in_english(text: str, mark: Mark) -> str:
    """Return a text whose numbers are written so that they can be read one way only.

    Examples
    --------
    >>> in_english("> 2.000 mg/kg", ","), in_english("2,000", ","), in_english("2.125", ".")
    ('> 2000 mg/kg', '2.0', '2.1250')
    """
    other = "," if mark == "." else "."

    def plain(found: re.Match[str]) -> str:
        whole, _, fraction = found[0].replace(other, "").partition(mark)
        if not fraction:
            return whole
        fraction = fraction.rstrip("0") or "0"
        # Three digits would look like thousands again.
        return f"{whole}.{fraction}{'0' if len(fraction) == _GROUP else ''}"

    return _TOKEN.sub(plain, text)


def resolved(cells: Cells, mark: Mark | None = None) -> tuple[Cells, str]:
    """Return cells whose numbers can be read one way only, and how that was decided.

    Parameters
    ----------
    cells : Cells
        The values of one component, file by file. Where nothing is open, or nothing decides, the
        same cells are returned; what is open then is said.
    mark : {".", ","}, optional
        The decimal mark, where a user has said it.
    """
    first = _ambiguous(cells)
    if first is None:
        return cells, ""
    marks: set[Mark] = {mark} if mark else decimal_marks(cells.having(_MARKS, LONGEST))
    if len(marks) != 1:
        others = (
            "others are written both ways" if marks else "nothing in this column says otherwise"
        )
        return cells, f"{first} read with a thousands comma; {others}"
    (known,) = marks
    said = "point" if known == "." else "comma"
    why = "as asked for" if mark else "as other values of this column show"
    rewritten = cells.map(lambda key: tuple(in_english(text, known) for text in key))
    return rewritten, f"{first} read with a decimal {said}, {why}"


def note_of(values: Iterable[str], note: str) -> str:
    """Return a column's note, as ``resolved`` gives it, told of values of one file.

    Examples
    --------
    >>> note_of(["> 5,000"], "2,000 read with a decimal comma"), note_of(["7"], "2,000 read so")
    ('5,000 read with a decimal comma', '')
    """
    first = _first_open(values)
    return f"{first} {note.partition(' ')[2]}" if note and first else ""


def by_evidence(
    name: str, cells: Cells, typed: Callable[[str, Cells], Column], mark: Mark | None = None
) -> Column:
    """Return a column typed by `typed`, its numbers read by the column's evidence."""
    read, note = resolved(cells, mark)
    column = typed(name, read)
    if column.is_text:  # its reason says what is open; the texts are the raw ones
        if read is cells:
            return column
        raw = typed(name, cells)
        return raw if raw.is_text else text_column(name, cells)
    return replace(column, notes=(*column.notes, note)) if note else column


def check_mark(mark: str | None) -> Mark | None:
    """Return the mark, or say that it is none."""
    if mark not in {None, ".", ","}:
        raise ConfigError(f"no decimal mark {mark!r}", cure="Known: '.', ','.")
    return mark  # type: ignore[return-value]


def _ambiguous(cells: Cells) -> str | None:
    """Return a number that can be read two ways, of a column whose marked texts are numbers."""
    texts = cells.having(_MARKS, LONGEST)
    probed = list(islice(texts, _PROBED))
    if 2 * sum(_NUMERIC.match(text) is not None for text in probed) <= len(probed):
        return None
    return _first_open(chain(probed, texts))


def _first_open(texts: Iterable[str]) -> str | None:
    tokens = chain.from_iterable(map(_TOKEN.findall, texts))
    return next(filter(_EITHER.fullmatch, tokens), None)
