"""How a study is made from the few facts that are its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from documine_nb.server.samples.generate.facts import Group, Study
from documine_nb.server.samples.generate.guidelines import GUIDELINES
from documine_nb.server.samples.generate.people import LABORATORIES, SPONSORS

__all__ = ["HAN", "SD", "make_study"]

HAN, SD = "Crl:WI (Han)", "Crl:CD(SD) Sprague-Dawley"
_DAYS = {404: 7, 405: 7, 406: 31, 429: 6}
_WEIGHED = {404: (0, 7), 405: (0, 7), 406: (0, 31), 429: (1, 6)}
_STEPS = {402: 2, 403: 1, 420: 2, 423: 3, 425: 2, 436: 1}
_KINDS: dict[int, tuple[str, str, str]] = {
    402: ("dermal", "dermal", "dermal, semi-occlusive, 24 hours"),
    403: ("inhalation", "inhalation", "inhalation, nose-only, 4 hours"),
    404: ("skin", "dermal", "dermal, semi-occlusive, 4 hours"),
    405: ("eye", "ocular", "instillation into the eye"),
    406: ("guinea pig", "dermal", "dermal, occlusive patch"),
    420: ("oral", "oral", "oral, by gavage"),
    423: ("oral", "oral", "oral, by gavage"),
    425: ("oral", "oral", "oral, by gavage"),
    429: ("lymph node", "dermal", "topical application to the ears"),
    436: ("inhalation", "inhalation", "inhalation, nose-only, 4 hours"),
}
_ANIMALS = {
    404: ("rabbit", "New Zealand White"),
    405: ("rabbit", "New Zealand White"),
    406: ("guinea pig", "Dunkin-Hartley"),
    429: ("mouse", "CBA/Ca"),
}


def make_study(
    key: str, laboratory: str, sponsor: str, start: date, number: int, **facts: Any
) -> Study:
    """Return a study by guideline `number`, with what usually holds for its kind."""
    kind, route, stated = _KINDS[number]
    groups: tuple[Group, ...] = facts.get("groups", ())
    step = _STEPS.get(number, 0)
    last = step * (len(groups) - 1) if groups else 0
    end = start + timedelta(days=last + _DAYS.get(number, 14))
    version = facts.pop("version", _latest(number, start))
    guideline = GUIDELINES[number]
    species, strain = _ANIMALS.get(number, ("rat", HAN))
    settings: dict[str, Any] = {
        "dossier": _dossier(kind),
        "kind": kind,
        "guidelines": ((number, version),),
        "parallels": (guideline.epa,),
        "route": route,
        "route_stated": stated,
        "vehicle": "0.5 % aqueous carboxymethylcellulose" if kind == "oral" else "",
        "species": species,
        "strain": strain,
        "sex": "female",
        "animals": sum(group.animals for group in groups) or 3,
        "step_days": step,
        "end": end,
        "issued": end + timedelta(days=68),
        "expiry": start + timedelta(days=500),
        "appearance": "Off-white powder",
        "ghs": "Not classified",
    }
    settings.update(facts)
    settings.setdefault("log_days", 4 * ((settings["end"] - start).days + 1))
    settings.setdefault("weighed", _WEIGHED.get(number, (0, 7, 14)))
    return Study(
        key=key,
        laboratory=LABORATORIES[laboratory],
        sponsor=SPONSORS[sponsor],
        start=start,
        **settings,
    )


def _latest(number: int, start: date) -> date:
    return max(version for version in GUIDELINES[number].versions if version < start)


def _dossier(kind: str) -> str:
    if kind == "oral":
        return "Acute oral"
    if kind in {"dermal", "inhalation"}:
        return "Acute dermal and inhalation"
    return "Irritation and sensitisation"
