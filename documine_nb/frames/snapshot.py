"""A load kept as one file: a notebook runs again offline, with identical figures.

A ZIP archive: ``manifest.json`` (what it is of, versions, hashes), ``tables.json`` (the readable
tables behind endpoints, as they were) and ``answers/00000.jsonl`` ... (the service's answers, one
file a line).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documine_nb.errors import ConfigError, DocuMineError, IntegrityError, StorageError
from documine_nb.frames.loaded import Loaded
from documine_nb.frames.quality import DoubleFile, MissingFile
from documine_nb.models.component_records import records_of
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file
from documine_nb.models.components import FileComponents
from documine_nb.packages.archive import PackageArchive
from documine_nb.transport.names import clean_name

if TYPE_CHECKING:
    from documine_nb.frames.result import ComponentResult

__all__ = ["is_snapshot", "read_snapshot", "write_snapshot"]

_FORMAT = 1
_MANIFEST = "manifest.json"
_TABLES = "tables.json"
_AT_ONCE = 1000
_MOST_BYTES = 16 << 20  # of a part: an archive's larger members are held for bombs sooner
_TIME = (1980, 1, 1, 0, 0, 0)  # the same content makes the same members


def write_snapshot(
    result: ComponentResult, path: str | os.PathLike[str], tables: Mapping[str, Any]
) -> Path:
    """Write a result into one file, whole or not at all; see ``ComponentResult.snapshot``."""
    target = Path(path).expanduser()
    draft = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, result, tables)
        draft.replace(target)
    except OSError as error:
        raise StorageError(
            f"the snapshot cannot be written to {str(target)!r} ({error.strerror})",
            cure="Choose another path; nothing was changed there.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return target


def _write(archive: zipfile.ZipFile, result: ComponentResult, tables: Mapping[str, Any]) -> None:
    hashes = {}
    for name, content in _members(result, tables):
        archive.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
        hashes[name] = hashlib.sha256(content).hexdigest()
    manifest = {**_facts(result), "sha256": hashes}
    archive.writestr(
        zipfile.ZipInfo(_MANIFEST, _TIME), _json(manifest, indent=1), zipfile.ZIP_DEFLATED
    )


def _members(result: ComponentResult, tables: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    yield _TABLES, _json(tables)
    for number, lines in enumerate(_parts(result.table)):
        yield f"answers/{number:05}.jsonl", b"\n".join(lines)


def _parts(table: ComponentTable) -> Iterator[list[bytes]]:
    """Return the answers, one a line, as many together as may be in one part."""
    lines: list[bytes] = []
    size = 0
    for some in table.parts(_AT_ONCE):
        for line in (_json(file.to_json()) for file in records_of(some)):
            if lines and size + len(line) >= _MOST_BYTES:
                yield lines
                lines, size = [], 0
            lines.append(line)
            size += len(line) + 1
    if lines:
        yield lines


def _facts(result: ComponentResult) -> dict[str, Any]:
    from documine_nb import __version__  # noqa: PLC0415 -- the face is above this room

    return {
        "format": _FORMAT,
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "documine_nb": __version__,
        "source": result.source,
        "loaded": result.loaded and result.loaded.to_json(),
        "files": len(result),
        "components": list(result.components),
        "rules": _rules(result),
        "versions": {key: dict(value) for key, value in result.versions.items()},
        "missing": [[one.filename, one.reason, one.file_id] for one in result.missing],
        "doubles": [[one.filename, one.reason, one.file_id] for one in result.doubles],
    }


def _rules(result: ComponentResult) -> dict[str, list[str]]:
    """Return the rules that gave each component's values."""
    found: dict[str, set[str]] = {}
    for name, rule in zip(result.table.component, result.table.rule_id, strict=True):
        if name and rule:
            found.setdefault(name, set()).add(rule)
    return {name: sorted(rules) for name, rules in sorted(found.items())}


def _json(content: Any, indent: int | None = None) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=indent).encode()


