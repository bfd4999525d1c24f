"""Test guidelines: titles, dates of adoption, and their parallels elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["GUIDELINES", "Guideline", "normal_form"]


@dataclass(frozen=True)
class Guideline:
    """An OECD test guideline with every version that a report can cite."""

    number: int
    title: str
    versions: tuple[date, ...]
    epa: str
    ec: str | None


GUIDELINES: dict[int, Guideline] = {
    guideline.number: guideline
    for guideline in (
        Guideline(
            402,
            "Acute Dermal Toxicity",
            (date(1987, 2, 24), date(2017, 10, 9)),
            "OPPTS 870.1200",
            "B.3",
        ),
        Guideline(
            403,
            "Acute Inhalation Toxicity",
            (date(1981, 5, 12), date(2009, 9, 7)),
            "OPPTS 870.1300",
            "B.2",
        ),
        Guideline(
            404,
            "Acute Dermal Irritation/Corrosion",
            (date(2002, 4, 24), date(2015, 7, 28)),
            "OPPTS 870.2500",
            "B.4",
        ),
        Guideline(
            405,
            "Acute Eye Irritation/Corrosion",
            (date(2002, 4, 24), date(2012, 10, 2), date(2017, 10, 9)),
            "OPPTS 870.2400",
            "B.5",
        ),
        Guideline(406, "Skin Sensitisation", (date(1992, 7, 17),), "OPPTS 870.2600", "B.6"),
        Guideline(
            420,
            "Acute Oral Toxicity - Fixed Dose Procedure",
            (date(2001, 12, 17),),
            "OPPTS 870.1100",
            "B.1bis",
        ),
        Guideline(
            423,
            "Acute Oral Toxicity - Acute Toxic Class Method",
            (date(2001, 12, 17),),
            "OPPTS 870.1100",
            "B.1tris",
        ),
        Guideline(
            425,
            "Acute Oral Toxicity - Up-and-Down Procedure",
            (date(2008, 10, 3), date(2022, 6, 30)),
            "OPPTS 870.1100",
            None,
        ),
        Guideline(
            429,
            "Skin Sensitisation: Local Lymph Node Assay",
            (date(2002, 4, 24), date(2010, 7, 22)),
            "OPPTS 870.2600",
            "B.42",
        ),
        Guideline(
            436,
            "Acute Inhalation Toxicity - Acute Toxic Class Method",
            (date(2009, 9, 7),),
            "OPPTS 870.1300",
            "B.52",
        ),
    )
}


def normal_form(number: int, version: date | None) -> str:
    """Return the guideline as the component states it.

    >>> normal_form(402, date(2017, 10, 9))
    'Nº 402: Acute Dermal Toxicity (09/10/2017)'
    """
    base = f"Nº {number}: {GUIDELINES[number].title}"
    return base if version is None else f"{base} ({version:%d/%m/%Y})"
