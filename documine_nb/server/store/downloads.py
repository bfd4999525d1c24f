"""Result packages: asked for, built, fetched, deleted."""

from __future__ import annotations

import json
import sqlite3

from documine_nb.server.database import Database
from documine_nb.server.store.records import DownloadRecord

__all__ = ["Downloads"]


class Downloads:
    """The result packages of all users."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, download: DownloadRecord) -> None:
        """Keep the wish for a package."""
        with self._db.writing() as db:
            db.execute(
                "INSERT INTO downloads (id, workspace, user_id, dossier_id, file_ids, filename,"
                " file_types, report_template_ids, created_at) VALUES (?,?,?,?,?,?,?,?,?)",
                (
                    download.id,
                    download.workspace,
                    download.user_id,
                    download.dossier_id,
                    json.dumps(download.file_ids),
                    download.filename,
                    json.dumps(download.file_types),
                    json.dumps(download.report_template_ids),
                    download.created_at,
                ),
            )

    def get(self, download_id: str) -> DownloadRecord | None:
        """Return one package."""
        row = self._db.row("SELECT * FROM downloads WHERE id=?", download_id)
        return None if row is None else _record(row)

    def of_user(self, workspace: str, user_id: str) -> list[DownloadRecord]:
        """Return a user's packages, oldest first."""
        sql = "SELECT * FROM downloads WHERE workspace=? AND user_id=? ORDER BY created_at, rowid"
        return [_record(row) for row in self._db.rows(sql, workspace, user_id)]

    def due(self) -> list[str]:
        """Return the ids of packages that are still to be built, oldest first."""
        sql = "SELECT id FROM downloads WHERE status='QUEUED' ORDER BY created_at, rowid"
        return [row["id"] for row in self._db.rows(sql)]

    def ready(self, download_id: str, blob: str, size: int) -> bool:
        """Note that a package is built; False where it was deleted meanwhile."""
        return self._update("status='READY', blob=?, size=?", download_id, blob, size)

    def failed(self, download_id: str, cause: str) -> bool:
        """Note why a package cannot be built."""
        return self._update("status='FAILED', error=?", download_id, cause)

    def fetched(self, download_id: str, now: float) -> None:
        """Note that a package was downloaded."""
        self._update("last_download=?", download_id, now)

    def remove(self, download_id: str) -> list[str]:
        """Take a package out of existence; return the contents nobody needs now."""
        with self._db.writing() as db:
            row = db.execute("SELECT blob FROM downloads WHERE id=?", (download_id,)).fetchone()
            db.execute("DELETE FROM downloads WHERE id=?", (download_id,))
        return [] if row is None or row["blob"] is None else [row["blob"]]

    def _update(self, assignments: str, download_id: str, *values: object) -> bool:
        sql = f"UPDATE downloads SET {assignments} WHERE id=?"  # noqa: S608 -- assignments of this class
        with self._db.writing() as db:
            return db.execute(sql, (*values, download_id)).rowcount > 0


def _record(row: sqlite3.Row) -> DownloadRecord:
    fields = dict(row)
    for name in ("file_ids", "file_types", "report_template_ids"):
        fields[name] = tuple(json.loads(fields[name]))
    return DownloadRecord(**fields)
