"""What the routes work with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from documine_nb.server.blobs import Blobs
from documine_nb.server.extraction import RuleSet
from documine_nb.server.identity import Identity
from documine_nb.server.packaging import Packaging
from documine_nb.server.processing import Processing
from documine_nb.server.settings import ServerSettings
from documine_nb.server.store import Store

__all__ = ["REPORT_NAME", "Services", "report_template_id"]

REPORT_NAME = "Component report"


@dataclass(frozen=True)
class Services:
    """The parts of one server."""

    settings: ServerSettings
    identity: Identity
    store: Store
    blobs: Blobs
    templates: Mapping[str, RuleSet]
    processing: Processing
    packaging: Packaging

    def now(self) -> float:
        """Return the time."""
        return self.settings.clock.wall()

    def restorable_since(self) -> float:
        """Return the time before which what was deleted then is gone now."""
        return self.now() - self.settings.retention_hours * 3600

    def empty_trash(self) -> None:
        """Take out of existence what cannot be restored any more."""
        since, store = self.restorable_since(), self.store
        for file_id in store.files.expired(since):
            self.blobs.remove(store.files.remove(file_id))
        for dossier_id in store.dossiers.expired(since):
            self.blobs.remove(store.dossiers.remove(dossier_id))


def report_template_id(template_id: str) -> str:
    """Return the id of a dossier template's one report template."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{template_id}/{REPORT_NAME}"))
