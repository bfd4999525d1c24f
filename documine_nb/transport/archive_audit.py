"""Opening a ZIP that somebody else made: its directory is audited before a member is read.

Nothing is decompressed here. What no honest package has, and what would be dangerous to read or to
unpack later, makes the whole archive unsafe: a package is taken or refused, never taken in part.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO

from documine_nb.errors import IntegrityError, UnsafeArchiveError
from documine_nb.transport.body import first_words

__all__ = ["DAMAGE", "open_audited"]

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises, beside its own error, when it meets damaged bytes."""

_MOST_MEMBERS = 100_000
_MOST_DIRECTORY = 16 << 20
_MOST_RATIO = 200  # text with much repetition reaches some dozens; bombs begin at a thousand
_SMALL = 16 << 20  # below this a high ratio does no harm
_LONGEST_PART = 255
_DEEPEST = 32
_SHOWN = 5

_END = b"PK\x05\x06"
_END_SIZE = 22
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_ZIP64_COUNT = 0xFFFF
_ZIP64_SIZE = 0xFFFFFFFF
_ENCRYPTED = 0x1
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Control characters, halves of surrogate pairs, and what turns the direction of writing.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)

_REFUSED = "Nothing was unpacked. Do not open it by other means; tell who made it."
_AGAIN = "Download it again."


def open_audited(file: BinaryIO, *, what: str) -> zipfile.ZipFile:
    """Open a ZIP archive after an audit of its central directory.

    Parameters
    ----------
    file : BinaryIO
        The archive, seekable; it stays the caller's to close.
    what : str
        What to call it in errors, such as ``"the package 'results.zip'"``.

    Raises
    ------
    IntegrityError
        It is no whole ZIP archive; the message says what it is instead.
    UnsafeArchiveError
        Paths that leave the folder or clash, links, encryption, unknown compression, members that
        overlap or claim more than the file can hold; the members are named.
    """
    size = file.seek(0, 2)
    _check_end(file, size, what)
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise IntegrityError(
            f"{what} has a damaged table of contents ({error})", cure=_AGAIN
        ) from None
    members = archive.infolist()
    _check_front(members, what)
    unsafe = [*_names(members), *_twins(members), *_contents(members), *_sizes(archive, size)]
    if unsafe:
        shown = "; ".join(unsafe[:_SHOWN])
        more = f"; and {len(unsafe) - _SHOWN:,} more" if len(unsafe) > _SHOWN else ""
        raise UnsafeArchiveError(f"{what} is unsafe: {shown}{more}", cure=_REFUSED)
    return archive


def _check_end(file: BinaryIO, size: int, what: str) -> None:
    """Look at the last record and the directory's bytes, before a list of members is made."""
    file.seek(0)
    start = file.read(512)
    if not start:
        raise IntegrityError(f"{what} is empty: it has 0 bytes", cure=_AGAIN)
    if not start.startswith(b"PK"):
        raise IntegrityError(
            f"{what} is no ZIP archive: it begins with {first_words(start)!r}", cure=_AGAIN
        )
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise IntegrityError(f"{what} is no whole ZIP archive: its end is missing", cure=_AGAIN)
    count, length, comment = struct.unpack("<10xHL4xH", tail[at : at + _END_SIZE])
    surplus = len(tail) - at - _END_SIZE - comment
    if surplus:
        wrong = f"{surplus:,} bytes follow its end" if surplus > 0 else "its end is cut"
        raise IntegrityError(f"{what} is no whole ZIP archive: {wrong}", cure=_AGAIN)
    if count == _ZIP64_COUNT or length == _ZIP64_SIZE:
        length = _zip64_length(tail, at, length)
    _check_directory(file, size - len(tail) + at - length, length, what)


def _zip64_length(tail: bytes, at: int, length: int) -> int:
    """Return the directory's length with the two ZIP64 records behind it, where they are there."""
    found = tail.rfind(b"PK\x06\x06", 0, at)
    if found < 0 or at - found < 56:  # noqa: PLR2004 -- the record's fixed length
        return length
    (long_length,) = struct.unpack("<Q", tail[found + 40 : found + 48])
    return int(long_length) + at - found


