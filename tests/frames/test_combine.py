"""Several loads as one result: nothing that belongs to them is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from support.components import Values, files, package

import documine_nb as dm
from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult, MissingFile, read_package
from documine_nb.frames.loaded import Loaded
from documine_nb.models import FileComponents

MONDAY, TUESDAY = 1_795_000_000.0, 1_795_100_000.0
STUDY: Values = {"Sex": ["male"], "Batch": ["7"]}


def loaded(
    name: str,
    *studies: Values,
    at: float | None = MONDAY,
    start: int = 0,
    missing: tuple[MissingFile, ...] = (),
) -> ComponentResult:
    records = [
        FileComponents.from_json(
            {
                "fileId": f"f{start + number}",
                "filename": f"{start + number}.pdf",
                "components": study,
            }
        )
        for number, study in enumerate(studies)
    ]
    moment = None if at is None else Loaded.at([at])
    versions = {record.file_id: {"analysis": int(at or 0)} for record in records}
    return ComponentResult(records, source=name, loaded=moment, missing=missing, versions=versions)


def test_rows_are_those_of_all_in_their_order() -> None:
    first, second = loaded("a", STUDY, STUDY), loaded("b", {"Sex": ["female"]}, start=2)

    both = dm.combine([first, second])

    assert both.wide().index.tolist() == ["f0", "f1", "f2"]
    assert both.wide()["Sex"].tolist() == ["male", "male", "female"]
    expected = pd.concat([first.long(), second.long()], ignore_index=True)
    assert_frame_equal(both.long(), expected, check_dtype=False, check_categorical=False)
    assert both.components == ("Sex", "Batch")


def test_any_iterable_is_taken_and_one_result_alone_is_itself() -> None:
    one = loaded("a", STUDY)

    alone = dm.combine(iter([one]))

    assert_frame_equal(alone.wide(), one.wide())
    assert (alone.source, alone.loaded) == (one.source, one.loaded)


def test_frames_know_when_the_values_were_loaded() -> None:
    both = dm.combine([loaded("a", STUDY), loaded("b", STUDY, start=1, at=TUESDAY)])

    assert both.wide().attrs["loaded"] == "loaded 2026-11-18 to 2026-11-19"


def test_a_day_that_is_not_known_of_all_is_not_told() -> None:
    both = dm.combine([loaded("a", STUDY), loaded("b", STUDY, start=1, at=None)])

    assert both.loaded is None


def test_of_a_file_in_two_the_newer_load_counts_and_that_is_told() -> None:
    newer = loaded("tuesday", {"Sex": ["female"]}, STUDY, at=TUESDAY)
    older = loaded("monday", STUDY, STUDY, STUDY)

    both = dm.combine([newer, older])

    assert both.wide()["Sex"].to_dict() == {"f0": "female", "f1": "male", "f2": "male"}
    assert [(one.filename, one.reason) for one in both.doubles] == [
        ("0.pdf", "taken from tuesday; monday has other values"),
        ("1.pdf", "taken from tuesday; monday has the same values"),
    ]
    assert both.versions["f0"] == {"analysis": int(TUESDAY)}
    assert both.versions["f2"] == {"analysis": int(MONDAY)}


@pytest.mark.parametrize("kept", [False, True])
def test_a_combined_result_knows_of_each_file_when_it_was_loaded(
    tmp_path: Path, *, kept: bool
) -> None:
    old = loaded("monday", {"Sex": ["male"]})
    other = loaded("friday", STUDY, at=TUESDAY + 3 * 86_400, start=5)
    both = dm.combine([old, other])
    if kept:
        both = dm.read_snapshot(both.snapshot(tmp_path / "both"))

    again = dm.combine([both, loaded("tuesday", {"Sex": ["female"]}, at=TUESDAY)])

    assert again.wide()["Sex"].to_dict() == {"f0": "female", "f5": "male"}


def test_of_packages_read_together_each_has_its_own_day(tmp_path: Path) -> None:
    paths = []
    for name, studies, at in (("a", (STUDY, STUDY), MONDAY), ("b", (STUDY,), TUESDAY + 86_400)):
        (tmp_path / name).mkdir()
        paths.append(package(tmp_path / name, *studies))
        os.utime(paths[-1], (at, at))
    tuesday = loaded("tuesday", *({"Sex": ["female"]},) * 2, at=TUESDAY, start=1)

    both = dm.combine([read_package(paths), tuesday])

    assert both.wide()["Sex"].to_dict() == {"f1": "male", "f2": "female"}
    assert str(dm.combine([both, tuesday]).loaded).count("loaded") == 1


def test_of_loads_of_the_same_time_the_one_named_later_counts() -> None:
    both = dm.combine([loaded("a", {"Sex": ["male"]}), loaded("b", {"Sex": ["female"]})])

    assert both.wide()["Sex"].tolist() == ["female"]


def test_loads_without_a_name_are_told_by_their_place() -> None:
    both = dm.combine([loaded("", STUDY), loaded("", STUDY)])

    assert [one.reason for one in both.doubles] == [
        "taken from result 2; result 1 has the same values"
    ]


def test_what_is_missing_everywhere_is_missing_and_what_another_has_is_not() -> None:
    gone = (MissingFile("1.pdf", "in error", "f1"), MissingFile("9.pdf", "in error", "f9"))
    both = dm.combine([loaded("a", STUDY, missing=gone), loaded("b", STUDY, start=1)])

    assert [one.filename for one in both.missing] == ["9.pdf"]


def test_a_file_that_is_missing_in_several_is_told_once_as_the_last_load_has_it() -> None:
    waiting, failed = (MissingFile("9.pdf", reason, "f9") for reason in ("waits", "in error"))
    newer = loaded("b", STUDY, at=TUESDAY, missing=(failed,))
    older = loaded("a", STUDY, missing=(waiting, MissingFile("a.zip", "no report")))

    missing = dm.combine([newer, older]).missing

    assert missing == (failed, MissingFile("a.zip", "no report"))


def test_the_quality_of_all_is_reported_together() -> None:
    odd: Values = {"Dose": ["5", "many"]}
    both = dm.combine([loaded("a", odd), loaded("b", odd, start=1)])

    assert both.quality().files == 2


def test_a_result_of_packages_joins_with_one_of_a_load(tmp_path: Path) -> None:
    packed = read_package(package(tmp_path, STUDY))
    both = dm.combine([packed, loaded("b", STUDY)])

    assert len(both) == 2
    assert both.documents == packed.documents
    assert str(both.loaded).startswith("package written and loaded ")


def test_raw_answers_are_saved_into_a_folder_a_load(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
    one, two = package(folders[0], STUDY), package(folders[1], STUDY, STUDY)
    both = dm.combine([read_package(one), read_package(two)])

    paths = both.save(tmp_path / "raw")

    assert len(paths) == 3
    assert {path.parent.parent for path in paths} == {tmp_path / "raw"}
    assert len({path.parent for path in paths}) == 2


def test_combined_results_combine_again_and_can_be_kept(tmp_path: Path) -> None:
    both = dm.combine([loaded("a", STUDY), loaded("b", STUDY, start=1)])
    three = dm.combine([both, loaded("c", STUDY, start=2)])

    kept = dm.read_snapshot(three.snapshot(tmp_path / "three.documine"))

    assert_frame_equal(kept.wide(), three.wide())
    assert three.source == "a, b, c"


def test_the_source_of_many_is_a_number() -> None:
    many = dm.combine(loaded(f"dossier {at}", STUDY, start=at) for at in range(5))

    assert many.source == "5 results"


def test_no_results_at_all_are_refused() -> None:
    with pytest.raises(ConfigError, match="no results"):
        dm.combine([])


def test_endpoints_of_all_go_by_the_tables_that_all_have(tmp_path: Path) -> None:
    study: Values = {"Conclusion_LD50_mg_per_kg": ["310"], "Route": ["oral"]}
    live = ComponentResult(files(study))
    kept = dm.read_snapshot(live.snapshot(tmp_path / "a.documine"))

    assert dm.combine([kept, live]).endpoints()["ghs"].tolist() == ["Category 4"]
    assert dm.combine([kept, kept]).endpoints()["ghs"].tolist() == ["Category 4"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (loaded("oral", STUDY), "one result alone"),
        ([loaded("oral", STUDY), loaded("oral", STUDY).wide()], "a DataFrame"),
    ],
)
def test_what_is_no_list_of_results_is_refused(wrong: Any, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        dm.combine(wrong)
