"""Many packages as one result: folders, patterns, lists; what is odd is told, the rest is read."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pandas.testing import assert_frame_equal
from support.components import Values, package

from documine_nb.errors import ConfigError, IntegrityError, NotFoundError, StorageError
from documine_nb.frames import read_package
from documine_nb.packages import xlsx_report

STUDY: Values = {"Number": ["00123"], "Sex": ["male"], "Batch": []}


def made(folder: Path, name: str, *values: Values, written: int = 0) -> Path:
    """Build a package under a name, as if it had been written at a time."""
    path = package(folder, *values).replace(folder / name)
    (folder / "original.pdf").unlink()
    os.utime(path, (written, written))
    return path


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


WAYS: list[Callable[[Path], object]] = [
    lambda folder: folder,
    str,
    lambda folder: folder / "*.zip",
    lambda folder: str(folder / "**" / "*.zip"),
    lambda folder: [folder / "a.zip", str(folder / "b.zip")],
    lambda folder: iter([folder / "a.zip", folder, folder / "a.zip"]),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_a_pattern_and_a_list_are_read_as_one(
    tmp_path: Path, way: Callable[[Path], object]
) -> None:
    made(tmp_path, "a.zip", STUDY)
    made(tmp_path, "b.zip", STUDY, STUDY, {"Sex": ["female"]})

    result = read_package(way(tmp_path))  # type: ignore[arg-type]

    assert result.wide()["file name"].tolist() == [f"Prüfbericht {n}.pdf" for n in (1, 2, 3)]
    assert result.wide()["Number"].tolist()[:2] == ["00123", "00123"]


@pytest.mark.parametrize("form", ["json", "xml", "xlsx"])
def test_an_unpacked_package_is_the_package(tmp_path: Path, form: str) -> None:
    long_text: Values = {**STUDY, "Results": ["long " * 8000]}
    path = made(tmp_path, "a.zip", long_text, STUDY)
    folder = unpacked(path, tmp_path / "unpacked")

    found, expected = read_package(folder, format=form), read_package(path, format=form)

    assert_frame_equal(found.wide(), expected.wide())
    assert_frame_equal(found.long(), expected.long())
    assert found.missing == ()


def test_reports_that_a_result_saved_are_read_again(tmp_path: Path) -> None:
    result = read_package(made(tmp_path, "a.zip", STUDY, {"Sex": ["female"]}))
    result.save(tmp_path / "raw")

    for again in (tmp_path / "raw", tmp_path / "raw" / "*.json", tmp_path / "raw"):
        assert_frame_equal(read_package(again).long(), result.long())


def test_of_a_file_in_two_packages_the_newer_is_taken_and_that_is_told(tmp_path: Path) -> None:
    made(tmp_path, "a.zip", {"Sex": ["female"]}, STUDY, written=2_000_000_000)
    made(tmp_path, "b.zip", {"Sex": ["male"]}, STUDY, written=1_000_000_000)

    result = read_package(tmp_path)

    assert result.wide()["Sex"].tolist() == ["female", "male"]
    assert [(one.filename, one.reason) for one in result.quality().double_files] == [
        ("Prüfbericht 1.pdf", "taken from a.zip; b.zip has other values"),
        ("Prüfbericht 2.pdf", "taken from a.zip; b.zip has the same values"),
    ]
    told = result.quality().findings_frame()
    assert (told["finding"] == "in several packages").sum() == 2
    assert "Files in several packages (2):" in repr(result.quality())


def test_packages_that_cannot_be_read_are_told_and_the_others_load(tmp_path: Path) -> None:
    made(tmp_path, "a.zip", STUDY)
    (tmp_path / "b.zip").write_bytes(b"<html>sign in</html>")
    (tmp_path / "c.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-30])

    result = read_package(tmp_path)

    assert len(result) == 1
    assert [file.filename for file in result.missing] == ["b.zip", "c.zip"]
    assert "no ZIP archive" in result.missing[0].reason


def test_where_no_package_can_be_read_the_first_reason_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"<html>sign in</html>")

    with pytest.raises(IntegrityError, match=r"b\.zip"):
        read_package(tmp_path)


def test_a_package_without_the_format_asked_for_is_told_among_others(tmp_path: Path) -> None:
    made(tmp_path, "a.zip", STUDY)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("notes.txt", "none")

    result = read_package(tmp_path, format="xml")

    assert len(result) == 1
    assert "XML" in result.missing[0].reason
    with pytest.raises(NotFoundError):
        read_package(tmp_path / "b.zip", format="xml")


@pytest.mark.parametrize("name", ["empty", "none-*.zip"])
def test_where_nothing_is_found_an_error_says_where(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(StorageError, match="no result package"):
        read_package(tmp_path / name)


def test_a_document_of_one_package_with_its_report_in_another_is_not_missing(
    tmp_path: Path,
) -> None:
    made(tmp_path, "a.zip", STUDY)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("Original/Prüfbericht 1.pdf", "%PDF")
        archive.writestr("Original/scan.pdf", "%PDF")

    assert [file.filename for file in read_package(tmp_path).missing] == ["scan.pdf"]


def test_hidden_files_and_those_that_excel_keeps_are_left_alone(tmp_path: Path) -> None:
    folder = unpacked(made(tmp_path, "a.zip", STUDY), tmp_path / "unpacked")
    (folder / "~$report.xlsx").write_bytes(b"lock")
    (folder / ".cache.json").write_text("{}")

    assert read_package(folder, format="xlsx").missing == ()


def test_reports_of_several_packages_are_saved_apart(tmp_path: Path) -> None:
    made(tmp_path, "a.zip", STUDY)
    made(tmp_path, "b.zip", STUDY)

    saved = read_package(tmp_path).save(tmp_path / "raw")

    names = [path.relative_to(tmp_path / "raw").as_posix() for path in saved]
    assert names == ["a/Prüfbericht 1.json", "b/Prüfbericht 1.json"]


@pytest.fixture
def workbooks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of bytes of each workbook that was read."""
    read: list[int] = []
    real = xlsx_report._tables

    def counted(content: bytes, what: str) -> object:
        read.append(len(content))
        return real(content, what)

    monkeypatch.setattr(xlsx_report, "_tables", counted)
    return read


