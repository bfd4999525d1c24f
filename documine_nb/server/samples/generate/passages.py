"""The sentences that a report states its results in, and that the truth quotes."""

from __future__ import annotations

from documine_nb.server.samples.generate import passages_german
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study

__all__ = ["outcome", "passages_of"]


def passages_of(study: Study, say: Dialect) -> dict[str, str]:
    """Return the passages of the report of `study` by component, as its house words them."""
    if say.language == "de":
        return passages_german.passages_of(study, say)
    found = {
        "Mortality_Statement": _mortality(study, say),
        "Clinical_Signs": _signs(study, say),
        "Body_Weight_Changes": _weights(study, say),
        "Necropsy_Findings": _necropsy(study, say),
        "Deviation_from_the_Guideline": study.deviation
        or say.pick(
            "There were no deviations from the guideline.",
            "No deviations from the test guideline or the study plan occurred.",
            "No deviations were noted.",
            "None.",
        ),
        "Study_Conclusion": outcome(study, say),
    }
    return {name: text for name, text in found.items() if text}


def _mortality(study: Study, say: Dialect) -> str:
    if study.kind in {"skin", "eye", "guinea pig", "lymph node"}:
        return say.pick(
            "No mortality occurred during the study.",
            "There were no unscheduled deaths.",
            "All animals survived until the end of the observation period.",
            "None of the animals died.",
        )
    if not study.dead:
        return say.pick(
            "No mortality occurred during the study.",
            "There were no deaths at any dose level throughout the 14-day observation period.",
            "All animals survived to the scheduled necropsy on day 14.",
            "None of the animals died before the end of the observation period.",
        )
    parts = [
        f"{dead} of {treated} animals at {say.number(dose)} {study.unit}"
        for dose, dead, treated in study.mortality
        if dead
    ]
    days = sorted({group.died_on for group in study.groups if group.dead})
    when = f"day {days[0]}" if len(days) == 1 else f"days {days[0]} to {days[-1]}"
    return say.pick(
        f"Mortality occurred in {' and in '.join(parts)} on {when} after treatment.",
        f"Deaths were recorded in {' and in '.join(parts)} on {when}.",
    )


def _signs(study: Study, say: Dialect) -> str:
    if not study.signs:
        return say.pick(
            "No clinical signs of toxicity were observed in any animal.",
            "There were no clinical signs attributable to treatment.",
            "No signs of systemic toxicity were noted during the observation period.",
            "All animals appeared normal throughout the study.",
        )
    names = _listed(study.signs)
    last = f"day {study.sign_days + 1}"
    top = f"{say.number(max(study.doses))} {study.unit}" if study.groups else "the test group"
    if study.mortality[-1][1] == study.mortality[-1][2]:
        return say.pick(
            f"At {top}, {names} were observed until death; animals at lower doses showed no signs.",
            f"Signs noted at {top} before death were {names}.",
        )
    return say.pick(
        f"At {top}, the signs observed were {names}; all survivors were free of signs from {last}.",
        f"Signs noted in animals treated at {top} were {names}, with recovery by {last}.",
        f"Clinical signs at {top} consisted of {names} and had subsided by {last}.",
        f"Animals of the {top} group showed {names}; no signs were seen from {last} onwards.",
    )


def _weights(study: Study, say: Dialect) -> str:
    if not study.is_systemic:
        return say.pick(
            "Body weights developed normally in all animals.",
            "There was no treatment-related effect on body weight.",
        )
    return say.pick(
        "All surviving animals showed the expected gain in body weight.",
        "There was no treatment-related effect on body weight.",
        "Body weight gain was considered normal for animals of this strain and age.",
        "Body weight development was not affected by treatment.",
    )


