"""When each dossier template first appeared; the templates themselves are files."""

from __future__ import annotations

from collections.abc import Iterable

from documine_nb.server.database import Database

__all__ = ["TemplateDates"]


class TemplateDates:
    """The dates of the templates."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def seed(self, ids: Iterable[str], now: float) -> None:
        """Note the templates that are new."""
        with self._db.writing() as db:
            db.executemany("INSERT OR IGNORE INTO templates VALUES (?,?)", [(i, now) for i in ids])

    def added_at(self, template_id: str) -> float:
        """Return when a template was first seen."""
        row = self._db.row("SELECT added_at FROM templates WHERE id=?", template_id)
        return 0.0 if row is None else row["added_at"]
