"""Ways out: what arrives elsewhere is what the frames hold, and nothing in it calculates."""

from __future__ import annotations

import csv
import datetime as dt
import math
import subprocess
import sys
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from support.components import files

from documine_nb.errors import ConfigError, MissingExtraError, StorageError
from documine_nb.frames import ComponentResult, read_package
from documine_nb.frames import arrow as arrow_module

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]


@pytest.fixture
def result() -> ComponentResult:
    return ComponentResult(
        files(
            {
                "Date": ["21/02/2019"],
                "GLP_Study": ["Yes"],
                "Animals": ["5"],
                "Dose": ["> 2000 mg/kg"],
                "Sponsor": ["=1+1"],
                "Sex": ["male", "female"],
            },
            {"Date": ["07/03/2019"], "GLP_Study": [], "Animals": [], "Dose": ["550 mg/kg"]},
        )
    )


def test_arrow_holds_the_wide_frame_with_its_types(result: ComponentResult) -> None:
    table = result.to_arrow()

    assert table.num_rows == 2
    assert table["Date"].to_pylist() == [dt.datetime(2019, 2, 21), dt.datetime(2019, 3, 7)]  # noqa: DTZ001 -- no zone
    assert table["GLP_Study"].to_pylist() == [True, None]
    assert table["Animals"].to_pylist() == [5, None]
    assert table["Dose"].to_pylist() == [
        {"low": 2000.0, "high": math.inf, "qualifier": ">", "unit": "mg/kg"},
        {"low": 550.0, "high": 550.0, "qualifier": "=", "unit": "mg/kg"},
    ]


def test_arrow_holds_the_long_frame(result: ComponentResult) -> None:
    table = result.to_arrow("long")

    expected = result.long()
    found = table.to_pandas().astype(expected.dtypes.to_dict())
    pd.testing.assert_frame_equal(found, expected)


def test_polars_and_duckdb_take_the_result_itself(result: ComponentResult) -> None:
    frame = pl.DataFrame(result)
    rows = duckdb.sql('SELECT "file name" FROM result WHERE Animals = 5').fetchall()

    assert frame["Animals"].to_list() == [5, None]
    assert rows == [("Prüfbericht 1.pdf",)]


def test_a_parquet_data_set_is_written_in_parts_and_opened_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow_module, "_FILES_OF_A_BATCH", 2)
    monkeypatch.setattr(arrow_module, "_BATCHES_OF_A_PART", 2)
    result = ComponentResult(files(*({"A": [str(n)], f"B{n}": ["x", "y"]} for n in range(9))))

    parts = result.to_parquet(tmp_path / "set")

    assert [part.name for part in parts] == [f"part-0000{n}.parquet" for n in range(3)]
    assert sorted((tmp_path / "set").iterdir()) == parts
    expected = result.long()
    found = pq.read_table(tmp_path / "set").to_pandas().astype(expected.dtypes.to_dict())
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("frame", ["wide", "long"])
def test_a_smaller_data_set_leaves_nothing_of_the_larger_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frame: Literal["wide", "long"]
) -> None:
    monkeypatch.setattr(arrow_module, "_FILES_OF_A_BATCH", 1)
    monkeypatch.setattr(arrow_module, "_BATCHES_OF_A_PART", 1)
    ComponentResult(files(*({"A": [str(n)]} for n in range(4)))).to_parquet(tmp_path)
    (tmp_path / "notes.parquet").write_text("somebody's")

    ComponentResult(files({"A": ["x"]})).to_parquet(tmp_path, frame)

    assert {path.name for path in tmp_path.iterdir()} == {"part-00000.parquet", "notes.parquet"}


@pytest.mark.parametrize("frame", ["wide", "long"])
def test_no_files_are_a_data_set_with_its_columns(
    tmp_path: Path, frame: Literal["wide", "long"]
) -> None:
    empty = ComponentResult([], order=["A"])

    (part,) = empty.to_parquet(tmp_path, frame)

    read = pq.read_table(part)
    assert read.num_rows == 0
    assert read.column_names == empty.to_arrow(frame).column_names


def test_the_wide_frame_can_be_written_as_parquet(tmp_path: Path, result: ComponentResult) -> None:
    (part,) = result.to_parquet(tmp_path, "wide")

    assert pq.read_table(part).equals(result.to_arrow())


@pytest.mark.parametrize("frame", ["wide", "long"])
def test_no_files_are_an_empty_table_with_its_columns(frame: str) -> None:
    table = ComponentResult([], order=["A"]).to_arrow(frame)  # type: ignore[arg-type]

    assert table.num_rows == 0
    assert "file_id" in table.column_names


@pytest.mark.fault("B78")
def test_csv_for_data_has_the_texts_as_they_are(tmp_path: Path) -> None:
    result = ComponentResult(files(*({"A": [text]} for text in FORMULAS)))

    path = result.to_csv(tmp_path / "new" / "data.csv")

    with path.open(encoding="utf-8", newline="") as lines:
        assert [row["A"] for row in csv.DictReader(lines)] == FORMULAS


@pytest.mark.fault("B78")
@pytest.mark.parametrize("frame", ["wide", "long"])
def test_csv_for_spreadsheets_holds_no_formula(tmp_path: Path, frame: str) -> None:
    result = ComponentResult(files(*({"=A": [text]} for text in FORMULAS)))

    path = result.to_csv(tmp_path / "sheet.csv", frame, for_spreadsheets=True)  # type: ignore[arg-type]

    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row if cell.strip("'") in FORMULAS]
    assert cells
    assert all(cell.startswith("'") for cell in cells)