def read_snapshot(path: str | os.PathLike[str]) -> ComponentResult:
    """Read a result that was kept by ``result.snapshot(path)``, offline.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    ComponentResult
        With the same frames, endpoints and quality; the readable tables behind endpoints are
        those of the day it was kept.

    Raises
    ------
    StorageError
        The file cannot be opened.
    IntegrityError
        It is no snapshot, not whole, or was changed.

    Examples
    --------
    >>> import tempfile
    >>> from documine_nb.frames import ComponentResult
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": "male"}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     loaded = ComponentResult([FileComponents.from_json(file)])
    ...     kept = loaded.snapshot(f"{folder}/a.documine")
    ...     read_snapshot(kept).wide()["Sex"].item()
    'male'
    """
    with PackageArchive(Path(path).expanduser()) as archive:
        manifest, hashes = _stated(archive)
        tables = _read(archive, _TABLES, hashes)
        answers = [
            line
            for name in sorted(hashes.keys() - {_TABLES})
            for line in _read(archive, name, hashes).split(b"\n")
            if line
        ]
    try:
        return _result(manifest, answers, json.loads(tables))
    except (ValueError, LookupError, TypeError, AttributeError, DocuMineError) as error:
        # Every hash is right, so that it was made so: by a later release, or by hand.
        raise IntegrityError(
            f"what {archive.path.name!r} states cannot be read ({type(error).__name__}: {error})",
            cure=_written_by(manifest),
        ) from None


def _result(
    manifest: Mapping[str, Any], answers: Sequence[bytes], tables: Mapping[str, Any]
) -> ComponentResult:
    from documine_nb.frames.endpoints import read_tables  # noqa: PLC0415 -- on demand
    from documine_nb.frames.result import ComponentResult  # noqa: PLC0415 -- it writes snapshots

    read_tables(kept=tables)  # else it would be their first user who meets what is wrong
    table = ComponentTable()
    for answer in answers:
        decoded = decode_file(answer)
        table.add(FileComponents.from_json(json.loads(answer)) if decoded is None else decoded)
    if len(table) != manifest["files"]:
        raise ValueError(f"{len(table):,} files instead of {manifest['files']:,}")
    return ComponentResult(
        table,
        order=[str(name) for name in manifest["components"]],
        missing=[MissingFile(*_texts(one)) for one in manifest["missing"]],
        doubles=[DoubleFile(*_texts(one)) for one in manifest["doubles"]],
        save=partial(_save, answers, table.filenames),
        source=str(manifest["source"]),
        loaded=Loaded.from_json(manifest.get("loaded")),
        versions={file_id: dict(each) for file_id, each in manifest["versions"].items()},
        tables=dict(tables),
    )


def _texts(stated: Sequence[Any]) -> list[Any]:
    return [None if one is None else str(one) for one in stated]


def is_snapshot(archive: PackageArchive) -> bool:
    """Whether it has what every snapshot has."""
    return {_MANIFEST, _TABLES} <= set(archive.members)


def _stated(archive: PackageArchive) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the manifest, and the hash of every member that it names."""
    if not is_snapshot(archive):
        raise IntegrityError(
            f"{archive.path.name!r} is no snapshot",
            cure="Packages are read by dm.read_package(path).",
        )
    try:
        manifest = json.loads(archive.read(_MANIFEST))
        hashes, form = dict(manifest["sha256"]), manifest["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"the manifest of {archive.path.name!r} cannot be read ({error})", cure=_AGAIN
        ) from None
    if form != _FORMAT:
        raise IntegrityError(
            f"{archive.path.name!r} is a snapshot of form {form}, this release reads {_FORMAT}",
            cure=_written_by(manifest),
        )
    return manifest, hashes


_AGAIN = "Take the snapshot again, or another copy of it."


def _written_by(manifest: Mapping[str, Any]) -> str:
    writer = manifest.get("documine_nb", "")
    return f"Read it with the release that wrote it: documine_nb {writer}".rstrip(": ")


def _read(archive: PackageArchive, name: str, hashes: Mapping[str, str]) -> bytes:
    """Return a member, if it has the hash that is stated."""
    content = archive.read(name) if name in archive.members else b""
    if hashlib.sha256(content).hexdigest() != hashes.get(name):
        raise IntegrityError(f"{name!r} in {archive.path.name!r} was changed", cure=_AGAIN)
    return content


def _save(answers: Sequence[bytes], names: Sequence[str], folder: Path, kind: str) -> list[Path]:
    """Write the kept answers, one file each."""
    if kind != "json":
        raise ConfigError("a snapshot has its answers as JSON alone", cure="save(folder, 'json')")
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, (answer, name) in enumerate(zip(answers, names, strict=True), start=1):
        target = folder / f"{clean_name(name)}.json"
        if target in written:
            target = folder / f"{number}_{clean_name(name)}.json"
        target.write_bytes(answer)
        written.append(target)
    return written
