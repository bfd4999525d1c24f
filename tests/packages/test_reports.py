"""Reports are found by what they hold, whatever their paths; what is no report is told."""

from __future__ import annotations

import datetime as dt
import io
import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from support import archives

from documine_nb.errors import (
    ConfigError,
    IntegrityError,
    NotFoundError,
    StorageError,
    UnsafeArchiveError,
)
from documine_nb.frames import read_package
from documine_nb.models.components import FileComponents
from documine_nb.packages import PackageArchive, PackageReports, read_reports

ONE: dict[str, Any] = {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": ["male"]}}
TWO: dict[str, Any] = {"fileId": "f2", "filename": "b.pdf", "components": {"Sex": "female"}}
XML = (
    "<FileComponents><fileId>f1</fileId><filename>a.pdf</filename>"
    "<components><Sex>male</Sex><Dose>175</Dose><Dose>550</Dose></components></FileComponents>"
)


def read(
    folder: Path, members: Mapping[str, bytes | str], *, form: str | None = None
) -> PackageReports:
    content = {
        name: text.encode() if isinstance(text, str) else text for name, text in members.items()
    }
    with PackageArchive(archives.write(folder, archives.archive(content))) as package:
        return read_reports(package, format=form)


def workbook(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "default_date_format": "dd/mm/yy"}
    ) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        [ONE, TWO],
        {"files": [ONE, TWO]},
        {"fileComponents": [ONE, TWO]},
        {"total": 2, "data": [ONE, TWO]},
    ],
)
def test_json_of_many_files_is_read_bare_or_wrapped(tmp_path: Path, content: object) -> None:
    reports = read(tmp_path, {"some/where/else.JSON": json.dumps(content)})

    assert reports.files == (FileComponents.from_json(ONE), FileComponents.from_json(TWO))


@pytest.mark.parametrize("content", [ONE, {"fileComponents": ONE}, [ONE]])
def test_json_of_one_file_is_read_bare_or_wrapped(tmp_path: Path, content: object) -> None:
    assert read(tmp_path, {"a.json": json.dumps(content)}).files == (FileComponents.from_json(ONE),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "no JSON"),
        ("<html>", "no JSON"),
        ('{"a": NaN}', "no JSON"),
        ('{"version": "1.2"}', "list of files was expected"),
        ('{"filename": "a.pdf", "components": {}}', "fileId"),
    ],
)
def test_json_that_is_no_report_is_skipped_and_told(
    tmp_path: Path, content: str, reason: str
) -> None:
    reports = read(tmp_path, {"odd.json": content, "a.json": json.dumps(ONE)})

    assert [file.file_id for file in reports.files] == ["f1"]
    assert [(item.member, reason in item.reason) for item in reports.skipped] == [
        ("odd.json", True)
    ]


def test_a_file_in_two_reports_is_taken_once_and_a_difference_is_told(tmp_path: Path) -> None:
    other = ONE | {"components": {"Sex": ["female"]}}
    same = read(tmp_path, {"a.json": json.dumps(ONE), "all.json": json.dumps([ONE, TWO])})
    different = read(tmp_path, {"a.json": json.dumps(ONE), "all.json": json.dumps([other])})

    assert [file.file_id for file in same.files] == ["f1", "f2"]
    assert same.skipped == ()
    assert different.files[0].components["Sex"] == ("male",)
    assert "other values for 'a.pdf'" in different.skipped[0].reason


@pytest.mark.parametrize(
    "content", [XML, f"<files>{XML}</files>", XML.replace("<", "<x:").replace("<x:/", "</x:")]
)
def test_plain_xml_is_read_with_a_value_per_element(tmp_path: Path, content: str) -> None:
    content = content.replace("<x:FileComponents>", '<x:FileComponents xmlns:x="urn:x">')

    (file,) = read(tmp_path, {"a.xml": content}).files

    assert file.components == {"Sex": ("male",), "Dose": ("175", "550")}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_xml_in_other_encodings_is_read(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>{XML.replace("a.pdf", "Prüfung.pdf")}'

    (file,) = read(tmp_path, {"a.xml": text.encode(encoding)}).files

    assert file.filename == "Prüfung.pdf"


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.fault("B77")
@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param("<!DOCTYPE FileComponents>", id="bare"),
        pytest.param(f'<!DOCTYPE F [<!ENTITY l0 "lol">{BOMB}]>', id="billion laughs"),
        pytest.param(f'<!DOCTYPE F [<!ENTITY q "{"q" * 9999}">]>', id="quadratic"),
        pytest.param('<!DOCTYPE F [<!ENTITY x SYSTEM "file:///etc/passwd">]>', id="external"),
        pytest.param('<!DOCTYPE F SYSTEM "http://127.0.0.1:1/x.dtd">', id="external subset"),
        pytest.param('<!DOCTYPE F [<!ENTITY % p SYSTEM "file:///x"> %p;]>', id="parameter"),
    ],
)
def test_xml_with_a_document_type_is_refused_never_read_as_empty(
    tmp_path: Path, doctype: str
) -> None:
    with pytest.raises(UnsafeArchiveError, match=r"'a\.xml'.* declares a document type"):
        read(tmp_path, {"a.xml": doctype + XML})


