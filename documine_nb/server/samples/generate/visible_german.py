"""A German house: the report and its results are in German."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documine_nb.server.samples.generate import grids
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import Layout, citation, print_grid, running
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(language="de", thousands=".", decimal=",", dates="dd.mm.yyyy")
SPECIES = {"rat": "Ratte", "rabbit": "Kaninchen"}
SEX = {"female": "weiblich", "male and female": "männlich und weiblich", "male": "männlich"}
DESIGN = {
    "oral": (
        "Die Prüfsubstanz wurde den nüchternen Tieren einmalig mit der Schlundsonde verabreicht. "
        "Die "
        "Tiere wurden stufenweise behandelt; der Ausgang einer Stufe bestimmte die nächste. Die "
        "Nachbeobachtung dauerte 14 Tage."
    ),
    "dermal": (
        "Die Prüfsubstanz wurde auf die geschorene Rückenhaut aufgetragen und 24 Stunden unter "
        "einem "
        "semiokklusiven Verband belassen. Die Nachbeobachtung dauerte 14 Tage."
    ),
    "skin": (
        "Je Tier wurden 0,5 g der angefeuchteten Prüfsubstanz für 4 Stunden semiokklusiv auf die "
        "geschorene Haut aufgebracht. Die Hautreaktionen wurden nach 1, 24, 48 und 72 Stunden "
        "sowie nach 7 Tagen beurteilt."
    ),
}
KEEPING = (
    "Die Tiere wurden klimatisiert gehalten (19 bis 25 °C, relative Luftfeuchte 40 bis 70 %, zwölf "
    "Stunden Licht). Pelletiertes Alleinfutter und Leitungswasser standen zur freien Verfügung. "
    "Vor "
    "Beginn wurden die Tiere mindestens fünf Tage an die Haltungsbedingungen gewöhnt und "
    "tierärztlich "
    "untersucht. Jedes Tier war durch eine Nummer gekennzeichnet und zufällig zugeteilt."
)
WATCHING = (
    "Klinische Symptome wurden am Tag der Behandlung mehrfach und danach täglich erfasst: Haut und "
    "Fell, Augen und Schleimhäute, Atmung, Kreislauf, Nervensystem, Motorik und Verhalten. Das "
    "Körpergewicht wurde zu Beginn, nach 7 und nach 14 Tagen bestimmt."
)


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        running(canvas, "Prüfbericht", f"Studie {study.study_number}", top=True, font="Times-Roman")
        running(canvas, study.laboratory.name, f"Seite {page} von {total}", top=False)

    return House(size=11, centred_headings=True, decorate=decorate)


def _front(paper: Paper, study: Study) -> None:
    laboratory = study.laboratory
    paper.gap(20)
    paper.centred("Prüfbericht", size=22, bold=True)
    paper.gap(10)
    paper.centred(study.title, size=16, bold=True)
    paper.gap(16)
    paper.labels(
        [
            ("Bericht Nr.:", study.report_number),
            ("Prüfeinrichtung:", f"{laboratory.name}, {laboratory.street}, {laboratory.city}"),
            ("Auftraggeber:", study.sponsor),
            ("Prüfleiter:", study.director),
            ("Berichtsdatum:", SAY.date(study.issued)),
        ]
    )
    paper.page()
    paper.heading("Erklärung zur Guten Laborpraxis (GLP)")
    paper.text(
        "Die Prüfung wurde nach den Grundsätzen der Guten Laborpraxis (Chemikaliengesetz, Anhang "
        "1) "
        "durchgeführt. Der Bericht gibt die Rohdaten vollständig und richtig wieder."
    )
    paper.text(f"{study.director}, Prüfleiter, {SAY.date(study.issued)}")
    paper.heading("Erklärung der Qualitätssicherung")
    inspected = [
        ("Prüfplan", study.start - timedelta(days=6)),
        ("Behandlung", study.start + timedelta(days=3)),
        ("Bericht", study.issued - timedelta(days=11)),
    ]
    paper.table(("Gegenstand", "Inspektion am"), [(what, SAY.date(day)) for what, day in inspected])
    paper.page()
    paper.heading("Inhalt", listed=False)
    paper.contents(dots=False)
    paper.page()


def _basis(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("1. Zusammenfassung")
    paper.text(study.summary_says.get("outcome") or said["Study_Conclusion"])
    paper.heading("2. Prüfrichtlinien")
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = "OECD-Prüfrichtlinie Nr. {number} ({title})| vom {date}"
        paper.text(citation(number, dated, form).replace("|", ""))
    for parallel in study.parallels:
        paper.text(parallel)
    paper.passage(said["Deviation_from_the_Guideline"])
    paper.heading("3. Zeitlicher Ablauf")
    paper.labels(
        [
            ("Beginn der Prüfung:", SAY.date(study.start - timedelta(days=10))),
            ("Beginn der experimentellen Phase:", SAY.date(study.start)),
            ("Ende der experimentellen Phase:", SAY.date(study.end)),
        ],
        width_mm=72,
    )
    paper.heading("4. Prüfsubstanz")
    paper.labels(
        [
            ("Prüfsubstanz:", study.item),
            ("Charge:", ", ".join(study.batches)),
            ("Reinheit:", study.purity),
            *((f"{label}:", value) for label, value in grids.certificate(study, SAY)),
            ("Vehikel:", study.vehicle),
        ]
    )
    paper.heading("5. Prüfsystem und Durchführung")
    rows = [
        ("Tierart:", SPECIES[study.species]),
        ("Stamm:", study.strain),
        ("Geschlecht:", SEX[study.sex]),
        ("Anzahl der Tiere:", str(study.animals)),
        ("Applikation:", study.route_stated),
    ]
    if study.groups:
        rows.append(("Dosierungen:", f"{', '.join(map(SAY.number, study.doses))} mg/kg KG"))
    paper.labels(rows)
    for text in (DESIGN[study.kind], KEEPING, WATCHING):
        paper.text(text)


def _results(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("6. Ergebnisse")
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "1", word="Tabelle")
    for title, name in (
        ("6.1 Mortalität", "Mortality_Statement"),
        ("6.2 Klinische Symptome", "Clinical_Signs"),
        ("6.3 Körpergewicht", "Body_Weight_Changes"),
        ("6.4 Sektion", "Necropsy_Findings"),
    ):
        if name in said:
            paper.heading(title, 2)
            paper.passage(said[name])
    paper.heading("7. Beurteilung")
    paper.passage(said["Study_Conclusion"])
    paper.heading("8. Archivierung")
    paper.text(
        "Prüfplan, Rohdaten, ein Rückstellmuster der Prüfsubstanz und das Original des Berichts "
        f"werden im Archiv der {study.laboratory.name} aufbewahrt."
    )
    paper.page()
    paper.heading("Anhang: Einzeltierdaten")
    print_grid(paper, grids.weights(study, SAY), "2", word="Tabelle")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "3", word="Tabelle")
        print_grid(paper, grids.necropsies(study, SAY), "4", word="Tabelle")
        print_grid(paper, grids.treatments(study, SAY), "5", word="Tabelle")
    print_grid(paper, grids.feed(study, SAY), "6", word="Tabelle")
    print_grid(paper, grids.environment(study, SAY), "7", word="Tabelle")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_front, _basis, _results):
        part(paper, study)


OMITS = frozenset({"Results_and_Conclusions", "Study_Design"})
LAYOUT = Layout("visible_german", SAY, _house, _compose, OMITS)
