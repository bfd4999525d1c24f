"""A house that fills in forms: everything stands in ruled tables, results in one line each."""

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
)
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(wording=1, thousands="", dates="dd-mon-yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        left = f"{study.laboratory.name} | Form TX-07 rev. 4"
        running(canvas, left, f"Project {study.study_number}", top=True)
        running(canvas, f"Report {study.report_number}", f"{page} / {total}", top=False)

    return House(
        font="Helvetica",
        bold="Helvetica-Bold",
        italic="Helvetica-Oblique",
        size=9.5,
        margin_mm=22,
        decorate=decorate,
    )


def _front(paper: Paper, study: Study) -> None:
    paper.gap(8)
    paper.centred(study.title, size=16, bold=True)
    paper.gap(6)
    address = f"{study.laboratory.name}, {study.laboratory.city}, {study.laboratory.country}"
    paper.labels(
        [
            ("Report No.", study.report_number),
            ("Project No.", study.study_number),
            ("Testing laboratory", address),
            ("Sponsor", study.sponsor),
            ("Study director", study.director),
            ("Start of experimental phase", SAY.date(study.start)),
            ("End of experimental phase", SAY.date(study.end)),
            ("Report issued", SAY.date(study.issued)),
            ("GLP", "yes" if study.glp else "no"),
            ("Amendments", "1" if study.amended else "none"),
        ],
        boxed=True,
    )
    paper.text(
        "This report may be reproduced in full only. It was signed electronically; the signature "
        "page is "
        "kept with the raw data."
    )
    paper.page()


def _assurance(paper: Paper, study: Study) -> None:
    paper.heading("A. GLP and quality assurance")
    if study.glp:
        paper.text(
            "The study complies with the OECD Principles of Good Laboratory Practice as revised "
            "in 1997. "
            "The following inspections took place:"
        )
        rows = [
            ("Facility (process based)", study.start - timedelta(days=31), "M. Roe"),
            ("Study plan", study.start - timedelta(days=4), "M. Roe"),
            ("Dosing", study.start + timedelta(days=7), "K. Adair"),
            ("Raw data", study.end + timedelta(days=9), "K. Adair"),
            ("Final report", study.issued - timedelta(days=3), "M. Roe"),
        ]
        paper.table(("Inspection", "Date", "Inspector"), [(a, SAY.date(b), c) for a, b, c in rows])
    else:
        paper.text(
            "The study was not subject to the principles of good laboratory practice (non-GLP)."
        )


def _basis(paper: Paper, study: Study) -> None:
    paper.heading("B. Guidelines followed")
    rows = []
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        text = citation(number, dated, "{title}| ({date})").replace("|", "")
        rows.append((f"OECD {number}", text))
    rows += [("Other", parallel) for parallel in study.parallels]
    paper.table(("Guideline", "Title (date of version)"), rows, widths=(1, 3))
    paper.labels(
        [("Deviations", passages_of(study, SAY)["Deviation_from_the_Guideline"])], boxed=True
    )


def _item(paper: Paper, study: Study) -> None:
    paper.heading("C. Test item")
    paper.labels(
        [
            ("Test item", study.item),
            ("Batch", "; ".join(study.batches)),
            ("Purity", study.purity),
            *grids.certificate(study, SAY),
            *([("Vehicle", study.vehicle)] if study.vehicle else []),
        ],
        boxed=True,
    )
    paper.text(methods.preparation(study, SAY))
    paper.heading("D. Test system and treatment")
    rows = [
        ("Species", study.species),
        ("Strain", study.strain),
        ("Sex", study.sex),
        ("Animals used", str(study.animals)),
        ("Route", study.route_stated),
    ]
    if study.groups:
        rows.append((f"Doses ({study.unit})", " - ".join(map(SAY.number, study.doses))))
    paper.labels(rows, boxed=True)
    paper.heading("E. Study design")
    paper.passage(methods.design(study, SAY))
    for text in (*methods.husbandry(study, SAY), *methods.observations(study, SAY)):
        paper.text(text)


def _results(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("F. Results")
    if study.groups:
        print_grid(paper, grids.mortality(study, SAY), "F-1")
    else:
        print_grid(paper, grids.scores(study, SAY), "F-1")
    rows = [
        ("Mortality", said["Mortality_Statement"]),
        ("Clinical signs", said["Clinical_Signs"]),
        ("Body weight", said["Body_Weight_Changes"]),
    ]
    if "Necropsy_Findings" in said:
        rows.append(("Necropsy", said["Necropsy_Findings"]))
    paper.labels(rows, boxed=True)
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "F-2")
    print_grid(paper, grids.weights(study, SAY), "F-3")
    if study.groups:
        print_grid(paper, grids.necropsies(study, SAY), "F-4")
        print_grid(paper, grids.treatments(study, SAY), "F-5")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "F-4")
    paper.heading("G. Conclusion")
    paper.passage(said["Study_Conclusion"])


def _rest(paper: Paper, study: Study) -> None:
    if study.amended:
        paper.heading("H. Amendment 1 to the report")
        what, before, after = study.amended
        paper.table(("Item", "Original text", "Amended text"), [(what, before, after)])
        paper.text("Reason: transcription error found after the report had been issued.")
    paper.page()
    paper.heading("Annexes")
    print_grid(paper, grids.feed(study, SAY), "X-1")
    paper.labels(methods.abbreviations(), boxed=True)
    paper.text(methods.archive(study))
    if study.log_days:
        print_grid(paper, grids.environment(study, SAY), "X-2")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_front, _assurance, _basis, _item, _results, _rest):
        part(paper, study)


LAYOUT = Layout("visible_tabular", SAY, _house, _compose, frozenset({"Results_and_Conclusions"}))
