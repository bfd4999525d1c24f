"""df.documine: what keeps the link to the result, what loses it, and that this is said."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest
from support.components import files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult


@pytest.fixture
def result() -> ComponentResult:
    guideline = {"Test_Guidelines_1": ["Nº 423: Oral (17/12/2001)"]}
    return ComponentResult(
        files(*({**guideline, "Conclusion_LD50_mg_per_kg": [str(n)]} for n in (5, 500))),
        source="Acute oral",
    )


def test_a_frame_reports_on_the_result_it_came_from(result: ComponentResult) -> None:
    df = result.wide()

    assert df.documine.result is result
    assert df.copy().iloc[:1].assign(x=1).documine.result is result
    assert repr(df.documine.report()) == repr(result.quality())


def test_rows_left_out_are_left_out_of_endpoints_and_values(result: ComponentResult) -> None:
    one = result.wide().iloc[:1]

    assert one.documine.endpoints()["ghs"].tolist() == ["Category 1"]
    assert set(one.documine.long()["file_id"]) == {"f1"}


def test_where_the_link_is_gone_it_says_so(result: ComponentResult) -> None:
    df = result.wide()
    merged = df.merge(pd.DataFrame({"file name": df["file name"], "x": 1}), on="file name")

    for frame in (merged, pickle.loads(pickle.dumps(df)), pd.DataFrame()):  # noqa: S301 -- our own
        with pytest.raises(ConfigError, match="keep the result"):
            frame.documine.report()


def test_a_linked_frame_can_be_written(result: ComponentResult, tmp_path: Path) -> None:
    path = tmp_path / "frame.parquet"
    result.wide()[["file name"]].to_parquet(path)

    assert pd.read_parquet(path)["file name"].tolist() == result.wide()["file name"].tolist()
