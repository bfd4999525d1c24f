"""Reports of other kinds, for the template "Generic report"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from documine_nb.server.samples.generate.animals import share
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.layout import running
from documine_nb.server.samples.generate.paper import House, Paper

__all__ = ["GENERIC_REPORTS", "GenericReport", "generic_house", "generic_truth"]

SAY = Dialect()


@dataclass(frozen=True)
class GenericReport:
    """A report with what a front page says; `compose` prints the front page."""

    filename: str
    layout: str
    title: str
    authors: tuple[str, ...]
    day: date
    identifier: str
    organisation: str
    subject: str
    measured: tuple[str, ...]
    places: tuple[str, ...]
    front: Callable[[Paper, GenericReport], None]

    def compose(self, paper: Paper) -> None:
        """Print the whole report."""
        self.front(paper, self)
        paper.page()
        _body(paper, self)


def generic_truth(report: GenericReport) -> dict[str, list[str]]:
    """Return the values of the components of the template "Generic report"."""
    return {
        "Title": [report.title],
        "Author": list(report.authors),
        "Report_Date": [f"{report.day:%d/%m/%Y}"],
        "Document_Identifier": [report.identifier],
        "Organisation": [report.organisation],
    }


def generic_house(report: GenericReport) -> House:
    """Return the house style of the layout of `report`, with a running head of its own."""

    def decorate(canvas: Any, page: int, total: int) -> None:
        running(canvas, report.organisation, report.identifier, top=True)
        running(canvas, "", f"{page} of {total}", top=False, rule=False)

    if report.layout == "visible_modern":
        return House(
            "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 10, grid=False, decorate=decorate
        )
    if report.layout == "visible_letter":
        return House("Courier", "Courier-Bold", "Courier-Oblique", 9.5, decorate=decorate)
    return House(justify=True, decorate=decorate)


def _labelled(paper: Paper, report: GenericReport) -> None:
    paper.gap(30)
    paper.centred(report.organisation, size=13)
    paper.gap(20)
    paper.centred(report.title, size=20, bold=True)
    paper.gap(24)
    paper.labels(
        [
            ("Authors:", "; ".join(report.authors)),
            ("Document No.:", report.identifier),
            ("Date of report:", SAY.date(report.day)),
            ("Organisation:", report.organisation),
        ]
    )


def _cover(paper: Paper, report: GenericReport) -> None:
    paper.gap(60)
    paper.text(report.title, bold=True, fontSize=24, leading=31)
    paper.gap(14)
    paper.text(" and ".join(report.authors), fontSize=12)
    paper.gap(60)
    paper.text(report.organisation, bold=True)
    paper.text(f"{report.identifier} | {report.day:%B} {report.day.day}, {report.day.year}")


def _memo(paper: Paper, report: GenericReport) -> None:
    paper.text("TECHNICAL MEMORANDUM", bold=True, fontSize=14)
    paper.gap(8)
    paper.labels(
        [
            ("Title:", report.title),
            ("Author:", ", ".join(report.authors)),
            ("Issued by:", report.organisation),
            ("Reference:", report.identifier),
            ("Date:", f"{report.day:%d.%m.%Y}"),
        ]
    )
    paper.text("Distribution: file; head of department; regulatory affairs", italic=True)


def _body(paper: Paper, report: GenericReport) -> None:
    places = ", ".join(report.places)
    paper.heading("1 Introduction")
    paper.text(
        f"This report describes {report.subject}. It continues the series begun in "
        f"{report.day.year - 4} and follows the same plan, so that years can be compared. Samples "
        f"were taken at {places}. Responsibilities, methods and the chain of custody are laid down "
        "in the plan, which is available on request."
    )
    paper.heading("2 Methods")
    paper.text(
        "Samples were taken in triplicate, labelled on the spot, cooled, and analysed within seven "
        "days. Each series included a blank and a control of known content; a series was repeated "
        "when the recovery of the control lay outside 80 to 120 %. Values below the limit of "
        "quantification are shown with the sign < and enter the means with half of the limit."
    )
    paper.heading("3 Results")
    for number, name in enumerate(report.measured, 1):
        values = [share(report.title, name, place) for place in report.places]
        lowest = report.places[values.index(min(values))]
        paper.heading(f"3.{number} {name}", 2)
        paper.text(
            f"{name} varied little through the year. The lowest values were found at {lowest}; "
            f"nowhere was the limit of action reached. Table {number} gives the monthly values."
        )
        paper.table(("Month", *report.places), _months(report, name))
    paper.heading("4 Discussion")
    paper.text(
        "The results lie within the range of former years. There is no indication of a trend; the "
        "small rise in late summer recurs every year and goes with the temperature. The number of "
        "samples is sufficient to detect a change of one fifth with a probability of 80 %."
    )
    paper.heading("5 Recommendations")
    paper.text(
        "The plan should be kept for two more years. One further place should be added, and the "
        "limit "
        "of quantification should be lowered as soon as the new instrument has been validated."
    )
    paper.heading("References")
    paper.text(
        f"Fictus A. & Nemo B. ({report.day.year - 6}): Sampling in triplicate. Ann. Inv. 3, 1-9."
    )
    paper.text(f"Plan PL-{report.day.year}-02, {report.organisation}.")


def _months(report: GenericReport, name: str) -> list[tuple[str, ...]]:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = []
    for index, month in enumerate(months):
        values = []
        for place in report.places:
            base = 1 + 4 * share(report.title, name, place)
            value = base * (0.9 + 0.3 * share(report.title, name, place, index))
            values.append(f"{value:.2f}" if value > 1.3 else "< 1.3")  # noqa: PLR2004 -- its limit
        rows.append((month, *values))
    return rows


GENERIC_REPORTS = (
    GenericReport(
        "VIH-2021-07 groundwater.pdf",
        "visible_classic",
        "Annual Monitoring of Groundwater in the Vale of Imber",
        ("Harriet Oldcastle", "Tom Wexcombe"),
        date(2021, 7, 14),
        "VIH-2021-07",
        "Vale of Imber Hydrological Survey",
        "the quality of groundwater in the Vale of Imber and its changes through the year",
        ("Nitrate (mg/L)", "Chloride (mg/L)", "Iron (mg/L)", "Total organic carbon (mg/L)"),
        ("Well A1", "Well A4", "Well B2", "Spring C"),
        _labelled,
    ),
    GenericReport(
        "storage-stability-final.pdf",
        "visible_modern",
        "Two Years of Storage Stability of Kestrazole 480 SC in Commercial Packs",
        ("Ingrid Malloway", "Peter Sandcroft"),
        date(2018, 11, 30),
        "SBA-ST-0418",
        "Silverbirch Agro Inc.",
        "the stability of Kestrazole 480 SC in three packs and under three climates",
        ("Content", "pH shift", "Viscosity", "Particle size", "Weight loss"),
        ("Pack 1 L", "Pack 5 L", "Pack 20 L"),
        _cover,
    ),
    GenericReport(
        "Memo Raumluft Überwachung 2019.pdf",
        "visible_letter",
        "Air Quality in the Animal Rooms of Building 4",
        ("Gesine Albring",),
        date(2019, 5, 6),
        "TM-19-033",
        "Lindenau Toxikologie GmbH",
        "dust and ammonia in the air of the animal rooms of building 4",
        (
            "Ammonia (mg/m3)",
            "Inhalable dust (mg/m3)",
            "Respirable dust (mg/m3)",
            "Carbon dioxide (relative units)",
            "Endotoxin (relative units)",
        ),
        ("Room 401", "Room 402", "Room 407"),
        _memo,
    ),
)
