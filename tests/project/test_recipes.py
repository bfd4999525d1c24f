"""The recipes run as they stand, and every tool reads the same from the data set."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

RECIPES = Path(__file__).parents[2] / "docs" / "recipes.md"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the blocks define, run in a folder of their own."""
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("recipes"))
        for block in re.findall(r"```python\n(.*?)```", RECIPES.read_text(), flags=re.DOTALL):
            exec(compile(block, str(RECIPES), "exec"), found)  # noqa: S102 -- the page is ours
    return found


def expected(names: dict[str, Any]) -> dict[str, int]:
    long = names["result"].long()
    counts: dict[str, int] = long.groupby("component")["file_id"].nunique().to_dict()
    return counts


def test_pandas_reads_the_data_set(names: dict[str, Any]) -> None:
    assert len(expected(names)) > 20
    assert names["in_pandas"].to_dict() == expected(names)


def test_polars_reads_the_data_set(names: dict[str, Any]) -> None:
    assert dict(names["in_polars"].iter_rows()) == expected(names)


def test_duckdb_reads_the_data_set(names: dict[str, Any]) -> None:
    found = names["in_duckdb"]

    assert dict(zip(found["component"], found["files"], strict=True)) == expected(names)


def test_duckdb_tells_a_limit_from_a_point(names: dict[str, Any]) -> None:
    ld50 = names["result"].wide()["Conclusion_LD50_mg_per_kg"]
    limits = ld50.quantity.low[ld50.quantity.qualifier == ">"]

    assert len(limits) > 0
    assert sorted(names["limits"]["above"]) == sorted(limits)


def test_dask_reads_the_data_set(names: dict[str, Any]) -> None:
    assert names["in_dask"].to_dict() == expected(names)


def test_a_cluster_counts_what_one_process_counts(names: dict[str, Any]) -> None:
    wide = names["result"].wide()

    assert names["by_species"].to_dict() == wide.groupby("Species").size().to_dict()
