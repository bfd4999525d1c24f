"""What a file may be called, and what it says it is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

from documine_nb.server.errors import ApiError

__all__ = ["check_pdf", "clean_name", "kind_of"]

_LONGEST = 255
_HEADER_WITHIN = 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def clean_name(name: str) -> str:
    """Return a file name without folders, or refuse it.

    Examples
    --------
    >>> clean_name("studies/Prüfbericht.pdf")
    'Prüfbericht.pdf'
    """
    bare = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]).strip()
    if not bare.strip("."):
        raise ApiError(400, "The file has no name: send one with the part 'file'.")
    if _CONTROL.search(bare) or len(bare.encode("utf-8", "replace")) > _LONGEST:
        raise ApiError(
            400, f"The file name holds control characters or is longer than {_LONGEST} bytes."
        )
    return bare


def kind_of(filename: str) -> Literal["pdf", "zip", "csv"]:
    """Return what a file is by its name's end, or refuse it."""
    end = filename.rpartition(".")[2].lower()
    if end == "pdf":
        return "pdf"
    if end == "zip":
        return "zip"
    if end == "csv":
        return "csv"
    raise ApiError(
        415,
        f"{filename!r} is of no supported type: upload a PDF, a ZIP of PDFs, or a CSV of file"
        " attributes.",
    )


def check_pdf(filename: str, path: Path, *, inside: str = "") -> None:
    """Refuse what is no PDF at all; whether a PDF can be read shows in its analysis."""
    with path.open("rb") as file:
        head = file.read(_HEADER_WITHIN)
    named = f"{filename!r}{inside}"
    if not head:
        raise ApiError(400, f"{named} is empty (0 bytes).")
    if b"%PDF-" not in head:
        raise ApiError(400 if inside else 415, f"{named} is no PDF, whatever its name says.")
