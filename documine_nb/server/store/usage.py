"""What the license counts, for any period."""

from __future__ import annotations

from dataclasses import replace

from documine_nb.server.database import Database
from documine_nb.server.store.records import Usage

__all__ = ["UsageLog"]


class UsageLog:
    """Reads the counters that uploads and analyses leave behind."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def between(self, workspace: str, start: float, end: float) -> Usage:
        """Return what happened in a workspace from `start` to before `end`."""
        period = (workspace, start, end)
        analysed = self._db.row(
            "SELECT COUNT(*) AS files, COALESCE(SUM(pages),0) AS pages,"
            " COALESCE(SUM(bytes),0) AS bytes FROM usage"
            " WHERE workspace=? AND kind='analysis' AND at>=? AND at<?",
            *period,
        )
        dossiers = self._db.row(
            "SELECT COUNT(*) AS n FROM usage"
            " WHERE workspace=? AND kind='dossier' AND at>=? AND at<?",
            *period,
        )
        kept = self._db.rows(
            "SELECT files.deleted_at IS NOT NULL OR dossiers.deleted_at IS NOT NULL AS trash,"
            " SUM(size) AS bytes FROM files JOIN dossiers ON dossiers.id=dossier_id"
            " WHERE workspace=? AND uploaded_at>=? AND uploaded_at<? GROUP BY trash",
            *period,
        )
        volume = {bool(row["trash"]): row["bytes"] for row in kept}
        usage = Usage(
            start, end, active_bytes=volume.get(False, 0), trash_bytes=volume.get(True, 0)
        )
        if analysed is None or dossiers is None:  # aggregates always give a row
            return usage
        return replace(
            usage,
            files=analysed["files"],
            pages=analysed["pages"],
            analysed_bytes=analysed["bytes"],
            dossiers=dossiers["n"],
        )
