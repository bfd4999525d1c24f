"""Which components were found in which files."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from support.acute_oral import acute_oral
from support.components import answer, files
from support.drawn import note, row_labels, texts

from documine_nb.charts import completeness
from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.frames import ComponentResult
from documine_nb.models import FileComponents


def frame() -> pd.DataFrame:
    columns = {"Sponsor": ["Acme", None, "Acme"], "Sex": [None, None, "f"], "Route": ["o"] * 3}
    return pd.DataFrame({"file name": ["a.pdf", "b.pdf", "c.pdf"], **columns})


def cells(ax: Axes) -> list[list[float]]:
    rows: list[list[float]] = ax.collections[0].get_array().tolist()
    return rows


def column_labels(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_xticklabels()]


def test_a_cell_a_component_and_file() -> None:
    ax = completeness(frame())

    assert cells(ax) == [[1, 0, 1], [0, 0, 1], [1, 1, 1]]
    assert row_labels(ax) == ["Sponsor", "Sex", "Route"]
    assert column_labels(ax) == ["a", "b", "c"]


def test_the_share_of_files_stands_beside_each_component() -> None:
    assert [text for text in texts(completeness(frame())) if text.endswith("%")] == [
        "67 %",
        "33 %",
        "100 %",
    ]


def test_named_components_only_in_the_order_asked_for() -> None:
    assert row_labels(completeness(frame(), ["Route", "Sponsor"])) == ["Route", "Sponsor"]


def test_more_than_sixty_files_are_shown_as_a_share() -> None:
    ax = completeness(acute_oral(80), ["Species", "Sponsor"])

    shares = [bar.get_width() for bar in ax.patches if bar.get_gid() == "share"]
    assert shares[0] == 1
    assert 0 < shares[1] < 1
    assert "share of files" in note(ax)


def test_groups_of_files_show_their_share() -> None:
    ax = completeness(frame().assign(Kind=["x", "x", "y"]), by="Kind")

    assert cells(ax) == [[0.5, 1], [0, 1], [1, 1]]
    assert column_labels(ax) == ["x (2)", "y (1)"]


def test_names_that_share_their_ends_stay_different() -> None:
    labels = column_labels(completeness(acute_oral(24)))

    assert len(set(labels)) == 24


def test_more_components_than_fit_are_refused_with_the_cure() -> None:
    given = Figure(figsize=(4, 1)).add_subplot()

    with pytest.raises(ConfigError, match="Name the components"):
        completeness(acute_oral(3), ax=given)


def test_what_does_not_apply_is_white_and_counts_nowhere() -> None:
    guideline = {"Test_Guidelines_1": ["Nº 404: Skin (28/07/2015)"]}
    skin = guideline | {"Mean_Erythema_Score": ["2.3"], "Stimulation_Index": [], "Sex": []}
    result = ComponentResult(files(skin, {**skin, "Mean_Erythema_Score": []}))

    ax = completeness(
        result.quality().coverage(), ["Mean_Erythema_Score", "Stimulation_Index", "Sex"]
    )

    assert cells(ax) == [[1, 0], [None, None], [0, 0]]
    assert [text for text in texts(ax) if text == "n/a" or text.endswith("%")] == [
        "50 %",
        "n/a",
        "0 %",
    ]
    assert "25 % of 4 cells have a value" in note(ax)
    assert note(ax).endswith("white: 2 not applicable to the guideline")


@pytest.mark.parametrize("files_", [1, 70])
def test_coverage_is_drawn_for_few_files_and_for_many(files_: int) -> None:
    guideline = {"Test_Guidelines_1": ["Nº 404: Skin (28/07/2015)"], "Stimulation_Index": []}
    result = ComponentResult(files(*[guideline] * files_))
    frame = result.quality().coverage()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = completeness(frame)._repr_png_()  # type: ignore[attr-defined]

    assert picture.startswith(b"\x89PNG")
    assert frame["Stimulation_Index"].unique().tolist() == ["not applicable"]


def test_the_long_frame_has_coverage_by_dossier() -> None:
    one = ComponentResult(files({"Sex": ["m", "f"], "Route": ["o"]}, {"Sex": ["m"], "Route": []}))
    other = answer(3, {"Sex": ["f"]}) | {"dossierId": "d2"}
    long = pd.concat([one.long(), ComponentResult([FileComponents.from_json(other)]).long()])

    ax = completeness(long, by="dossier")

    assert row_labels(ax) == ["Sex", "Route"]
    assert column_labels(ax) == ["d1 (2)", "d2 (1)"]
    assert cells(ax) == [[1, 1], [0.5, 0]]
    coded = long.astype({"component": "category", "dossier": "category"})
    assert column_labels(completeness(coded, by="dossier")) == column_labels(ax)
    assert column_labels(completeness(long)) == ["Prüfbericht 1", "Prüfbericht 2", "Prüfbericht 3"]


def test_an_unknown_component_is_named() -> None:
    with pytest.raises(NotFoundError, match=r"'Sponsr'.*Did you mean 'Sponsor'"):
        completeness(frame(), ["Sponsr"])


def test_an_empty_frame_says_so() -> None:
    ax = completeness(frame().iloc[:0])

    assert "no data" in texts(ax)
    assert note(ax) == "n = 0 files"
