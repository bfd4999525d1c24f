"""From what a user names to packages: ZIP files, folders, patterns, or a list of them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from documine_nb.errors import ConfigError, StorageError
from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.cells import beside_workbook
from documine_nb.packages.folder import ReportFolder
from documine_nb.packages.source import is_hidden

__all__ = ["OpenSource", "Paths", "find_sources", "is_one_package", "open_source"]

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
OpenSource = PackageArchive | ReportFolder
"""A package that is open."""

_REPORTS = {".json", ".xml", ".xlsx"}
_SHOWN = 200  # characters
_BELONGS = _REPORTS | {".pdf", ".txt"}  # documents, and texts too long for a cell


def is_one_package(path: Paths) -> bool:
    """Say whether a user named one file, so that an error in it is theirs to see."""
    if not isinstance(path, (str, os.PathLike)):
        return False
    file = Path(path).expanduser()
    return file.is_file() or not (file.is_dir() or glob.has_magic(str(file)))


def find_sources(paths: Paths) -> list[Path]:
    """Return the packages that a user named: ZIP files, and folders with unpacked reports.

    Raises
    ------
    ConfigError
        That is no path, or there is none.
    StorageError
        Nothing is there, or it cannot be looked at.
    """
    named = [_looked_at(one) for one in _named(paths)]
    found: dict[Path, Path] = {}
    for one in named:
        for path in _found(one):
            found.setdefault(path.resolve(), path)  # one package, however it is named
    if not found:
        raise StorageError(
            f"no result package and no report under {', '.join(map(repr, map(str, named)))}",
            cure="Name ZIP files, or folders that hold them or their reports.",
        )
    return list(found.values())


def _named(paths: Paths) -> list[Path]:
    named: list[Any]
    if isinstance(paths, (str, bytes, os.PathLike)) or not isinstance(paths, Iterable):
        named = [paths]
    else:
        named = list(paths)
    if not named:
        raise ConfigError("no package is named", cure="Give a path, or several.")
    for one in named:
        # The path "" would be the working directory.
        if not (isinstance(one, os.PathLike) or (isinstance(one, str) and one)):
            raise ConfigError(
                f"{one!r} names no package", cure="Give a path as a text or a Path, or several."
            )
    return [Path(one) for one in named]


def _looked_at(named: Path) -> Path:
    """Return a path with the home folder in it, once it is one that a file can have."""
    path = named
    try:
        path = named.expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # it may be a pattern
    except (OSError, ValueError, RuntimeError) as error:  # the last one of a home that is none
        why = getattr(error, "strerror", None) or error
        raise StorageError(
            f"{str(named)[:_SHOWN]!r} cannot be opened ({why})",
            cure="Is this the right path? Who may read it?",
        ) from None
    return path


def _found(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if _counts(file, path))
        yield from (file for file in files if _is_package(file))
        if any(file.suffix.lower() in _REPORTS for file in files):
            yield path
    elif path.exists() or not glob.has_magic(str(path)):
        yield path
    else:
        for match in sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 -- any pattern
            yield from _found(Path(match))


def _counts(file: Path, folder: Path) -> bool:
    return not is_hidden(file.relative_to(folder).as_posix()) and file.is_file()


def _is_package(path: Path) -> bool:
    return not path.is_dir() and path.suffix.lower() == ".zip"


def open_source(path: Path) -> OpenSource:
    """Open a package, or a folder of reports; one report alone is a folder with that file.

    Raises
    ------
    StorageError, IntegrityError, UnsafeArchiveError
        See :class:`.PackageArchive`.
    """
    if path.is_dir():
        files = (file for file in path.rglob("*") if _counts(file, path))
        return ReportFolder(path, (file for file in files if file.suffix.lower() in _BELONGS))
    if path.suffix.lower() in _REPORTS and path.is_file():
        return ReportFolder(path.parent, [path, *beside_workbook(path).glob("*.txt")])
    return PackageArchive(path)
