"""The tables of a report: what was seen in each animal, each day, each batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from documine_nb.server.samples.generate.animals import animals_of, share
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.passages_german import GERMAN_SIGNS
from documine_nb.server.samples.generate.words import word

__all__ = [
    "Grid",
    "certificate",
    "environment",
    "feed",
    "individual",
    "mortality",
    "necropsies",
    "scores",
    "signs",
    "treatments",
    "weights",
]

TIMES = ("0.5 h", "1 h", "2 h", "4 h", *(f"d{day}" for day in range(1, 15)))
SCORED = {  # each reaction with the top of its scale
    "skin": (("Erythema", 4), ("Oedema", 4)),
    "eye": (("Corneal opacity", 4), ("Iris", 2), ("Redness", 3), ("Chemosis", 4)),
}


@dataclass(frozen=True)
class Grid:
    """A table: its caption, header, rows, notes below it, and shares of the width."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    small: bool = False


def _dose(study: Study, say: Dialect, dose: float) -> str:
    return say.number(dose) if study.is_systemic else "-"


def mortality(study: Study, say: Dialect) -> Grid:
    """Deaths by dose."""
    unit = study.unit.replace("bw", "KG") if say.language == "de" else study.unit
    rows = tuple(
        (say.number(dose), str(treated), f"{dead}/{treated}")
        for dose, dead, treated in study.mortality
    )
    head = (
        f"{word('Concentration' if study.is_inhalation else 'Dose', say)} ({unit})",
        word("Animals treated", say),
        word("Deaths / treated", say),
    )
    return Grid(word("Mortality", say), head, rows)


def weights(study: Study, say: Dialect) -> Grid:
    """Tabulate the body weights of each animal."""
    rows = []
    for animal in animals_of(study):
        cells = [f"{w:g}" if w is not None else "-" for w in animal.weights]
        known = [w for w in animal.weights if w is not None]
        gain = f"{known[-1] - known[0]:.1f}" if len(known) == len(animal.weights) else "-"
        dose = (_dose(study, say, animal.dose),) if study.is_systemic else ()
        numbers = (say.number(cell) for cell in (*cells, gain))
        rows.append((str(animal.number), word(animal.sex, say)[0].upper(), *dose, *numbers))
    head = (
        word("Animal", say),
        word("Sex", say),
        *((word("Dose", say),) if study.is_systemic else ()),
        *(f"{word('Day', say)} {day} (g)" for day in study.weighed),
        word("Gain (g)", say),
    )
    notes = (word("- = animal died before weighing", say),) if study.dead else ()
    return Grid(word("Individual body weights", say), head, tuple(rows), notes)


def signs(study: Study, say: Dialect) -> Grid:
    """Tabulate the signs of each animal at each time."""
    rows = tuple(
        (str(animal.number), _dose(study, say, animal.dose), *animal.signs)
        for animal in animals_of(study)
    )
    names = [GERMAN_SIGNS[s] if say.language == "de" else s for s in study.signs]
    key = "; ".join(
        [word("0 = no clinical signs", say), *(f"{n} = {name}" for n, name in enumerate(names, 1))]
    )
    dead = (word("† = found dead", say),) if study.dead else ()
    head = (word("Animal", say), word("Dose", say), *TIMES)
    widths = (1.7, 1.7, *(1.2,) * 4, *(1.0,) * 14)
    return Grid(word("Clinical signs", say), head, rows, (key, *dead), widths, small=True)


def necropsies(study: Study, say: Dialect) -> Grid:
    """Macroscopic findings of each animal."""
    rows = []
    for animal in animals_of(study):
        died = animal.died_on is not None
        fate = word("found dead, day", say) + f" {animal.died_on}" if died else word("day 14", say)
        finding = study.necropsy if died and study.necropsy else word("no findings", say)
        rows.append((str(animal.number), _dose(study, say, animal.dose), fate, finding))
    head = (word("Animal", say), word("Dose", say), word("Fate", say), word("Finding", say))
    return Grid(word("Necropsy findings", say), head, tuple(rows), (), (1, 1, 2, 4))


def treatments(study: Study, say: Dialect) -> Grid:
    """Tabulate doses and times of treatment."""
    rows = []
    for index, animal in enumerate(animals_of(study)):
        weight = animal.weights[0] or 0
        volume = weight * (10 if study.kind == "oral" else 2) / 1000
        minute = 4 * index + int(2 * share(study.key, "m", index))
        time = f"{8 + minute // 60:02}:{minute % 60:02}"
        amount = say.number(f"{volume:.2f}") if study.kind in {"oral", "dermal"} else "-"
        cells = (say.number(f"{weight:g}"), amount, say.date(study.treated_on(animal.step)), time)
        rows.append((str(animal.number), _dose(study, say, animal.dose), *cells))
    head = (
        word("Animal", say),
        word("Dose", say),
        word("Weight (g)", say),
        word("Volume (mL)", say),
        word("Date of treatment", say),
        word("Time", say),
    )
    return Grid(word("Treatment records", say), head, tuple(rows), (), (1, 1, 1, 1.1, 2, 1))


