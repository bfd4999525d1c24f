"""The long frame, the quality report, the score, and how a result shows itself."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from support.components import files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult, MissingFile, score
from documine_nb.models import FileComponents

HOSTILE = "<img src=x onerror=alert(1)>.pdf"


def test_long_has_one_row_a_value_with_its_origin() -> None:
    long = ComponentResult(files({"Sex": ["male", "female"], "Sponsor": ["A"], "None": []})).long()

    assert long[["component", "position", "value"]].to_numpy().tolist() == [
        ["Sex", 1, "male"],
        ["Sex", 2, "female"],
        ["Sponsor", 1, "A"],
    ]
    first = long.iloc[0]
    assert (first["file_id"], first["filename"]) == ("f1", "Prüfbericht 1.pdf")
    assert long["dossier"].tolist() == ["d1", "d1", "d1"]
    assert (first["rule_id"], first["original"]) == ("Sex.0.0", "male")
    assert (first["entity_types"], first["pages"]) == ("sex; sex", "2, 11")
    assert long["overridden"].tolist() == [False, False, True]
    assert long["original"].isna().tolist() == [False, False, True]


def test_long_without_details_has_the_values_and_na_for_their_origin() -> None:
    long = ComponentResult(files({"Sex": ["male"]}, details=False)).long()

    assert long["value"].tolist() == ["male"]
    assert long[["description", "rule_id", "overridden", "original", "pages"]].isna().all(axis=None)


def test_long_leaves_out_pages_and_types_that_a_reference_does_not_have() -> None:
    references = [{"page": 3, "type": "t"}, {"page": None}, {}]
    details = {
        name: {"componentValues": [{"value": "x", "entityReferences": said}]}
        for name, said in {"A": references, "B": references[::-1], "C": references[1:]}.items()
    }
    found = FileComponents.from_json(
        {
            "fileId": "f1",
            "filename": "a.pdf",
            "components": {"A": ["x"], "B": ["x"], "C": ["x"]},
            "componentDetails": details,
        }
    )
    long = ComponentResult([found]).long()

    assert long["pages"].tolist() == ["3", "3", pd.NA]
    assert long["entity_types"].tolist() == ["t", "t", pd.NA]


CATEGORIES = {"dossier", "file_id", "filename", "component", "description", "rule_id"} | {
    "entity_types",
    "pages",
}


@pytest.mark.parametrize("details", [True, False])
def test_long_with_categories_says_the_same(*, details: bool) -> None:
    made = files({"Sex": ["male", "female"], "None": []}, {"Sex": [""]}, details=details)
    result = ComponentResult(made)
    plain, coded = result.long(), result.long(categories=True)

    pd.testing.assert_frame_equal(coded.astype(dict.fromkeys(CATEGORIES, "string")), plain)
    kinds = {name for name, dtype in coded.dtypes.items() if dtype == "category"}
    assert kinds == CATEGORIES
    assert coded["component"].cat.categories.tolist() == ["Sex"]  # of what stands in some row
    assert coded.loc[coded["component"] == "Sex", "value"].tolist() == plain["value"].tolist()


def test_an_empty_long_frame_with_categories_has_their_dtypes() -> None:
    dtypes = ComponentResult([]).long(categories=True).dtypes

    assert {name for name, dtype in dtypes.items() if dtype == "category"} == CATEGORIES


def test_a_component_that_only_the_details_state_is_in_both_frames() -> None:
    (file,) = files({"Sex": ["male"], "Route": ["oral"]})
    found = file.to_json()
    del found["components"]["Route"]
    result = ComponentResult([type(file).from_json(found)])

    assert result.wide()["Route"].tolist() == ["oral"]
    assert result.long()["component"].tolist() == ["Sex", "Route"]


def test_quality_counts_by_component() -> None:
    frame = (
        ComponentResult(files({"A": ["1"], "B": ["x", "y"]}, {"A": [], "B": ["z"]}))
        .quality()
        .to_frame()
    )

    assert frame["component"].tolist() == ["A", "B"]
    assert frame["values"].tolist() == [1, 2]
    assert frame["missing"].tolist() == [1, 0]
    assert frame["several"].tolist() == [0, 1]
    assert frame["dtype"].tolist() == ["Int64", "string"]


def test_quality_names_files_of_one_name_and_files_without_results() -> None:
    one, other = files({"A": ["1"]}, {"A": ["2"]})
    twin = type(other).from_json(other.to_json() | {"filename": one.filename})
    report = ComponentResult(
        [one, twin], missing=[MissingFile("scan.pdf", "No text was found")]
    ).quality()

    assert report.duplicates == ((one.filename, ("f1", "f2")),)
    assert "scan.pdf: No text was found" in repr(report)


@pytest.mark.fault("B80")
def test_what_a_service_says_is_escaped_in_html() -> None:
    result = ComponentResult(
        [type(file).from_json(file.to_json() | {"filename": HOSTILE}) for file in files({"A": []})],
        missing=[MissingFile(HOSTILE, HOSTILE)],
        source=HOSTILE,
    )

    for html in (result._repr_html_(), result.quality()._repr_html_()):
        assert "<img" not in html
        assert "&lt;img" in html


def test_a_result_shows_what_it_is_without_its_values() -> None:
    result = ComponentResult(files({"A": ["secret value"]}), source="Acute oral")

    assert repr(result) == "<ComponentResult: 1 files, 1 components from Acute oral>"
    assert "secret value" not in result._repr_html_()


def test_saving_asks_whoever_loaded_the_result(tmp_path: Path) -> None:
    asked: list[tuple[Path, str]] = []

    def save(folder: Path, form: str) -> list[Path]:
        asked.append((folder, form))
        return [folder / "a.xml"]

    assert ComponentResult([], save=save).save(str(tmp_path), "xml") == [tmp_path / "a.xml"]
    assert asked == [(tmp_path, "xml")]


def test_what_cannot_be_saved_is_refused_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="to_csv"):
        ComponentResult([]).save(tmp_path)
    with pytest.raises(ConfigError, match="'json', 'xml'"):
        ComponentResult([]).save(tmp_path, "xlsx")


def test_the_score_counts_values_by_component() -> None:
    result = ComponentResult(files({"Sex": ["male", "female"], "Route": []}, {"Sex": ["male"]}))
    truth = {
        "Prüfbericht 1.pdf": {"Sex": ["female"], "Route": ["oral"]},
        "lost.pdf": {"Sex": ["male"]},
    }

    table = score(result, truth).set_index("component")

    assert table.loc["Sex", ["expected", "found", "correct"]].tolist() == [2, 2, 1]
    assert table.loc["Route", ["expected", "found", "correct"]].tolist() == [1, 0, 0]
    assert table.loc["Sex", ["precision", "recall"]].tolist() == [0.5, 0.5]
    assert table["precision"].isna().tolist() == [False, True]
