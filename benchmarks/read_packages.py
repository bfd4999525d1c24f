"""Result packages to frames, offline: ``read_packages.py KIND FOLDER`` after ``make FOLDER FILES``.

- ``json-wide-ours``, ``json-long-ours``: ``dm.read_package`` of a ZIP of JSON reports;
- ``json-wide-peer``, ``json-long-peer``: ``zipfile``, ``json`` and ``json_normalize``, as one
  writes it by hand; values joined, dates and numbers by trying each column;
- ``book-ours``: the workbook on all files of a package, to a long frame;
- ``book-calamine``, ``book-openpyxl``: ``pandas.read_excel`` of it, all cells as text;
- ``books-ours``: a ZIP with a workbook a file, to a long frame;
- ``books-openpyxl``: ``pandas.read_excel`` of each, and one ``concat``.

Ours also checks every archive and every workbook before it reads it, finds files that are told
twice, and holds what ``.wide()`` and ``.quality()`` need. Imports are over when the clock starts;
memory is what is held at most above what imports took.
"""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # noqa: F401 -- imports are no part of what is measured
import pandas as pd
import python_calamine  # noqa: F401 -- the same
from peak import own_peak_mib
from peers import normalized
from stub_service import file_components

import documine_nb as dm
import documine_nb.frames
from documine_nb.server.reports import ReportFile, build_package

JSON, BOOKS, BOOK = "json.zip", "books.zip", "overview.xlsx"
WORKBOOKS_IN = 2  # one workbook for so many JSON reports: openpyxl takes its time


def make(folder: Path, count: int) -> None:
    """Write the packages."""
    with zipfile.ZipFile(folder / JSON, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"Reports/{number}.json", json.dumps(file_components(number)))
    document = folder / "document.pdf"
    document.write_bytes(b"%PDF")
    files = [file_components(number) for number in range(max(4, count // WORKBOOKS_IN))]
    reports = [ReportFile(str(one["fileId"]), str(one["filename"]), document, one) for one in files]
    whole = folder / "whole.zip"
    build_package(whole, reports, originals=True, reports=True)
    with zipfile.ZipFile(whole) as package, zipfile.ZipFile(folder / BOOKS, "w") as books:
        for member in package.namelist():
            if member == "Reports/Component report.xlsx":
                (folder / BOOK).write_bytes(package.read(member))
            elif member.endswith((".xlsx", ".pdf")):
                books.writestr(member, package.read(member))


def members(path: Path, ending: str) -> Iterator[bytes]:
    """Return what the members of an archive hold."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(ending):
                yield archive.read(name)


def json_peer(path: Path, frame: str) -> pd.DataFrame:
    """Read JSON reports by hand."""
    answers = [json.loads(content) for content in members(path, ".json")]
    return normalized(answers, frame)


def read_excel(content: bytes | Path, engine: str) -> pd.DataFrame:
    """Read a workbook with pandas."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    return pd.read_excel(source, dtype=str, engine=engine, keep_default_na=False)  # type: ignore[call-overload]


def measure(kind: str, folder: Path) -> pd.DataFrame:
    """Return the frame of a kind."""
    package, what = kind.split("-", 1)
    path = folder / {"json": JSON, "book": BOOK, "books": BOOKS}[package]
    if what.endswith("ours"):
        result = dm.read_package(path)
        return result.wide() if what == "wide-ours" else result.long()
    if package == "json":
        return json_peer(path, what.removesuffix("-peer"))
    if package == "book":
        return read_excel(path, what)
    return pd.concat([read_excel(one, what) for one in members(path, ".xlsx")])


def main(kind: str, folder: Path) -> None:
    """Print the figures of one kind."""
    before = own_peak_mib()
    start = time.perf_counter()
    frame = measure(kind, folder)
    seconds = time.perf_counter() - start
    assert len(frame) > 0
    print(json.dumps({"seconds": seconds, "mib": own_peak_mib() - before, "rows": len(frame)}))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(sys.argv[1], Path(sys.argv[2]))
