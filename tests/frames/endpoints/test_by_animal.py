"""Skin and eye categories count animals; where only a mean is at hand they are provisional."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult

SKIN = {"Test_Guidelines_1": ["Nº 404: Acute Dermal Irritation/Corrosion (28/07/2015)"]}
EYE = {"Test_Guidelines_1": ["Nº 405: Acute Eye Irritation/Corrosion (09/10/2017)"]}
ERYTHEMA = "Mean_Erythema_Score"
OEDEMA = "Mean_Oedema_Score"
OPACITY = "Mean_Corneal_Opacity_Score"
IRIS = "Mean_Iris_Score"
REDNESS = "Mean_Conjunctival_Redness_Score"
CHEMOSIS = "Mean_Chemosis_Score"
NONE = "Not classified"
JUST_BELOW = 0.01
PROVISIONAL = "the criteria count animals and only a mean is at hand: the category is provisional"


def row(study: Values, component: str, *scores: str, **others: list[str]) -> pd.Series:
    frame = ComponentResult(files({**study, component: scores, **others})).endpoints()
    return frame.loc[frame["component"] == component].iloc[0]


# The bound, the category from it on, and that below it.
BOUNDS = [
    ("ghs", SKIN, ERYTHEMA, 2.3, "Category 2", "Category 3"),
    ("ghs", SKIN, ERYTHEMA, 1.5, "Category 3", NONE),
    ("ghs", SKIN, OEDEMA, 2.3, "Category 2", "Category 3"),
    ("ghs", SKIN, OEDEMA, 1.5, "Category 3", NONE),
    ("clp", SKIN, ERYTHEMA, 2.3, "Category 2", NONE),
    ("clp", SKIN, OEDEMA, 2.3, "Category 2", NONE),
    *(
        (scheme, EYE, component, bound, upper, lower)
        for scheme in ("ghs", "clp")
        for component, bound, upper, lower in [
            (OPACITY, 1, "Category 2", NONE),
            (OPACITY, 3, "Category 1", "Category 2"),
            (IRIS, 1, "Category 2", NONE),
            (REDNESS, 2, "Category 2", NONE),
            (CHEMOSIS, 2, "Category 2", NONE),
        ]
    ),
]


@pytest.mark.parametrize("case", BOUNDS, ids=lambda case: f"{case[0]}-{case[2]}-{case[3]}")
@pytest.mark.parametrize(("needed", "tested"), [(2, 3), (3, 4), (3, 5), (4, 6)])
def test_a_bound_is_reached_when_enough_animals_reach_it(
    case: tuple[str, Values, str, float, str, str], needed: int, tested: int
) -> None:
    scheme, study, component, bound, upper, lower = case
    at, below = f"{bound:.2f}", f"{bound - JUST_BELOW:.2f}"
    enough = [at] * needed + [below] * (tested - needed)
    one_less = [at] * (needed - 1) + [below] * (tested - needed + 1)

    assert row(study, component, *enough)[scheme] == upper
    assert row(study, component, *one_less)[scheme] == lower


@pytest.mark.parametrize("scheme", ["ghs", "clp"])
def test_iritis_above_one_and_a_half_is_serious_damage_and_at_it_is_not(scheme: str) -> None:
    assert row(EYE, IRIS, "1.51", "1.51", "0")[scheme] == "Category 1"
    assert row(EYE, IRIS, "1.51", "1.5", "0")[scheme] == "Category 2"


def test_the_mean_over_all_animals_does_not_decide_where_each_is_known() -> None:
    one_strong = row(SKIN, ERYTHEMA, "4", "2", "1.3")
    one_without = row(SKIN, ERYTHEMA, "2.3", "2.3", "0")

    assert (one_strong["clp"], one_without["clp"]) == (NONE, "Category 2")


@pytest.mark.parametrize("order", list(itertools.permutations(["2.7", "2.3", "0"])))
def test_the_order_of_the_animals_means_nothing(order: tuple[str, ...]) -> None:
    assert row(SKIN, ERYTHEMA, *order)["ghs"] == "Category 2"


@pytest.mark.parametrize(
    "written", ["2.7, 2.3, 0", "2.7; 2.3; 0", "2.7/2.3/0", "2.7, 2.3 and 0", "2,7; 2,3; 0"]
)
def test_one_text_may_hold_the_scores_of_all_animals(written: str) -> None:
    assert row(SKIN, ERYTHEMA, written)["ghs"] == "Category 2"


def test_the_row_says_which_scores_decided_and_after_which_rule() -> None:
    found = row(SKIN, ERYTHEMA, "2.3", "0", "2.7")

    assert found["notes"] == "one score an animal: 2.7, 2.3, 0"
    assert found["ghs_rule"].startswith("in at least 2 of 3 animals ≥ 2.3: Category 2")
    assert (found["low"], found["high"], found["qualifier"]) == (0, 2.7, ";")
    assert found["ghs_source"] == "UN GHS Rev. 10, Table 3.2.2"


def test_more_than_three_animals_are_counted_after_a_source_of_its_own() -> None:
    found = row(SKIN, ERYTHEMA, "2.3", "2.3", "2.3", "2.3", "0", "0")

    assert found["ghs_rule"].startswith("in at least 4 of 6 animals")
    assert "UN GHS Rev. 10, 3.2.5.3" in found["ghs_source"]


def test_scores_of_each_animal_are_no_conflict() -> None:
    values = {**SKIN, ERYTHEMA: ["2.7", "2.3", "0"], "GHS_Classification": ["Category 2"]}
    quality = ComponentResult(files(values)).quality()

    assert quality.conflicts == ()


def test_a_mean_gives_a_category_that_is_said_to_be_provisional() -> None:
    found = row(SKIN, ERYTHEMA, "2.3")

    assert found["ghs"] == "Category 2"
    assert found["ghs_rule"].startswith("by the mean over all animals ≥ 2.3: Category 2")
    assert found["notes"] == PROVISIONAL


def test_a_mean_of_nought_is_that_of_every_animal() -> None:
    assert row(SKIN, ERYTHEMA, "0.0").isna()["notes"]


def test_a_mean_from_a_text_is_provisional_too() -> None:
    text = "The mean scores were 1.2 for corneal opacity."
    found = ComponentResult(files({**EYE, "Study_Conclusion": [text]})).endpoints().iloc[0]

    assert found["ghs"] == "Category 2"
    assert PROVISIONAL in found["notes"]


@pytest.mark.parametrize("scores", [("2.7", "1"), ("2.7",) * 3 + ("1",) * 4])
def test_of_so_many_animals_the_criteria_say_nothing_and_the_span_is_all(
    scores: tuple[str, ...],
) -> None:
    found = row(SKIN, ERYTHEMA, *scores)

    assert found["ghs"] == "Category 2, 3 or not classified"
    assert "the category is provisional" in found["notes"]


def test_scores_that_are_not_as_many_as_the_animals_are_not_taken_for_theirs() -> None:
    found = row(SKIN, ERYTHEMA, "2.7", "2.3", "0", Number_of_Animals=["6"])

    assert found["ghs"] == "Category 2, 3 or not classified"
    assert "3 scores are stated, and 6 animals" in found["notes"]


@pytest.mark.parametrize(
    ("study", "component", "highest"),
    [(SKIN, ERYTHEMA, 4), (SKIN, OEDEMA, 4), (EYE, OPACITY, 4), (EYE, IRIS, 2), (EYE, REDNESS, 3),
     (EYE, CHEMOSIS, 4)],
)  # fmt: skip
def test_a_score_that_the_scale_does_not_have_gives_no_category(
    study: Values, component: str, highest: int
) -> None:
    above = row(study, component, f"{highest}.01")

    assert row(study, component, str(highest)).notna()["ghs"]
    assert pd.isna(above["ghs"])
    assert above["ghs_rule"] == f"scores go to {highest}"
    assert pd.isna(above["notes"])  # what is no category is not provisional
    assert pd.isna(row(study, component, f"{highest}.01", "0", "0")["ghs"])
    assert pd.isna(row(study, component, f"1 - {highest}.01")["ghs"])


def test_a_category_from_a_mean_contradicts_a_stated_one_only_as_such() -> None:
    values = {**SKIN, ERYTHEMA: ["2.6"], "GHS_Classification": ["Not classified"]}
    (conflict,) = ComponentResult(files(values)).quality().conflicts

    assert "by the mean over all animals" in conflict.reason
