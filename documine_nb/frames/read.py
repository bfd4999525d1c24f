"""Result packages as a :class:`~documine_nb.frames.result.ComponentResult`, offline."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from documine_nb.errors import ConfigError, DocuMineError
from documine_nb.frames.loaded import Loaded
from documine_nb.frames.quality import DoubleFile, MissingFile
from documine_nb.frames.result import ComponentResult
from documine_nb.frames.snapshot import is_snapshot
from documine_nb.models.component_table import ComponentTable
from documine_nb.packages import Held, Paths, ReadPackage, join, read_one, save_reports
from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.overview import comparable
from documine_nb.packages.sources import find_sources, is_one_package

__all__ = ["read_package"]


def read_package(path: Paths, *, format: str | None = None) -> ComponentResult:  # noqa: A002 -- the word users know
    """Read the components in result packages, in place: nothing is unpacked.

    Parameters
    ----------
    path : path-like, or iterable of them
        The ZIP file, as it was downloaded; or a folder of such files, at any depth, or of reports
        that were unpacked or saved there; or a pattern such as ``"results/*.zip"``; or several of
        these.
    format : {"json", "xml", "xlsx"}, optional
        Which reports to read; by default the first of these that a package has.

    Returns
    -------
    ComponentResult
        The same as ``dossier.components()`` gives. Of a file that several packages hold, the
        report in the package that was written last is taken. Told by ``quality()`` are such
        files, documents without a report, reports that cannot be read, and, where several
        packages were asked for, packages that cannot be read.

    Raises
    ------
    StorageError
        The file cannot be opened, or nothing is there.
    IntegrityError
        It is no whole ZIP archive; of several packages, none is.
    UnsafeArchiveError
        It holds what must not be read; the members are named.
    NotFoundError
        It has no reports of the format asked for.
    ConfigError
        It is the snapshot of a load, or no path is given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = Path(folder) / "a.json"
    ...     answer = '{"fileId": "f1", "filename": "a.pdf", "components": {"Number": ["00123"]}}'
    ...     _ = report.write_text(answer)
    ...     read_package(folder).wide()["Number"].item()
    '00123'
    """
    sources = find_sources(path)
    unreadable: list[MissingFile] = []
    if is_one_package(path):
        packages = [read_one(sources[0], format=format)]
        _refuse_snapshot(packages[0])
    else:
        packages, unreadable = _read_many(sources, format)
    joined = join(packages)
    missing = [
        MissingFile(item.member, item.reason) for package in packages for item in package.skipped
    ]
    first = sources[0].name
    return ComponentResult(
        joined.table,
        missing=[*unreadable, *missing, *_without_reports(packages, joined.table)],
        doubles=[_double(one) for one in joined.held],
        save=partial(_save, [package.path for package in packages]),
        documents=[package.path for package in packages],
        source=first if len(sources) == 1 else f"{len(packages):,} packages",
        loaded=Loaded.together(
            [
                (Loaded.at([package.modified], "package written"), package.table.file_ids)
                for package in packages
            ]
        ),
    )


def _refuse_snapshot(package: ReadPackage) -> None:
    """Raise ConfigError where a package without reports is a load kept by ``snapshot``."""
    if len(package.table) or not zipfile.is_zipfile(package.path):
        return
    with PackageArchive(package.path) as archive:
        if is_snapshot(archive):
            raise ConfigError(
                f"{package.path.name!r} is the snapshot of a load, no result package",
                cure="Read it by dm.read_snapshot(path).",
            )


def _read_many(
    sources: Sequence[Path],
    format: str | None,  # noqa: A002 -- as in the call
) -> tuple[list[ReadPackage], list[MissingFile]]:
    packages: list[ReadPackage] = []
    unreadable: list[MissingFile] = []
    failures: list[DocuMineError] = []
    for source in sources:
        try:
            packages.append(read_one(source, format=format))
        except DocuMineError as wrong:
            failures.append(wrong)
            unreadable.append(MissingFile(source.name, f"it cannot be read: {wrong.message}"))
    if not packages:
        raise failures[0]
    return packages, unreadable


def _without_reports(
    packages: Sequence[ReadPackage], table: ComponentTable
) -> Iterator[MissingFile]:
    known = {comparable(name) for name in table.filenames}
    for package in packages:
        for name in package.documents:
            if comparable(name) not in known:
                yield MissingFile(name, "the package has no component report on it")
        if not (package.documents or package.skipped or len(package.table)):
            yield MissingFile(package.path.name, "it holds no component report")


def _double(held: Held) -> DoubleFile:
    newer, older = (
        (held.newer.name, held.older.name)
        if held.newer.name != held.older.name
        else (str(held.newer), str(held.older))
    )
    differs = "the same values" if held.is_same else "other values"
    return DoubleFile(held.filename, f"taken from {newer}; {older} has {differs}", held.file_id)


def _save(packages: Sequence[Path], folder: Path, kind: str) -> list[Path]:
    """Write the reports; those of several packages each into a folder of its own."""
    if len(packages) == 1:
        return save_reports(packages[0], folder, kind)
    stems = [package.stem for package in packages]
    return [
        path
        for place, package in enumerate(packages)
        for path in save_reports(
            package,
            folder / (stems[place] if stems.count(stems[place]) == 1 else f"{place + 1}"),
            kind,
        )
    ]