@pytest.mark.parametrize(
    ("content", "reason"),
    [("<a><b></a>", "no XML"), ("", "no XML"), ("<a/>", "holds no <components>")],
)
def test_xml_that_is_no_report_is_skipped_and_told(
    tmp_path: Path, content: str, reason: str
) -> None:
    reports = read(tmp_path, {"odd.xml": content, "a.xml": XML}, form="xml")

    assert len(reports.files) == 1
    assert reason in reports.skipped[0].reason


def test_a_foreign_sheet_with_components_and_values_is_read_as_text(tmp_path: Path) -> None:
    sheet = workbook(
        ("Report of", "somebody else"),
        ("Component", "Value", "Remarks"),
        ("Report_Number", "00123", ""),
        ("Dose", 175, ""),
        ("Dose", 0.5, "two rows"),
        ("GLP", True, ""),
        ("Start", dt.date(2019, 2, 21), ""),
        ("Nothing", "", ""),
    )

    (file,) = read(tmp_path, {"x/Study 1.xlsx": sheet}).files

    assert file.filename == "Study 1"
    assert file.details is None
    assert file.components == {
        "Report_Number": ("00123",),
        "Dose": ("175", "0.5"),
        "GLP": ("Yes",),
        "Start": ("21/02/2019",),
        "Nothing": (),
    }


def test_a_workbook_without_the_dossiers_id_is_read_and_has_none(tmp_path: Path) -> None:
    head = ("File id", "File name", "Component", "Position", "Value", "Description")
    row = ("f1", "a.pdf", "Sex", "1", "male", "as found")

    (older,) = read(tmp_path, {"a.xlsx": workbook(head, row)}).files
    (newer,) = read(tmp_path, {"a.xlsx": workbook((*head, "Dossier id"), (*row, "d1"))}).files

    assert (older.dossier_id, newer.dossier_id) == (None, "d1")
    assert older.components == newer.components == {"Sex": ("male",)}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>", "no ZIP archive"),
        (archives.good(), "no workbook"),
        (workbook(("A", "B"), ("1", "2")), "no sheet with the columns"),
        (
            workbook(("Component", "Value"), ("A", "Text of 40,000 characters in x/y.txt")),
            "'x/y.txt' is missing",
        ),
    ],
)
def test_a_workbook_that_is_no_report_is_skipped_and_told(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    reports = read(tmp_path, {"odd.xlsx": content})

    assert reports.files == ()
    assert reason in reports.skipped[0].reason


@pytest.mark.fault("B79")
def test_a_long_text_that_is_another_one_is_not_taken(tmp_path: Path) -> None:
    sheet = workbook(("Component", "Value"), ("A", "Text of 40,000 characters in Long/y.txt"))

    reports = read(tmp_path, {"a.xlsx": sheet, "Long/y.txt": "short"})

    assert "not the one it names" in reports.skipped[0].reason


def test_a_long_text_that_is_no_text_is_not_taken(tmp_path: Path) -> None:
    sheet = workbook(("Component", "Value"), ("A", "Text of 40,000 characters in Long/y.txt"))

    reports = read(tmp_path, {"a.xlsx": sheet, "Long/y.txt": b"\xff"})

    assert "no text in UTF-8" in reports.skipped[0].reason


@pytest.mark.parametrize("page", ["9" * 5000, "2147483648", "٣", "seven", "-1"])
def test_a_page_that_is_no_number_of_a_page_costs_no_report(tmp_path: Path, page: str) -> None:
    sheet = workbook(("Component", "Value", "Pages"), ("Sex", "male", page))

    assert read(tmp_path, {"a.xlsx": sheet}).files[0].components == {"Sex": ("male",)}


@pytest.mark.parametrize("page", [2**31, -(2**31), 10**30])
def test_a_page_beyond_reason_stays_with_its_file(tmp_path: Path, page: int) -> None:
    value = {"value": "male", "entityReferences": [{"page": page}]}
    details = {"Sex": {"name": "Sex", "componentValues": [value]}}

    reports = read(tmp_path, {"a.json": json.dumps({**ONE, "componentDetails": details})})

    (kept,) = (reports.files[0].details or {})["Sex"].values[0].entities
    assert kept.page is None
    assert kept.extra == {"page": page}


@pytest.mark.parametrize(
    ("written", "said"), [(r"\ud83d\ude00", "\U0001f600"), (r"a\u0007", "a\x07")]
)
def test_xml_says_by_escapes_what_it_cannot_hold(tmp_path: Path, written: str, said: str) -> None:
    content = XML.replace("<Sex>male", f'<Sex escaped="true">{written}')

    assert read(tmp_path, {"a.xml": content}).files[0].components["Sex"] == (said,)


def test_xml_with_half_a_character_is_skipped_and_told_as_in_json(tmp_path: Path) -> None:
    content = XML.replace("<Sex>male", r'<Sex escaped="true">\ud83d')

    assert "half a surrogate pair" in read(tmp_path, {"a.xml": content}).skipped[0].reason


@pytest.mark.fault("B76")
def test_a_workbook_that_is_a_bomb_refuses_the_package(tmp_path: Path) -> None:
    bomb = archives.archive({"xl/workbook.xml": b"0" * (40 << 20)})

    with pytest.raises(UnsafeArchiveError, match=r"'a\.xlsx' in the package .*bomb"):
        read(tmp_path, {"a.xlsx": bomb})


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="json, xml, xlsx"):
        read(tmp_path, {"a.json": json.dumps(ONE)}, form="csv")


