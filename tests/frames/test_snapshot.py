"""A load kept as a file: the same figures offline, and nothing taken that was changed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from support.components import Values, answer, files

from documine_nb.errors import ConfigError, IntegrityError, StorageError
from documine_nb.frames import (
    ComponentResult,
    MissingFile,
    compare,
    read_package,
    read_snapshot,
    snapshot,
)
from documine_nb.frames.endpoints import table_content
from documine_nb.models import FileComponents

GUIDELINE = {"Test_Guidelines_1": ["Nº 423: Oral (17/12/2001)"]}
VALUES: tuple[Values, ...] = (
    {
        **GUIDELINE,
        "Conclusion_LD50_mg_per_kg": ["2.000"],
        "Species": ["rat"],
        "Sponsor": ["Ä GmbH"],
    },
    {**GUIDELINE, "Conclusion_LD50_mg_per_kg": ["310,2"], "Species": ["zebra"], "Empty": []},
)


@pytest.fixture
def result() -> ComponentResult:
    loaded = files(*VALUES)
    unknown = answer(3, {"Species": ["rat"]}) | {"newField": {"x": [1]}}
    return ComponentResult(
        [*loaded, FileComponents.from_json(unknown)],
        order=["Species", "Later"],
        missing=[MissingFile("scan.pdf", "No text was found", "f9")],
        source="Acute oral",
        versions={"f1": {"analysis": 2, "rules": 7}},
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other)


def test_a_snapshot_gives_identical_figures(result: ComponentResult, tmp_path: Path) -> None:
    kept = read_snapshot(result.snapshot(tmp_path / "a.documine"))

    same(kept.wide(), result.wide())
    same(kept.long(), result.long())
    same(kept.endpoints(), result.endpoints())
    same(kept.guidelines(), result.guidelines())
    assert repr(kept.quality()) == repr(result.quality())
    assert kept.files == result.files
    assert (kept.source, kept.versions) == (result.source, result.versions)
    assert not compare(result, kept)


def test_a_report_tells_what_changed_since_a_snapshot(tmp_path: Path) -> None:
    path = ComponentResult(files({"A": ["1"]})).snapshot(tmp_path / "a.documine")
    report = ComponentResult(files({"A": ["2"]})).quality(since=path)

    assert "A changed: '1' → '2'" in repr(report)


def test_a_snapshot_of_a_snapshot_is_the_same(result: ComponentResult, tmp_path: Path) -> None:
    once = read_snapshot(result.snapshot(tmp_path / "a"))
    twice = read_snapshot(once.snapshot(tmp_path / "b"))

    assert twice.files == result.files
    same(twice.endpoints(), result.endpoints())


def test_endpoints_use_the_tables_of_the_day_it_was_kept(
    result: ComponentResult, tmp_path: Path
) -> None:
    path = result.snapshot(tmp_path / "a.documine")
    with zipfile.ZipFile(path) as archive:
        tables = json.loads(archive.read("tables.json"))
    for guideline in tables["guideline"]:
        guideline["versions"] = ["01/01/2030"]

    older = ComponentResult(result.files, tables=tables)
    kept = read_snapshot(older.snapshot(tmp_path / "older"))

    assert set(kept.endpoints()["guideline_status"].dropna()) == {"outdated"}


def test_it_tells_rules_and_versions(result: ComponentResult, tmp_path: Path) -> None:
    with zipfile.ZipFile(result.snapshot(tmp_path / "a")) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    assert manifest["rules"]["Species"] == ["Species.0.0"]
    assert manifest["versions"] == {"f1": {"analysis": 2, "rules": 7}}
    assert set(manifest["sha256"]) == {"tables.json", "answers/00000.jsonl"}


@pytest.mark.parametrize("member", ["answers/00000.jsonl", "tables.json"])
def test_what_was_changed_is_refused(result: ComponentResult, tmp_path: Path, member: str) -> None:
    path = result.snapshot(tmp_path / "a")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = members[member].replace(b"4", b"5").replace(b"rat", b"cat")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)

    with pytest.raises(IntegrityError, match=f"{member}.*was changed"):
        read_snapshot(path)


def test_what_is_no_snapshot_is_refused(result: ComponentResult, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Reports/a.json", "{}")

    with pytest.raises(IntegrityError, match="is no snapshot"):
        read_snapshot(path)
    path.write_bytes(result.snapshot(tmp_path / "a").read_bytes()[:-30])
    with pytest.raises(IntegrityError):
        read_snapshot(path)


def test_a_snapshot_that_cannot_be_written_leaves_the_old_one(
    result: ComponentResult, tmp_path: Path
) -> None:
    taken = tmp_path / "folder"
    taken.mkdir()

    for path in (taken, ""):
        with pytest.raises(StorageError, match="cannot be written"):
            result.snapshot(path)
    assert list(tmp_path.iterdir()) == [taken]


def test_a_name_that_is_too_long_is_an_error_of_ours(
    result: ComponentResult, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        result.snapshot(tmp_path / ("x" * 300))


def test_the_kept_answers_can_be_saved(result: ComponentResult, tmp_path: Path) -> None:
    kept = read_snapshot(result.snapshot(tmp_path / "a"))

    written = kept.save(tmp_path / "raw")

    assert [path.name for path in written] == [f"Prüfbericht {n}.pdf.json" for n in (1, 2, 3)]
    assert json.loads(written[2].read_text("utf-8"))["newField"] == {"x": [1]}
    with pytest.raises(ConfigError, match="JSON alone"):
        kept.save(tmp_path / "raw", "xml")


def rewritten(path: Path, **facts: object) -> Path:
    """Return a snapshot with other facts in its manifest; those that are None are left out."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"]) | facts
    kept = {name: fact for name, fact in manifest.items() if fact is not None}
    members["manifest.json"] = json.dumps(kept).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("fact", "stated"),
    [
        ("components", None),
        ("components", 5),
        ("missing", None),
        ("missing", ["x"]),
        ("doubles", 5),
        ("versions", "x"),
        ("versions", {"f1": 5}),
        ("loaded", {"a": 1}),
        ("sha256", "x"),
        ("files", 99),
    ],
)
def test_a_manifest_that_cannot_be_is_an_error_of_ours(
    result: ComponentResult, tmp_path: Path, fact: str, stated: object
) -> None:
    with pytest.raises(IntegrityError, match=r"'a' (states )?cannot be read"):
        read_snapshot(rewritten(result.snapshot(tmp_path / "a"), **{fact: stated}))


