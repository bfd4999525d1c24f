"""The wide frame by request: one row a value, display names, dtypes, a fixed schema."""

from __future__ import annotations

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult

LD50 = "Conclusion_LD50_mg_per_kg"
MORE = "Conclusion_LD50_Greater_than"


def result(*values: Values) -> ComponentResult:
    return ComponentResult(files(*values))


def test_exploded_a_row_is_a_value_and_single_values_are_in_every_row() -> None:
    frame = result(
        {"Dose": ["300", "2000"], "Dead": ["0", "3"], "Species": ["rat"], "Sex": []},
        {"Dose": ["5"], "Dead": [], "Species": ["mouse"]},
    ).wide("explode")

    assert frame.index.tolist() == ["f1", "f1", "f2"]
    assert frame["value number"].tolist() == [1, 2, 1]
    assert frame["Dose"].tolist() == [300, 2000, 5]
    assert frame["Dose"].dtype == "Int64"
    assert frame["Dead"].isna().tolist() == [False, False, True]
    assert frame["Species"].tolist() == ["rat", "rat", "mouse"]


def test_exploded_a_component_with_fewer_values_ends_earlier() -> None:
    frame = result({"A": ["1", "2", "3"], "B": ["x", "y"]}).wide("explode")

    assert frame["B"].isna().tolist() == [False, False, True]


def test_exploded_a_file_without_values_keeps_its_row() -> None:
    assert result({"A": []}, {"A": ["1"]}).wide("explode").index.tolist() == ["f1", "f2"]


def test_display_names_are_given_on_request() -> None:
    loaded = result({"Sex": ["male"], "Route": ["oral"]})

    assert list(loaded.wide(names={"Sex": "Sex of animals"})) == [
        "file name",
        "Sex of animals",
        "Route",
    ]
    with pytest.raises(ConfigError, match="two columns would be named 'Route'"):
        loaded.wide(names={"Sex": "Route"})


@pytest.mark.parametrize("taken", ["file_id", "file name", "value number"])
def test_no_column_of_the_frame_is_replaced_by_a_display_name(taken: str) -> None:
    with pytest.raises(ConfigError, match=f"two columns would be named '{taken}'"):
        result({"Sex": ["male", "female"]}).wide("explode", names={"Sex": taken})


@pytest.mark.parametrize("taken", ["file_id", "file name"])
def test_a_component_that_is_called_like_a_column_of_the_frame_needs_a_display_name(
    taken: str,
) -> None:
    loaded = result({taken: ["x"], "Sex": ["male"]})

    for ask in (loaded.wide, loaded.to_arrow, loaded.quality().coverage):
        with pytest.raises(ConfigError, match=f"two columns would be named '{taken}'") as told:
            ask()
    with pytest.raises(ConfigError) as told:
        loaded.wide()
    assert f'names={{"{taken}": "..."}}' in str(told.value.cure)
    frame = loaded.wide(names={taken: "Sender's"})
    assert list(frame.reset_index()) == ["file_id", "file name", "Sender's", "Sex"]
    assert frame["Sender's"].tolist() == ["x"]
    assert loaded.long()["component"].tolist() == [taken, "Sex"]


def test_only_an_exploded_frame_has_value_numbers() -> None:
    assert result({"value number": ["7"]}).wide()["value number"].tolist() == ["7"]


@pytest.mark.parametrize("asked", ["names", "dtypes", "schema"])
@pytest.mark.parametrize("given", [["Sex"], "Sex", [("Sex", "string")]])
def test_what_is_no_mapping_is_refused(asked: str, given: object) -> None:
    with pytest.raises(ConfigError, match=f"{asked}= is no mapping") as told:
        result({"Sex": ["male"]}).wide(**{asked: given})
    assert f'{asked}={{"' in str(told.value.cure)


