"""A contract house of the old school: Times, boxed labels, numbered sections, contents."""

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
)
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(wording=0, thousands=",", dates="d month yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        # The number in the header is the study's: the report's own stands on the title page.
        running(canvas, f"Study No. {study.study_number}", study.item, top=True, font="Times-Roman")
        running(
            canvas, study.laboratory.name, f"Page {page} of {total}", top=False, font="Times-Roman"
        )

    return House(justify=True, decorate=decorate)


def _title_page(paper: Paper, study: Study) -> None:
    paper.gap(22)
    paper.centred("FINAL REPORT", size=13, bold=True)
    paper.gap(14)
    paper.centred(study.title, size=19, bold=True)
    paper.gap(18)
    paper.labels(
        [
            ("Report Number:", study.report_number),
            ("Test Item:", study.item),
            ("Sponsor:", study.sponsor),
            (
                "Test Facility:",
                (
                    f"{study.laboratory.name}, {study.laboratory.street}, "
                    f"{study.laboratory.city}, {study.laboratory.country}"
                ),
            ),
            ("Study Director:", study.director),
            ("Date of Report:", SAY.date(study.issued)),
        ]
    )
    paper.gap(20)
    paper.centred(f"{study.report_number} - {study.laboratory.name}", size=9)
    paper.page()


def _statements(paper: Paper, study: Study) -> None:
    paper.heading("Statement of Compliance with Good Laboratory Practice")
    if study.glp:
        paper.text(
            "This study was conducted in compliance with the OECD Principles of Good Laboratory "
            "Practice "
            "(ENV/MC/CHEM(98)17) and Directive 2004/10/EC. The report is a complete and accurate "
            "account "
            "of the methods used and the data obtained."
        )
    else:
        paper.text(
            "This study was not conducted in compliance with Good Laboratory Practice. It was "
            "carried out "
            "with the care customary at the facility, following its standard operating procedures."
        )
    paper.gap(12)
    paper.text("______________________________")
    paper.text(f"{study.director} (Study Director)")
    paper.text(f"Date: {SAY.date(study.issued)}")
    paper.page()
    if not study.glp:
        return
    paper.heading("Quality Assurance Statement")
    paper.text(
        f"Study {study.study_number} was inspected by the quality assurance unit on the dates "
        "given "
        "below, and the findings were reported to the study director and to management."
    )
    days = (-9, 1, 6, 13)
    phases = ("Study plan", "Treatment", "Observation of animals", "Necropsy")
    rows = [
        (
            phase,
            SAY.date(study.start + timedelta(days=day)),
            SAY.date(study.start + timedelta(days=day + 1)),
        )
        for phase, day in zip(phases, days, strict=True)
    ]
    rows.append(
        (
            "Draft report",
            SAY.date(study.issued - timedelta(days=24)),
            SAY.date(study.issued - timedelta(days=20)),
        )
    )
    paper.table(("Phase inspected", "Date of inspection", "Reported on"), rows)
    paper.text("Quality Assurance: M. Ellery", spaceBefore=20)
    paper.text(f"Date: {SAY.date(study.issued)}")
    paper.page()


def _general(paper: Paper, study: Study) -> None:
    paper.heading("1 General Information")
    paper.heading("1.1 Guidelines", 2)
    for number, version in study.guidelines:
        paper.text(
            "- "
            + citation(
                number,
                SAY.date(version) if version else None,
                "OECD Guideline for the Testing of Chemicals No. {number}, {title}|, adopted "
                "{date}",
            ).replace("|", "")
        )
    for parallel in study.parallels:
        paper.text(f"- {parallel}")
    paper.heading("1.2 Dates", 2)
    paper.labels(
        [
            ("Study plan signed:", SAY.date(study.start - timedelta(days=8))),
            ("Experimental Starting Date:", SAY.date(study.start)),
            ("Experimental Completion Date:", SAY.date(study.end)),
            ("Final report issued:", SAY.date(study.issued)),
        ],
        boxed=True,
        width_mm=62,
    )
    paper.heading("1.3 Test Item", 2)
    paper.labels(
        [
            ("Name:", study.item),
            ("Batch No.:", ", ".join(study.batches)),
            ("Purity:", study.purity),
            *((f"{label}:", value) for label, value in grids.certificate(study, SAY)),
        ],
        boxed=True,
        width_mm=62,
    )
    paper.heading("1.4 Archives", 2)
    paper.text(methods.archive(study))


def _summary(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("2 Summary")
    told = study.summary_says.get("outcome") or said["Study_Conclusion"]
    paper.text(f"{methods.design(study, SAY)} {said['Mortality_Statement']}")
    paper.text(told)


def _methods(paper: Paper, study: Study) -> None:
    paper.heading("3 Materials and Methods")
    paper.heading("3.1 Test System", 2)
    paper.labels(
        [
            ("Species:", study.species.capitalize()),
            ("Strain:", study.strain),
            ("Sex:", study.sex.capitalize()),
            ("Number of animals:", number_of_animals(study)),
            ("Route of administration:", study.route_stated),
            *([("Vehicle:", study.vehicle)] if study.vehicle else []),
            *(
                [("Dose levels:", f"{', '.join(map(SAY.number, study.doses))} {study.unit}")]
                if study.groups
                else []
            ),
        ],
        boxed=True,
        width_mm=62,
    )
    paper.heading("3.2 Study Design", 2)
    paper.passage(methods.design(study, SAY))
    paper.heading("3.3 Animal Husbandry", 2)
    for text in methods.husbandry(study, SAY):
        paper.text(text)
    paper.heading("3.4 Preparation of the Test Item", 2)
    paper.text(methods.preparation(study, SAY))
    paper.heading("3.5 Observations", 2)
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("3.6 Deviations from the Guideline", 2)
    paper.passage(passages_of(study, SAY)["Deviation_from_the_Guideline"])


def _results(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("4 Results")
    paper.heading("4.1 Mortality", 2)
    paper.passage(said["Mortality_Statement"])
    if study.groups:
        print_grid(paper, grids.mortality(study, SAY), "1")
    paper.heading("4.2 Clinical Signs", 2)
    paper.passage(said["Clinical_Signs"])
    paper.heading("4.3 Body Weight", 2)
    paper.passage(said["Body_Weight_Changes"])
    if study.is_systemic:
        paper.heading("4.4 Necropsy", 2)
        paper.passage(said["Necropsy_Findings"])
    else:
        paper.heading("4.4 Reactions", 2)
        print_grid(paper, grids.scores(study, SAY), "1")
    paper.heading("5 Conclusion")
    paper.passage(said["Study_Conclusion"])


def _appendices(paper: Paper, study: Study) -> None:
    paper.page()
    paper.heading("Appendix 1: Individual Data")
    print_grid(paper, grids.weights(study, SAY), "A1")
    if study.is_systemic:
        print_grid(paper, grids.signs(study, SAY), "A2")
        print_grid(paper, grids.necropsies(study, SAY), "A3")
        print_grid(paper, grids.treatments(study, SAY), "A4")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "A2")
    paper.page()
    paper.heading("Appendix 2: Analysis of the Diet")
    print_grid(paper, grids.feed(study, SAY), "B1")
    paper.heading("Appendix 3: Abbreviations")
    paper.labels(methods.abbreviations(), width_mm=34)
    if study.log_days:
        paper.page()
        paper.heading("Appendix 4: Climate of the Animal Room")
        print_grid(paper, grids.environment(study, SAY), "C1")


def _compose(paper: Paper, study: Study) -> None:
    _title_page(paper, study)
    _statements(paper, study)
    paper.heading("Table of Contents", listed=False)
    paper.contents()
    paper.page()
    _general(paper, study)
    _summary(paper, study)
    _methods(paper, study)
    _results(paper, study)
    _appendices(paper, study)


LAYOUT = Layout("visible_classic", SAY, _house, _compose, frozenset({"Results_and_Conclusions"}))
