"""Kept frames: the very frame that would be built, or it is built."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from support.kept import KEY, status, wanted

import documine_nb
from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult
from documine_nb.models import FileStatus
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources import component_cache
from documine_nb.resources.component_cache import ComponentCache, Place
from documine_nb.resources.component_frames import KeptFrames
from documine_nb.resources.component_segments import Segment
from documine_nb.resources.dossier import Dossier

KNOWN = wanted(status(1), status(2), status(3))


def nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wide_view", "long_frame"):
        monkeypatch.setattr(f"documine_nb.frames.result.{name}", lambda *_, **__: pytest.fail("it"))


def all_frames(dossier: Dossier, cache: Path) -> list[pd.DataFrame]:
    result = dossier.components(cache=cache)
    return [result.wide(), result.long(), result.long(categories=True)]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.frame"))


# ---------------------------------------------------------------- with a service


def test_frames_of_unchanged_files_are_neither_built_again_nor_their_components_read(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = all_frames(processed, tmp_path / "cache")
    nothing_is_built(monkeypatch)
    monkeypatch.setattr(Segment, "_read", lambda *_: pytest.fail("read"))

    for found, expected in zip(all_frames(processed, tmp_path / "cache"), first, strict=True):
        assert_frame_equal(found, expected, check_exact=True)


def test_a_kept_frame_still_knows_its_result(processed: Dossier, tmp_path: Path) -> None:
    for _ in range(2):
        result = processed.components(cache=tmp_path / "cache")
        frame = result.wide()

    assert frame.documine.result is result
    assert frame.documine.report().to_frame().equals(result.quality().to_frame())


def test_a_result_is_pickled_without_its_session_and_with_all_its_values(
    processed: Dossier, tmp_path: Path
) -> None:
    for _ in range(2):  # the second one is of the cache
        result = processed.components(cache=tmp_path / "cache")
        again = pickle.loads(pickle.dumps(result))  # noqa: S301 -- ours

        assert_frame_equal(again.wide(), result.wide(), check_exact=True)
        assert_frame_equal(again.long(), result.long(), check_exact=True)
        assert repr(again.quality()) == repr(result.quality())
        assert repr(again) == repr(result)
        with pytest.raises(ConfigError, match="were pickled since"):
            again.save(tmp_path)


def test_a_correction_is_in_the_next_frame(processed: Dossier, tmp_path: Path) -> None:
    all_frames(processed, tmp_path / "cache")
    processed.file("study2.pdf").override({"Report_Number": "corrected"})

    for _ in range(2):
        wide, long, _ = all_frames(processed, tmp_path / "cache")
        assert "corrected" in set(wide["Report_Number"])
        assert "corrected" in set(long["value"])


def test_frames_are_kept_once_nothing_changes_any_more(processed: Dossier, tmp_path: Path) -> None:
    all_frames(processed, tmp_path / "cache")
    before = kept(tmp_path / "cache")
    processed.file("study2.pdf").override({"Report_Number": "corrected"})

    for expected in (False, True):
        processed.components(cache=tmp_path / "cache").wide()
        assert (kept(tmp_path / "cache") != before) == expected


def test_a_refresh_replaces_a_frame_though_no_stamp_has_changed(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        component_cache, "stamps_of", lambda files: np.zeros((len([*files]), 7), np.int64)
    )
    all_frames(processed, tmp_path / "cache")
    processed.file("study2.pdf").override({"Report_Number": "corrected"})
    assert "corrected" not in set(all_frames(processed, tmp_path / "cache")[0]["Report_Number"])

    refreshed = processed.components(cache=tmp_path / "cache", refresh=True)

    assert "corrected" in set(refreshed.wide()["Report_Number"])
    assert "corrected" in set(all_frames(processed, tmp_path / "cache")[0]["Report_Number"])


def test_files_in_another_order_have_their_rows_in_that_order(
    processed: Dossier, tmp_path: Path
) -> None:
    names = [f"study{number}.pdf" for number in range(1, 6)]
    for order in (names, names[::-1], names[2:], names):
        frame = processed.components(order, cache=tmp_path / "cache").wide()
        assert frame["file name"].tolist() == order


def test_only_plain_frames_are_kept(
    processed: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = processed.components(cache=tmp_path / "cache").wide()
    uncached = processed.components()
    lists, named = uncached.wide("list"), uncached.wide(names={"Report_Number": "Report"})

    again = processed.components(cache=tmp_path / "cache")
    assert_frame_equal(again.wide("list"), lists)
    assert_frame_equal(again.wide(names={"Report_Number": "Report"}), named)
    assert len(kept(tmp_path / "cache")) == 1
    nothing_is_built(monkeypatch)
    assert_frame_equal(again.wide("join"), plain)


def test_frames_are_closed_to_others_and_a_purge_removes_them(
    processed: Dossier, tmp_path: Path
) -> None:
    all_frames(processed, tmp_path / "cache")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in kept(tmp_path / "cache")}
    assert len(kept(tmp_path / "cache")) == 3
    assert modes == {0o600} or os.name == "nt"

    processed.purge_cache(tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


# ---------------------------------------------------------------- without a service


@pytest.fixture
def cache(tmp_path: Path, table: ComponentTable) -> ComponentCache:
    cache = ComponentCache(tmp_path, KEY)
    cache.write(table, table, KNOWN, complete=True)
    return cache


def places(cache: ComponentCache, known: Mapping[str, FileStatus]) -> dict[str, Place]:
    return cache.unchanged(cache.open(), [*known.values()])


def frames(cache: ComponentCache, *ids: str) -> KeptFrames:
    found = cache.frames(ids or list(KNOWN), places(cache, KNOWN), {})
    assert found is not None
    return found


def count(number: int) -> pd.DataFrame:
    return pd.DataFrame({"number": pd.array([number], dtype="Int64")})


def number_of(made: KeptFrames, number: int, kind: str = "wide") -> int:
    """Return the number of the frame kept, or this one if it is built now."""
    return int(made(kind, lambda: count(number))["number"].iloc[0])


def test_a_frame_is_built_once(cache: ComponentCache) -> None:
    assert [number_of(frames(cache), number) for number in (1, 2)] == [1, 1]


def test_each_kind_and_each_choice_of_files_has_a_frame_of_its_own(cache: ComponentCache) -> None:
    choices = [("f1", "f2", "f3"), ("f1", "f3"), ("f3", "f1")]
    wide = [number_of(frames(cache, *ids), number) for number, ids in enumerate(choices)]

    assert wide == [0, 1, 2]
    assert number_of(frames(cache), 9, "long") == 9


def test_what_was_loaded_just_now_has_the_frame_of_the_next_load(
    tmp_path: Path, table: ComponentTable
) -> None:
    cache = ComponentCache(tmp_path, KEY)
    cache.write(table, table, KNOWN, complete=True)
    changed = KNOWN | wanted(status(2, "2026-02-02T00:00:00Z"))
    unchanged = places(cache, changed)
    written = cache.write(table.take([1]), table, changed, complete=True)
    now = cache.frames(list(changed), unchanged, written)
    assert now is not None
    assert number_of(now, 1) == 1

    later = cache.frames(list(changed), places(cache, changed), {})
    assert later is not None
    assert number_of(later, 2) == 1


def test_of_a_file_that_was_loaded_again_the_frame_is_another(
    cache: ComponentCache, table: ComponentTable
) -> None:
    assert number_of(frames(cache, "f1"), 1) == 1
    cache.write(table.take([0]), table.take([0]), KNOWN, complete=False)

    assert number_of(frames(cache, "f1"), 2) == 2


def test_with_a_file_that_is_not_kept_no_frame_is(cache: ComponentCache) -> None:
    assert cache.frames([*KNOWN, "f4"], places(cache, KNOWN), {}) is None


def test_what_is_changed_in_a_frame_is_not_in_the_next(cache: ComponentCache) -> None:
    made = frames(cache)
    for _ in range(3):
        frame = made("wide", lambda: count(1))
        assert frame["number"].tolist() == [1]
        frame.loc[0, "number"] = 5


def test_a_frame_that_is_cut_or_changed_anywhere_is_built_anew(
    cache: ComponentCache, tmp_path: Path
) -> None:
    number_of(frames(cache), 1)
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    wrong = [whole[:place] for place in range(0, len(whole), 97)]
    wrong += [
        whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
        for place in range(0, len(whole), 97)
    ]

    for number, content in enumerate(wrong):
        path.write_bytes(content)
        assert number_of(frames(cache), number) == number


def test_a_frame_of_another_release_is_built_anew(
    cache: ComponentCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    number_of(frames(cache), 1)
    monkeypatch.setattr(documine_nb, "__version__", "0.0")

    assert number_of(frames(cache), 2) == 2


def test_where_a_frame_cannot_be_written_it_is_there_all_the_same(
    cache: ComponentCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert number_of(frames(cache), 1) == 1

    assert kept(tmp_path) == []


def test_what_arrow_cannot_hold_is_there_all_the_same(cache: ComponentCache) -> None:
    odd = pd.DataFrame({"odd": np.array(["half a character: \ud83d", 1], dtype=object)})

    assert frames(cache)("wide", lambda: odd) is odd


def test_after_a_purge_nothing_is_kept_by_who_has_loaded_before(
    cache: ComponentCache, tmp_path: Path
) -> None:
    made = frames(cache)
    cache.purge()

    assert number_of(made, 1) == 1
    assert list(tmp_path.iterdir()) == []


def test_few_frames_are_kept_the_newest(cache: ComponentCache, tmp_path: Path) -> None:
    for number in range(9):
        number_of(frames(cache), number, str(number))
        newest = max(kept(tmp_path), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))

    assert len(kept(tmp_path)) == 4
    assert [number_of(frames(cache), 99, str(number)) for number in (5, 6, 7, 8)] == [5, 6, 7, 8]


def test_frames_of_what_is_written_anew_are_removed(
    cache: ComponentCache, tmp_path: Path, table: ComponentTable
) -> None:
    number_of(frames(cache), 1)
    cache.write(table, table, KNOWN, complete=True)

    assert kept(tmp_path) == []
    assert number_of(frames(cache), 2) == 2


def test_another_process_has_the_same_frame(cache: ComponentCache, tmp_path: Path) -> None:
    expected = ComponentResult(ComponentTable.together([*places(cache, KNOWN).values()])).wide()
    frames(cache)("wide", lambda: expected)
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from support.kept import KEY, status
from documine_nb.resources.component_cache import ComponentCache
cache, known = ComponentCache(Path(sys.argv[1]), KEY), [status(1), status(2), status(3)]
kept = cache.unchanged(cache.open(), known)
frame = cache.frames(["f1", "f2", "f3"], kept, {{}})("wide", sys.exit)
print(frame.to_csv())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == expected.to_csv().strip()
