"""The archive of a result package: what is in it, under which names, and that it is whole."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.reports import report_file, value

from documine_nb.server.component_xml import components_xml
from documine_nb.server.reports import ReportFile, build_package

NAMES = [
    "Prüfbericht größer.pdf",
    "急性経口毒性.pdf",
    "it's \u201cquoted\u201d & <b>.pdf",
    'straight "quotes".pdf',
    "../../etc/passwd",
    "C:\\x\\con.pdf",
    "aux.pdf",
    "trailing. .",
    "x" * 300 + ".pdf",
    "",
]


def build(folder: Path, files: Iterable[ReportFile], **parts: bool) -> ZipFile:
    target = folder / "package.zip"
    build_package(target, files, **{"originals": True, "reports": True} | parts)
    archive = ZipFile(target)
    assert archive.testzip() is None
    return archive


def test_one_file_has_its_original_and_its_report_in_three_formats(tmp_path: Path) -> None:
    with build(tmp_path, [report_file(tmp_path, "study.pdf")]) as archive:
        assert archive.namelist() == [
            "Original/study.pdf",
            "Reports/study_Component report.xlsx",
            "Reports/study.json",
            "Reports/study.xml",
        ]


def test_several_files_have_a_report_over_all_as_well(tmp_path: Path) -> None:
    files = [report_file(tmp_path, name) for name in ("a.pdf", "b.pdf")]
    with build(tmp_path, files) as archive:
        assert archive.namelist()[-1] == "Reports/Component report.xlsx"


def test_a_package_of_nothing_is_a_report_without_rows(tmp_path: Path) -> None:
    with build(tmp_path, []) as archive:
        assert archive.namelist() == ["Reports/Component report.xlsx"]


def test_a_file_that_was_never_analysed_has_no_report(tmp_path: Path) -> None:
    file = replace(report_file(tmp_path, "a.pdf"), analysed=False)
    with build(tmp_path, [file]) as archive:
        assert archive.namelist() == ["Original/a.pdf"]


@pytest.mark.parametrize(
    ("originals", "reports", "folders"),
    [
        (True, False, {"Original"}),
        (False, True, {"Reports"}),
        (True, True, {"Original", "Reports"}),
    ],
)
def test_only_what_was_asked_for_is_in_it(
    tmp_path: Path, *, originals: bool, reports: bool, folders: set[str]
) -> None:
    files = [report_file(tmp_path, "a.pdf")]
    with build(tmp_path, files, originals=originals, reports=reports) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == folders


def test_originals_are_the_uploaded_bytes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9_000
    with build(tmp_path, [report_file(tmp_path, "a.pdf", content=content)]) as archive:
        assert archive.read("Original/a.pdf") == content


def test_json_and_xml_are_what_the_api_answers(tmp_path: Path) -> None:
    file = report_file(tmp_path, "ü.pdf", {"Species": ["rat"], "Sex": []})
    with build(tmp_path, [file]) as archive:
        assert json.loads(archive.read("Reports/ü.json")) == file.components
        assert archive.read("Reports/ü.xml") == components_xml(file.components)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_gives_members_that_unpack_inside_the_folder(tmp_path: Path, name: str) -> None:
    file = report_file(tmp_path, name)
    out = tmp_path / "out"
    with build(tmp_path, [file]) as archive:
        for member in archive.namelist():
            assert (out / member).resolve().is_relative_to(out.resolve())
            assert archive.extract(member, out) == str(out / member)
        (report,) = (member for member in archive.namelist() if member.endswith(".json"))
        assert json.loads(archive.read(report))["filename"] == name


@pytest.mark.parametrize("name", NAMES[:3])
def test_letters_of_any_script_stay_in_the_names(tmp_path: Path, name: str) -> None:
    readable = name.replace("<", "_").replace(">", "_")
    with build(tmp_path, [report_file(tmp_path, name)]) as archive:
        assert f"Original/{readable}" in archive.namelist()


def test_doubled_names_become_distinct_members_with_their_own_content(tmp_path: Path) -> None:
    names = ["a.pdf", "a.pdf", "A.PDF", "a (2).pdf", "ü.pdf", "u\u0308.pdf", "a.docx"]
    files = [report_file(tmp_path, name, content=bytes([i])) for i, name in enumerate(names)]
    with build(tmp_path, files) as archive:
        originals = [name for name in archive.namelist() if name.startswith("Original/")]
        assert [archive.read(name) for name in originals] == [bytes([i]) for i in range(7)]
        reports = [name for name in archive.namelist() if name.endswith(".json")]
        read = [json.loads(archive.read(name))["filename"] for name in reports]
        assert read == names
        assert len({name.casefold() for name in archive.namelist()}) == len(archive.namelist())


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    files = [report_file(tmp_path, name) for name in ("a.pdf", "b.pdf")]
    made = []
    for name in ("one.zip", "two.zip"):
        build_package(tmp_path / name, files, originals=True, reports=True)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_a_missing_original_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    good = report_file(tmp_path, "a.pdf")
    gone = report_file(tmp_path, "b.pdf")
    gone.blob.unlink()
    target = tmp_path / "package.zip"
    target.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        build_package(target, [good, gone], originals=True, reports=True)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blob-0", "package.zip"]


def from_disk(folder: Path, count: int) -> Iterator[ReportFile]:
    """Yield files one by one, as the store gives them."""
    blob = report_file(folder, "a.pdf").blob
    text = "some words of a study report " * 300
    for number in range(count):
        detail = {
            "name": "Text",
            "overridden": False,
            "componentValues": [value(f"{text}{number}")],
        }
        answer = {"filename": "a.pdf", "components": {}, "componentDetails": {"Text": detail}}
        yield ReportFile(f"f{number}", "a.pdf", blob, answer)


def peak_memory(folder: Path, count: int, **parts: bool) -> int:
    files = from_disk(folder, count)
    tracemalloc.start()
    try:
        build_package(folder / f"{count}.zip", files, **parts)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_grows_with_the_directory_only_not_with_the_content(tmp_path: Path) -> None:
    few = peak_memory(tmp_path, 20, originals=True, reports=True)
    many = peak_memory(tmp_path, 220, originals=True, reports=True)
    # 200 files more have 4 MB more of text; their places in the archive's directory take some kB.
    assert many - few < 1_500_000


def test_two_thousand_files_are_one_archive_in_bounded_memory(tmp_path: Path) -> None:
    peak = peak_memory(tmp_path, 2_000, originals=True, reports=False)
    assert peak < 8_000_000
    with ZipFile(tmp_path / "2000.zip") as archive:
        assert len(set(archive.namelist())) == 2_000