def test_a_format_that_the_package_lacks_is_an_error_that_says_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"XLSX.*It holds files of these kinds: JSON, PDF"):
        read(tmp_path, {"a.json": json.dumps(ONE), "a.pdf": b"%PDF"}, form="xlsx")


def test_xml_is_read_where_no_json_is_a_report(tmp_path: Path) -> None:
    reports = read(tmp_path, {"settings.json": "{}", "a.xml": XML})

    assert reports.format == "xml"


@pytest.mark.fault("B74")
def test_a_damaged_report_is_an_error_and_not_skipped(tmp_path: Path) -> None:
    with pytest.raises(IntegrityError, match=r"'Reports/a\.json'"):
        read_package(archives.write(tmp_path, archives.flipped()))


def test_documents_without_a_report_are_told(tmp_path: Path) -> None:
    members = {"Original/a.pdf": b"%PDF", "Original/scan.pdf": b"%PDF", "a.json": json.dumps(ONE)}
    content = {
        name: text if isinstance(text, bytes) else text.encode() for name, text in members.items()
    }
    result = read_package(archives.write(tmp_path, archives.archive(content)))

    assert [file.filename for file in result.missing] == ["scan.pdf"]
    assert "no component report" in repr(result.quality())


def test_a_document_whose_name_the_package_changed_is_not_told_as_missing(tmp_path: Path) -> None:
    named = ONE | {"filename": "a:b.pdf"}
    content = {"Original/a_b (2).pdf": b"%PDF", "a.json": json.dumps(named).encode()}

    assert read_package(archives.write(tmp_path, archives.archive(content))).missing == ()


def test_reports_of_one_name_in_two_folders_are_both_saved(tmp_path: Path) -> None:
    content = {"x/r.json": json.dumps(ONE).encode(), "y/r.json": json.dumps(TWO).encode()}
    result = read_package(archives.write(tmp_path, archives.archive(content)))

    saved = result.save(tmp_path / "raw")

    assert [path.name for path in saved] == ["r.json", "y_r.json"]
    assert [json.loads(path.read_bytes()) for path in saved] == [ONE, TWO]


def test_a_folder_that_cannot_be_written_to_is_an_error_that_names_it(tmp_path: Path) -> None:
    content = {"a.json": json.dumps(ONE).encode()}
    result = read_package(archives.write(tmp_path, archives.archive(content)))
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(StorageError, match="taken"):
        result.save(tmp_path / "taken")


@pytest.mark.parametrize("content", [{}, {"notes.txt": b"none"}])
def test_a_package_without_reports_is_an_empty_result_that_says_so(
    tmp_path: Path, content: dict[str, bytes]
) -> None:
    package = archives.write(tmp_path, archives.archive(content))
    result = read_package(package)

    assert result.wide().columns.tolist() == ["file name"]
    assert [(one.filename, one.reason) for one in result.missing] == [
        (package.name, "it holds no component report")
    ]