@pytest.mark.parametrize(
    ("texts", "dtype", "expected"),
    [
        (["5", "7"], "string", "string"),
        (["5", "7"], "Float64", "Float64"),
        (["5", "7"], "int64", "int64"),
        (["5", None], "int64", "Int64"),
        (["Yes", "no"], "boolean", "boolean"),
        (["2019-02-21", "7 March 2019"], "date", "datetime64[us]"),
        (["rat", "rat"], "category", "category"),
        (["5", "7"], "quantity[mg/kg]", "quantity[mg/kg]"),
        (["5 mg/kg", "7 mg/kg"], "quantity[g/kg]", "quantity[g/kg]"),
        (["> 5 mg/kg", "7 mg/kg"], "quantity", "quantity[mg/kg]"),
    ],
)
def test_a_dtype_asked_for_is_the_columns(
    texts: list[str | None], dtype: str, expected: str
) -> None:
    loaded = result(*({"X": [text] if text else []} for text in texts))

    series = loaded.wide(dtypes={"X": dtype})["X"]

    assert str(series.dtype) == expected
    assert series.isna().tolist() == [text is None for text in texts]


@pytest.mark.parametrize(
    ("texts", "dtype", "says"),
    [
        (["5", "n.d."], "Float64", "'n.d.' \\(not a number\\)"),
        (["5.5"], "Int64", "'5.5' \\(not a whole number\\)"),
        (["2.000"], "Float64", "2.000 may be 2000 or 2"),
        (["5 mg/L"], "quantity[mg/kg]", "cannot be converted"),
        (["rat"], "quantity[mg/kg]", "'rat'"),
        (["5"], "flaot", "no dtype 'flaot'"),
    ],
)
def test_a_value_that_has_not_the_dtype_asked_for_is_named(
    texts: list[str], dtype: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        result(*({"X": [text]} for text in texts)).wide(dtypes={"X": dtype})


def test_several_values_have_no_single_dtype() -> None:
    with pytest.raises(ConfigError, match="several values"):
        result({"X": ["5", "7"]}).wide(dtypes={"X": "Int64"})
    exploded = result({"X": ["5", "7"]}).wide("explode", dtypes={"X": "Int64"})
    assert exploded["X"].tolist() == [5, 7]


def test_several_values_that_say_the_same_have_its_dtype() -> None:
    loaded = result({"X": ["5", "5"], "Y": ["21/02/2019", "2019-02-21"]})

    frame = loaded.wide(dtypes={"X": "Int64", "Y": "date"})
    assert frame["X"].tolist() == [5]
    assert frame["Y"].tolist() == [pd.Timestamp(2019, 2, 21)]


def test_a_marker_stays_folded_under_a_dtype_asked_for() -> None:
    loaded = result({LD50: ["2000"], MORE: ["Greater than"]})

    frame = loaded.wide(dtypes={LD50: "quantity[mg/kg]"})

    assert frame[LD50].quantity.qualifier.tolist() == [">"]
    assert MORE not in frame


def test_a_schema_gives_the_same_columns_whatever_was_loaded() -> None:
    schema = {"Sex": "string", "N": "Int64", LD50: "quantity[mg/kg]", "Start": "date"}
    full = result(
        {"N": ["5"], "Other": ["x"], "Sex": ["male"], LD50: ["5"], MORE: ["Greater than"]}
    )

    frames = [full.wide(schema=schema), result({"Other": ["x"]}).wide(schema=schema)]
    frames.append(ComponentResult([]).wide(schema=schema))

    for frame in frames:
        assert list(frame) == ["file name", *schema]
        assert frame.dtypes.astype(str).equals(frames[0].dtypes.astype(str))
    assert frames[0][LD50].quantity.qualifier.tolist() == [">"]


def test_a_component_that_is_not_there_cannot_have_a_dtype() -> None:
    with pytest.raises(ConfigError, match="no component 'Y'"):
        result({"X": ["5"]}).wide(dtypes={"Y": "Int64"})


def test_what_a_user_changes_in_a_frame_does_not_change_the_next() -> None:
    loaded = result({"X": ["5"]})
    frame: pd.DataFrame = loaded.wide()
    frame["X"].array[0] = 7
    frame.loc["f1", "X"] = 7

    assert loaded.wide()["X"].tolist() == [5]


@pytest.mark.parametrize("decimal", [None, ",", "."])
def test_a_text_is_never_rewritten_by_the_decimals_of_its_column(decimal: str | None) -> None:
    found = result({"Batch": ["2.000"]}, {"Batch": ["0.5"]})

    for asked in ({"dtypes": {"Batch": "string"}}, {"schema": {"Batch": "string"}}):
        assert found.wide(decimal=decimal, **asked)["Batch"].tolist() == ["2.000", "0.5"]


@pytest.mark.parametrize(
    ("text", "dtype", "reason"),
    [
        ("300", "int8", "int8 has no room for it"),
        ("300", "Int8", "Int8 has no room for it"),
        ("-1", "UInt8", "UInt8 has no room for it"),
        ("100000", "float16", "float16 has no room for it"),
        ("Male", pd.CategoricalDtype(["male", "female"]), "not one of the categories"),
        ("01/01/1000", "datetime64[ns]", "1000"),
        ("2019-02-21 10:30:15.5", "datetime64[s]", "15.5"),
        ("16777217", "Float32", "Float32 has no room for it"),
        ("1e-100", "float32", "float32 has no room for it"),
        ("21/02/2019", "datetime64[ns, UTC]", "no zone"),
        ("x", "complex128", "complex128"),
        ("x", "Sparse[int]", "not a whole number"),
    ],
)
def test_a_value_that_a_dtype_cannot_hold_is_refused_not_changed(
    text: str, dtype: object, reason: str
) -> None:
    with pytest.raises(ConfigError, match=reason):
        result({"X": [text]}, {"X": []}).wide(dtypes={"X": dtype})


@pytest.mark.parametrize("dtype", ["U5", "S5", "V8"])
def test_a_dtype_that_would_cut_texts_is_refused(dtype: str) -> None:
    with pytest.raises(ConfigError, match="no dtype"):
        result({"X": ["male, female"]}, {}).wide(dtypes={"X": dtype})


@pytest.mark.parametrize("dtype", [str, "str", object, "string"])
def test_a_missing_text_is_missing_in_whatever_dtype(dtype: object) -> None:
    wide = result({"X": ["5"]}, {}).wide(dtypes={"X": dtype})

    assert wide["X"].isna().tolist() == [False, True]


def test_dates_have_the_resolution_that_is_asked_for() -> None:
    loaded = result({"X": ["03/02/2019"]}, {"X": []})

    assert loaded.wide(dtypes={"X": "datetime64[ns]"})["X"].dtype == "datetime64[ns]"
    days = loaded.wide(dtypes={"X": "period[D]"})["X"]
    assert days.iloc[0] == pd.Period("2019-02-03", "D")
    assert days.isna().tolist() == [False, True]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "string"])
