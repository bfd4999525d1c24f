"""A house with a designer: key data in one table up front, then two narrow columns."""

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

SAY = Dialect(wording=2, thousands=" ", dates="month d, yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        if page > 1:
            running(canvas, study.title[:60] + "...", study.study_number, top=True, rule=False)
        running(canvas, "Confidential", f"page {page} of {total}", top=False, rule=False)

    return House(
        font="Helvetica",
        bold="Helvetica-Bold",
        italic="Helvetica-Oblique",
        size=9,
        grid=False,
        margin_mm=20,
        decorate=decorate,
    )


def _cover(paper: Paper, study: Study) -> None:
    head, _, tail = study.title.partition(" - ")
    paper.gap(30)
    paper.text(head + " -", bold=True, fontSize=24, leading=30)
    paper.text(tail, bold=True, fontSize=24, leading=30)
    paper.gap(26)
    paper.text(f"Report {study.report_number}", fontSize=12)
    paper.text(f"prepared by {study.laboratory.name}", fontSize=12)
    paper.text(f"on behalf of {study.sponsor}", fontSize=12)
    paper.gap(60)
    paper.text(f"Issued {SAY.date(study.issued)}")
    paper.page()


def _key_data(paper: Paper, study: Study) -> None:
    paper.heading("Key data")
    laboratory = study.laboratory
    doses = ", ".join(SAY.number(dose) for dose in study.doses)
    rows = stated(
        study,
        [
            ("Study title", study.title, "Study_Title"),
            ("Report number", study.report_number, "Report_Number"),
            ("Test facility", f"{laboratory.name} ({laboratory.country})", "Performing_Laboratory"),
            ("Sponsor", study.sponsor, "Sponsor"),
            ("Study initiation", SAY.date(study.start - timedelta(days=12)), ""),
            ("Experimental start", SAY.date(study.start), "Experimental_Starting_Date"),
            ("Experimental termination", SAY.date(study.end), "Experimental_Completion_Date"),
            ("Study completion", SAY.date(study.issued), ""),
            ("Test item", study.item, "Test_Item"),
            ("Batch / lot", " and ".join(study.batches), "Certificate_of_Analysis"),
            ("Content 1)", study.purity, "Purity"),
            ("Vehicle", study.vehicle, "Vehicle"),
            ("Animals", f"{study.species}, {study.strain}", "Species"),
            ("Number and sex", number_of_animals(study), "Number_of_Animals"),
            ("Route", study.route_stated, "Route"),
            (f"Dose levels ({study.unit})", doses, "Doses_mg_per_kg_bw"),
        ],
    )
    paper.table(("Item", "Detail"), rows, widths=(1, 2.6))
    paper.text("1) by HPLC; see the certificate of analysis", fontSize=7, leading=9)
    paper.text(
        "Dates of quality assurance inspections are given on the following page.", italic=True
    )
    paper.page()
    paper.heading("GLP compliance")
    claim = (
        "This study was performed in compliance with Good Laboratory Practice (GLP) as set out in "
        "OECD Series on Principles of GLP No. 1."
        if study.glp
        else "This work was exploratory. It was not performed under GLP."
    )
    paper.text(claim)
    if study.glp:
        paper.heading("Quality assurance")
        days = (-2, 0, 8)
        rows3 = [
            (f"QA-{1200 + 7 * n}", phase, SAY.date(study.start + timedelta(days=day)))
            for n, (phase, day) in enumerate(
                zip(("Protocol", "In-life", "Data"), days, strict=True)
            )
        ]
        rows3.append(("QA-1304", "Final report", SAY.date(study.issued - timedelta(days=5))))
        paper.table(("Audit", "Phase", "Date"), rows3)
    paper.text(f"Study director: {study.director}")
    paper.text(f"Signed on {SAY.date(study.issued)}")


def _body(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.page("columns")
    paper.in_columns = True
    paper.heading("Summary")
    paper.text(study.summary_says.get("outcome") or said["Study_Conclusion"])
    paper.heading("Test guidelines")
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = "OECD Test Guideline {number}: {title}| (adopted {date})"
        paper.text(citation(number, dated, form).replace("|", ""))
    for parallel in study.parallels:
        paper.text(parallel)
    paper.heading("Study design")
    paper.passage(methods.design(study, SAY))
    paper.heading("Animals and husbandry")
    for text in methods.husbandry(study, SAY):
        paper.text(text)
    paper.heading("Test item preparation")
    paper.text(methods.preparation(study, SAY))
    paper.heading("Observations and measurements")
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("Deviations")
    paper.passage(said["Deviation_from_the_Guideline"])
    paper.heading("Results")
    for title, name in (
        ("Mortality", "Mortality_Statement"),
        ("Clinical signs", "Clinical_Signs"),
        ("Body weights", "Body_Weight_Changes"),
        ("Necropsy", "Necropsy_Findings"),
    ):
        if name in said:
            paper.heading(title, 2)
            paper.passage(said[name])
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "1")
    paper.markup(
        "<super>1</super> Values are those of the raw data; rounding may lead to small "
        "differences.",
        fontSize=7,
        leading=9,
    )
    paper.heading("Conclusion")
    paper.passage(said["Study_Conclusion"])
    paper.heading("Archiving")
    paper.text(methods.archive(study))


def _tables(paper: Paper, study: Study) -> None:
    paper.page("one")
    paper.in_columns = False
    paper.heading("Individual data")
    print_grid(paper, grids.weights(study, SAY), "2")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "3")
        print_grid(paper, grids.necropsies(study, SAY), "4")
        print_grid(paper, grids.treatments(study, SAY), "5")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "3")
    print_grid(paper, grids.feed(study, SAY), "6")
    print_grid(paper, grids.environment(study, SAY), "7")
    paper.page()
    paper.heading("Certificate of analysis")
    paper.gap(6)
    rows = [("Product", study.item), ("Lot", study.batches[0]), ("Assay", study.purity)]
    paper.labels([*rows, *grids.certificate(study, SAY)], boxed=True)
    paper.text(f"Issued by {study.sponsor}, analytical department. This is a copy.")
    paper.text(f"Date of analysis: {SAY.date(study.start - timedelta(days=160))}")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_cover, _key_data, _body, _tables):
        part(paper, study)


LAYOUT = Layout("visible_modern", SAY, _house, _compose, frozenset({"Results_and_Conclusions"}))
