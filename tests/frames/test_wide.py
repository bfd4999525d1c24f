"""The wide frame: the types of whole columns, and what stays text."""

from __future__ import annotations

import math
import pickle

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult, Quantity
from documine_nb.frames.columns import Column

LD50 = "Conclusion_LD50_mg_per_kg"
MARKER = "Conclusion_LD50_Greater_than"


def result(*values: Values) -> ComponentResult:
    return ComponentResult(files(*values))


def column_of(found: ComponentResult, name: str) -> Column:
    return next(column for column in found.quality().columns if column.name == name)


@pytest.mark.parametrize(
    ("texts", "dtype"),
    [
        (["21/02/2019", "2019-03-07"], "datetime64[us]"),
        (["Yes", "no", "TRUE"], "boolean"),
        (["5", "2,000", "2 000"], "Int64"),
        (["5", "0.5"], "Float64"),
        (["> 2000 mg/kg bw", "550 mg/kg bw"], "quantity[mg/kg bw]"),
        (["98.5 %", "99.1%"], "quantity[%]"),
        (["rat", "mouse"], "string"),
        ([str(2**63), "1"], "Float64"),
    ],
)
def test_a_column_has_the_type_that_all_its_values_have(texts: list[str], dtype: str) -> None:
    frame = result(*({"X": [text]} for text in texts), {"X": []}).wide()

    assert frame["X"].dtype == dtype
    assert frame["X"].isna().tolist() == [False] * len(texts) + [True]


@pytest.mark.parametrize(
    ("texts", "odd", "reason"),
    [
        (["5", "7", "2.000"], "2.000", "may be 2000 or 2"),
        (["21/02/2019", "07/03/2019", "March"], "March", "not a date"),
        (["> 5 mg/L", "6 mg/L", "7 g/L"], "7 g/L", "g/L beside mg/L"),
        (["Yes", "No", "n.d."], "n.d.", "not a yes or no"),
    ],
)
def test_a_column_with_an_odd_value_stays_text_and_says_so(
    texts: list[str], odd: str, reason: str
) -> None:
    found = result(*({"X": [text]} for text in texts))

    column = column_of(found, "X")
    assert found.wide()["X"].tolist() == texts
    assert found.wide()["X"].dtype == "string"
    assert (column.unconverted, column.examples) == (1, (odd,))
    assert reason in column.reason
    assert odd in repr(found.quality())


def test_identifiers_stay_text_whatever_they_look_like() -> None:
    frame = result({"Report_Number": ["12345"], "Batch": ["00123"]}).wide()

    assert frame["Report_Number"].tolist() == ["12345"]
    assert frame["Batch"].tolist() == ["00123"]


def test_a_marker_makes_its_value_a_censored_quantity() -> None:
    frame = result(
        {LD50: ["2000"], MARKER: ["Greater than"]}, {LD50: ["550"], MARKER: []}, {}
    ).wide()

    assert MARKER not in frame
    assert frame[LD50].dtype == "quantity[mg/kg]"
    assert frame[LD50].quantity.unit == "mg/kg"
    assert frame[LD50].tolist()[:2] == [
        Quantity(2000, math.inf, ">", "mg/kg"),
        Quantity(550, 550, "=", "mg/kg"),
    ]
    assert frame[LD50].quantity.low.tolist()[:2] == [2000, 550]
    assert frame[LD50].quantity.high.tolist()[:2] == [math.inf, 550]
    assert frame[LD50].quantity.qualifier.tolist()[:2] == [">", "="]
    assert frame[LD50].isna().tolist() == [False, False, True]


def test_a_marker_that_is_not_understood_leaves_both_columns_as_text() -> None:
    found = result({LD50: ["2000"], MARKER: ["perhaps"]}, {LD50: ["550"], MARKER: []})

    frame = found.wide()
    assert frame[MARKER].tolist()[0] == "perhaps"
    assert frame[LD50].tolist() == ["2000", "550"]
    assert "perhaps" in column_of(found, LD50).reason


