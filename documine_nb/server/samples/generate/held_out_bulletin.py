"""A house that prints its reports like bulletins: a masthead, then everything in two columns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documine_nb.server.samples.generate import grids, methods
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import (
    Layout,
    citation,
    print_grid,
    running,
    stated,
)
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(wording=3, thousands=",", dates="dd-mon-yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        left = f"{study.laboratory.name}   Study Code {study.study_number}"
        running(canvas, left, f"Page {page} of {total}", top=True, font="Times-Italic")

    return House(size=10, justify=True, margin_mm=19, decorate=decorate)


def _masthead(paper: Paper, study: Study) -> None:
    laboratory = study.laboratory
    paper.centred(laboratory.name.upper(), size=13, bold=True)
    paper.centred(f"{laboratory.street}, {laboratory.city}, {laboratory.country}", size=9)
    paper.gap(16)
    paper.centred(study.title, size=17, bold=True)
    paper.gap(8)
    in_life = f"{SAY.date(study.start)} - {SAY.date(study.end)}"
    guidelines = []
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = "OECD {number} {title}|, {date}"
        guidelines.append(citation(number, dated, form).replace("|", ""))
    rows = [
        ("Report ID", study.report_number, "Report_Number"),
        ("Performed for", study.sponsor, "Sponsor"),
        ("Performed by", f"{laboratory.name}, {laboratory.country}", "Performing_Laboratory"),
        ("In-life dates", in_life, "Experimental_Starting_Date"),
        ("Guidelines", "; ".join([*guidelines, *study.parallels]), "Test_Guidelines_1"),
        ("Study director", study.director, ""),
        ("Date of issue", SAY.date(study.issued), ""),
    ]
    paper.labels(stated(study, rows), boxed=True, width_mm=36)
    paper.heading("GLP status")
    if study.glp:
        paper.text(
            "Performed in compliance with GLP as certified by the national monitoring authority "
            f"(certificate of {SAY.date(study.start - timedelta(days=410))}). Inspections by the "
            "QAU: "
            f"{SAY.date(study.start)}, {SAY.date(study.start + timedelta(days=5))} and "
            f"{SAY.date(study.issued - timedelta(days=6))}."
        )
    else:
        paper.text("Non-GLP study.")
    paper.page("columns")


def _columns(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.in_columns = True
    paper.heading("Synopsis")
    paper.text(study.summary_says.get("outcome") or said["Study_Conclusion"])
    paper.heading("Materials")
    rows = [
        ("Substance", study.item, "Test_Item"),
        ("Batch", " / ".join(study.batches), "Certificate"),
        ("Assay", study.purity, "Purity"),
        *((name, value, "") for name, value in grids.certificate(study, SAY)),
        ("Carrier", study.vehicle, "Vehicle"),
    ]
    paper.labels(stated(study, rows), width_mm=26)
    count = {"female": f"{study.animals} female", "male and female": _both(study)}
    number = (
        "" if "Number_of_Animals" in study.missing else count.get(study.sex, str(study.animals))
    )
    plural = {"mouse": "mice"}.get(study.species, f"{study.species}s")
    paper.text(
        f"A total of {number} {study.strain} {plural} were used. Dosing was {study.route_stated}."
    )
    if study.groups:
        doses = ", ".join(map(SAY.number, study.doses))
        paper.text(f"The dose levels were {doses} {study.unit}.")
    paper.heading("Study design")
    paper.passage(methods.design(study, SAY))
    for text in (methods.preparation(study, SAY), *methods.husbandry(study, SAY)):
        paper.text(text)
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("Findings")
    for title, name in (
        ("Mortality.", "Mortality_Statement"),
        ("Clinical signs.", "Clinical_Signs"),
        ("Body weight.", "Body_Weight_Changes"),
        ("Gross pathology.", "Necropsy_Findings"),
    ):
        if name in said:
            paper.passage(f"{title} {said[name]}")
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "I")
    paper.heading("Conclusions")
    paper.passage(said["Study_Conclusion"])
    paper.heading("Guideline deviations")
    paper.passage(said["Deviation_from_the_Guideline"])
    paper.heading("Retention of records")
    paper.text(methods.archive(study))


def _both(study: Study) -> str:
    return f"{study.animals} ({study.animals // 2} male and {study.animals // 2} female)"


def _tables(paper: Paper, study: Study) -> None:
    paper.page("one")
    paper.in_columns = False
    paper.heading("Listings")
    print_grid(paper, grids.weights(study, SAY), "II")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "III")
        print_grid(paper, grids.necropsies(study, SAY), "IV")
        print_grid(paper, grids.treatments(study, SAY), "V")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "III")
    print_grid(paper, grids.environment(study, SAY), "VI")
    print_grid(paper, grids.feed(study, SAY), "VII")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_masthead, _columns, _tables):
        part(paper, study)


OMITS = frozenset({"Results_and_Conclusions"})
LAYOUT = Layout("held_out_bulletin", SAY, _house, _compose, OMITS)