def scores(study: Study, say: Dialect) -> Grid:
    """Irritation of each animal at each time."""
    if study.indices:
        return _lymph_node(study, say)
    if study.responses:
        return _guinea_pig(study, say)
    rows = []
    for animal, values in zip(animals_of(study), study.scores, strict=True):
        for place, (name, top) in enumerate(SCORED[study.kind]):
            three = values[3 * place : 3 * place + 3]
            first = min(three[0] + (1 if three[0] else 0), top)
            mean = say.number(f"{sum(three) / 3:.2f}")
            cells = (str(first), *map(str, three), "0", mean)
            rows.append((str(animal.number), word(name, say), *cells))
    caption = "Skin reactions" if study.kind == "skin" else "Eye reactions"
    head = (
        word("Animal", say),
        word("Reaction", say),
        "1 h",
        "24 h",
        "48 h",
        "72 h",
        f"7 {word('days', say)}",
        f"{word('Mean', say)} 24-72 h",
    )
    return Grid(word(caption, say), head, tuple(rows), (), (1, 1.6, 0.8, 0.8, 0.8, 0.8, 0.9, 1.3))


def _guinea_pig(study: Study, say: Dialect) -> Grid:
    positive, tested, positive_control, controls = study.responses or (0, 0, 0, 0)
    rows = []
    for index, animal in enumerate(animals_of(study)):
        test = index < tested
        reacts = index % 10 < positive * 10 // tested if test else index - tested < positive_control
        marks = ("1", "1") if reacts else ("0", "0")
        rows.append(
            (str(animal.number), "Test" if test else "Control", *marks, "+" if reacts else "-")
        )
    rows.append(
        ("Total", f"Test {positive}/{tested}", "", "", f"Control {positive_control}/{controls}")
    )
    head = (word("Animal", say), "Group", "24 h", "48 h", "Positive")
    return Grid("Skin reactions at challenge", head, tuple(rows))


def _lymph_node(study: Study, say: Dialect) -> Grid:
    base = 640 + round(300 * share(study.key, "dpm"))
    rows = [("Vehicle", "0", say.number(str(base)), say.number("1.0"))]
    for dose, index in zip(study.concentrations, study.indices, strict=True):
        counted = say.number(f"{base * float(index):.0f}")
        rows.append(("Test item", dose, counted, say.number(index)))
    head = ("Group", "Concentration (%)", "Mean DPM per animal", "Stimulation index (SI)")
    return Grid("Results of the local lymph node assay", head, tuple(rows))


def individual(study: Study, say: Dialect) -> Grid:
    """Tabulate the counts of each mouse, background subtracted."""
    base = 640 + round(300 * share(study.key, "dpm"))
    rows = []
    groups = ["0", *study.concentrations]
    indices = ["1.0", *study.indices]
    for place, animal in enumerate(animals_of(study)[: 4 * len(groups)]):
        step = min(place // 4, len(groups) - 1)
        spread = (0.09, -0.04, -0.11, 0.06)[place % 4]
        counted = f"{base * float(indices[step]) * (1 + spread):.0f}"
        rows.append((str(animal.number), groups[step], say.number(counted)))
    return Grid("Individual lymph node counts", ("Animal", "Concentration (%)", "DPM"), tuple(rows))


def certificate(study: Study, say: Dialect) -> tuple[tuple[str, str], ...]:
    """Lines of the certificate of analysis, without batch and purity, which houses word."""
    return (
        (word("Appearance", say), word(study.appearance, say)),
        (word("Method", say), "HPLC-UV, CIPAC handbook"),
        (word("Expiry date", say), say.date(study.expiry)),
        (word("Storage", say), word("Room temperature, dark, dry", say)),
    )


def environment(study: Study, say: Dialect) -> Grid:
    """Temperature and humidity of the animal room, day by day."""
    rows = []
    a_day = study.readings
    for index in range(study.log_days):
        day = study.start + timedelta(days=index // a_day)
        low = 19.4 + 1.4 * share(study.key, "t", index)
        wet = 42 + 20 * share(study.key, "h", index)
        minute = 24 * 60 // a_day * (index % a_day)
        reading = f"{minute // 60:02}:{minute % 60:02}"
        air = f"{12 + 3 * share(study.key, 'a', index):.1f}"
        cells = (
            say.number(f"{low:.1f}"),
            say.number(f"{low + 1.6:.1f}"),
            f"{wet:.0f}",
            say.number(air),
        )
        rows.append((say.date(day), reading, *cells))
    head = (
        word("Date", say),
        word("Time", say),
        word("Minimum (°C)", say),
        word("Maximum (°C)", say),
        word("Humidity (%)", say),
        word("Air changes per hour", say),
    )
    return Grid(
        word("Climate of the animal room", say), head, tuple(rows), (), (2, 1, 1, 1, 1, 1.2)
    )


def feed(study: Study, say: Dialect) -> Grid:
    """Contaminants of the diet."""
    names = (
        "Aflatoxin B1",
        "Lead",
        "Cadmium",
        "Mercury",
        "Arsenic",
        "Selenium",
        "Lindane",
        "DDT (total)",
        "Malathion",
        "Nitrate",
        "Nitrite",
        "PCB (total)",
    )
    rows = []
    for index, name in enumerate(names):
        limit = (0.005, 1.5, 0.4, 0.1, 1.0, 0.6, 0.02, 0.1, 2.5, 100, 5, 0.05)[index]
        found = f"{limit * (0.08 + 0.5 * share(study.key, 'f', index)):.3g}"
        rows.append((word(name, say), say.number(found), say.number(limit)))
    head = (word("Contaminant", say), word("Found (mg/kg)", say), word("Limit (mg/kg)", say))
    return Grid(word("Analysis of the diet", say), head, tuple(rows))
