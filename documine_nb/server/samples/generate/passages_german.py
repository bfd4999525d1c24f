"""The same sentences in German, for the house that writes its results in German."""

from __future__ import annotations

from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study

__all__ = ["GERMAN_SIGNS", "passages_of"]

GERMAN_SIGNS = {
    "ruffled fur": "gesträubtes Fell",
    "hunched posture": "gekrümmte Haltung",
    "sedation": "Sedation",
    "ataxia": "Ataxie",
    "dyspnoea": "Atemnot",
}


def passages_of(study: Study, say: Dialect) -> dict[str, str]:
    """Return the passages of the report of `study` by component, in German."""
    found = {
        "Mortality_Statement": _mortality(study, say),
        "Clinical_Signs": _signs(study, say),
        "Body_Weight_Changes": "Die Körpergewichtsentwicklung der überlebenden Tiere war "
        "unauffällig.",
        "Necropsy_Findings": "Bei der Sektion wurden keine makroskopischen Befunde erhoben."
        if study.is_systemic
        else "",
        "Deviation_from_the_Guideline": "Abweichungen von der Prüfrichtlinie traten nicht auf.",
        "Study_Conclusion": _outcome(study, say),
    }
    return {name: text for name, text in found.items() if text}


def _mortality(study: Study, say: Dialect) -> str:
    parts = [
        f"{dead} von {treated} Tieren bei {say.number(dose)} mg/kg KG"
        for dose, dead, treated in study.mortality
        if dead
    ]
    if not parts:
        return "Während der Prüfung traten keine Todesfälle auf."
    return f"Es starben {' und '.join(parts)}."


def _signs(study: Study, say: Dialect) -> str:
    if not study.signs:
        return "Klinische Symptome wurden bei keinem Tier beobachtet."
    names = " und ".join(GERMAN_SIGNS[sign] for sign in study.signs)
    dose = say.number(max(study.doses))
    if study.mortality[-1][1] == study.mortality[-1][2]:
        return f"Bei {dose} mg/kg KG wurden bis zum Tod {names} beobachtet."
    return (
        f"Bei {dose} mg/kg KG wurden {names} beobachtet; ab Tag {study.sign_days + 1} waren die "
        "Tiere symptomfrei."
    )


def _class(study: Study) -> str:
    if study.ghs == "Not classified":
        return "Eine Einstufung nach GHS ist nicht erforderlich."
    category = str(study.ghs).replace("Category", "Kategorie")
    return f"Die Prüfsubstanz ist nach GHS in {category} einzustufen."


def _outcome(study: Study, say: Dialect) -> str:
    if study.kind == "skin":
        means = [say.number(study.mean_score(first)) for first in (0, 3)]
        return (
            f"Die mittleren Reizscores nach 24, 48 und 72 Stunden betrugen {means[0]} für Erythem "
            f"und {means[1]} für Ödem. {_class(study)}"
        )
    where = {"oral": "orale", "dermal": "dermale"}[study.kind]
    first = f"Die akute {where} LD50 von {study.item} bei weiblichen Ratten"
    if study.estimate and study.censored:
        first += f" ist größer als {say.number(study.estimate)} mg/kg KG."
    elif study.estimate:
        low, high = study.interval or ("", "")
        first += (
            f" beträgt {say.number(study.estimate)} mg/kg KG (95-%-Vertrauensbereich: "
            f"{say.number(low)} bis {say.number(high)} mg/kg KG)."
        )
    else:
        first = study.remark
    return f"{first} {_class(study)}"
