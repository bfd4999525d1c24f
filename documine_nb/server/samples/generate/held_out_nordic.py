"""A northern house: a plain sans face, airy pages, footnotes, ISO dates."""

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

SAY = Dialect(wording=0, thousands=" ", dates="yyyy-mm-dd")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        running(canvas, study.laboratory.name, f"Study {study.study_number}", top=True, font="Vera")
        running(
            canvas, SAY.date(study.issued), f"{page} ({total})", top=False, font="Vera", rule=False
        )

    return House(
        font="Vera",
        bold="Vera-Bold",
        italic="Vera-It",
        size=9,
        grid=False,
        margin_mm=28,
        decorate=decorate,
    )


def _opening(paper: Paper, study: Study) -> None:
    laboratory = study.laboratory
    paper.gap(40)
    for line in _lines(study.title):
        paper.text(line, bold=True, fontSize=17, leading=23, spaceAfter=0)
    paper.gap(14)
    paper.text(f"Report {study.report_number}", fontSize=11)
    paper.gap(40)
    paper.text(laboratory.name, bold=True, spaceAfter=0)
    for line in (laboratory.street, laboratory.city, laboratory.country):
        paper.text(line, spaceAfter=0)
    paper.gap(12)
    paper.text(f"For: {study.sponsor}")
    paper.page()
    paper.heading("Contents", listed=False)
    paper.contents(dots=False)
    paper.page()


def _lines(title: str) -> list[str]:
    """Break a title by hand, as word processors' text boxes make people do."""
    lines, line = [], ""
    for part in title.split():
        if len(line) + len(part) > 34:  # noqa: PLR2004 -- letters in a line of the box
            lines.append(line)
            line = ""
        line = f"{line} {part}".strip()
    return [*lines, line]


def _formal(paper: Paper, study: Study) -> None:
    paper.heading("Compliance and quality")
    if study.glp:
        paper.text(
            "The work described in this report complies with the OECD Principles of Good "
            "Laboratory "
            "Practice, ENV/MC/CHEM(98)17, with no exceptions."
        )
        rows = [
            ("Plan", SAY.date(study.start - timedelta(days=7)), "A. Lindgren-Sund"),
            ("Conduct", SAY.date(study.start + timedelta(days=2)), "A. Lindgren-Sund"),
            ("Report", SAY.date(study.issued - timedelta(days=13)), "O. Fjellbo"),
        ]
        paper.table(("Inspected", "When", "By"), rows)
    else:
        paper.text("The work was done outside GLP; no claim of compliance is made.")
    paper.heading("Who and when")
    paper.labels(
        [
            ("Study director", study.director),
            ("Plan signed", SAY.date(study.start - timedelta(days=9))),
            ("Experimental phase", f"{SAY.date(study.start)} to {SAY.date(study.end)}"),
            ("Report signed", SAY.date(study.issued)),
        ]
    )


def _work(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("Abstract")
    paper.text(study.summary_says.get("outcome") or said["Study_Conclusion"])
    paper.heading("Methods")
    cited = []
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = "OECD TG {number} ({title}|, {date})"
        text = citation(number, dated, form)
        cited.append(text.replace("|", "") if dated else f"{text})")
    others = f"; {'; '.join(study.parallels)}" if study.parallels else ""
    paper.text(f"The methods were those of {'; '.join(cited)}{others}.")
    paper.passage(said["Deviation_from_the_Guideline"])
    rows = [
        ("Test item", study.item, "Test_Item"),
        ("Lot no.", ", ".join(study.batches), "Certificate"),
        ("Purity a", study.purity, "Purity"),
        *((name, value, "") for name, value in grids.certificate(study, SAY)),
        ("Vehicle", study.vehicle, "Vehicle"),
        ("Animals", f"{study.strain} {study.species}s".replace("mouses", "mice"), "Strain"),
        ("Number", number_of_animals(study), "Number_of_Animals"),
        ("Administration", study.route_stated, "Route"),
    ]
    if study.groups:
        doses = ", ".join(map(SAY.number, study.doses))
        rows.append(("Dose levels", f"{doses} {study.unit}", "Doses"))
    paper.labels(stated(study, rows))
    paper.markup(
        "<super>a</super> as given by the sponsor; not verified by the test facility",
        fontSize=7,
        leading=9,
    )
    for text in (methods.design(study, SAY), methods.preparation(study, SAY)):
        paper.text(text)
    for text in (*methods.husbandry(study, SAY), *methods.observations(study, SAY)):
        paper.text(text)


def _findings(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("Results and discussion")
    for title, name in (
        ("Survival", "Mortality_Statement"),
        ("Clinical signs", "Clinical_Signs"),
        ("Body weight", "Body_Weight_Changes"),
        ("Macroscopy", "Necropsy_Findings"),
    ):
        if name in said:
            paper.heading(title, 2)
            paper.passage(said[name])
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "1")
    paper.heading("Conclusion")
    paper.passage(said["Study_Conclusion"])
    paper.page()
    paper.heading("Annex A: data by animal")
    print_grid(paper, grids.weights(study, SAY), "A1")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "A2")
        print_grid(paper, grids.necropsies(study, SAY), "A3")
        print_grid(paper, grids.treatments(study, SAY), "A4")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "A2")
    paper.heading("Annex B: diet and climate")
    print_grid(paper, grids.feed(study, SAY), "B1")
    print_grid(paper, grids.environment(study, SAY), "B2")
    paper.heading("Annex C: archives")
    paper.text(methods.archive(study))


def _compose(paper: Paper, study: Study) -> None:
    for part in (_opening, _formal, _work, _findings):
        part(paper, study)


OMITS = frozenset({"Results_and_Conclusions", "Study_Design"})
LAYOUT = Layout("held_out_nordic", SAY, _house, _compose, OMITS)
