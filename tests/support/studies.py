"""Small study reports and a session to load them into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.pdfs import flowing, heading, prose, title

from documine_nb.session import Session

STUDIES = "OECD acute toxicity"
GENERIC = "Generic report"


def study(path: Path, number: int = 1) -> Path:
    """Write a study report of one page."""
    return flowing(
        path,
        title(f"Acute Oral Toxicity Study in the Rat {number}"),
        prose(f"Report Number: 12/345-00{number}P"),
        prose("Experimental Starting Date: 21 February 2019"),
        heading("Conclusion"),
        prose("The LD50 was greater than 2000 mg/kg body weight in Wistar rats."),
    )


def studies(folder: Path, count: int) -> list[Path]:
    """Write several of them, as study1.pdf and so on."""
    return [study(folder / f"study{number}.pdf", number) for number in range(1, count + 1)]


def plan(session: Session, **faults: list[dict[str, Any]]) -> None:
    """Plan faults on the session's server, which was started with ``faults=True``."""
    session.request("POST", "/__faults", json=faults)


def left(session: Session) -> dict[str, int]:
    """Return what was planned and has not happened."""
    account: dict[str, dict[str, int]] = session.request("GET", "/__faults")
    return account["left"]
