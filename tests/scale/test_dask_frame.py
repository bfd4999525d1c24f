"""The plan: columns, partitions, options; computed by this process's own threads."""

from __future__ import annotations

import json
import sys

import dask
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import documine_nb as dm
from documine_nb.errors import ConfigError, MissingExtraError
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.components import FileComponents
from documine_nb.resources.dossier import Dossier
from documine_nb.scale.layout import OTHERS, Layout
from documine_nb.session import Session


def file(number: int, **components: tuple[str, ...]) -> FileComponents:
    return FileComponents(None, None, f"f{number}", f"{number}.pdf", components)


def test_a_session_loads_the_components_of_a_dossier(session: Session, dossier: Dossier) -> None:
    assert_frame_equal(session.components("Many").wide(), dossier.components().wide())
    assert len(session.components(dossier, ["study1.pdf"])) == 1


@pytest.mark.parametrize("size", [1, 2, 100])
def test_every_partition_has_the_columns_and_dtypes_announced(
    session: Session, dossier: Dossier, size: int
) -> None:
    lazy = session.components("Many", engine="dask", partition_size=size)
    with dask.config.set(scheduler="threads"):
        parts = [part.compute() for part in lazy.partitions]

    assert lazy.npartitions == -(-5 // size)
    assert all(part.dtypes.equals(lazy.dtypes) for part in parts)
    whole = pd.concat(parts)
    expected = dossier.components().wide(schema=dict.fromkeys(whole.columns[1:-1], "string"))
    assert_frame_equal(whole.drop(columns=OTHERS), expected)


def test_a_schema_gives_exactly_its_columns(session: Session, dossier: Dossier) -> None:
    schema = {"Experimental_Starting_Date": "date", "Nothing": "string"}
    lazy = session.components("Many", engine="dask", schema=schema, partition_size=2)
    with dask.config.set(scheduler="threads"):
        frame = lazy.compute()

    assert frame.columns.tolist() == ["file name", *schema]
    assert_frame_equal(frame, dossier.components().wide(schema=schema))


def test_what_the_columns_do_not_hold_stands_in_the_last_one() -> None:
    table = ComponentTable.of([file(1, Sex=("male",)), file(2, Sex=(), Dose=("175", "550"))])

    frame = Layout("wide", (("Sex", "string"),)).frame(table)

    assert frame.columns.tolist() == ["file name", "Sex", OTHERS]
    assert frame[OTHERS].isna().tolist() == [True, False]
    assert json.loads(frame[OTHERS].iloc[1]) == {"Dose": ["175", "550"]}


def test_two_plans_are_two_loads(session: Session, dossier: Dossier) -> None:
    first, second = (session.components("Many", engine="dask") for _ in range(2))

    assert first._name != second._name


def test_an_empty_dossier_is_an_empty_frame(session: Session, dossier: Dossier) -> None:
    session.dossiers.create("Empty", template=dossier.template_id)
    lazy = session.components("Empty", engine="dask", frame="long")
    with dask.config.set(scheduler="threads"):
        assert len(lazy.compute()) == 0


@pytest.mark.parametrize(
    "options",
    [
        {"engine": "spark"},
        {"engine": "dask", "connections": 0},
        {"engine": "dask", "partition_size": 0},
        {"engine": "dask", "frame": "narrow"},
        {"engine": "dask", "variables": {"passwort": "X"}},
    ],
)
def test_an_option_that_does_not_fit_is_refused(
    session: Session, dossier: Dossier, options: dict[str, object]
) -> None:
    with pytest.raises(ConfigError):
        session.components("Many", **options)  # type: ignore[arg-type]


def test_without_dask_the_extra_is_named(
    session: Session, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dask.dataframe", None)

    with pytest.raises(MissingExtraError, match=r"documine_nb\[dask\]"):
        session.components("Many", engine="dask")


def test_the_embedded_server_is_reached_from_its_own_process() -> None:
    with dm.demo(samples=False, quiet=True) as session:
        session.dossiers.create("Mine", template="Generic report")
        lazy = session.components("Mine", engine="dask")
        with dask.config.set(scheduler="threads"):
            assert len(lazy.compute()) == 0
