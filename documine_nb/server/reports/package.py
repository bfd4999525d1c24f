"""Builds the ZIP of a result package: streamed, and whole under its name or not there at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from documine_nb.server.component_xml import components_xml
from documine_nb.server.reports.long_values import LongValues
from documine_nb.server.reports.names import UniqueNames, portable, split_name
from documine_nb.server.reports.rows import ReportFile, rows_of
from documine_nb.server.reports.workbook import ComponentWorkbook

__all__ = ["build_package"]

_REPORT = "Component report"


def build_package(
    target: Path, files: Iterable[ReportFile], *, originals: bool, reports: bool
) -> None:
    """Write a result package to `target`, replacing what is there when it is done.

    The archive holds ``Original/<name>``, and in ``Reports/`` per file a component report as XLSX,
    JSON and XML, and one XLSX over all files unless there is just one. Names that could not be
    unpacked everywhere are changed; reports tell the exact ones. The same files make the same
    bytes.

    Parameters
    ----------
    target : Path
        The archive to write; its folder must exist.
    files : iterable of ReportFile
        The files in the order of the archive. They are gone through once, so a generator keeps
        memory small.
    originals, reports : bool
        What goes into the archive.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        draft = Path(folder) / "package.zip"
        with draft.open("wb") as raw:
            with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
                _Package(archive, Path(folder), originals=originals, reports=reports).add(files)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(target)


class _Package:
    def __init__(self, archive: ZipFile, folder: Path, *, originals: bool, reports: bool) -> None:
        self._archive = archive
        self._folder = folder
        self._originals = originals
        self._reports = reports
        self._names = UniqueNames()
        self._stems = UniqueNames()

    def add(self, files: Iterable[ReportFile]) -> None:
        overview = self._folder / "overview.xlsx"
        coming = iter(files)
        first = list(islice(coming, 2))
        with ExitStack() as stack:
            book = None
            if self._reports and len(first) != 1:
                book = stack.enter_context(ComponentWorkbook(overview))
            for file in chain(first, coming):
                if self._originals:
                    self._copy(f"Original/{self._names.take(portable(file.filename))}", file.blob)
                if self._reports and file.analysed:
                    self._add_reports(file, book)
        if book is not None:
            self._copy(f"Reports/{_REPORT}.xlsx", overview)

    def _add_reports(self, file: ReportFile, overview: ComponentWorkbook | None) -> None:
        stem = self._stems.take(split_name(portable(file.filename))[0], keep_suffix=False)
        own = BytesIO()
        long_values = LongValues(stem)
        with ComponentWorkbook(own) as book:
            for row in rows_of(file):
                cells = tuple(long_values.cell(text) for text in row)
                book.write(cells)
                if overview is not None:
                    overview.write(cells)
        self._write(f"Reports/{stem}_{_REPORT}.xlsx", own.getvalue())
        for text, member in long_values.members.items():
            self._write(member, text.encode("utf-8", "surrogatepass"))
        # A lone surrogate has no UTF-8; its backslash form is JSON's own escape.
        text = json.dumps(file.components, ensure_ascii=False, indent=1)
        self._write(f"Reports/{stem}.json", text.encode("utf-8", "backslashreplace"))
        self._write(f"Reports/{stem}.xml", components_xml(file.components))

    def _copy(self, member: str, path: Path) -> None:
        with path.open("rb") as source:
            info = _info(member)
            info.file_size = os.fstat(source.fileno()).st_size
            with self._archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)

    def _write(self, member: str, content: bytes) -> None:
        self._archive.writestr(_info(member), content)


def _info(member: str) -> ZipInfo:
    info = ZipInfo(member, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info
