"""Files of a dossier whose components are kept, without a service."""

from __future__ import annotations

from documine_nb.models import FileStatus

KEY = ("https://acme.example", "w", "t", "d")


def status(
    number: int, updated: str = "2026-01-01T00:00:00Z", state: str = "PROCESSED"
) -> FileStatus:
    """Return what the service says of a file."""
    return FileStatus.from_json(
        {
            "id": f"f{number}",
            "filename": "a.pdf",
            "processingStatus": state,
            "numberOfAnalyses": 1,
            "lastUpdated": updated,
        }
    )


def wanted(*statuses: FileStatus) -> dict[str, FileStatus]:
    """Return them by their id."""
    return {one.id: one for one in statuses}
