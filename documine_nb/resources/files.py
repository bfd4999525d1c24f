"""The files of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documine_nb.bridge import blocking
from documine_nb.models import FileStatus, read_records
from documine_nb.models.garbage import collector_paused
from documine_nb.models.outlines import read_outlines
from documine_nb.models.quick_json import NotQuickError
from documine_nb.resources.context import Context
from documine_nb.resources.file import File
from documine_nb.resources.listing import Listing
from documine_nb.resources.names import pick

__all__ = ["Files", "list_files", "read_statuses"]

_STATE = ("number_of_analyses",)
"""What tells whether a file is ready, besides its processing status."""

_LOAD = (
    *_STATE,
    *("analysis_version", "rules_version", "dictionary_version", "file_error_info"),
    *("last_processed", "last_updated", "last_uploaded"),
)
"""What a load of components needs to know of a file, besides its id, name and status."""


class Files:
    """The files of a dossier, as ``dossier.files``.

    Examples
    --------
    >>> dossier.files
    <Files of dossier 'Acute oral': .list() and .get(name_or_id)>
    """

    def __init__(self, context: Context, dossier: Mapping[str, str], name: str) -> None:
        self._context = context
        self._dossier = dossier
        self._name = name

    def __repr__(self) -> str:
        return f"<Files of dossier {self._name!r}: .list() and .get(name_or_id)>"

    @blocking
    async def list(self, *, deleted: bool = False) -> Listing[File]:
        """Return the files; those in the trash too where `deleted`.

        Examples
        --------
        >>> dossier.files.list().to_frame()["processing_status"].unique().tolist()
        ['PROCESSED']
        """
        statuses = await read_statuses(self._context, self._dossier, deleted=deleted)
        return list_files([File(self._context, self._dossier, one) for one in statuses])

    @blocking
    async def get(self, file: str | File) -> File:
        """Return the file with that name or id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            Nothing, or several files, have that name.

        Examples
        --------
        >>> dossier.files.get(file.name).id == file.id
        True
        """
        if isinstance(file, File):
            return file
        statuses = await read_statuses(self._context, self._dossier)
        found = pick(
            statuses,
            file,
            kind="file",
            id_of=lambda one: one.id,
            name_of=lambda one: one.filename,
            where=f" in dossier {self._name!r}",
        )
        return File(self._context, self._dossier, found)


async def read_statuses(
    context: Context, dossier: Mapping[str, str], *, deleted: bool = False, rest: bool = True
) -> list[FileStatus]:
    """Read the state of all files of a dossier; without the `rest`, what a load needs alone."""
    first = _STATE if rest else _LOAD
    query = {"includeSoftDeleted": True} if deleted else None
    answer = await context.call("getDossierFiles", dossier, query=query)
    with collector_paused():
        try:
            return read_outlines(
                FileStatus, answer.content, wrapper_hint="files", first=first, rest=rest
            )
        except NotQuickError:
            return read_records(FileStatus, answer.json(), wrapper_hint="files")


def list_files(files: Sequence[File]) -> Listing[File]:
    """Return files as a table."""
    return Listing(
        files,
        title="files",
        columns={
            "name": lambda file: file.name,
            "status": lambda file: file.record.processing_status,
            "pages": lambda file: file.record.number_of_pages,
            "bytes": lambda file: file.record.file_size,
            "added": lambda file: file.record.added,
            "problem": lambda file: file.record.error_cause,
            "id": lambda file: file.id,
        },
        names=("id", "filename", "processing_status"),
    )
