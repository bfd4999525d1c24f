"""The order of rows is that of their values, whatever the order of the frame."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.axes import Axes
from support.acute_oral import acute_oral
from support.drawn import row_labels

from documine_nb import charts
from documine_nb.frames import ComponentResult
from documine_nb.models import FileComponents


def endpoints(*values: dict[str, str]) -> pd.DataFrame:
    files = (
        {"fileId": f"f{at}", "filename": f"{at}.pdf", "components": {"Test_Item": f"T-{at}"} | each}
        for at, each in enumerate(values)
    )
    return ComponentResult([FileComponents.from_json(file) for file in files]).endpoints()


def oral(*values: str) -> pd.DataFrame:
    return endpoints(*({"Conclusion_LD50_mg_per_kg": each, "Route": "oral"} for each in values))


def equal() -> pd.DataFrame:
    day = pd.Timestamp("2019-02-21")
    return pd.DataFrame(
        {
            "file name": [f"{letter}.pdf" for letter in "abcd"],
            "Start": [day] * 4,
            "End": [day + pd.Timedelta(days=14)] * 4,
            "Dose_Mortality": ["300 mg/kg: 0/6"] * 4,
            "Stimulation_Index": ["1.4, 2.2"] * 4,
            "LD50": [2000.0] * 4,
        }
    )


CHARTS: dict[str, Callable[[pd.DataFrame], Axes]] = {
    "durations": lambda df: charts.durations(df, "Start", end="End"),
    "timeline": lambda df: charts.timeline(df, "Start"),
    "dose_mortality": charts.dose_mortality,
    "llna": charts.llna,
    "ld50": lambda df: charts.ld50(df, "LD50"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_equal_rows_are_in_the_order_of_their_names(name: str) -> None:
    assert row_labels(CHARTS[name](equal().iloc[[2, 0, 3, 1]])) == ["a", "b", "c", "d"]


def test_numbers_in_names_count_by_their_value() -> None:
    df = pd.DataFrame({"file name": ["Study 10.pdf", "study 9.pdf"], "LD50": [5.0, 5.0]})

    assert row_labels(charts.ld50(df, "LD50")) == ["study 9", "Study 10"]


def test_equal_endpoints_are_in_the_order_of_their_test_items() -> None:
    df = oral("> 2000", "> 2000", "> 2000").iloc[[2, 0, 1]]

    assert row_labels(charts.forest(df)) == ["T-0", "T-1", "T-2"]


def test_a_value_below_a_bound_is_more_toxic_than_the_bound() -> None:
    assert row_labels(charts.forest(oral("> 5", "5", "< 5"))) == ["T-2", "T-1", "T-0"]


def test_the_index_of_a_frame_is_no_component() -> None:
    df = acute_oral(3)

    assert row_labels(charts.completeness(df.reset_index())) == row_labels(charts.completeness(df))


def test_studies_of_one_name_are_several() -> None:
    df = endpoints({"Mean_Erythema_Score": "1.2"}, {"Mean_Erythema_Score": "2.2"})
    df["file name"] = "report.pdf"

    note = next(text.get_text() for text in charts.draize(df).texts if "n =" in text.get_text())

    assert note.startswith("n = 2 studies")
