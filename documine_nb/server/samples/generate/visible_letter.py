"""A small house with a typewriter face: few headings, prose, a colon after each label."""

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

SAY = Dialect(wording=3, thousands=" ", dates="d month yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        font = "Courier"
        running(canvas, study.laboratory.name, study.study_number, top=True, font=font, rule=False)
        running(canvas, "", f"- {page} - ({total} pages)", top=False, font=font, rule=False)

    return House(
        font="Courier",
        bold="Courier-Bold",
        italic="Courier-Oblique",
        size=9.5,
        grid=False,
        margin_mm=23,
        decorate=decorate,
    )


def _opening(paper: Paper, study: Study) -> None:
    laboratory = study.laboratory
    paper.text(laboratory.name, bold=True, spaceAfter=0)
    paper.text(laboratory.street, spaceAfter=0)
    paper.text(f"{laboratory.city}, {laboratory.country}")
    paper.gap(26)
    paper.text("STUDY REPORT", bold=True)
    paper.text(study.title, bold=True, fontSize=14, leading=18)
    paper.gap(8)
    paper.labels(
        stated(
            study,
            [
                ("Report no.:", study.report_number, "Report_Number"),
                ("Our reference:", study.study_number, ""),
                ("Commissioned by:", study.sponsor, "Sponsor"),
                (
                    "Laboratory:",
                    f"{laboratory.name}, {laboratory.country}",
                    "Performing_Laboratory",
                ),
                ("Author:", study.director, ""),
                ("Date:", SAY.date(study.issued), ""),
            ],
        )
    )
    paper.gap(20)
    paper.text(f"{study.sponsor} is the owner of this report and of all data in it.")
    paper.page()
    if study.glp:
        paper.heading("GLP")
        paper.text(
            "I, the undersigned, declare that this study was carried out under my direction and in "
            "accordance with the OECD Principles of Good Laboratory Practice, and that the "
            "report reflects the raw data."
        )
        paper.text(f"{study.director}, study director, {SAY.date(study.issued)}")
        paper.heading("Statement of the quality assurance unit")
        paper.text(
            f"The study was audited on {SAY.date(study.start + timedelta(days=1))} and the report "
            "on "
            f"{SAY.date(study.issued - timedelta(days=9))}. Findings were reported at once."
        )
    else:
        paper.heading("GLP")
        paper.text("The study was not performed according to GLP.")


def _account(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("Purpose and guideline")
    cited = []
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = 'OECD Guideline No. {number} "{title}"| of {date}'
        cited.append(citation(number, dated, form).replace("|", ""))
    others = f", and with {', '.join(study.parallels)}" if study.parallels else ""
    paper.text(f"The study was done in accordance with {' and '.join(cited)}{others}.")
    paper.text(
        f"The experimental work began on {SAY.date(study.start)} and ended on "
        f"{SAY.date(study.end)}."
    )
    paper.heading("Test item")
    paper.labels(
        stated(
            study,
            [
                ("Test item:", study.item, "Test_Item"),
                ("Batch number:", ", ".join(study.batches), "Certificate"),
                ("Purity:", study.purity, "Purity"),
                *((f"{name}:", value, "") for name, value in grids.certificate(study, SAY)),
            ],
        )
    )
    paper.text(methods.preparation(study, SAY))
    paper.heading("Animals")
    paper.labels(
        stated(
            study,
            [
                ("Species:", study.species, "Species"),
                ("Strain:", study.strain, "Strain"),
                ("Sex:", study.sex, "Sex"),
                ("Number of animals:", number_of_animals(study), "Number_of_Animals"),
                ("Route:", study.route_stated, "Route"),
                ("Vehicle:", study.vehicle, "Vehicle"),
            ],
        )
    )
    if study.groups:
        doses = " and ".join(SAY.number(dose) for dose in study.doses)
        paper.text(f"Animals were treated at {doses} {study.unit}.")
    for text in methods.husbandry(study, SAY):
        paper.text(text)
    paper.heading("Procedure")
    paper.text(methods.design(study, SAY))
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("Results")
    for name in (
        "Mortality_Statement",
        "Clinical_Signs",
        "Body_Weight_Changes",
        "Necropsy_Findings",
    ):
        if name in said:
            paper.passage(said[name])
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid)
    paper.heading("Deviations from the guideline")
    paper.passage(said["Deviation_from_the_Guideline"])
    paper.heading("Conclusion")
    paper.passage(said["Study_Conclusion"])
    paper.text(methods.archive(study))


def _enclosures(paper: Paper, study: Study) -> None:
    paper.page()
    paper.heading("Enclosures")
    print_grid(paper, grids.weights(study, SAY))
    if study.groups:
        print_grid(paper, grids.signs(study, SAY))
        print_grid(paper, grids.necropsies(study, SAY))
        print_grid(paper, grids.treatments(study, SAY))
    if study.indices:
        print_grid(paper, grids.individual(study, SAY))
    print_grid(paper, grids.environment(study, SAY))


def _compose(paper: Paper, study: Study) -> None:
    for part in (_opening, _account, _enclosures):
        part(paper, study)


OMITS = frozenset({"Results_and_Conclusions", "Study_Design"})
LAYOUT = Layout("visible_letter", SAY, _house, _compose, OMITS)
