"""What is to be uploaded: paths, patterns and folders made into files, each looked at first."""

from __future__ import annotations

import glob
import io
import os
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TypeAlias, TypeGuard, cast

from documine_nb.errors import DocuMineError, InvalidRequestError, StorageError

__all__ = ["Source", "Uploadable", "collect", "composed"]

One: TypeAlias = str | PathLike[str] | tuple[str, bytes]
Uploadable: TypeAlias = (
    str | PathLike[str] | tuple[str, bytes] | Mapping[str, bytes] | Iterable[One]
)

CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a service may take; Office files need a licence for them there."""

_HEAD = 1024
"""A PDF's mark stands in its first 1,024 bytes (ISO 32000-1, annex H, note 13)."""


@dataclass(frozen=True)
class Source:
    """One file to upload, or the reason why it is none.

    Attributes
    ----------
    name : str
        What the service will be told.
    content : Path or bytes
        Where it is.
    size : int
        Its bytes.
    problem : DocuMineError or None
        Why it is not sent.
    is_there : bool
        Whether there is a file at all, good or bad.
    """

    name: str
    content: Path | bytes = field(repr=False)
    size: int = 0
    problem: DocuMineError | None = None
    is_there: bool = True

    @property
    def content_type(self) -> str:
        """The media type by its ending."""
        return CONTENT_TYPES.get(Path(self.name).suffix.lower(), "application/pdf")

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return composed(self.name)


def composed(name: str) -> str:
    """Return a file name with ä as one letter; those of macOS have an a and two dots."""
    return unicodedata.normalize("NFC", name)


def collect(paths: Uploadable) -> list[Source]:
    """Return all files that `paths` stands for, each checked.

    Raises
    ------
    StorageError
        Nothing at all was found.

    Examples
    --------
    >>> [source.problem.message for source in collect([("a.pdf", b"%PDF-1.7"), ("b.pdf", b"")])
    ...  if source.problem]
    ["'b.pdf' is empty (0 bytes)"]
    """
    found = [source for one in _listed(paths) for source in _expanded(one)]
    if not found:
        raise StorageError("there is nothing to upload", cure="Give paths, a folder or a pattern.")
    if not any(one.is_there for one in found):
        reasons = "; ".join(one.problem.message for one in found if one.problem)
        raise StorageError(
            reasons, cure=f"Check the path; relative ones start at {str(Path.cwd())!r}."
        )
    return found


def _listed(paths: Uploadable) -> Iterator[One]:
    if isinstance(paths, Mapping):
        yield from cast("Mapping[str, bytes]", paths).items()
    elif isinstance(paths, (str, PathLike)) or _is_named_bytes(paths):
        yield paths
    elif isinstance(paths, (bytes, bytearray)):
        raise InvalidRequestError(
            "bytes alone have no file name", cure="Give them as ('name.pdf', content)."
        )
    else:
        # A tuple of two texts is two paths; of a text and bytes it was taken above.
        yield from cast("Iterable[One]", paths)


def _is_named_bytes(given: object) -> TypeGuard[tuple[str, bytes]]:
    return (
        isinstance(given, tuple)
        and len(given) == 2  # noqa: PLR2004 -- name and content
        and isinstance(given[0], str)
        and isinstance(given[1], (bytes, bytearray))
    )


def _expanded(one: One) -> Iterator[Source]:
    if isinstance(one, tuple):
        name, content = one
        yield _checked(name, bytes(content), len(content), bytes(content[:_HEAD]))
        return
    path = Path(os.fspath(one)).expanduser()
    if path.is_dir():
        yield from _folder(path)
    elif path.exists() or not glob.has_magic(str(path)):
        yield _from_disk(path)
    else:
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 -- may be absolute
        files = [Path(match) for match in matches if not Path(match).is_dir()]
        if not files:
            yield _missing(path, f"no file matches {str(path)!r}")
        yield from map(_from_disk, files)


def _folder(folder: Path) -> Iterator[Source]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        yield _missing(folder, f"the folder {str(folder)!r} cannot be read: {error.strerror}")
        return
    files = [entry for entry in entries if entry.suffix.lower() in CONTENT_TYPES]
    if not files:
        deeper = any(folder.glob("*/*.pdf"))
        hint = f"; for those in its folders give '{folder / '**' / '*.pdf'}'" if deeper else ""
        yield _missing(folder, f"the folder {str(folder)!r} holds no documents{hint}")
    yield from map(_from_disk, files)


def _missing(path: Path, reason: str) -> Source:
    problem = StorageError(reason, cure="Check the path.")
    return Source(path.name or str(path), path, problem=problem, is_there=False)


def _from_disk(path: Path) -> Source:
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        return _missing(path, f"{str(path)!r} {what}")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        return _checked(path.name, path, path.stat().st_size, head)
    except OSError as error:
        return Source(
            path.name,
            path,
            problem=StorageError(
                f"{str(path)!r} cannot be read: {error.strerror}", cure="Check its permissions."
            ),
        )


def _checked(name: str, content: Path | bytes, size: int, head: bytes) -> Source:
    return Source(name, content, size, _problem(name, content, size, head))


def _problem(name: str, content: Path | bytes, size: int, head: bytes) -> DocuMineError | None:
    if not name.strip() or name.strip() != Path(name).name:
        return InvalidRequestError(
            f"{name!r} is not a file name", cure="Give a name without folders, such as 'a.pdf'."
        )
    if size == 0:
        return InvalidRequestError(f"{name!r} is empty (0 bytes)", cure="Get the file once more.")
    ending = Path(name).suffix.lower()
    if ending not in CONTENT_TYPES:
        return InvalidRequestError(
            f"{name!r} is of no type that the service takes",
            cure=f"Upload one of: {', '.join(CONTENT_TYPES)}.",
        )
    if ending == ".pdf" and b"%PDF-" not in head:
        return InvalidRequestError(
            f"{name!r} is not a PDF, whatever its name says (it begins with {head[:12]!r})",
            cure="Save or print it as a PDF, then upload that.",
        )
    if ending == ".zip" and not _is_whole_zip(content):
        return InvalidRequestError(
            f"{name!r} is not a whole ZIP archive: its directory at the end is missing",
            cure="It was cut on its way here: copy or download it again.",
        )
    return None


def _is_whole_zip(content: Path | bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content) if isinstance(content, bytes) else content)