def test_tables_that_cannot_be_are_told_when_it_is_read_and_who_can_read_them(
    result: ComponentResult, tmp_path: Path
) -> None:
    tables = table_content() | {"endpoint": [{"name": "LD50", "of_later_releases": 1}]}
    later = ComponentResult(result.files, tables=tables).snapshot(tmp_path / "a")

    with pytest.raises(IntegrityError, match=r"of_later_releases.*release that wrote it"):
        read_snapshot(later)


def test_a_hash_of_the_tables_cannot_be_left_out(result: ComponentResult, tmp_path: Path) -> None:
    path = result.snapshot(tmp_path / "a")
    with zipfile.ZipFile(path) as archive:
        hashes = json.loads(archive.read("manifest.json"))["sha256"]
    del hashes["tables.json"]

    with pytest.raises(IntegrityError, match=r"'tables\.json' in 'a' was changed"):
        read_snapshot(
            rewritten(path, sha256={"answers/00000.jsonl": hashes["answers/00000.jsonl"]})
        )


def test_large_answers_are_kept_in_parts_and_come_back_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_MOST_BYTES", 2000)
    long = ComponentResult(files(*({"A": [str(number), "x" * 900]} for number in range(7))))
    path = long.snapshot(tmp_path / "a")

    with zipfile.ZipFile(path) as archive:
        sizes = [each.file_size for each in archive.infolist() if "answers" in each.filename]
    assert len(sizes) == 7
    assert read_snapshot(path).files == long.files


def test_a_snapshot_of_no_files_is_one(tmp_path: Path) -> None:
    assert len(read_snapshot(ComponentResult([]).snapshot(tmp_path / "a"))) == 0


def test_a_snapshot_of_a_later_release_names_it(result: ComponentResult, tmp_path: Path) -> None:
    path = rewritten(result.snapshot(tmp_path / "a"), format=2, documine_nb="9.9")

    with pytest.raises(IntegrityError, match=r"form 2, this release reads 1.*documine_nb 9\.9"):
        read_snapshot(path)


def test_the_home_folder_is_understood(
    result: ComponentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    result.snapshot("~/kept")
    result.to_csv("~/studies.csv")

    assert {path.name for path in tmp_path.iterdir()} == {"kept", "studies.csv"}
    assert len(read_snapshot("~/kept")) == len(result)


def test_a_snapshot_is_no_package_and_that_is_said(result: ComponentResult, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"snapshot of a load.*read_snapshot"):
        read_package(result.snapshot(tmp_path / "a"))
