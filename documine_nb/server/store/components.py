"""Components as they were found, and as people corrected them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from documine_nb.server.database import Database

__all__ = ["Components"]

Found = list[dict[str, Any]]
Corrected = dict[str, list[str]]


class Components:
    """What analyses found and what was overridden, by file."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def found(self, file_id: str) -> Found | None:
        """Return what the last good analysis of a file found, None where there was none."""
        row = self._db.row("SELECT components FROM analyses WHERE file_id=?", file_id)
        return None if row is None else json.loads(row["components"])

    def corrected(self, file_id: str) -> Corrected:
        """Return the corrected values of a file by component."""
        rows = self._db.rows("SELECT * FROM overrides WHERE file_id=?", file_id)
        return {row["component"]: json.loads(row["component_values"]) for row in rows}

    def of_dossier(self, dossier_id: str) -> tuple[dict[str, Found], dict[str, Corrected]]:
        """Return what was found and what was corrected, by file, for a whole dossier."""
        found = self._db.rows(
            "SELECT file_id, components FROM analyses JOIN files ON files.id=file_id"
            " WHERE dossier_id=? AND deleted_at IS NULL",
            dossier_id,
        )
        overrides = self._db.rows(
            "SELECT file_id, component, component_values FROM overrides"
            " JOIN files ON files.id=file_id WHERE dossier_id=? AND deleted_at IS NULL",
            dossier_id,
        )
        corrected: dict[str, Corrected] = {}
        for row in overrides:
            values = json.loads(row["component_values"])
            corrected.setdefault(row["file_id"], {})[row["component"]] = values
        return {row["file_id"]: json.loads(row["components"]) for row in found}, corrected

    def correct(self, file_id: str, values: Mapping[str, Sequence[str]], now: float) -> None:
        """Override components; the values that were found stay beneath."""
        with self._db.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO overrides VALUES (?,?,?)",
                [(file_id, name, json.dumps(list(texts))) for name, texts in values.items()],
            )
            db.execute("UPDATE files SET updated_at=? WHERE id=?", (now, file_id))

    def revert(self, file_id: str, names: Iterable[str], now: float) -> None:
        """Take corrections back; what was not corrected stays as it is."""
        with self._db.writing() as db:
            db.executemany(
                "DELETE FROM overrides WHERE file_id=? AND component=?",
                [(file_id, name) for name in names],
            )
            db.execute("UPDATE files SET updated_at=? WHERE id=?", (now, file_id))
