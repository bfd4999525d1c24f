"""The license and how much of it is used."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from documine_nb.server.answers import Answer, moment
from documine_nb.server.errors import ApiError
from documine_nb.server.services import Services
from documine_nb.server.store import Usage

__all__ = ["license_answer", "license_period", "usage_answer"]

_MOST_MONTHS = 120


def license_period(services: Services) -> tuple[float, float]:
    """Return start and end of the license: the calendar year."""
    year = datetime.fromtimestamp(services.now(), UTC).year
    return (
        datetime(year, 1, 1, tzinfo=UTC).timestamp(),
        datetime(year + 1, 1, 1, tzinfo=UTC).timestamp(),
    )


def license_answer(services: Services, workspace: str) -> Answer:
    """Write the active license."""
    start, end = license_period(services)
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"license/{workspace}")),
        "name": "Embedded server",
        "product": "documine_nb embedded server",
        "licensedTo": workspace,
        "licensedToEmail": None,
        "validFrom": moment(start),
        "validUntil": moment(end - 0.001),
        "features": [
            {
                "name": "processingPages",
                "type": "NUMBER",
                "value": services.settings.licensed_pages,
            }
        ],
    }


def usage_answer(services: Services, workspace: str, start: float, end: float) -> Answer:
    """Write what was used from `start` to before `end`, and month by month up to now."""
    if end <= start:
        raise ApiError(400, "endDate has to be after startDate.")
    log = services.store.usage
    months = [
        log.between(workspace, max(first, start), min(last, end))
        for first, last in _months(start, min(end, services.now()))
    ]
    whole = log.between(workspace, start, end)
    licensed = services.settings.licensed_pages
    return {
        **_counters(whole),
        "analysisPercentageOfTotal": round(100 * whole.pages / licensed, 4) if licensed else 0.0,
        "monthlyData": [_counters(month) for month in months],
    }


def _counters(usage: Usage) -> Answer:
    return {
        "startDate": moment(usage.start),
        "endDate": moment(usage.end - 0.001),
        "numberOfAnalyzedFiles": usage.files,
        "numberOfAnalyzedPages": usage.pages,
        "numberOfOcrFiles": 0,
        "numberOfOcrPages": 0,
        "numberOfDossiers": usage.dossiers,
        "analysedFilesBytes": usage.analysed_bytes,
        "activeFilesUploadedBytes": usage.active_bytes,
        "archivedFilesUploadedBytes": 0,
        "trashFilesUploadedBytes": usage.trash_bytes,
        "totalFilesUploadedBytes": usage.active_bytes + usage.trash_bytes,
    }


def _months(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Yield start and end of each calendar month that the period touches."""
    day = datetime.fromtimestamp(start, UTC)
    first = datetime(day.year, day.month, 1, tzinfo=UTC)
    for _ in range(_MOST_MONTHS):
        if first.timestamp() >= end:
            return
        following = datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=UTC)
        yield first.timestamp(), following.timestamp()
        first = following
    if first.timestamp() < end:
        raise ApiError(400, f"The period has more than {_MOST_MONTHS} months.")