@pytest.mark.parametrize(
    ("marker", "word", "text"),
    [
        ("X_Less_than", "Less than", "< 5 mg/L"),
        ("X_Less_than_or_equal", "yes", "≤ 5 mg/L"),
        ("X_Greater_than_or_equal", "true", "≥ 5 mg/L"),
        ("X_Greater_than", ">", "> 5 mg/L"),
        ("X_Greater_than", "No", "5 mg/L"),
    ],
)
def test_every_marker_gives_its_own_sign(marker: str, word: str, text: str) -> None:
    frame = result({"X_mg_per_L": ["5"], marker: [word]}).wide()

    assert frame["X_mg_per_L"].astype("string").tolist() == [text]


@pytest.mark.parametrize("written", ["< 2000", "2000 mg/L", "n.d."])
def test_a_value_that_contradicts_its_marker_or_unit_is_no_quantity(written: str) -> None:
    found = result({LD50: ["550"], MARKER: []}, {LD50: [written], MARKER: ["Greater than"]})

    assert found.wide()[LD50].tolist() == ["550", written]
    assert column_of(found, LD50).examples == (written,)


def test_a_marker_without_a_value_is_noted() -> None:
    found = result({LD50: [], MARKER: ["Greater than"]}, {LD50: ["550"], MARKER: []})

    assert found.wide()[LD50].isna().tolist() == [True, False]
    assert "marker without a value" in repr(found.quality())


def test_contradicting_values_of_an_endpoint_span_a_quantity_and_are_noted() -> None:
    found = result({LD50: ["2000", "500"], MARKER: []}, {LD50: ["300"], MARKER: []})

    assert found.wide()[LD50].tolist()[0] == Quantity(500, 2000, ";", "mg/kg")
    assert column_of(found, LD50).several == 1


def test_contradicting_limits_are_still_limits() -> None:
    frame = result({LD50: ["2000", "500"], MARKER: ["Greater than"]}).wide()

    assert frame[LD50].tolist() == [Quantity(500, math.inf, ">", "mg/kg")]


def test_several_values_are_joined_in_a_column_of_text_and_noted() -> None:
    found = result({"Score": ["5", "7"]}, {"Score": ["6"]})

    assert found.wide()["Score"].tolist() == ["5; 7", "6"]
    assert found.wide("list")["Score"].tolist() == [["5", "7"], ["6"]]
    assert found.wide("first")["Score"].tolist() == [5, 6]
    assert column_of(found, "Score").several == 1
    assert "several values" in column_of(found, "Score").reason


def test_a_column_of_partial_dates_is_told_as_one_of_dates() -> None:
    reason = column_of(result({"X": ["March 2019"]}, {"X": ["2019"]}), "X").reason

    assert "not a date" in reason
    assert "number" not in reason


@pytest.mark.parametrize(
    ("texts", "other", "expected"),
    [
        (["Yes", "Yes"], "No", [True, False]),
        (["21/02/2019", "2019-02-21"], "", [pd.Timestamp(2019, 2, 21), pd.NaT]),
        (["5", "5", " 5.0"], "7", [5, 7]),
    ],
)
def test_several_values_that_say_the_same_have_its_type(
    texts: list[str], other: str, expected: list[object]
) -> None:
    found = result({"X": texts}, {"X": [other]})

    series = found.wide()["X"]
    assert series.isna().tolist() == [one is pd.NaT for one in expected]
    assert series.dropna().tolist() == [one for one in expected if one is not pd.NaT]
    assert column_of(found, "X").several == 1


def test_an_unknown_way_of_several_values_is_refused() -> None:
    with pytest.raises(ConfigError, match="'join', 'list', 'first'"):
        result().wide("last")


def test_without_files_the_declared_columns_are_there() -> None:
    found = ComponentResult([], order=["Species", LD50, MARKER])

    assert found.wide().dtypes.astype(str).to_dict() == {
        "file name": "string",
        "Species": "string",
        LD50: "quantity[mg/kg]",
    }
    assert found.wide().index.name == "file_id"
    assert found.long().columns.tolist()[:6] == [
        "dossier",
        "file_id",
        "filename",
        "component",
        "position",
        "value",
    ]
    assert found.long()["position"].dtype == "Int64"
    assert len(found) == len(found.wide()) == len(found.long()) == 0