def _check_directory(file: BinaryIO, start: int, length: int, what: str) -> None:
    if length > _MOST_DIRECTORY:
        raise UnsafeArchiveError(
            f"{what} is unsafe: its table of contents alone has {length:,} bytes", cure=_REFUSED
        )
    if start < 0:
        raise IntegrityError(f"{what} is no whole ZIP archive: its beginning is cut", cure=_AGAIN)
    file.seek(start)
    members = file.read(length).count(_ENTRY)
    if members > _MOST_MEMBERS:
        raise UnsafeArchiveError(
            f"{what} is unsafe: it has {members:,} members, more than {_MOST_MEMBERS:,}",
            cure=_REFUSED,
        )


def _check_front(members: Sequence[zipfile.ZipInfo], what: str) -> None:
    # zipfile shifts all offsets by what stands before the archive proper.
    before = min((member.header_offset for member in members), default=0)
    if before:
        raise IntegrityError(
            f"{what} is no whole ZIP archive: {before:,} bytes stand before its first member",
            cure=_AGAIN,
        )


def _names(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    for member in members:
        # Not `filename`: zipfile cuts that at a NUL and, on Windows, swaps the backslashes.
        name = member.orig_filename
        if wrong := _wrong_path(name):
            yield f"{name[:80]!r} {wrong}"


@lru_cache(1024)  # the members of all workbooks have the same names
def _wrong_path(name: str) -> str | None:
    if not name or _INVISIBLE.search(name):
        return "has control characters or no name"
    if "\\" in name:
        return "has a backslash"
    if name.startswith("/") or _DRIVE.match(name):
        return "is an absolute path"
    parts = name.removesuffix("/").split("/")
    if ".." in parts:
        return "leaves its folder"
    if len(parts) > _DEEPEST:
        return f"is {len(parts)} folders deep"
    wrongs = (_wrong_part(part) for part in parts)
    return next((wrong for wrong in wrongs if wrong), None)


def _wrong_part(part: str) -> str | None:
    if part in {"", "."}:
        return "has an empty part"
    if part.endswith((".", " ")):
        return "has a part that ends with a dot or blank"
    if len(part.encode(errors="replace")) > _LONGEST_PART:
        return "has a part of more than 255 bytes"
    return "is a device's name on Windows" if _DEVICE.fullmatch(part) else None


def _twins(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Find names that are one file on some systems: equal, or but for case or composed accents."""
    seen: dict[str, str] = {}
    for member in members:
        name = member.orig_filename
        plain = unicodedata.normalize("NFC", name.removesuffix("/"))
        key = unicodedata.normalize("NFC", plain.casefold())
        if key in seen:
            same = "stands there twice" if seen[key] == name else f"clashes with {seen[key][:80]!r}"
            yield f"{name[:80]!r} {same}"
        seen.setdefault(key, name)


def _contents(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            yield f"{member.filename!r} is a link or a device"
        if member.flag_bits & _ENCRYPTED:
            yield f"{member.filename!r} is encrypted"
        elif member.compress_type not in _READABLE:
            yield f"{member.filename!r} has the unknown compression {member.compress_type}"


def _sizes(archive: zipfile.ZipFile, size: int) -> Iterator[str]:
    """Compare what members claim with what the file can hold; after Fifield's overlapping bombs."""
    members = sorted(archive.infolist(), key=lambda member: member.header_offset)
    ends = [member.header_offset for member in members[1:]] + [archive.start_dir]
    for member, following in zip(members, ends, strict=False):
        if member.header_offset + _LOCAL_HEADER + member.compress_size > following:
            yield f"{member.filename!r} overlaps what follows it"
        if member.file_size > max(_SMALL, _MOST_RATIO * member.compress_size):
            yield f"{member.filename!r} claims {member.file_size:,} bytes, a bomb's ratio"
    claimed = sum(member.file_size for member in members)
    if claimed > max(16 * _SMALL, _MOST_RATIO * size):
        yield f"its members claim {claimed:,} bytes, of {size:,} in the file"
