"""What the embedded server keeps: one SQLite file, a class for each kind of thing in it."""

from __future__ import annotations

from pathlib import Path

from documine_nb.server.database import Database
from documine_nb.server.store.components import Components
from documine_nb.server.store.dossiers import Dossiers, NameTakenError
from documine_nb.server.store.downloads import Downloads
from documine_nb.server.store.files import Files
from documine_nb.server.store.records import (
    Arrival,
    DossierRecord,
    DownloadRecord,
    FileRecord,
    Usage,
)
from documine_nb.server.store.templates import TemplateDates
from documine_nb.server.store.usage import UsageLog

__all__ = [
    "Arrival",
    "DossierRecord",
    "DownloadRecord",
    "FileRecord",
    "NameTakenError",
    "Store",
    "Usage",
]


class Store:
    """Everything that is kept beside identities and contents.

    Parameters
    ----------
    path : Path
        The SQLite file.
    """

    def __init__(self, path: Path) -> None:
        schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
        self._database = Database(path, schema)
        self.templates = TemplateDates(self._database)
        self.dossiers = Dossiers(self._database)
        self.files = Files(self._database)
        self.components = Components(self._database)
        self.downloads = Downloads(self._database)
        self.usage = UsageLog(self._database)

    def blobs(self) -> set[str]:
        """Return the names of all contents that something refers to."""
        sql = "SELECT blob FROM files UNION SELECT blob FROM downloads WHERE blob IS NOT NULL"
        return {row["blob"] for row in self._database.rows(sql)}

    def close(self) -> None:
        """Close the file."""
        self._database.close()
