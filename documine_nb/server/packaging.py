"""Result packages, built in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from documine_nb.server.answers import file_components
from documine_nb.server.background import Background
from documine_nb.server.blobs import Blobs
from documine_nb.server.extraction import RuleSet
from documine_nb.server.reports import ReportFile, build_package
from documine_nb.server.store import DownloadRecord, Store

__all__ = ["Packaging"]


class Packaging:
    """Builds packages: ``QUEUED``, ``GENERATING``, then ``READY`` or ``FAILED``.

    That one is being built means nothing after a restart, so that ``GENERATING`` lives here only.

    Parameters
    ----------
    store : Store
        Where packages, files and components are kept.
    blobs : Blobs
        Where contents lie and packages go.
    templates : mapping
        The rules by template id.
    """

    def __init__(self, store: Store, blobs: Blobs, templates: Mapping[str, RuleSet]) -> None:
        self._store = store
        self._blobs = blobs
        self._templates = templates
        self._building: set[str] = set()
        self._background = Background(self._process)

    async def start(self) -> None:
        """Begin with what is due."""
        await self._background.start(await asyncio.to_thread(self._store.downloads.due))

    async def close(self) -> None:
        """Stop; a package under way is built anew after the next start."""
        await self._background.close()

    def submit(self, download_id: str) -> None:
        """Say that a package is to be built; from any thread."""
        self._background.submit(download_id)

    def state(self, download: DownloadRecord) -> str:
        """Return a package's state as clients see it."""
        building = download.status == "QUEUED" and download.id in self._building
        return "GENERATING" if building else download.status

    async def _process(self, download_id: str) -> None:
        self._building.add(download_id)
        try:
            await asyncio.to_thread(self._build, download_id)
        finally:
            self._building.discard(download_id)

    def _build(self, download_id: str) -> None:
        download = self._store.downloads.get(download_id)
        if download is None or download.status != "QUEUED":
            return
        draft = self._blobs.draft(".zip")
        try:
            build_package(
                draft,
                self._report_files(download),
                originals="ORIGINAL" in download.file_types,
                reports=bool(download.report_template_ids),
            )
            size = draft.stat().st_size
            blob = self._blobs.keep(draft)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the package's state must say it
            draft.unlink(missing_ok=True)
            cause = getattr(error, "strerror", None) or error
            self._store.downloads.failed(download_id, f"The package could not be built: {cause}")
            return
        if not self._store.downloads.ready(download_id, blob, size):
            self._blobs.remove([blob])

    def _report_files(self, download: DownloadRecord) -> Iterator[ReportFile]:
        dossier = self._store.dossiers.by_id(download.dossier_id)
        if dossier is None:
            raise LookupError("its dossier was deleted.")
        template = self._templates[dossier.template_id]
        components = self._store.components
        for file_id in download.file_ids:
            file = self._store.files.by_id(file_id)
            if file is None or file.deleted_at is not None:
                raise LookupError(f"file {file_id} was deleted.")
            answer = file_components(
                dossier,
                file,
                template.components,
                components.found(file_id),
                components.corrected(file_id),
                details=True,
            )
            analysed = file.analyses > 0 and file.status != "ERROR"
            blob = self._blobs.path(file.blob)
            yield ReportFile(file.id, file.filename, blob, answer, analysed)