@pytest.mark.fault("B78")
def test_csv_for_spreadsheets_keeps_numbers_numbers(tmp_path: Path) -> None:
    result = ComponentResult(files({"A": ["-5"]}, {"A": ["7"]}))

    path = result.to_csv(tmp_path / "sheet.csv", for_spreadsheets=True)

    assert pd.read_csv(path)["A"].tolist() == [-5, 7]


@pytest.mark.parametrize("name", ["book.csv", "book"])
def test_a_workbook_is_named_as_one(result: ComponentResult, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name of a workbook") as caught:
        result.to_excel(tmp_path / name)

    assert caught.value.cure == "Name it 'book.xlsx'."
    assert not list(tmp_path.iterdir())


@pytest.mark.fault("B78")
def test_a_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    texts = [*FORMULAS, "https://example.org", "00123"]
    result = ComponentResult(files(*({"A": [text]} for text in texts)))

    (path,) = result.to_excel(tmp_path / "book.xlsx")

    book = load_workbook(path)
    cells = [row[2] for row in book["Files"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert not any(cell.hyperlink for cell in cells)
    assert book.sheetnames == ["Files", "Values", "Quality"]


def test_a_workbook_holds_dates_numbers_and_truth_as_such(
    tmp_path: Path, result: ComponentResult
) -> None:
    (path,) = result.to_excel(tmp_path / "book.xlsx")

    rows = list(load_workbook(path)["Files"].iter_rows(values_only=True))
    assert dict(zip(rows[0], rows[1], strict=True)) == {
        "file_id": "f1",
        "file name": "Prüfbericht 1.pdf",
        "Date": dt.datetime(2019, 2, 21),  # noqa: DTZ001 -- no zone
        "GLP_Study": True,
        "Animals": 5,
        "Dose": "> 2000 mg/kg",
        "Sponsor": "=1+1",
        "Sex": "male; female",
    }
    assert rows[2][3] is None


def test_a_workbook_shows_the_time_of_a_moment_and_none_of_a_day(tmp_path: Path) -> None:
    texts = ["2019-02-21 10:30", "21/02/2019", "24/12/0899"]
    result = ComponentResult(files(*({"A": [text]} for text in texts)))

    (path,) = result.to_excel(tmp_path / "book.xlsx")

    cells = [row[2] for row in load_workbook(path)["Files"].iter_rows(min_row=2)]
    assert [cell.number_format for cell in cells[:2]] == ["yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"]
    assert cells[2].value == "0899-12-24"


@pytest.mark.fault("B79")
def test_a_text_too_long_for_a_cell_stands_whole_beside_the_workbook(tmp_path: Path) -> None:
    long_text = "€" * 40_000
    result = ComponentResult(files({"A": [long_text]}, {"A": ["\x07 bell"]}))

    path, beside = result.to_excel(tmp_path / "book.xlsx")

    cell = load_workbook(path)["Files"]["C2"].value
    assert cell == "Text of 40,000 characters in book long values/1.txt"
    assert beside == tmp_path / "book long values" / "1.txt"
    assert beside.read_text(encoding="utf-8") == long_text


@pytest.mark.fault("B79")
@pytest.mark.parametrize(
    "text",
    [
        *("Text of 3 characters in x.txt", "_x0041_x0042_", "_x0041\x07", "_x0041_", "<r>a</r>"),
        *("\uffff", "\r\n", " a ", "00123", "#N/A", "1-2"),
    ],
)
def test_a_text_is_read_back_from_a_workbook_as_it_was(tmp_path: Path, text: str) -> None:
    result = ComponentResult(files({"A": [text], "B": [f"x{text}"]}))

    path, *_ = result.to_excel(tmp_path / "book.xlsx")

    assert read_package(path).long()["value"].tolist() == [text, f"x{text}"]


@pytest.mark.fault("B79")
def test_a_full_sheet_is_continued_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documine_nb.frames.sheets._MOST_ROWS", 3)
    result = ComponentResult(files(*({"A": [f"x{n}"]} for n in range(5))))

    (path,) = result.to_excel(tmp_path / "book.xlsx")

    book = load_workbook(path)
    sheets = [name for name in book.sheetnames if name.startswith("Files")]
    assert sheets == ["Files", "Files 2", "Files 3"]
    assert [book[name]["C2"].value for name in sheets] == ["x0", "x2", "x4"]


def test_a_place_that_cannot_be_written_is_an_error_of_ours(
    tmp_path: Path, result: ComponentResult
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")

    for write in (
        lambda: result.to_parquet(blocked),
        lambda: result.to_csv(blocked / "a.csv"),
        lambda: result.to_excel(blocked / "a.xlsx"),
    ):
        with pytest.raises(StorageError, match="cannot be written"):
            write()


def test_an_unknown_frame_is_refused(result: ComponentResult) -> None:
    with pytest.raises(ConfigError, match="'wide' and 'long'"):
        result.to_arrow("tall")  # type: ignore[arg-type]


def test_without_pyarrow_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, result: ComponentResult
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"documine_nb\[arrow\]"):
        result.to_arrow()


def test_a_wide_frame_of_pandas_goes_to_arrow_too(result: ComponentResult) -> None:
    table = pa.Table.from_pandas(result.wide())

    assert table["Dose"].to_pylist()[1]["low"] == 550


def test_frames_need_no_pyarrow() -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from documine_nb.frames import ComponentResult\n"
        "from documine_nb.models import FileComponents\n"
        "one = {'fileId': 'f', 'filename': 'a', 'components': {'A': 'x'}}\n"
        "result = ComponentResult([FileComponents.from_json(one)])\n"
        "print(result.wide()['A'].item(), result.long()['value'].item())\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "x x\n"
