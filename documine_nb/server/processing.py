"""From an upload to its components: the queue in front of the extraction pool."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from documine_nb.server.background import Background
from documine_nb.server.blobs import Blobs
from documine_nb.server.extraction import Analysis, ExtractionPool, RuleSet
from documine_nb.server.settings import ServerSettings
from documine_nb.server.store import FileRecord, Store

__all__ = ["Processing"]


class Processing:
    """Analyses files one after the other; whatever is due after a restart is taken up again.

    The store knows whether an analysis is due, done or failed. The states in between mean nothing
    after a restart, so that they live here only: ``PRE_PROCESSING`` (taken from the queue),
    ``STRUCTURE_ANALYZING`` (with the extraction pool) and ``ANALYSE`` (components are kept).

    Parameters
    ----------
    settings : ServerSettings
        Limits, and ``state_pace``.
    store : Store
        Where files and components are kept.
    blobs : Blobs
        Where contents lie.
    templates : mapping
        The rules by template id.
    """

    def __init__(
        self,
        settings: ServerSettings,
        store: Store,
        blobs: Blobs,
        templates: Mapping[str, RuleSet],
    ) -> None:
        self._settings = settings
        self._store = store
        self._blobs = blobs
        self._templates = templates
        self._states: dict[str, str] = {}
        self._pool: ExtractionPool | None = None
        self._background = Background(self._process, tasks=min(2, os.cpu_count() or 1))

    async def start(self) -> None:
        """Begin with what is due."""
        self._pool = ExtractionPool(self._settings)
        await self._pool.start()
        await self._background.start(await asyncio.to_thread(self._store.files.due))

    async def close(self) -> None:
        """Stop; unfinished work stays due."""
        await self._background.close()
        if self._pool is not None:
            await self._pool.close()

    def submit(self, *file_ids: str) -> None:
        """Say that analyses of files are due; from any thread."""
        self._background.submit(*file_ids)

    def state(self, file: FileRecord) -> str:
        """Return a file's processing state as clients see it."""
        if file.status in {"UNPROCESSED", "REPROCESS"}:
            return self._states.get(file.id, file.status)
        return file.status

    async def _process(self, file_id: str) -> None:
        file = await asyncio.to_thread(self._store.files.by_id, file_id)
        if file is None or file.deleted_at is not None or not file.automatic:
            return
        if file.status not in {"UNPROCESSED", "REPROCESS"}:  # handed in twice, and done already
            return
        try:
            await self._analyse(file)
        finally:
            self._states.pop(file_id, None)

    async def _analyse(self, file: FileRecord) -> None:
        dossier = await asyncio.to_thread(self._store.dossiers.by_id, file.dossier_id)
        if dossier is None or self._pool is None:
            return
        if file.status == "UNPROCESSED":
            await self._enter(file, "PRE_PROCESSING")
            await self._enter(file, "STRUCTURE_ANALYZING")
        template = self._templates[dossier.template_id]
        analysis = await self._pool.analyse(
            self._blobs.path(file.blob), template, dict(file.attributes)
        )
        await self._enter(file, "ANALYSE")
        await asyncio.to_thread(self._keep, file, dossier.workspace, analysis)

    async def _enter(self, file: FileRecord, state: str) -> None:
        self._states[file.id] = state
        if self._settings.state_pace:
            await self._settings.clock.sleep(self._settings.state_pace)

    def _keep(self, file: FileRecord, workspace: str, analysis: Analysis) -> None:
        now = self._settings.clock.wall()
        error = None
        if analysis.error is not None:
            error = {
                "cause": _storable(analysis.error),
                "queue": "analysis",
                "service": "extraction",
                "timestamp": now,
            }
        self._store.files.finish(
            file,
            workspace=workspace,
            pages=analysis.pages,
            components=_storable(analysis.to_json()["components"]),
            error=error,
            now=now,
        )


def _storable(data: Any) -> Any:
    """Return the same without half surrogate pairs: broken fonts give them, UTF-8 has none."""
    if isinstance(data, str):
        return data.encode("utf-8", "replace").decode()
    if isinstance(data, Mapping):
        return {key: _storable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_storable(item) for item in data]
    return data
