"""The embedded server as one object: to serve in-process, or by whatever speaks ASGI."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.types import ASGIApp

from documine_nb.server.app import build_app
from documine_nb.server.blobs import Blobs
from documine_nb.server.extraction import load_templates
from documine_nb.server.faults import FaultPlanner
from documine_nb.server.folder_lock import FolderLock
from documine_nb.server.identity import Credentials, Identity, load_or_create
from documine_nb.server.packaging import Packaging
from documine_nb.server.private_files import private_folder
from documine_nb.server.processing import Processing
from documine_nb.server.services import Services
from documine_nb.server.settings import ServerSettings
from documine_nb.server.store import Store
from documine_nb.server.variants import VARIANTS

__all__ = ["EmbeddedServer"]


class EmbeddedServer:
    """A small server that speaks the DocuMine API over one data folder.

    Making it opens the folder, which is quick but works on the disk. Requests are answered from
    then on; analyses and packages are worked on between :meth:`start` and :meth:`aclose`, on the
    loop that called :meth:`start`.

    Parameters
    ----------
    settings : ServerSettings
        Where it keeps its data and all else that can be set.

    Attributes
    ----------
    app : ASGI application
        It needs no lifespan events.
    credentials : Credentials
        The sign-in of the data folder, for its first workspace; LookupError with an outside issuer,
        which alone knows who may sign in.

    Raises
    ------
    FolderInUseError
        When another server works on the data folder.
    ValueError
        When `settings.variants` names one that does not exist.
    """

    def __init__(self, settings: ServerSettings) -> None:
        if unknown := settings.variants - VARIANTS:
            there = ", ".join(sorted(VARIANTS))
            raise ValueError(f"No such variants: {', '.join(sorted(unknown))}. There are: {there}.")
        self.settings = settings
        self._lock = FolderLock(private_folder(settings.folder))
        try:
            self._open(settings.folder)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, folder: Path) -> None:
        settings = self.settings
        self.identity = Identity(settings)
        self._credentials: Credentials | None = None
        if settings.issuer is None:
            self._credentials = load_or_create(folder, workspace=settings.workspaces[0])
            self.identity.provision(self._credentials)
        self._store = Store(folder / "store.sqlite3")
        blobs = Blobs(folder / "blobs")
        blobs.sweep(self._store.blobs())
        templates = {template.id: template for template in load_templates()}
        self._store.templates.seed(templates, settings.clock.wall())
        self._processing = Processing(settings, self._store, blobs, templates)
        self._packaging = Packaging(self._store, blobs, templates)
        services = Services(
            settings=settings,
            identity=self.identity,
            store=self._store,
            blobs=blobs,
            templates=templates,
            processing=self._processing,
            packaging=self._packaging,
        )
        services.empty_trash()
        app: ASGIApp = build_app(services)
        self.app = FaultPlanner(app, clock=settings.clock) if settings.faults else app

    @property
    def credentials(self) -> Credentials:
        """The sign-in of the data folder."""
        if self._credentials is None:
            raise LookupError(f"Users sign in at {self.settings.issuer}, not here.")
        return self._credentials

    async def start(self) -> None:
        """Begin to analyse and to build packages, with what an earlier run left over."""
        await self._processing.start()
        await self._packaging.start()

    async def aclose(self) -> None:
        """Stop and give the data folder free; unfinished work goes on at the next start."""
        await self._processing.close()
        await self._packaging.close()
        await asyncio.to_thread(self._close_files)

    def _close_files(self) -> None:
        self._store.close()
        self.identity.close()
        self._lock.release()
