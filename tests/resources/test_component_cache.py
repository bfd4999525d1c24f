"""Kept components: what changed is fetched, nothing else, and what is kept is never half."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from support.components import files
from support.kept import KEY, status, wanted
from support.studies import plan, study

from documine_nb.errors import ConfigError, MissingExtraError, NetworkError, StorageError
from documine_nb.models import FileStatus
from documine_nb.models.component_records import records_of
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources import component_cache
from documine_nb.resources.component_cache import ComponentCache
from documine_nb.resources.component_segments import Segment, read_segment, write_segment
from documine_nb.resources.components import ComponentLoad
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session
from documine_nb.transport.answer import Answer

GONE = [{"status": 507, "times": 50}]


@pytest.fixture
def failing(session: Session) -> Iterator[Callable[..., None]]:
    """Make calls for components fail from now on, until the test ends."""
    yield lambda *names: plan(session, **dict.fromkeys(names, GONE))
    session.request("DELETE", "/__faults")


def kept(path: Path) -> list[str]:
    return read_segment(path).file_ids


def segments(cache: Path) -> list[Path]:
    return sorted(cache.glob("*/*.arrow"))


def test_what_has_not_changed_is_not_fetched_again(
    processed: Dossier, tmp_path: Path, failing: Callable[..., None]
) -> None:
    first = processed.components(cache=tmp_path / "cache")
    failing("getComponentsForFiles", "getComponents")

    again = processed.components(cache=tmp_path / "cache")

    assert_frame_equal(again.long(), first.long())
    assert_frame_equal(again.wide(), first.wide())
    assert again.files == first.files


def test_of_one_changed_file_one_is_fetched(
    processed: Dossier, tmp_path: Path, failing: Callable[..., None]
) -> None:
    processed.components(cache=tmp_path / "cache")
    processed.file("study2.pdf").override({"Report_Number": "corrected"})
    failing("getComponentsForFiles")

    frame = processed.components(cache=tmp_path / "cache").wide().set_index("file name")

    assert frame["Report_Number"]["study2.pdf"] == "corrected"
    assert len(frame) == 5
    assert [len(kept(path)) for path in segments(tmp_path / "cache")] == [5, 1]


def test_a_new_file_is_added_and_a_deleted_one_is_gone(processed: Dossier, tmp_path: Path) -> None:
    processed.components(cache=tmp_path / "cache")
    processed.file("study1.pdf").delete()
    processed.upload(study(tmp_path / "study9.pdf", 9))
    processed.wait(timeout=60)

    frame = processed.components(cache=tmp_path / "cache").wide()

    assert set(frame["file name"]) == {f"study{n}.pdf" for n in (2, 3, 4, 5, 9)}


def test_a_refresh_fetches_all_and_replaces_what_was_kept(
    processed: Dossier, tmp_path: Path
) -> None:
    processed.components(cache=tmp_path / "cache")
    before = segments(tmp_path / "cache")

    processed.components(cache=tmp_path / "cache", refresh=True)

    after = segments(tmp_path / "cache")
    assert len(after) == 1
    assert after != before


def test_a_purge_leaves_nothing(processed: Dossier, tmp_path: Path) -> None:
    processed.components(cache=tmp_path / "cache")

    processed.purge_cache(tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_what_is_kept_without_details_is_kept_apart(processed: Dossier, tmp_path: Path) -> None:
    for details in (False, True, False):
        result = processed.components(cache=tmp_path / "cache", details=details)
        assert result.long()["rule_id"].notna().any() == details

    processed.purge_cache(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_folder_is_closed_to_others(processed: Dossier, tmp_path: Path) -> None:
    processed.components(cache=tmp_path / "cache")

    (folder,) = (tmp_path / "cache").iterdir()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())]
    assert modes == [0o700, 0o600] or os.name == "nt"


def test_without_a_folder_nothing_is_kept(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ComponentCache, "write", lambda *_, **__: pytest.fail("kept"))

    assert len(processed.components()) == 5


def test_of_a_dossier_that_was_emptied_nothing_is_kept_and_nothing_comes_back(
    processed: Dossier, tmp_path: Path
) -> None:
    processed.components(cache=tmp_path / "cache")
    for file in processed.files.list():
        file.delete()

    result = processed.components(cache=tmp_path / "cache")

    assert (len(result), result.missing) == (0, ())


def test_a_folder_that_cannot_be_is_told_before_anything_is_loaded(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setattr(ComponentLoad, "fetch", lambda *_, **__: pytest.fail("loaded"))

    for refresh in (False, True):
        with pytest.raises(StorageError, match=r"'.*cache.*' cannot be used"):
            processed.components(cache=tmp_path / "cache", refresh=refresh)


def test_an_empty_text_is_not_the_working_directory(processed: Dossier) -> None:
    with pytest.raises(ConfigError, match="names no folder"):
        processed.components(cache="")


def test_what_cannot_be_kept_is_loaded_all_the_same_and_that_is_told(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(component_cache, "write_segment", full)

    with pytest.warns(UserWarning, match=r"loaded, but not kept: .*No space left on device"):
        result = processed.components(cache=tmp_path / "cache")

    assert_frame_equal(result.wide(), processed.components().wide())


def test_a_load_that_breaks_off_keeps_what_it_has_and_the_next_one_goes_on(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [*processed.files.list()]  # chosen one by one, they are fetched one by one
    lost = {every[2].id}
    came: list[str] = []
    others_came = asyncio.Event()
    reads = Context.reads

    def some(self: Context, *of: Any, **options: Any) -> Callable[[str], Awaitable[Answer]]:
        read = reads(self, *of, **options)

        async def one(file_id: str) -> Answer:
            if file_id in lost:
                await others_came.wait()
                raise NetworkError("broken off")
            answer = await read(file_id)
            came.append(file_id)
            if len(came) == len(every) - 1:
                others_came.set()
            return answer

        return one

    monkeypatch.setattr(Context, "reads", some)
    with pytest.raises(NetworkError, match="broken off"):
        processed.components(every, cache=tmp_path / "cache")
    lost.clear()
    came.clear()

    result = processed.components(every, cache=tmp_path / "cache")

    assert came == [every[2].id]
    assert result.wide()["file name"].tolist() == [file.name for file in every]


# ---------------------------------------------------------------- without a service


def unchanged(cache: ComponentCache, known: dict[str, FileStatus]) -> ComponentTable:
    found = cache.unchanged(cache.open(), [*known.values()])
    return ComponentTable.together([found[file_id] for file_id in known if file_id in found])


def test_everything_that_is_kept_comes_back(tmp_path: Path, table: ComponentTable) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)

    assert records_of(unchanged(cache, known)) == records_of(table)


def test_a_file_with_another_stamp_is_not_taken(tmp_path: Path, table: ComponentTable) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    changed = wanted(status(1), status(2, "2026-01-01T00:00:00.001Z"), status(4))

    assert unchanged(cache, changed).file_ids == ["f1"]


def test_another_dossier_has_a_cache_of_its_own(tmp_path: Path, table: ComponentTable) -> None:
    known = wanted(status(1), status(2), status(3))
    ComponentCache(tmp_path, KEY).write(table, table, known, complete=True)

    assert len(unchanged(ComponentCache(tmp_path, (*KEY[:3], "other")), known)) == 0


def test_a_file_that_is_not_processed_is_not_kept(tmp_path: Path, table: ComponentTable) -> None:
    cache = ComponentCache(tmp_path, KEY)
    known = wanted(status(1), status(2, state="PROCESSING"), status(3))
    cache.write(table, table, known, complete=True)

    assert unchanged(cache, known).file_ids == ["f1", "f3"]


def test_a_file_whose_corrections_the_service_would_not_tell_is_not_kept(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache = ComponentCache(tmp_path, KEY)
    untold = FileStatus.from_json(
        {name: value for name, value in status(2).to_json().items() if name != "lastUpdated"}
    )
    known = wanted(status(1), untold, status(3))
    cache.write(table, table, known, complete=True)

    assert unchanged(cache, known).file_ids == ["f1", "f3"]


def test_what_others_put_into_the_folder_does_no_harm(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    (segment,) = segments(tmp_path)
    for name in ("._" + segment.name, "notes.arrow", "00000009-x.arrow", "._x.frame"):
        segment.with_name(name).write_bytes(b"of another program")
    segment.with_name("00000002-x.arrow").mkdir()

    for _ in range(2):
        assert unchanged(cache, known).file_ids == ["f1", "f2", "f3"]
        cache.write(table, table, known, complete=True)
    assert (segment.parent / "notes.arrow").exists()


def test_a_segment_that_was_left_unfinished_long_ago_is_removed(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    (folder,) = tmp_path.iterdir()
    old, new = folder / "old.unfinished", folder / "new.unfinished"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))

    cache.write(table, table, known, complete=True)

    assert (old.exists(), new.exists()) == (False, True)


def test_a_segment_that_is_cut_anywhere_is_never_read(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    (segment,) = segments(tmp_path)
    whole = segment.read_bytes()

    for length in range(0, len(whole), 97):
        segment.write_bytes(whole[:length])
        assert len(unchanged(cache, known)) == 0


def test_a_segment_with_one_wrong_bit_is_never_read(tmp_path: Path, table: ComponentTable) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    (segment,) = segments(tmp_path)
    whole = segment.read_bytes()

    for place in range(0, len(whole), 97):
        segment.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert len(unchanged(cache, known)) == 0


def test_what_was_opened_before_the_files_were_listed_is_there_though_it_is_purged_meanwhile(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), [status(1), status(2), status(3)]
    cache.write(table, table, wanted(*known), complete=True)

    opened = cache.open()
    cache.purge()

    assert list(cache.unchanged(opened, known)) == ["f1", "f2", "f3"]
    assert cache.open() == []


def test_a_purge_removes_everything_also_what_a_killed_one_left(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    (folder,) = tmp_path.iterdir()
    (folder / "folder").mkdir()
    folder.rename(f"{folder}-left")
    cache.write(table, table, known, complete=True)

    cache.purge()
    cache.purge()

    assert list(tmp_path.iterdir()) == []


def test_which_files_are_kept_is_known_before_anything_of_them_is_read(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    monkeypatch.setattr(Segment, "_read", lambda *_: pytest.fail("read"))

    assert unchanged(cache, known).file_ids == ["f1", "f2", "f3"]


def test_two_threads_that_need_a_segment_have_all_of_it_both(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    (segment,) = [read_segment(write_segment(tmp_path, 1, table, np.zeros((3, 7), np.int64)))]
    both, read = threading.Barrier(2, timeout=20), Segment._read

    def together(self: Segment, source: object) -> object:
        both.wait()
        return read(self, source)

    monkeypatch.setattr(Segment, "_read", together)
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda _: list(segment.value), range(2)))

    assert found == [list(table.value)] * 2


def test_what_arrow_cannot_hold_is_loaded_and_not_kept(tmp_path: Path) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1))
    half = ComponentTable.of(files({"A": ["half a character: \ud83d"]}))
    cache.write(half, half, known, complete=True)

    assert segments(tmp_path) == []


def test_a_segment_has_its_name_only_once_it_is_whole(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="No space left"):
        cache.write(table, table, known, complete=True)

    assert segments(tmp_path) == []


def test_a_segment_of_another_release_is_left_alone(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documine_nb.resources.component_segments.SCHEMA", "0")
    path = write_segment(tmp_path, 1, table, np.zeros((3, 7), np.int64))
    monkeypatch.undo()

    with pytest.raises(ValueError, match="another release"):
        read_segment(path)


def test_many_segments_become_one(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(component_cache, "_MOST_SEGMENTS", 3)
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    for _ in range(3):
        cache.write(table.take([1]), table, known, complete=True)
    cache.write(table.take([1]), table, known, complete=True)

    assert len(segments(tmp_path)) == 1
    assert unchanged(cache, known).file_ids == ["f1", "f2", "f3"]


def test_of_files_that_are_loaded_one_by_one_many_segments_become_one_and_all_stay(
    tmp_path: Path, table: ComponentTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(component_cache, "_MOST_SEGMENTS", 3)
    cache = ComponentCache(tmp_path, KEY)
    for number, year in zip((1, 2, 3, 1, 2, 3, 2, 2, 2), 3 * [2025] + 6 * [2026], strict=True):
        one = table.take([number - 1])
        known = wanted(status(number, f"{year}-01-01T00:00:00Z"))
        cache.write(one, one, known, complete=False)

    assert len(segments(tmp_path)) <= 3
    known = wanted(status(1), status(2), status(3))
    assert records_of(unchanged(cache, known)) == records_of(table)


def test_some_files_chosen_do_not_remove_the_others(tmp_path: Path, table: ComponentTable) -> None:
    cache, known = ComponentCache(tmp_path, KEY), wanted(status(1), status(2), status(3))
    cache.write(table, table, known, complete=True)
    cache.write(table.take([0]), table.take([0]), wanted(status(1)), complete=False)

    assert sorted(unchanged(cache, known).file_ids) == ["f1", "f2", "f3"]


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"documine_nb\[arrow\]"):
        ComponentCache(tmp_path, KEY)
