"""Read a CSV of file attributes: one row a file, one column an attribute."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from documine_nb.server.errors import ApiError

__all__ = ["AttributeTable", "read_attributes"]

_LARGEST = 16 << 20
_FILE_COLUMNS = {"filename", "file", "document", "documentname"}


@dataclass(frozen=True)
class AttributeTable:
    """Attributes by file name, and the names of the attributes that have a column."""

    rows: Mapping[str, Mapping[str, str | None]]
    attributes: tuple[str, ...]


def read_attributes(filename: str, path: Path, known: Sequence[str]) -> AttributeTable:
    """Return what a CSV says about files.

    The column of file names is headed ``File name`` (or ``filename``, ``file``, ``document``); the
    others by the attributes' names. Upper and lower case and spaces make no difference. An empty
    cell takes the attribute away.

    Parameters
    ----------
    filename : str
        The CSV's name, for messages.
    path : Path
        Where it lies. UTF-8, UTF-16 with its mark, or ISO 8859-1; comma, semicolon or tab.
    known : sequence of str
        The attributes that the dossier template defines.
    """
    lines = _lines(filename, _text(filename, path))
    header = [_plain(cell) for cell in lines[0]] if lines else []
    places = {header.index(_plain(name)): name for name in known if _plain(name) in header}
    name_column = next((i for i, cell in enumerate(header) if cell in _FILE_COLUMNS), None)
    if name_column is None:
        raise ApiError(400, f"{filename!r} has no column headed 'File name'.")
    if not places:
        there = ", ".join(repr(name) for name in known) or "none"
        raise ApiError(
            400, f"{filename!r} has no column of a file attribute; the template defines {there}."
        )
    rows = {}
    for line in lines[1:]:
        if len(line) > name_column and line[name_column].strip():
            cells = {name: line[i].strip() for i, name in places.items() if i < len(line)}
            rows[line[name_column].strip()] = {n: text or None for n, text in cells.items()}
    return AttributeTable(rows, tuple(places.values()))


def _text(filename: str, path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise ApiError(413, f"{filename!r} is larger than {_LARGEST} bytes.")
    raw = path.read_bytes()
    if not raw:
        raise ApiError(400, f"{filename!r} is empty (0 bytes).")
    if b"\0" in raw and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ApiError(400, f"{filename!r} is no text.")
    return _decoded(raw)


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _lines(filename: str, text: str) -> list[list[str]]:
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise ApiError(400, f"{filename!r} is no readable CSV: {error}.") from error


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).replace("_", "")
