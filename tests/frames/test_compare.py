"""Two loads side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.components import Values, files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult, compare

HOSTILE = "<img src=x onerror=alert(1)>"


def load(*values: Values, source: str = "") -> ComponentResult:
    return ComponentResult(files(*values), source=source)


def test_what_changed_appeared_and_vanished_is_told_by_file_and_component() -> None:
    found = compare(
        load({"A": ["1"], "B": ["x"], "C": ["same"]}, {"A": ["2"]}),
        load({"A": ["1", "2"], "C": ["same"], "D": ["new"]}, {"A": ["2"]}),
    )

    frame = found.to_frame()
    assert frame[["file_id", "component", "change"]].to_numpy().tolist() == [
        ["f1", "A", "changed"],
        ["f1", "B", "vanished"],
        ["f1", "D", "appeared"],
    ]
    assert frame["before"].tolist()[0] == "1"
    assert frame["after"].tolist()[0] == "1; 2"
    assert found.same == 1


def test_files_that_came_and_went_are_told() -> None:
    one, two, three = files({"A": ["1"]}, {"A": ["2"]}, {"A": ["3"]})
    found = compare(ComponentResult([one, two]), ComponentResult([two, three]))

    assert [(item.filename, item.kind, item.component) for item in found] == [
        ("Prüfbericht 1.pdf", "vanished", ""),
        ("Prüfbericht 3.pdf", "appeared", ""),
    ]


def test_files_of_other_ids_are_matched_by_their_name() -> None:
    (file,) = files({"A": ["1"]})
    again = type(file).from_json(file.to_json() | {"fileId": "other"})

    assert not compare(ComponentResult([file]), ComponentResult([again]))


def test_of_long_texts_a_part_is_shown_in_which_they_differ() -> None:
    same = "".join(f"{number} " for number in range(400))
    found = compare(load({"A": [f"{same}rat"]}), load({"A": [f"{same}mouse {same}"]}))

    assert "398 399 rat' → '…" in repr(found)
    assert "398 399 mouse 0 1" in repr(found)
    assert "398 399 rat</td>" in found._repr_html_()
    assert f"A appeared: '{same[:80]}…'" in repr(compare(load({}), load({"A": [same]})))
    assert found.to_frame()["before"].tolist() == [f"{same}rat"]


def test_one_value_is_told_from_several_of_the_same_words() -> None:
    found = compare(load({"A": ["rat; mouse"]}), load({"A": ["rat", "mouse"]}))

    assert """"'rat; mouse'" → "'rat'; 'mouse'\"""" in repr(found)


def test_the_same_loads_do_not_differ() -> None:
    found = compare(load({"A": ["1"]}), load({"A": ["1"]}))

    assert not found
    assert "nothing differs, 1 files the same" in repr(found)
    assert len(found.to_frame()) == 0


@pytest.mark.fault("B80")
def test_values_are_escaped_in_html() -> None:
    html = compare(load({HOSTILE: ["a"]}, source=HOSTILE), load({HOSTILE: [HOSTILE]}))._repr_html_()

    assert "<img" not in html
    assert "&lt;img" in html


def test_the_colours_of_the_table_have_dark_halves() -> None:
    html = compare(load({"A": ["1"]}), load({"A": ["2"]}))._repr_html_()

    assert 'class="changed"' in html
    assert "prefers-color-scheme: dark" in html


def test_a_report_tells_what_changed_since_an_earlier_load() -> None:
    report = load({"A": ["2"]}).quality(since=load({"A": ["1"]}))

    assert "Changed since the earlier load (1):" in repr(report)
    assert "A changed: '1' → '2'" in report._repr_html_().replace("&#x27;", "'")


def test_a_snapshot_is_compared_by_its_path(tmp_path: Path) -> None:
    kept = load({"Sex": ["male"]}).snapshot(tmp_path / "monday")

    assert [change.kind for change in compare(kept, load({"Sex": ["female"]}))] == ["changed"]


def test_frames_are_refused_and_what_to_compare_is_said() -> None:
    result = load({"Sex": ["male"]})

    with pytest.raises(ConfigError, match=r"DataFrame is no load.*results"):
        compare(result.wide(), result)  # type: ignore[arg-type]
