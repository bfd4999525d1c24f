"""Dossiers: made, changed, put into the trash, and taken out of existence."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from documine_nb.server.database import Database
from documine_nb.server.store.records import DossierRecord

__all__ = ["Dossiers", "NameTakenError"]


class NameTakenError(Exception):
    """Another dossier of the template has the name."""


class Dossiers:
    """The dossiers of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, dossier: DossierRecord) -> None:
        """Keep a new dossier; the license counts it."""
        with _names_are_unique(), self._db.writing() as db:
            db.execute("INSERT INTO dossiers VALUES (?,?,?,?,?,?,?,?,?)", _row(dossier))
            db.execute(
                "INSERT OR IGNORE INTO usage VALUES (?,'dossier',?,?,0,0)",
                (dossier.workspace, dossier.id, dossier.created_at),
            )

    def update(self, dossier: DossierRecord) -> None:
        """Keep the new state of a dossier."""
        with _names_are_unique(), self._db.writing() as db:
            db.execute(
                "UPDATE dossiers SET name=?, owner_id=?, member_ids=?, details=? WHERE id=?",
                (*_row(dossier)[3:7], dossier.id),
            )

    def get(self, workspace: str, template_id: str, dossier_id: str) -> DossierRecord | None:
        """Return one dossier, in the trash or not."""
        row = self._db.row(
            "SELECT * FROM dossiers WHERE id=? AND workspace=? AND template_id=?",
            *(dossier_id, workspace, template_id),
        )
        return None if row is None else _record(row)

    def by_id(self, dossier_id: str) -> DossierRecord | None:
        """Return one dossier of whatever workspace; for the server's own work."""
        row = self._db.row("SELECT * FROM dossiers WHERE id=?", dossier_id)
        return None if row is None else _record(row)

    def of_template(self, workspace: str, template_id: str) -> list[DossierRecord]:
        """Return the dossiers of a template, oldest first, those in the trash too."""
        sql = (
            "SELECT * FROM dossiers WHERE workspace=? AND template_id=? ORDER BY created_at, rowid"
        )
        return [_record(row) for row in self._db.rows(sql, workspace, template_id)]

    def trash(self, dossier_id: str, now: float) -> None:
        """Put a dossier into the trash; its name is free again."""
        with self._db.writing() as db:
            db.execute("UPDATE dossiers SET deleted_at=? WHERE id=?", (now, dossier_id))

    def remove(self, dossier_id: str) -> list[str]:
        """Take a dossier and its files out of existence; return the contents nobody needs now."""
        with self._db.writing() as db:
            rows = db.execute("SELECT blob FROM files WHERE dossier_id=?", (dossier_id,)).fetchall()
            db.execute("DELETE FROM dossiers WHERE id=?", (dossier_id,))
        return [row["blob"] for row in rows]

    def expired(self, deleted_before: float) -> list[str]:
        """Return the ids of dossiers that were put into the trash before a time."""
        rows = self._db.rows("SELECT id FROM dossiers WHERE deleted_at<=?", deleted_before)
        return [row["id"] for row in rows]


@contextlib.contextmanager
def _names_are_unique() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise NameTakenError from error


def _row(dossier: DossierRecord) -> tuple[Any, ...]:
    return (
        dossier.id,
        dossier.workspace,
        dossier.template_id,
        dossier.name,
        dossier.owner_id,
        json.dumps(dossier.member_ids),
        json.dumps(dict(dossier.details)),
        dossier.created_at,
        dossier.deleted_at,
    )


def _record(row: sqlite3.Row) -> DossierRecord:
    fields = dict(row)
    fields["member_ids"] = tuple(json.loads(fields["member_ids"]))
    fields["details"] = json.loads(fields["details"])
    return DossierRecord(**fields)
