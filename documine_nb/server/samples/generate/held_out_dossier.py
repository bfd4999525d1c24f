"""A house that writes for authorities: deep numbering, a summary in German, amendments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documine_nb.server.samples.generate import grids, methods
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import (
    Layout,
    citation,
    number_of_animals,
    print_grid,
    running,
    stated,
)
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(wording=2, thousands="", dates="dd/mm/yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        running(canvas, study.item, f"Doc. {study.study_number}", top=True, font="Times-Roman")
        running(canvas, "", f"Page {page}/{total}", top=False, font="Times-Roman")

    return House(size=11, justify=True, margin_mm=25, decorate=decorate)


def _front(paper: Paper, study: Study) -> None:
    laboratory = study.laboratory
    paper.gap(6)
    paper.text("Data requirement: Annex Point 5.2 - Acute toxicity", italic=True)
    paper.gap(16)
    paper.text("Title", bold=True)
    paper.text(study.title, fontSize=15, leading=20)
    paper.gap(4)
    for head, lines in (
        ("Data requirement / guidelines", _guidelines(study)),
        ("Author", (study.director,)),
        ("Study completed on", (SAY.date(study.issued),)),
        (
            "Performing laboratory",
            (laboratory.name, laboratory.street, laboratory.city, laboratory.country),
        ),
        ("Sponsor", (study.sponsor,)),
        ("Laboratory report identification", (study.report_number,)),
    ):
        paper.text(head, bold=True, spaceAfter=0, spaceBefore=6)
        for line in lines:
            paper.text(line, spaceAfter=0)
    paper.page()
    paper.heading("Statement of no data confidentiality claims")
    paper.text("No claim of confidentiality is made for any information contained in this study.")
    paper.heading("Good laboratory practice statement")
    if study.glp:
        paper.text(
            "This study meets the requirements of 40 CFR Part 160 and of the OECD Principles of "
            "GLP, "
            f"except that the analysis of the test item was completed on "
            f"{SAY.date(study.start - timedelta(days=130))} outside this facility."
        )
    else:
        paper.text("This study does not meet the requirements of GLP.")
    paper.heading("Quality assurance inspections")
    rows = [
        ("Protocol review", SAY.date(study.start - timedelta(days=11))),
        ("Critical phase", SAY.date(study.start + timedelta(days=1))),
        ("Report audit", SAY.date(study.issued - timedelta(days=16))),
    ]
    paper.table(("Type", "Date"), rows)
    paper.page()
    paper.heading("Table of contents", listed=False)
    paper.contents()
    paper.page()


def _guidelines(study: Study) -> tuple[str, ...]:
    form = "OECD guideline {number} - {title}| ({date})"
    cited = [
        citation(number, SAY.date(version) if version else None, form).replace("|", "")
        for number, version in study.guidelines
    ]
    return (*cited, *study.parallels)


def _body(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("1. Kurzfassung")
    paper.text(
        "Die Prüfsubstanz wurde nach der genannten Richtlinie geprüft. Einzelheiten und "
        "Ergebnisse sind "
        "den englischen Abschnitten dieses Berichts zu entnehmen; maßgeblich ist der englische "
        "Text."
    )
    paper.heading("2. Summary")
    paper.text(study.summary_says.get("outcome") or said["Study_Conclusion"])
    paper.heading("3. Introduction")
    end = study.amended[1] if study.amended else SAY.date(study.end)
    paper.heading("3.1 Study schedule", 2)
    paper.labels(
        [
            ("Animal receipt", SAY.date(study.start - timedelta(days=6))),
            ("Experimental start date", SAY.date(study.start)),
            ("Experimental completion date", end),
        ]
    )
    paper.heading("3.2 Test substance", 2)
    rows = [
        ("Identification", study.item, "Test_Item"),
        ("Batch number(s)", ", ".join(study.batches), "Certificate"),
        ("Purity", study.purity, "Purity"),
        *((name, value, "") for name, value in grids.certificate(study, SAY)),
        ("Vehicle", study.vehicle, "Vehicle"),
    ]
    paper.labels(stated(study, rows), boxed=True)
    paper.heading("3.3 Animals", 2)
    rows = [
        ("Species", study.species, "Species"),
        ("Strain", study.strain, "Strain"),
        ("Number and sex", number_of_animals(study), "Number_of_Animals"),
    ]
    paper.labels(stated(study, rows), boxed=True)
    for text in methods.husbandry(study, SAY):
        paper.text(text)
    paper.heading("4. Study design")
    paper.passage(methods.design(study, SAY))
    paper.heading("4.1 Administration", 2)
    paper.text(f"Route of administration: {study.route_stated}.")
    if study.groups:
        doses = ", ".join(map(SAY.number, study.doses))
        paper.text(f"Doses administered: {doses} {study.unit}.")
    paper.text(methods.preparation(study, SAY))
    paper.heading("4.2 Examinations", 2)
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("4.3 Deviations", 2)
    paper.passage(said["Deviation_from_the_Guideline"])


def _results(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("5. Results")
    for title, name in (
        ("5.1 Mortality", "Mortality_Statement"),
        ("5.2 Clinical observations", "Clinical_Signs"),
        ("5.3 Body weight", "Body_Weight_Changes"),
        ("5.4 Gross necropsy", "Necropsy_Findings"),
    ):
        if name in said:
            paper.heading(title, 2)
            paper.passage(said[name])
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "5-1")
    paper.heading("6. Conclusion")
    paper.passage(said["Study_Conclusion"])
    paper.page()
    paper.heading("7. Individual animal data")
    print_grid(paper, grids.weights(study, SAY), "7-1")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "7-2")
        print_grid(paper, grids.necropsies(study, SAY), "7-3")
        print_grid(paper, grids.treatments(study, SAY), "7-4")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "7-2")
    print_grid(paper, grids.feed(study, SAY), "7-5")
    print_grid(paper, grids.environment(study, SAY), "7-6")
    if study.amended:
        what, before, after = study.amended
        paper.page()
        paper.heading("Report amendment No. 1")
        paper.text(f"{what}: instead of {before} read {after}.", bold=True)
        paper.text("Reason: the date of the last body weight had been overlooked.")
        paper.text(f"{study.director}, {SAY.date(study.issued + timedelta(days=40))}")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_front, _body, _results):
        part(paper, study)


LAYOUT = Layout("held_out_dossier", SAY, _house, _compose, frozenset({"Results_and_Conclusions"}))