@pytest.mark.parametrize("how", ["dtypes", "schema"])
def test_a_limit_is_not_cast_to_what_would_look_exact(dtype: str, how: str) -> None:
    loaded = result({LD50: ["2000"], MORE: ["Greater than"]}, {LD50: ["500"]})

    with pytest.raises(ConfigError, match="a marker says that '2000' is a limit"):
        loaded.wide(**{how: {LD50: dtype}})
    apart = loaded.wide(**{how: {LD50: dtype, MORE: "string"}})
    assert apart[MORE].tolist() == ["Greater than", pd.NA]


def test_a_number_whose_marker_says_no_is_cast() -> None:
    loaded = result({LD50: ["500"], MORE: ["No"]}, {LD50: ["300"]}, {MORE: ["Yes"]})

    assert loaded.wide(dtypes={LD50: "Int64"})[LD50].tolist() == [500, 300, pd.NA]


def test_several_plain_numbers_are_a_quantity_that_spans_them() -> None:
    column = result({"X": ["300", "2000"]}, {"X": ["5"]}).wide(dtypes={"X": "quantity[mg]"})["X"]

    assert [str(each) for each in column] == ["300; 2000 mg", "5 mg"]


@pytest.mark.parametrize(
    ("way", "shown"), [("first", ["Yes"]), ("explode", ["Yes", "No"]), ("join", ["Yes; No"])]
)
def test_a_marker_that_is_shown_apart_has_several_values_as_any_component_has(
    way: str, shown: list[str]
) -> None:
    marker = "Conclusion_LD50_Greater_than"
    loaded = result({"Conclusion_LD50_mg_per_kg": ["2000"], marker: ["Yes", "No"]})

    assert loaded.wide(way, dtypes={marker: "string"})[marker].tolist() == shown
    assert loaded.wide(way, schema={marker: "string"})[marker].tolist() == shown


@pytest.mark.parametrize("option", ["dtypes", "schema"])
def test_lists_of_texts_are_asked_for_without_dtypes(option: str) -> None:
    asked = {option: {"Sex": "string"}}

    with pytest.raises(ConfigError, match="lists of texts have no dtype"):
        result({"Sex": ["male"]}).wide(values="list", **asked)  # type: ignore[arg-type]