def test_fields_that_this_release_does_not_know_stay_with_their_file(tmp_path: Path) -> None:
    new = {**ONE, "reviewedBy": "Ada"}

    reports = read(tmp_path, {"a.json": json.dumps([new, TWO])})

    assert reports.files[0].extra == {"reviewedBy": "Ada"}
    assert list(reports.table.records) == [0]  # the others are held by columns alone


@pytest.mark.parametrize(("ending", "content"), [("json", json.dumps(ONE)), ("xml", XML)])
def test_one_report_at_a_time_is_in_memory(tmp_path: Path, ending: str, content: str) -> None:
    padded = content + " " * (1 << 18)
    members = {
        f"{n}.{ending}": padded.replace('"f1"', f'"f{n}"').replace(">f1<", f">f{n}<").encode()
        for n in range(30)
    }
    path = archives.write(tmp_path, archives.archive(members))
    with PackageArchive(path) as package:
        read_reports(package)
        tracemalloc.start()
        reports = read_reports(package)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert len(reports.table) == 30
    assert most < 3 << 20  # of 7.5 MiB


def named(number: int, **components: str) -> dict[str, Any]:
    return {"fileId": f"f{number}", "filename": f"{number}.pdf", "components": components}


def as_xml(number: int, sex: str) -> str:
    return (
        f"<file><fileId>f{number}</fileId><filename>{number}.pdf</filename>"
        f"<components><Sex>{sex}</Sex></components></file>"
    )


def test_a_document_with_a_report_of_another_format_alone_is_not_lost(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "Reports/1.json": json.dumps(named(1, Sex="male")),
        "Reports/1.xml": as_xml(1, "another"),
        "Reports/2.xml": as_xml(2, "female"),
        "Reports/3_Report.xlsx": workbook(
            ("File id", "File name", "Component", "Value"), ("f3", "3.pdf", "Sex", "both")
        ),
    }

    reports = read(tmp_path, members)

    stated = {file.filename: file.components["Sex"] for file in reports.files}
    assert stated == {"1.pdf": ("male",), "2.pdf": ("female",), "3.pdf": ("both",)}
    assert reports.members == ("Reports/1.json", "Reports/2.xml", "Reports/3_Report.xlsx")
    assert reports.skipped == ()


def test_where_one_report_cannot_be_read_that_of_another_format_is_taken(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "1.json": json.dumps(named(1, Sex="male")),
        "2.json": '{"fileId": "f2",',
        "2.xml": as_xml(2, "female"),
    }

    reports = read(tmp_path, members)

    assert [file.filename for file in reports.files] == ["1.pdf", "2.pdf"]
    assert [one.member for one in reports.skipped] == ["2.json"]


def test_a_workbook_that_knows_no_ids_states_no_document_twice(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "1.json": json.dumps(named(1, Sex="male")),
        "all.xlsx": workbook(("File name", "Component", "Value"), ("1.pdf", "Sex", "male")),
    }

    assert len(read(tmp_path, members).files) == 1


def test_an_archive_within_a_package_is_told(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "1.json": json.dumps(named(1, Sex="male")),
        "older.zip": archives.good(),
    }

    (told,) = read(tmp_path, members).skipped

    assert told.member == "older.zip"
    assert "not opened" in told.reason


def test_what_a_result_wrote_to_excel_is_read_again_file_by_file(tmp_path: Path) -> None:
    answers = [named(1, Batch="00123", Signs="long " * 9_000), named(2, Batch="=1+1")]
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    before = read_package(tmp_path / "answers.json")

    written, long_text = before.to_excel(tmp_path / "kept" / "studies.xlsx")

    assert long_text.suffix == ".txt"
    assert read_package(written).wide().equals(before.wide())
    assert read_package(written.parent).wide().equals(before.wide())


def test_what_macos_packs_beside_a_file_is_no_report_and_no_document(tmp_path: Path) -> None:
    members = {
        "Reports/1.json": json.dumps(named(1, Sex="male")).encode(),
        "__MACOSX/Reports/._1.json": b"\x00\x05\x16\x07",
        "__MACOSX/Original/._1.pdf": b"\x00\x05\x16\x07",
    }
    result = read_package(archives.write(tmp_path, archives.archive(members)))

    assert len(result) == 1
    assert result.missing == ()


def test_where_a_package_is_missing_it_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StorageError) as caught:
        read_package("results.zip")
    assert str(tmp_path / "results.zip") in str(caught.value)
