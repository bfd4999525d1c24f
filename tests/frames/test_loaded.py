"""The day of the values travels with every frame: from the service, packages and snapshots."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from support.components import files, package

from documine_nb.frames import ComponentResult, read_package, read_snapshot
from documine_nb.frames.loaded import Loaded
from documine_nb.models import LicenseUsage
from documine_nb.resources.components import load_components
from documine_nb.resources.context import Context
from documine_nb.resources.license import UsageReport
from documine_nb.testing import ManualClock

NOON = 1_795_608_000.0  # 2026-11-25 12:00 UTC
DAY = 86_400
LATER = Loaded.at([NOON])


def frames(result: ComponentResult) -> list[Any]:
    wide = [result.wide(), result.wide("list")]
    return [*wide, result.long(), result.endpoints(), result.quality().coverage()]


def days(result: ComponentResult) -> set[object]:
    return {frame.attrs.get("loaded") for frame in frames(result)}


@pytest.mark.anyio
async def test_a_load_from_the_service_knows_the_clocks_day() -> None:
    unused: Any = None
    context = Context(unused, ManualClock(wall=NOON), quiet=True)

    result = await load_components(context, {}, [], source="x", whole=False, progress=False)

    assert days(result) == {"loaded 2026-11-25"}


def test_packages_tell_when_they_were_written(tmp_path: Path) -> None:
    path = package(tmp_path, {"Sex": ["male"]})
    os.utime(path, (NOON, NOON))
    other = path.with_name("older.zip")
    other.write_bytes(path.read_bytes())
    os.utime(other, (NOON - 5 * DAY, NOON - 5 * DAY))

    assert days(read_package(path)) == {"package written 2026-11-25"}
    assert days(read_package([path, other])) == {"package written 2026-11-20 to 2026-11-25"}


def test_a_snapshot_tells_the_day_of_its_load_and_not_its_own(tmp_path: Path) -> None:
    known = ComponentResult(files({"Sex": ["male"]}), loaded=LATER)
    unknown = ComponentResult(files({"Sex": ["male"]}))

    again = read_snapshot(known.snapshot(tmp_path / "known.documine"))

    assert again.loaded == LATER
    assert days(again) == {"loaded 2026-11-25"}
    assert days(read_snapshot(unknown.snapshot(tmp_path / "unknown.documine"))) == {None}


def test_a_day_that_is_not_known_is_not_guessed() -> None:
    assert days(ComponentResult(files({"Sex": ["male"]}))) == {None}


def test_the_day_outlives_pandas_and_pickle() -> None:
    frame = ComponentResult(files({"Sex": ["male"]}), loaded=LATER).wide()

    changed = pickle.loads(pickle.dumps(frame.query("Sex == 'male'").assign(x=1)))  # noqa: S301 -- ours

    assert changed.attrs["loaded"] == "loaded 2026-11-25"


def test_license_usage_knows_when_it_was_read() -> None:
    usage = LicenseUsage.from_json({"monthlyData": []})

    assert UsageReport(usage, 10, read_at=NOON).to_frame().attrs["loaded"] == "loaded 2026-11-25"
    assert "loaded" not in UsageReport(usage, 10).to_frame().attrs
