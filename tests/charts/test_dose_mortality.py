"""Deaths by dose: every group is drawn once, legible, or counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from support.drawn import note, row_labels, texts

from documine_nb.charts import dose_mortality


def studies(*groups: str, **columns: list[str]) -> pd.DataFrame:
    names = [f"{at}.pdf" for at in range(len(groups))]
    return pd.DataFrame({"file name": names, "Dose_Mortality": list(groups), **columns})


def doses(ax: Axes) -> list[float]:
    return [float(np.asarray(dot.get_offsets())[0, 0]) for dot in ax.collections]


def test_groups_of_one_dose_are_one_dot_with_their_sum() -> None:
    ax = dose_mortality(studies("2000 mg/kg bw: 0/5; 2000 mg/kg bw: 1/5"))

    assert doses(ax) == [2000]
    assert texts(ax)[0] == "1/10"
    assert "10 animals" in note(ax)


def test_doses_next_to_each_other_have_their_numbers_beside_the_row() -> None:
    ax = dose_mortality(studies("5 mg/kg: 0/3; 1750 mg/kg: 2/2; 2000 mg/kg: 3/3"))

    assert doses(ax) == [5, 1750, 2000]
    assert texts(ax)[0] == "0/3, 2/2, 3/3"
    assert "at the right: from the lowest dose" in note(ax)


def test_a_kilogram_of_body_weight_is_the_same_unit() -> None:
    ax = dose_mortality(studies("300 mg/kg bw: 0/6", "300 mg/kg: 1/6", "2 mg/L: 0/5"))

    assert len(doses(ax)) == 2
    assert "left out: 1 in another unit" in note(ax)


def test_groups_that_cannot_be_drawn_are_counted() -> None:
    ax = dose_mortality(studies("300 mg/kg: 0/6; males: 1/3; 2 mg/L: 0/5; 0 mg/kg: 0/6"))

    assert doses(ax) == [300]
    assert "groups at dose 0 not shown: 1 · groups unread or in another unit: 2" in note(ax)


def test_of_studies_with_one_deadly_dose_that_in_which_more_died_is_first() -> None:
    df = studies("2000 mg/kg: 1/6", "2000 mg/kg: 3/3", "300 mg/kg: 1/6", "2000 mg/kg: 0/5")

    assert row_labels(dose_mortality(df)) == ["2", "1", "0", "3"]
