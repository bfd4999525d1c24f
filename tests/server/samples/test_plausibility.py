"""What a toxicologist would check in the facts of the sample studies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest

from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.guidelines import GUIDELINES
from documine_nb.server.samples.generate.registry import LAYOUTS, STUDIES
from documine_nb.server.samples.generate.truth import truth_of

RODENTS = ("Wistar", "WI (Han)", "Sprague-Dawley")
STRAINS = {
    "rat": RODENTS,
    "rabbit": ("New Zealand White", "Weiße Neuseeländer"),
    "mouse": ("CBA/Ca", "CBA/J"),
    "guinea pig": ("Dunkin-Hartley",),
}
SPECIES = {404: "rabbit", 405: "rabbit", 406: "guinea pig", 429: "mouse"}


def of(*numbers: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    chosen: Iterable[Study] = [s for s in STUDIES if not numbers or s.guidelines[0][0] in numbers]
    return pytest.mark.parametrize("study", chosen, ids=lambda study: study.key)


def interval(study: Study) -> tuple[float, float, float]:
    assert study.interval is not None
    assert study.estimate is not None
    return float(study.interval[0]), float(study.estimate), float(study.interval[1])


@of()
def test_guideline_is_older_than_its_study_and_a_real_version(study: Study) -> None:
    for number, version in study.guidelines:
        if version is not None:
            assert version in GUIDELINES[number].versions
            assert version <= study.start


@of()
def test_dates_are_in_order(study: Study) -> None:
    assert study.start < study.end < study.issued
    assert study.expiry > study.end


@of()
def test_animals_survive_to_the_end_of_the_observation(study: Study) -> None:
    if study.groups:
        last = study.treated_on(len(study.groups) - 1)
        assert (study.end - last).days == 14


@of()
def test_species_and_strain_fit_the_guideline(study: Study) -> None:
    assert study.species == SPECIES.get(study.guidelines[0][0], "rat")
    assert any(strain in study.strain for strain in STRAINS[study.species])


@of()
def test_number_of_animals_is_the_sum_of_the_groups(study: Study) -> None:
    if study.groups:
        assert study.animals == sum(group.animals for group in study.groups)
        assert all(group.dead <= group.animals for group in study.groups)


@of(423)
def test_toxic_class_method_uses_threes_at_fixed_doses_and_no_exact_value(study: Study) -> None:
    assert all(group.animals == 3 and group.dose in {5, 50, 300, 2000} for group in study.groups)
    assert study.estimate is None or study.censored
    assert study.interval is None
    assert study.sex == "female"


@of(420)
def test_fixed_dose_procedure_has_five_at_its_discriminating_dose(study: Study) -> None:
    assert study.mortality[-1][2] == 5
    assert set(study.doses) <= {5, 50, 300, 2000}
    assert study.estimate is None or study.censored
    assert study.estimate or "300 mg/kg bw" in study.remark


@of(425)
def test_up_and_down_doses_follow_the_outcome_before(study: Study) -> None:
    steps = (1.75, 5.5, 17.5, 55, 175, 550, 2000)
    assert all(group.animals == 1 for group in study.groups)
    for before, after in zip(study.groups, study.groups[1:], strict=False):
        place = steps.index(before.dose) + (-1 if before.dead else 1)
        assert after.dose == steps[min(place, len(steps) - 1)]


@of(425)
def test_up_and_down_stops_by_a_rule(study: Study) -> None:
    outcome = [group.dead for group in study.groups]
    survivors = [group for group in study.groups[-3:] if group.dose == 2000 and not group.dead]
    reversals = sum(a != b for a, b in zip(outcome[-6:], outcome[-5:], strict=False))
    assert len(survivors) == 3 or reversals == 5


@of(425)
def test_interval_is_given_only_where_it_can_be_estimated(study: Study) -> None:
    mixed = 0 < study.dead < study.animals
    assert bool(study.interval) == mixed
    if study.interval:
        low, estimate, high = interval(study)
        assert low < estimate < high


@of(402)
def test_dermal_limit_test_follows_the_version_cited(study: Study) -> None:
    version = study.guidelines[0][1]
    assert study.doses == (2000,)
    assert version is not None
    if version.year == 2017:
        assert (study.sex, study.animals) == ("female", 3)
    else:
        assert (study.sex, study.animals) == ("male and female", 10)


@of(403, 436)
def test_inhalation_is_nose_only_over_four_hours_in_mg_per_litre(study: Study) -> None:
    assert "nose-only, 4 hours" in study.route_stated
    assert study.unit == "mg/L"
    assert all(0.05 <= dose <= 6 for dose in study.doses)
    assert all(
        group.animals == (3 if study.guidelines[0][0] == 436 else 5) for group in study.groups
    )


@of(404)
def test_skin_class_follows_the_scores(study: Study) -> None:
    def above(limit: float) -> bool:
        means = [max(sum(a[:3]), sum(a[3:])) / 3 for a in study.scores]
        return sum(mean >= limit for mean in means) >= 2

    expected = "Category 2" if above(2.3) else "Category 3" if above(1.5) else "Not classified"
    assert len(study.scores) == study.animals == 3
    assert study.ghs == expected


@of(405)
def test_eye_class_follows_the_scores(study: Study) -> None:
    def positive(animal: tuple[int, ...]) -> bool:
        means = [sum(animal[place : place + 3]) / 3 for place in (0, 3, 6, 9)]
        return any(mean >= limit for mean, limit in zip(means, (1, 1, 2, 2), strict=True))

    irritant = sum(map(positive, study.scores)) >= 2
    assert study.ghs == ("Category 2B" if irritant else "Not classified")


@of(406)
def test_guinea_pig_tests_have_twice_as_many_test_animals_as_controls(study: Study) -> None:
    assert study.responses is not None
    positive, tested, _, controls = study.responses
    assert tested == 2 * controls
    assert study.animals == tested + controls
    assert (study.ghs == "Not classified") == (positive == 0)


@of(429)
def test_lymph_node_assay_sensitises_only_from_an_index_of_three(study: Study) -> None:
    sensitises = any(float(index) >= 3 for index in study.indices)
    assert (study.ghs != "Not classified") == sensitises
    assert study.animals == 4 * (len(study.indices) + 1)
    assert ("EC3 was calculated" in study.remark) == sensitises


@of(402, 420, 423, 425)
def test_acute_class_follows_the_dose(study: Study) -> None:
    if study.censored:
        assert study.ghs in ({"Category 5"} if study.dead else {"Not classified"})
    elif study.estimate:
        assert 300 < float(study.estimate) <= 2000
        assert study.ghs == "Category 4"


@of(403, 436)
def test_inhalation_class_follows_the_concentration(study: Study) -> None:
    assert study.estimate is not None
    assert (float(study.estimate) > 5) == study.censored == (study.ghs == "Not classified")


def test_most_lethality_results_are_censored() -> None:
    estimated = [study for study in STUDIES if study.groups and study.estimate]
    assert sum(study.censored for study in estimated) > 0.7 * len(estimated)


@of()
def test_truth_writes_doses_and_guidelines_in_their_normal_form(study: Study) -> None:
    truth = truth_of(study, LAYOUTS[study.layout])
    for dose in truth.get("Doses_mg_per_kg_bw", ()):
        assert re.fullmatch(r"\d+(, \d+)*", dose)
    for guideline in truth.get("Test_Guidelines_1", ()):
        assert re.fullmatch(r"Nº \d{3}: [^()]+( \(\d\d/\d\d/\d{4}\))?", guideline)