def _necropsy(study: Study, say: Dialect) -> str:
    if not study.is_systemic:
        return ""
    if study.necropsy:
        return say.pick(
            f"Necropsy of the decedents revealed {study.necropsy}; the surviving animals were "
            "without macroscopic findings.",
            f"Macroscopic examination of the animals found dead showed {study.necropsy}.",
        )
    return say.pick(
        "No macroscopic findings were recorded at necropsy.",
        "Gross necropsy revealed no abnormalities in any animal.",
        "No abnormalities were noted at macroscopic examination.",
        "Macroscopic post-mortem examination showed no treatment-related changes.",
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def outcome(study: Study, say: Dialect) -> str:
    """Return the conclusion of the study."""
    return _CONCLUSIONS[study.kind](study, say)


def _lethality(study: Study, say: Dialect) -> str:
    sex = "rats of both sexes" if study.sex == "male and female" else "female rats"
    route = {"oral": "acute oral", "dermal": "acute dermal", "inhalation": "4-hour inhalation"}
    name = "LC50" if study.is_inhalation else "LD50"
    first = f"The {route[study.kind]} {name} of {study.item} in {sex}"
    if study.estimate and study.censored:
        value = f"{say.number(study.estimate)} {study.unit}"
        first += say.pick(
            f" was greater than {value}.",
            f" is > {value}.",
            f" was found to exceed {value}.",
            f" is higher than {value}.",
        )
    elif study.estimate:
        first += f" was estimated to be {say.number(study.estimate)} {study.unit}"
        low, high = study.interval or ("", "")
        first += (
            f" (95 % confidence interval: {say.number(low)} to {say.number(high)} {study.unit})."
            if study.interval
            else "."
        )
    else:
        first = study.remark.replace("2000", say.number(2000)).replace("1000", say.number(1000))
    return f"{first} {_class(study, say)}"


def _class(study: Study, say: Dialect) -> str:
    if study.ghs == "Not classified":
        return say.pick(
            "Classification according to GHS is not required.",
            "The test item does not need to be classified according to Regulation (EC) No "
            "1272/2008 (CLP) and GHS.",
            "According to the GHS criteria the test item is not classified.",
            "GHS classification: not classified.",
        )
    return say.pick(
        f"The test item is classified in GHS {study.ghs}.",
        f"According to the GHS criteria the test item falls into {study.ghs}.",
        f"GHS classification: {study.ghs}.",
    )


def _skin(study: Study, say: Dialect) -> str:
    erythema, oedema = (say.number(study.mean_score(first)) for first in (0, 3))
    return (
        f"The mean scores over 24, 48 and 72 hours were {erythema} for erythema and {oedema} for "
        f"oedema. {_class(study, say)}"
    )


def _eye(study: Study, say: Dialect) -> str:
    names = ("corneal opacity", "iris", "conjunctival redness", "chemosis")
    means = [f"{say.number(study.mean_score(3 * n))} for {name}" for n, name in enumerate(names)]
    return (
        f"Mean scores over 24, 48 and 72 hours were {_listed(tuple(means))}. {study.remark} "
        f"{_class(study, say)}"
    )


def _guinea_pig(study: Study, say: Dialect) -> str:
    positive, tested, _, _ = study.responses or (0, 0, 0, 0)
    rate = f"{100 * positive // tested} %"
    if not positive:
        first = (
            f"None of the {tested} test animals showed a positive reaction at challenge ({rate})."
        )
    else:
        first = f"{positive} of {tested} test animals reacted positively at challenge ({rate})."
    return f"{first} {_class(study, say)}"


def _lymph_node(study: Study, say: Dialect) -> str:
    values = _listed(tuple(say.number(index) for index in study.indices))
    doses = _listed(study.concentrations)
    return (
        f"Stimulation indices of {values} were found at {doses} %, respectively. {study.remark} "
        f"{_class(study, say)}"
    )


_CONCLUSIONS = {
    "oral": _lethality,
    "dermal": _lethality,
    "inhalation": _lethality,
    "skin": _skin,
    "eye": _eye,
    "guinea pig": _guinea_pig,
    "lymph node": _lymph_node,
}
