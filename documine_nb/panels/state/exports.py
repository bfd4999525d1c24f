"""Result packages: start one, see its progress, download it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from documine_nb.errors import ConfigError
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.files import Files
from documine_nb.panels.state.part import Part, action
from documine_nb.panels.state.table import Column, Table
from documine_nb.resources.file import File
from documine_nb.resources.packages import PackageJob

__all__ = ["Exports", "Scope", "chosen_files"]

_PATIENCE = 3600.0

Scope: TypeAlias = Literal["all", "chosen"]


class Exports(Part):
    """Exporting result packages.

    Attributes
    ----------
    table : Table of PackageJob
        The packages that the service keeps.
    originals : bool
        Whether the documents themselves are in the next package.
    scope : {"all", "chosen"}
        Of which files it is.
    path : Path or None
        What was downloaded last.
    """

    title = "Export"

    def __init__(self, desk: Desk, files: Files) -> None:
        super().__init__()
        self.desk = desk
        self.files = files
        self.scope: Scope = "all"
        self.originals = True
        self.path: Path | None = None
        self.table: Table[PackageJob] = Table(
            [
                Column("Package", lambda job: (job.record and job.record.filename) or job.id),
                Column("Status", lambda job: job.record and job.record.status),
                Column("Bytes", lambda job: job.record and job.record.file_size, is_number=True),
                Column("Created", lambda job: job.record and job.record.creation_date),
            ],
            key=lambda job: job.id,
        )

    @property
    def chosen(self) -> PackageJob | None:
        """The package to download."""
        return next(iter(self.table.chosen), None)

    @action("Reading packages")
    async def load(self) -> None:
        """Read the list of packages anew."""
        await self._load()

    @action("Exporting")
    async def export(self) -> None:
        """Start a package and wait until it is ready."""
        dossier = self.files.the_dossier()
        files = chosen_files(self.files, self.scope)
        job = await dossier.create_package.aio(files, originals=self.originals)
        await self._load()
        self.table.choose(job.id)
        self.changed()
        try:
            await job.wait.aio(_PATIENCE)
        finally:
            await self._load()
        self.note = "The package is ready to be downloaded."

    @action("Downloading")
    async def download(self, target: str) -> None:
        """Download the chosen package into a folder on the kernel's disk."""
        job = self.chosen
        if job is None:
            raise ConfigError("no package is chosen", cure="Export one, or choose one in the list.")
        self.path = await job.download.aio(target.strip() or ".")
        self.note = f"Saved and verified: {self.path}"

    async def forget(self) -> None:
        """Show nothing: nobody is signed in."""
        self.table.fill([])
        self.path, self.note, self.problem = None, "", None
        self.changed()

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        names = [file.name for file in self.files.table.chosen] if self.scope == "chosen" else None
        given = [] if names is None else [repr(names)]
        given += [] if self.originals else ["originals=False"]
        target = str(self.path.parent) if self.path else "results/"
        return f"job = dossier.create_package({', '.join(given)})\njob.wait().download({target!r})"

    async def _load(self) -> None:
        jobs = await self.desk.the_session().packages.list.aio()
        self.table.fill(list(reversed(jobs)))  # the newest on top
        self.changed()


def chosen_files(files: Files, scope: Scope) -> list[File] | None:
    """Return the files to work with; None stands for all.

    Raises
    ------
    ConfigError
        Chosen ones are wanted, and none is.
    """
    if scope == "all":
        return None
    if not files.table.chosen:
        raise ConfigError("no file is chosen", cure="Choose some in the step Files, or take all.")
    return files.table.chosen