def test_columns_are_in_the_templates_order_and_others_follow() -> None:
    found = ComponentResult(files({"B": ["1"], "C": ["1"]}, {"A": ["1"]}), order=["A", "B"])

    assert found.wide().columns.tolist() == ["file name", "A", "B", "C"]


def test_missing_and_blank_values_are_na_and_never_empty_texts() -> None:
    found = result({"X": [""], "Y": ["  "], "Z": ["a", ""]})

    assert found.wide()["X"].isna().all()
    assert found.wide()["Y"].isna().all()
    assert found.wide()["Z"].tolist() == ["a"]
    assert found.long()["value"].isna().sum() == 2


def test_changing_a_frame_does_not_change_the_next_one() -> None:
    found = result({LD50: ["550"], "N": ["1"], "S": ["a"]})

    first = found.wide()
    first.iloc[0, first.columns.get_loc("N")] = 2
    first.iloc[0, first.columns.get_loc("S")] = "b"
    first[LD50].array[0] = "7"

    assert found.wide()["N"].tolist() == [1]
    assert found.wide()["S"].tolist() == ["a"]
    assert str(found.wide()[LD50].iloc[0]) == "550 mg/kg"


def test_a_frame_with_quantities_can_be_shown_sorted_written_and_pickled() -> None:
    frame = result(
        {LD50: ["2000"], MARKER: ["Greater than"]}, {LD50: ["550"]}, {LD50: ["2000"]}, {}
    ).wide()

    assert "> 2000 mg/kg" in repr(frame)
    assert "&gt; 2000 mg/kg" in frame.to_html()
    assert frame.sort_values(LD50)["file name"].str.extract(r"(\d)")[0].tolist()[0] == "2"
    assert "f1,Prüfbericht 1.pdf,> 2000 mg/kg" in frame.to_csv()
    assert frame.groupby(LD50).size().tolist() == [1, 1, 1]
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(frame)), frame)  # noqa: S301 -- ours


def test_a_quantity_has_no_mean_and_no_order() -> None:
    ld50 = result({LD50: ["2000"], MARKER: ["Greater than"]}).wide()[LD50]

    with pytest.raises(TypeError):
        ld50.mean()
    with pytest.raises(TypeError):
        _ = ld50 < 5000


@pytest.mark.parametrize(
    "other", ["> 2000", "> 2000 mg/kg", Quantity(2000, math.inf, ">", "mg/kg")]
)
def test_a_quantity_equals_what_says_the_same(other: object) -> None:
    ld50 = result({LD50: ["2000"], MARKER: ["Greater than"]}, {LD50: ["2000"]}, {}).wide()[LD50]

    assert (ld50 == other).fillna(value=False).tolist() == [True, False, False]


def test_a_limit_is_not_equal_to_its_number() -> None:
    ld50 = result({LD50: ["2000"], MARKER: ["Greater than"]}, {LD50: ["2000"]}).wide()[LD50]

    assert (ld50 == 2000).tolist() == [False, True]
    assert (ld50 != "2000").tolist() == [True, False]


def test_only_quantities_have_the_accessor() -> None:
    with pytest.raises(AttributeError, match="quantity"):
        _ = pd.Series(["a"]).quantity


def test_hours_of_exposure_are_said_only_of_values_that_state_them() -> None:
    more = result({"LC50": ["5 mg/L"]}, {"LC50": ["5 mg/L"]}, {"LC50": ["6 mg/L (4 h)"]}).wide()
    less = result({"LC50": ["5 mg/L (4 h)"]}, {"LC50": ["6 mg/L"]}).wide()

    assert more["LC50"].dtype == "quantity[mg/L]"
    assert less["LC50"].dtype == "string"
