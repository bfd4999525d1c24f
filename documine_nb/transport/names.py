"""File names that a server suggests, cleaned before they touch a disk. No I/O."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

__all__ = ["clean_name", "suggested_name"]

# Windows refuses these, whatever comes after the first dot.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
_LONGEST = 150
_EXTENDED = re.compile(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:\\.|[^"\\])*)"', re.IGNORECASE)
_PLAIN = re.compile(r"filename\s*=\s*([^;\"]+)", re.IGNORECASE)


def suggested_name(disposition: str | None, *, default: str, suffix: str = "") -> str:
    """Return a safe file name from a ``Content-Disposition`` header (RFC 6266).

    Parameters
    ----------
    disposition : str or None
        The header.
    default : str
        The name where none is suggested.
    suffix : str, default ""
        The ending that the name must have, such as ``".zip"``.

    Examples
    --------
    >>> suggested_name("attachment; filename*=utf-8''Pr%C3%BCfung.zip", default="package.zip")
    'Prüfung.zip'
    >>> suggested_name('attachment; filename="../../.bashrc"', default="package.zip", suffix=".zip")
    'bashrc.zip'
    """
    name = clean_name(_raw(disposition or "")) or default
    if suffix and not name.lower().endswith(suffix):
        name += suffix
    return name


def clean_name(name: str) -> str:
    """Return a name that is one plain file on every system; empty where nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    shown = shown.strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not stem:
        stem, dot, ending = shown, "", ""
    if stem.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{ending[:20]}".strip(" .")


def _raw(disposition: str) -> str:
    if found := _EXTENDED.search(disposition):
        # RFC 8187 knows one encoding; a server must not choose among all of Python's codecs.
        if found[1].lower() != "utf-8":
            return ""
        return unquote_to_bytes(found[2].strip()).decode(errors="replace")
    if found := _QUOTED.search(disposition):
        return re.sub(r"\\(.)", r"\1", found[1])
    found = _PLAIN.search(disposition)
    return found[1].strip() if found else ""
