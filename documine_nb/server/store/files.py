"""Files: what was uploaded, and where its analysis stands."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from documine_nb.server.database import Database
from documine_nb.server.store.records import Arrival, FileRecord

__all__ = ["Files"]


class Files:
    """The files of all dossiers."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(
        self,
        dossier_id: str,
        arrivals: Sequence[tuple[Arrival, str]],
        *,
        uploader: str,
        automatic: bool,
        keep_overrides: bool,
        now: float,
    ) -> tuple[list[str], list[str]]:
        """Keep documents that arrived, all or none; one of a name that is there replaces it.

        Parameters
        ----------
        dossier_id : str
            Where they belong.
        arrivals : sequence of (Arrival, str)
            The documents and the names of their blobs.
        uploader : str
            The user's id.
        automatic : bool
            Whether they are analysed without being asked.
        keep_overrides : bool
            Whether corrections of a replaced document stay.
        now : float
            The time.

        Returns
        -------
        tuple of list
            The ids of the files, and the names of blobs nobody needs now.
        """
        ids, replaced = [], []
        with self._db.writing() as db:
            for arrival, blob in arrivals:
                before = db.execute(
                    "SELECT id, blob FROM files"
                    " WHERE dossier_id=? AND filename=? AND deleted_at IS NULL",
                    (dossier_id, arrival.filename),
                ).fetchone()
                content = (blob, arrival.digest, arrival.size, uploader, automatic, now, now)
                if before is None:
                    ids.append(str(uuid.uuid4()))
                    db.execute(
                        "INSERT INTO files (blob, digest, size, uploader, automatic, uploaded_at,"
                        " updated_at, id, dossier_id, filename, added_at)"
                        " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                        (*content, ids[-1], dossier_id, arrival.filename, now),
                    )
                else:
                    ids.append(before["id"])
                    replaced.append(before["blob"])
                    _replace(db, before["id"], content, keep_overrides=keep_overrides)
        return ids, replaced

    def get(self, dossier_id: str, file_id: str) -> FileRecord | None:
        """Return one file, in the trash or not."""
        row = self._db.row("SELECT * FROM files WHERE id=? AND dossier_id=?", file_id, dossier_id)
        return None if row is None else _record(row)

    def by_id(self, file_id: str) -> FileRecord | None:
        """Return one file of whatever dossier; for the server's own work."""
        row = self._db.row("SELECT * FROM files WHERE id=?", file_id)
        return None if row is None else _record(row)

    def of_dossier(self, dossier_id: str) -> list[FileRecord]:
        """Return a dossier's files, oldest first, those in the trash too."""
        sql = "SELECT * FROM files WHERE dossier_id=? ORDER BY added_at, rowid"
        return [_record(row) for row in self._db.rows(sql, dossier_id)]

    def due(self) -> list[str]:
        """Return the ids of files that wait for an analysis, oldest first."""
        sql = (
            "SELECT files.id FROM files JOIN dossiers ON dossiers.id=dossier_id"
            " WHERE status IN ('UNPROCESSED','REPROCESS') AND automatic"
            " AND files.deleted_at IS NULL"
            " AND dossiers.deleted_at IS NULL ORDER BY updated_at"
        )
        return [row["id"] for row in self._db.rows(sql)]

    def set_attributes(self, changes: Mapping[str, Mapping[str, str | None]], now: float) -> None:
        """Set attributes of files by id; None takes one away. A change makes an analysis due."""
        with self._db.writing() as db:
            for file_id, change in changes.items():
                row = db.execute("SELECT attributes FROM files WHERE id=?", (file_id,)).fetchone()
                if row is None:
                    continue
                before = json.loads(row["attributes"])
                merged = {**before, **change}
                after = {name: value for name, value in merged.items() if value is not None}
                if after != before:
                    db.execute(
                        "UPDATE files SET attributes=?, updated_at=?, revision=revision+1, status="
                        "CASE WHEN analyses=0 THEN 'UNPROCESSED' ELSE 'REPROCESS' END WHERE id=?",
                        (json.dumps(after), now, file_id),
                    )

    def finish(
        self,
        file: FileRecord,
        *,
        workspace: str,
        pages: int,
        components: Sequence[Mapping[str, Any]],
        error: Mapping[str, Any] | None,
        now: float,
    ) -> bool:
        """Keep the outcome of an analysis; one overtaken by a change or another one is dropped.

        The license counts a content's pages once, at its first analysis that succeeds.
        """
        status = "PROCESSED" if error is None else "ERROR"
        failure = None if error is None else json.dumps(dict(error))
        with self._db.writing() as db:
            kept = db.execute(
                "UPDATE files SET status=?, pages=?, error=?, processed_at=?, updated_at=?,"
                " analyses=analyses+1 WHERE id=? AND revision=?"
                " AND status IN ('UNPROCESSED','REPROCESS')",
                (status, pages or file.pages, failure, now, now, file.id, file.revision),
            ).rowcount
            if kept and error is None:
                db.execute(
                    "INSERT OR REPLACE INTO analyses VALUES (?,?)",
                    (file.id, json.dumps(list(components))),
                )
                db.execute(
                    "INSERT OR IGNORE INTO usage VALUES (?,'analysis',?,?,?,?)",
                    (workspace, f"{file.id}/{file.digest}", now, pages, file.size),
                )
        return bool(kept)

    def trash(self, file_id: str, now: float) -> None:
        """Put a file into the trash; its name is free again."""
        with self._db.writing() as db:
            db.execute("UPDATE files SET deleted_at=? WHERE id=?", (now, file_id))

    def remove(self, file_id: str) -> list[str]:
        """Take a file out of existence; return the contents nobody needs now."""
        with self._db.writing() as db:
            rows = db.execute("SELECT blob FROM files WHERE id=?", (file_id,)).fetchall()
            db.execute("DELETE FROM files WHERE id=?", (file_id,))
        return [row["blob"] for row in rows]

    def expired(self, deleted_before: float) -> list[str]:
        """Return the ids of files that were put into the trash before a time."""
        rows = self._db.rows("SELECT id FROM files WHERE deleted_at<=?", deleted_before)
        return [row["id"] for row in rows]


def _replace(
    db: sqlite3.Connection, file_id: str, content: tuple[Any, ...], *, keep_overrides: bool
) -> None:
    db.execute(
        "UPDATE files SET blob=?, digest=?, size=?, uploader=?, automatic=?, uploaded_at=?,"
        " updated_at=?, status='UNPROCESSED', pages=NULL, error=NULL, revision=revision+1"
        " WHERE id=?",
        (*content, file_id),
    )
    db.execute("DELETE FROM analyses WHERE file_id=?", (file_id,))
    if not keep_overrides:
        db.execute("DELETE FROM overrides WHERE file_id=?", (file_id,))


def _record(row: sqlite3.Row) -> FileRecord:
    fields = dict(row)
    fields["automatic"] = bool(fields["automatic"])
    fields["attributes"] = json.loads(fields["attributes"])
    fields["error"] = None if fields["error"] is None else json.loads(fields["error"])
    return FileRecord(**fields)
