"""The score against a user's own truth: every planted error is found."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.components import files

from documine_nb.errors import ConfigError, StorageError
from documine_nb.frames import ComponentResult, score
from documine_nb.frames.truth import Truth
from documine_nb.models import FileComponents

NAMES = [f"C{number}" for number in range(8)]
TRUE = [{name: [f"{name} value {file}"] for name in NAMES} for file in range(12)]


def name_of(file: int) -> str:
    return f"Prüfbericht {file + 1}.pdf"


def test_every_planted_error_is_found_and_nothing_else() -> None:
    chance = random.Random(4711)  # noqa: S311 -- the same errors at every run
    found = [{name: list(values) for name, values in file.items()} for file in TRUE]
    places = chance.sample([(file, name) for file in range(12) for name in NAMES], 30)
    planted = []
    for (file, name), kind in zip(places, ["wrong", "missing", "extra"] * 10, strict=True):
        right = TRUE[file][name][0]
        values = {"wrong": ["other"], "missing": [], "extra": [right, "other"]}[kind]
        found[file][name] = values
        planted.append(
            (
                name_of(file),
                name,
                kind,
                None if kind == "extra" else right,
                None if kind == "missing" else "other",
            )
        )
    truth = {name_of(file): values for file, values in enumerate(TRUE)}

    errors = score(ComponentResult(files(*found)), truth, by="error")

    told = [tuple(None if pd.isna(cell) else cell for cell in row) for row in errors.to_numpy()]
    assert sorted(told, key=str) == sorted(planted, key=str)


@pytest.fixture
def result() -> ComponentResult:
    return ComponentResult(
        files(
            {"GLP": ["Yes"], "Start": ["21/02/2019"], "Sex": ["male", "female"], "N": ["5"]},
            {"GLP": ["No"], "Start": [], "Sex": ["male"], "N": ["7"]},
        )
    )


def test_a_wide_frame_with_its_types_is_a_truth(result: ComponentResult) -> None:
    truth = pd.DataFrame(
        {
            "file name": ["Prüfbericht 1.pdf", "Prüfbericht 2.pdf"],
            "GLP": [True, True],
            "Start": [pd.Timestamp(2019, 2, 21), pd.NaT],
            "Sex": ["female; male", "male"],
            "N": [5.0, 8.0],
        }
    )
    counts = score(result, truth)

    assert counts["correct"].tolist() == [1, 1, 3, 1]
    assert counts["expected"].tolist() == [2, 1, 3, 2]
    errors = score(result, truth, by="error")
    assert errors[["component", "expected", "found"]].to_numpy().tolist() == [
        ["GLP", "Yes", "No"],
        ["N", "8", "7"],
    ]


def test_the_results_own_frames_are_a_truth_without_errors(result: ComponentResult) -> None:
    assert len(score(result, result.wide(), by="error")) == 0
    assert len(score(result, result.long(), by="error")) == 0


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_a_truth_with_the_marks_of_any_spreadsheet(
    result: ComponentResult, tmp_path: Path, mark: str
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(f"filename{mark}GLP{mark}N\nPrüfbericht 2.pdf{mark}Yes{mark}07\n", "utf-8")

    errors = score(result, path, by="error")

    assert errors["expected"].tolist() == ["Yes", "07"]
    assert score(result, path)["component"].tolist() == ["GLP", "N"]


def test_files_without_results_count_as_found_nothing(result: ComponentResult) -> None:
    counts = score(result, {"lost.pdf": {"GLP": ["Yes"]}}).set_index("component")

    assert counts.loc["GLP", "expected"] == 1
    assert counts.loc["GLP", "found"] == 0


def test_a_name_that_several_files_have_is_refused(result: ComponentResult) -> None:
    one, two = result.files
    twins = ComponentResult([one, type(two).from_json(two.to_json() | {"filename": one.filename})])

    with pytest.raises(ConfigError, match="file_id"):
        score(twins, {one.filename: {"GLP": ["Yes"]}})
    assert score(twins, {"f1": {"GLP": ["Yes"]}})["correct"].sum() == 1


def test_what_is_no_truth_is_refused(result: ComponentResult, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names the files"):
        score(result, pd.DataFrame({"GLP": [True]}))
    with pytest.raises(StorageError, match=r"truth\.csv"):
        score(result, tmp_path / "truth.csv")
    with pytest.raises(ConfigError, match="'component', 'error'"):
        score(result, {}, by="file")


def test_a_single_value_needs_no_list_and_no_text(result: ComponentResult) -> None:
    truth = {name_of(0): {"GLP": True, "Start": "21/02/2019", "N": 5, "Sex": None}, name_of(1): {}}
    errors = score(result, truth, by="error")

    assert errors.loc[errors["file"] == name_of(0), "found"].tolist() == ["male", "female"]


def test_a_truth_in_composed_letters_is_that_of_a_name_in_decomposed_ones() -> None:
    decomposed = unicodedata.normalize("NFD", name_of(0))
    result = ComponentResult([FileComponents(None, None, "f1", decomposed, {"A": ("Ma\u0308rz",)})])

    assert score(result, {name_of(0): {"A": "März"}})["correct"].tolist() == [1]


def test_lists_of_a_parquet_file_are_a_truth(result: ComponentResult) -> None:
    truth = pd.DataFrame({"filename": [name_of(0)], "Sex": [np.array(["female", "male"])]})

    assert score(result, truth)["correct"].tolist() == [2]


def test_an_exploded_frame_is_no_truth(result: ComponentResult) -> None:
    with pytest.raises(ConfigError, match="exploded"):
        score(result, result.wide("explode"))


def test_a_csv_file_of_a_spreadsheet_is_read_with_its_mark(
    result: ComponentResult, tmp_path: Path
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(f"filename;component;value\n{name_of(0)};GLP;Yes\n", encoding="utf-8-sig")

    assert score(result, path)["correct"].tolist() == [1]


@pytest.mark.parametrize("content", [b"", "filename;component;value\nü;GLP;Yes\n".encode("cp1252")])
def test_a_file_that_is_no_table_says_what_it_should_be(
    result: ComponentResult, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "truth.csv").write_bytes(content)

    with pytest.raises(StorageError, match="separated values in UTF-8"):
        score(result, tmp_path / "truth.csv")


def test_an_exported_frame_that_was_corrected_is_a_truth(tmp_path: Path) -> None:
    result = ComponentResult(
        files(
            {
                "GLP": ["Yes"],
                "Start": ["21/02/2019"],
                "LD50_mg_per_kg": ["2000"],
                "LD50_Greater_than": ["Greater than"],
                "Purity": ["98.0 %"],
                "Signs": ["ataxia; none later"],
                "N": ["5.0"],
            },
            {"GLP": ["No"], "Start": ["01/03/2019"], "LD50_mg_per_kg": ["500"], "N": ["7"]},
        )
    )
    path = result.to_csv(tmp_path / "studies.csv")

    for truth in (path, result.wide(), result.long()):
        assert score(result, truth, by="error").empty
    path.write_text(path.read_text("utf-8").replace("> 2000 mg/kg", "2000 mg/kg"), "utf-8")
    assert score(result, path, by="error")["expected"].tolist() == ["2000 mg/kg"]


def test_a_component_may_be_called_like_a_column_of_the_frame() -> None:
    found = ComponentResult(files({"file name": ["x"], "GLP_Study": ["Yes"]}))
    truth = pd.DataFrame({"file_id": ["f1"], "component": ["GLP_Study"], "value": [True]})

    assert score(found, truth)["correct"].tolist() == [1]


@pytest.mark.parametrize(
    ("truth", "says"),
    [
        ({"f1": {"GLP": "Yes"}, name_of(0): {"GLP": "Yes"}}, "one file as 'f1' and as"),
        ({"f1": ["Yes"]}, "the truth of 'f1' is no mapping"),
        (pd.DataFrame({"file_id": ["f1", None], "GLP": ["Yes", "No"]}), "'No' of 'GLP' in a row"),
    ],
)
def test_what_would_be_counted_wrong_is_refused(
    result: ComponentResult, truth: Truth, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        score(result, truth)


def test_an_empty_row_of_a_spreadsheet_says_nothing(
    result: ComponentResult, tmp_path: Path
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("file_id;GLP;N\nf1;Yes;5\n;;\n", "utf-8")

    assert score(result, path, by="error").empty


def test_times_and_blanks_of_an_exported_frame_are_no_errors() -> None:
    found = ComponentResult(
        files({"Start": ["2019-02-21 10:30"], "Signs": ["ataxia; none", " later "]})
    )

    assert score(found, found.wide(), by="error").empty
