"""The XLSX report, read back by two foreign readers."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from support.reports import report_file, value

from documine_nb.server.reports import ReportFile, build_package, workbook
from documine_nb.server.reports.rows import COLUMNS

REPORT = "Reports/a_Component report.xlsx"
OVERVIEW = "Reports/Component report.xlsx"
MARK = re.compile(r"Text of ([\d,]+) characters in (.+)")


def package(folder: Path, *files: ReportFile) -> ZipFile:
    build_package(folder / "p.zip", list(files), originals=False, reports=True)
    return ZipFile(folder / "p.zip")


def read(archive: ZipFile, member: str = REPORT) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(member)))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def values_of(archive: ZipFile, member: str = REPORT) -> list[str]:
    found = [row[4] for row in read(archive, member)[1:]]
    marks = [MARK.fullmatch(text) for text in found]
    return [
        archive.read(mark.group(2)).decode("utf-8", "surrogatepass") if mark else text
        for text, mark in zip(found, marks, strict=True)
    ]


def test_one_row_a_value_in_the_templates_order(tmp_path: Path) -> None:
    references = [
        {"id": "1", "type": "species", "entityRuleId": "E", "page": 3},
        {"id": "2", "type": "species_table", "entityRuleId": "E", "page": 12},
    ]
    overridden = value("mouse", originalValue="rat", entityReferences=references)
    file = report_file(tmp_path, "a.pdf", {"Sex": [], "Species": ["rat", overridden]})
    file.components["componentDetails"]["Species"]["overridden"] = True
    head = ["id of a.pdf", "a.pdf"]
    with package(tmp_path, file) as archive:
        assert read(archive) == [
            list(COLUMNS),
            [*head, "Sex", "", "", "", "", "No", "", "", "", "d"],
            [*head, "Species", "1", "rat", "as found", "Rule.0.0", "Yes", "rat",
             "species", "3", "d"],
            [*head, "Species", "2", "mouse", "as found", "Rule.0.0", "Yes", "rat",
             "species; species_table", "3, 12", "d"],
        ]  # fmt: skip


def test_the_report_over_all_files_has_the_rows_of_each(tmp_path: Path) -> None:
    long = "ä" * 40_000
    files = [report_file(tmp_path, name, {"Text": ["x", long]}) for name in ("a.pdf", "b.pdf")]
    with package(tmp_path, *files) as archive:
        each = [read(archive, f"Reports/{name}_Component report.xlsx")[1:] for name in "ab"]
        assert read(archive, OVERVIEW)[1:] == each[0] + each[1]


@pytest.mark.fault("B78")
@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "{=1}",
     "http://evil.example", "007", "1e5", "TRUE", "<r><t>x</t></r>"],
)  # fmt: skip
def test_no_text_becomes_a_formula_a_link_or_a_number(tmp_path: Path, text: str) -> None:
    with package(tmp_path, report_file(tmp_path, "a.pdf", {"Text": [text]})) as archive:
        assert values_of(archive) == [text]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(REPORT)))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        assert not any(cell.hyperlink for cell in cells)
        assert b"<f>" not in parts_of(archive, REPORT)


@pytest.mark.fault("B79")
@pytest.mark.parametrize("length", [32_767, 32_768, 40_000])
def test_long_texts_stay_whole(tmp_path: Path, length: int) -> None:
    text = "0123456789" * 4_000
    with package(tmp_path, report_file(tmp_path, "a.pdf", {"Text": [text[:length]]})) as archive:
        assert values_of(archive) == [text[:length]]
        in_cell = read(archive)[1][4] == text[:length]
        assert in_cell == (length == 32_767)


@pytest.mark.fault("B79")
def test_the_limit_counts_as_excel_counts_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    text = "𝛼" * 20_000
    with package(tmp_path, report_file(tmp_path, "a.pdf", {"Text": [text]})) as archive:
        assert read(archive)[1][4].startswith("Text of 20,000 characters in ")
        assert values_of(archive) == [text]


def test_a_cell_says_in_which_member_its_text_is_and_equal_texts_share_it(tmp_path: Path) -> None:
    file = report_file(tmp_path, "a.pdf", {"Text": ["x" * 40_000], "Other": ["y" * 40_000]})
    with package(tmp_path, file) as archive:
        marks = [(row[4], row[8]) for row in read(archive)[1:]]
        assert marks == [
            (f"Text of 40,000 characters in Reports/Long values/a_{number}.txt",) * 2
            for number in (1, 2)
        ]
        assert sum(name.startswith("Reports/Long") for name in archive.namelist()) == 2


def test_a_text_that_looks_like_such_a_mark_is_not_taken_for_one(tmp_path: Path) -> None:
    text = "Text of 40,000 characters in Reports/a.json"
    with package(tmp_path, report_file(tmp_path, "a.pdf", {"Text": [text]})) as archive:
        assert values_of(archive) == [text]


@pytest.mark.fault("B79")
@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=30) | st.from_regex(r"(_x00[01][0-9]|\r)*"))
def test_every_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    files = [report_file(folder, name, {"Text": [f"{text}."]}) for name in ("a.pdf", "b.pdf")]
    with package(folder, *files) as archive:
        assert values_of(archive) == [f"{text}."]
        assert values_of(archive, OVERVIEW) == [f"{text}."] * 2


def parts_of(archive: ZipFile, member: str) -> bytes:
    with ZipFile(io.BytesIO(archive.read(member))) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_control_characters_are_written_in_xlsxs_own_escapes(tmp_path: Path) -> None:
    files = [report_file(tmp_path, name, {"Text": ["a\x0bb\rc"]}) for name in ("a.pdf", "b.pdf")]
    with package(tmp_path, *files) as archive:
        for member in (REPORT, OVERVIEW):
            assert b"a_x000B_b_x000D_c" in parts_of(archive, member)


@pytest.mark.fault("B79")
def test_rows_beyond_the_end_of_a_sheet_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_ROWS_OF_A_SHEET", 3)
    file = report_file(tmp_path, "a.pdf", {"Text": ["1", "2", "3", "4", "5"]})
    with package(tmp_path, file) as archive:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(REPORT)))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert {name: [row[4] for row in rows] for name, rows in sheets.items()} == {
        "Components": ["Value", "1", "2"],
        "Components 2": ["Value", "3", "4"],
        "Components 3": ["Value", "5"],
    }


def test_a_cell_that_would_be_cut_is_an_error_not_a_loss(tmp_path: Path) -> None:
    with (
        workbook.ComponentWorkbook(tmp_path / "x.xlsx") as book,
        pytest.raises(ValueError, match="row 2, column 1 is too big"),
    ):
        book.write(("x" * 40_000,))