def test_the_workbook_on_all_files_is_not_read_where_each_has_its_own(
    tmp_path: Path, workbooks: list[int]
) -> None:
    result = read_package(made(tmp_path, "a.zip", STUDY, STUDY, STUDY), format="xlsx")

    assert len(result) == 3
    assert len(workbooks) == 3


def test_the_workbook_on_all_files_is_read_where_one_has_none(
    tmp_path: Path, workbooks: list[int]
) -> None:
    folder = unpacked(made(tmp_path, "a.zip", STUDY, STUDY, STUDY), tmp_path / "unpacked")
    (folder / "Reports" / "Prüfbericht 2_Component report.xlsx").unlink()

    result = read_package(folder, format="xlsx")

    assert len(result) == 3
    assert len(workbooks) == 3
    assert result.missing == ()


def test_memory_holds_columns_and_not_the_reports(tmp_path: Path) -> None:
    path = made(tmp_path, "a.zip", *[STUDY] * 20)

    for form in ("json", "xml", "xlsx"):
        table = read_package(path, format=form).table
        assert len(table) == 20
        assert table.records == {}
        first, second = (at for at, name in enumerate(table.component[:6]) if name == "Sex")
        assert table.description[first] is table.description[second]


def test_a_folder_of_a_package_beside_its_archive_counts_once(tmp_path: Path) -> None:
    path = made(tmp_path, "a.zip", STUDY)
    unpacked(path, tmp_path / "a")
    shutil.copy(path, tmp_path / "copy.zip")

    assert len(read_package(tmp_path)) == 1


def test_of_two_loose_reports_on_a_document_the_newer_is_taken(tmp_path: Path) -> None:
    result = read_package(made(tmp_path, "a.zip", STUDY, {"Sex": ["female"]}))
    for name, time in (("new", 2_000_000_000), ("old", 1_000_000_000)):
        for path in result.save(tmp_path / "raw" / name):
            if name == "old":
                path.write_text(path.read_text().replace("female", "male"))
            os.utime(path, (time, time))

    again = read_package(tmp_path / "raw")

    assert_frame_equal(again.wide(), result.wide())
    assert [file.filename for file in again.missing] == ["old/Prüfbericht 2.json"]


def test_a_package_that_is_named_in_two_ways_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path, "a", {"Sex": ["male"]})
    monkeypatch.chdir(tmp_path)

    result = read_package([path, path.name, f"../{tmp_path.name}/{path.name}"])

    assert len(result) == 1
    assert result.doubles == ()


@pytest.mark.parametrize("named", ["", None, b"results", 7, [""], [None], [b"results"]])
def test_what_names_no_package_is_refused(named: Any) -> None:
    with pytest.raises(ConfigError, match="names no package"):
        read_package(named)


def test_a_list_without_packages_is_refused() -> None:
    with pytest.raises(ConfigError, match="no package is named"):
        read_package([])


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "\ud800", "~no such user/a.zip"])
def test_what_no_file_can_be_called_is_an_error_of_ours(name: str) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        read_package(name)
