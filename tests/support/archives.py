"""ZIP archives as nobody should make them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

CONTENT = b'{"fileId": "f1", "filename": "a.pdf", "components": {"Sex": ["male"]}}'


def archive(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, compression)
    return target.getvalue()


def good() -> bytes:
    """Return a small sound package."""
    return archive({"Reports/a.json": CONTENT, "Original/a.pdf": b"%PDF-1.4\n" * 50})


def named(*names: str) -> bytes:
    """Return an archive whose members have these names, twice the same if so listed."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as made:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name in names:
            info = zipfile.ZipInfo("stand-in")
            info.filename = name  # as it is: the constructor would cut it at a NUL
            made.writestr(info, b"x")
    return target.getvalue()


def special(mode: int) -> bytes:
    """Return an archive with a member of this file mode, such as a symbolic link."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        info = zipfile.ZipInfo("Reports/link.json")
        info.create_system = 3
        info.external_attr = mode << 16
        made.writestr(info, "/etc/passwd")
    return target.getvalue()


def encrypted() -> bytes:
    """Return an archive whose members say that they are encrypted."""
    return _with_flags(good(), 0x1)


def compressed_as(method: int) -> bytes:
    """Return an archive whose members say that they are compressed in another way."""
    content = bytearray(good())
    for at in _entries(content):
        content[at + 10 : at + 12] = struct.pack("<H", method)
    return bytes(content)


def claiming(size: int) -> bytes:
    """Return an archive whose first member claims to have another compressed size."""
    content = bytearray(good())
    at = _entries(content)[0]
    content[at + 20 : at + 24] = struct.pack("<I", size)
    return bytes(content)


def overlapping(count: int) -> bytes:
    """Return an archive of many members that are all the same bytes, after Fifield."""
    kernel = archive({"0000.json": b"0" * (1 << 20)})
    at = _entries(kernel)[0]
    end = kernel.index(b"PK\x05\x06")
    entry = kernel[at:end]
    entries = b"".join(entry.replace(b"0000.json", f"{n:04}.json".encode()) for n in range(count))
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), at, 0)
    return kernel[:at] + entries + last


def crowded(count: int) -> bytes:
    """Return an archive with a directory of very many members."""
    kernel = archive({"a": b""})
    at = _entries(kernel)[0]
    entry = kernel[at : kernel.index(b"PK\x05\x06")]
    counted = min(count, 0xFFFF - 1)
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, counted, counted, len(entry) * count, at, 0)
    return kernel[:at] + entry * count + last


def with_zip64_end(content: bytes) -> bytes:
    """Return an archive with the end records that very large ones have."""
    at, end = _entries(content)[0], content.index(b"PK\x05\x06")
    count, length = len(_entries(content)), end - at
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, at)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    most, large = 0xFFFF, 0xFFFFFFFF
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, most, most, large, large, 0)
    return content[:end] + record + locator + last


def flipped() -> bytes:
    """Return a sound archive in which a byte of the first member's content is another."""
    content = bytearray(archive({"Reports/a.json": CONTENT}, compression=zipfile.ZIP_STORED))
    content[content.index(b"male")] ^= 0x01
    return bytes(content)


def write(folder: Path, content: bytes) -> Path:
    """Write an archive into a folder."""
    path = folder / "package.zip"
    path.write_bytes(content)
    return path


def _entries(content: bytes | bytearray) -> list[int]:
    found, at = [], content.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = content.find(b"PK\x01\x02", at + 4)
    return found


def _with_flags(content: bytes, flags: int) -> bytes:
    changed = bytearray(content)
    for at in _entries(content):
        changed[at + 8 : at + 10] = struct.pack("<H", flags)
    at = content.find(b"PK\x03\x04")
    while at >= 0:
        changed[at + 6 : at + 8] = struct.pack("<H", flags)
        at = content.find(b"PK\x03\x04", at + 4)
    return bytes(changed)
