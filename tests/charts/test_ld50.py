"""LD50 by study: a censored value is never a point."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from support.acute_oral import acute_oral
from support.drawn import lines, note, row_labels, texts

from documine_nb.charts import ld50
from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_array import QuantityDtype

COLUMN = "Conclusion_LD50_mg_per_kg"


def quantities(*values: Quantity | None, unit: str = "mg/kg bw") -> pd.DataFrame:
    names = [f"{chr(97 + place)}.pdf" for place in range(len(values))]
    column = pd.Series(values, dtype=object).astype(QuantityDtype(unit))
    return pd.DataFrame({"file name": names, COLUMN: column})


ABOVE = Quantity(2000, math.inf, ">")
BELOW = Quantity(-math.inf, 5, "<")
POINT = Quantity(550, 550)
RANGE = Quantity(300, 2000, "-")


def test_a_known_value_is_a_dot_at_its_place() -> None:
    ax = ld50(quantities(POINT))

    (dot,) = lines(ax, "point")
    assert (dot.get_xdata()[0], dot.get_marker()) == (550, "o")


def test_a_censored_value_is_never_a_point() -> None:
    ax = ld50(quantities(ABOVE, BELOW, Quantity(2000, math.inf, "≥")))

    assert lines(ax, "point") == []
    assert all(line.get_marker() != "o" for line in ax.lines)


@pytest.mark.parametrize(("value", "marker", "beyond"), [(ABOVE, ">", 1), (BELOW, "<", -1)])
def test_a_censored_value_is_an_arrow_from_its_bound(
    value: Quantity, marker: str, beyond: int
) -> None:
    ax = ld50(quantities(value))

    (arrow,) = lines(ax, "censored")
    start, tip = arrow.get_xdata()
    bound = value.low if beyond > 0 else value.high
    assert start == bound
    assert np.sign(tip - start) == beyond
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == marker] == [tip]


def test_a_range_is_a_line_without_a_dot() -> None:
    ax = ld50(quantities(RANGE))

    (line,) = lines(ax, "range")
    assert list(line.get_xdata()) == [300, 2000]
    assert lines(ax, "point") == []


def test_an_approximate_value_is_no_dot_of_an_exact_one() -> None:
    ax = ld50(quantities(Quantity(300, 300, "~")))

    (dot,) = lines(ax, "approximate")
    assert dot.get_markerfacecolor() == "none"
    assert "~ 300" in texts(ax)


def test_confidence_limits_are_a_line_through_the_dot() -> None:
    df = quantities(POINT, ABOVE).assign(
        Conclusion_Minimum_Confidence=[312.0, None], Conclusion_Maximum_Confidence=[900.0, None]
    )

    ax = ld50(df)

    (line,) = lines(ax, "confidence")
    assert list(line.get_xdata()) == [312, 900]
    assert "550 (312–900)" in texts(ax)


def test_limits_that_cannot_be_read_are_said_and_stop_nothing() -> None:
    df = quantities(POINT).assign(
        Conclusion_Minimum_Confidence=["n.d."], Conclusion_Maximum_Confidence=["n.d."]
    )

    ax = ld50(df)

    assert len(lines(ax, "point")) == 1
    assert "confidence limits unreadable" in note(ax)


def test_every_value_is_also_written_out() -> None:
    ax = ld50(quantities(POINT, ABOVE, BELOW, RANGE))

    assert {"550", "> 2,000", "< 5", "300–2,000"} <= set(texts(ax))


def test_the_most_toxic_is_on_top() -> None:
    ax = ld50(quantities(ABOVE, POINT, BELOW))

    assert row_labels(ax) == ["c", "b", "a"]
    assert ax.yaxis_inverted()


def test_of_the_same_number_the_censored_one_is_below() -> None:
    ax = ld50(quantities(ABOVE, Quantity(2000, 2000)))

    assert row_labels(ax) == ["b", "a"]


def test_the_axis_is_logarithmic_and_names_the_unit() -> None:
    ax = ld50(quantities(POINT))

    assert ax.get_xscale() == "log"
    assert "mg/kg bw" in ax.get_xlabel()


def test_everything_drawn_lies_within_the_axis() -> None:
    ax = ld50(acute_oral(24))

    low, high = ax.get_xlim()
    ends = [x for line in ax.lines for x in line.get_xdata()]
    assert low < min(ends) < max(ends) < high


def test_left_out_rows_are_counted_with_their_reason() -> None:
    df = pd.DataFrame({"file name": list("abcde"), COLUMN: ["550", None, "n.d.", "0", "> 2000"]})

    ax = ld50(df)

    assert note(ax) == "n = 2 studies · left out: 1 missing, 1 text, 1 zero or negative"


def test_ghs_categories_are_named_for_mg_per_kg() -> None:
    ax = ld50(quantities(Quantity(25, 25), RANGE, ABOVE))

    assert {"GHS 3", "GHS 4", "GHS 5"} <= set(texts(ax))


def test_the_bound_of_a_ghs_category_is_its_upper_end() -> None:
    ax = ld50(quantities(Quantity(25, 25), RANGE, ABOVE))

    edges = sorted(patch.get_x() + patch.get_width() for patch in ax.patches)
    assert {50, 300, 2000} <= {round(edge) for edge in edges}


def test_no_oral_categories_for_another_route() -> None:
    df = quantities(POINT, ABOVE).assign(Route=["oral", "dermal"])

    assert not [text for text in texts(ld50(df)) if text.startswith("GHS")]


def test_no_categories_for_another_unit() -> None:
    assert not ld50(quantities(Quantity(5, 5), unit="mg/L")).patches


def test_asking_for_categories_in_another_unit_is_refused() -> None:
    with pytest.raises(ConfigError, match="mg/L"):
        ld50(quantities(Quantity(5, 5), unit="mg/L"), ghs=True)


def test_mixed_units_are_refused() -> None:
    df = pd.DataFrame({COLUMN: ["550 mg/kg", "2 g/kg", None]})

    with pytest.raises(ConfigError, match=r"several units .*'mg/kg', 'g/kg'"):
        ld50(df)


def test_one_unit_written_in_two_ways_is_one() -> None:
    ax = ld50(pd.DataFrame({COLUMN: ["550 mg/kg bw", "2000 mg/kg"]}))

    assert len(lines(ax, "point")) == 2


def test_a_text_column_is_refused_naming_columns_that_fit() -> None:
    with pytest.raises(ConfigError, match=r"'Sponsor' holds .* here: .*'Number_of_Animals'"):
        ld50(acute_oral(6), "Sponsor")


def test_a_wrong_column_names_near_ones() -> None:
    with pytest.raises(NotFoundError, match=f"Did you mean '{COLUMN}'"):
        ld50(acute_oral(6), "Conclusion_LD50")


def test_rows_of_a_kind_stand_together() -> None:
    df = quantities(POINT, ABOVE, Quantity(50, 50), ABOVE).assign(Sex=["m", "f", "f", "f"])

    ax = ld50(df, by="Sex")

    assert row_labels(ax) == ["c", "b", "d", "a"]
    assert ax.get_legend().get_texts()[0].get_text() == "f (3)"


def test_beyond_sixty_rows_the_rest_is_counted() -> None:
    ax = ld50(quantities(*[POINT] * 200))

    assert len(row_labels(ax)) == 60
    assert "first 60 shown, 140 not" in note(ax)


def test_a_frame_without_values_says_so() -> None:
    ax = ld50(quantities(None, None))

    assert "no data" in texts(ax)
    assert note(ax) == "n = 0 studies · left out: 2 missing"
