"""The files of the open dossier."""

from __future__ import annotations

from documine_nb.errors import ConfigError, ProcessingError, StorageError
from documine_nb.panels.state.part import Part, Problem, action
from documine_nb.panels.state.table import Column, Table, counted
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.file import File
from documine_nb.resources.tables import cell_text
from documine_nb.resources.upload import OnExisting
from documine_nb.resources.upload_report import UploadReport

__all__ = ["Files"]

_PATIENCE = 3600.0
_SHOWN = 5


class Files(Part):
    """Browsing and uploading files.

    Attributes
    ----------
    dossier : Dossier or None
        The dossier that is open.
    table : Table of File
    path : str
        What was uploaded last: a path on the kernel's disk, a folder or a pattern.
    """

    title = "Files"

    def __init__(self) -> None:
        super().__init__()
        self.dossier: Dossier | None = None
        self.path = ""
        self.on_existing: OnExisting = "skip"
        self.table: Table[File] = Table(
            [
                Column("Name", lambda file: file.name),
                Column("Status", _status),
                Column("Pages", lambda file: file.record.number_of_pages, is_number=True),
                Column("Bytes", lambda file: file.record.file_size, is_number=True),
                Column("Added", lambda file: file.record.added),
            ],
            key=lambda file: file.id,
            many=True,
        )

    def the_dossier(self) -> Dossier:
        """Return the dossier that is open.

        Raises
        ------
        ConfigError
            None is.
        """
        if self.dossier is None:
            raise ConfigError("no dossier is open", cure="Choose one in the step Dossiers.")
        return self.dossier

    async def open(self, dossier: Dossier | None) -> None:
        """Show the files of another dossier, or none."""
        self.dossier = dossier
        self.table.fill([])
        self.note, self.problem = "", None
        self.changed()
        if dossier is not None:
            await self.load()

    @action("Reading files")
    async def load(self) -> None:
        """Read the files anew."""
        await self._load()

    @action("Uploading")
    async def upload(self, path: str, on_existing: OnExisting = "skip") -> None:
        """Upload what `path` stands for on the kernel's disk, and wait until it is processed."""
        dossier = self.the_dossier()
        if not path.strip():
            raise StorageError("no path is given", cure="Type a file, a folder, or *.pdf.")
        self.path, self.on_existing = path.strip(), on_existing
        report = await dossier.upload.aio(self.path, on_existing=on_existing)
        self.note = report._heading  # noqa: SLF001 -- the report's own words
        self.problem = _problem_of(report)
        await self._load()
        try:
            await dossier.wait.aio(_PATIENCE)
        except ProcessingError as error:
            self.problem = self.problem or Problem.of(error)
        finally:
            await self._load()

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        if not self.path:
            return "dossier.files.list()"
        more = "" if self.on_existing == "skip" else f", on_existing={self.on_existing!r}"
        return f"dossier.upload({self.path!r}{more})\ndossier.wait()"

    def summary(self) -> list[str]:
        """Return how many files there are, by status."""
        if self.dossier is None:
            return []
        failed = sum(file.record.is_failed for file in self.table.items)
        busy = sum(file.record.is_busy for file in self.table.items)
        words = [f"{counted(len(self.table), 'file')} in {self.dossier.name}"]
        words += [f"{failed:,} failed"] if failed else []
        words += [f"{busy:,} in work"] if busy else []
        return [", ".join(words), *super().summary()]

    async def _load(self) -> None:
        while True:
            dossier = self.the_dossier()
            files = await dossier.files.list.aio()
            if dossier is self.dossier:  # no other was opened meanwhile
                self.table.fill(files)
                self.changed()
                return


def _status(file: File) -> str:
    cause = file.record.error_cause if file.record.is_failed else None
    return f"{file.record.processing_status}: {cause}" if cause else file.record.processing_status


def _problem_of(report: UploadReport) -> Problem | None:
    failed = report.failed
    if not failed:
        return None
    told = [f"{cell_text(one.name)}: {cell_text(one.note)}" for one in failed[:_SHOWN]]
    more = [f"and {len(failed) - _SHOWN:,} more"] if len(failed) > _SHOWN else []
    number = "1 file was" if len(failed) == 1 else f"{len(failed):,} files were"
    return Problem(f"{number} not uploaded", "\n".join([*told, *more]))
