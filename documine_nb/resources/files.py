"""The files of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documine_nb.bridge import blocking
from documine_nb.resources.context import Context
from documine_nb.resources.file import File
from documine_nb.resources.listing import Listing
from documine_nb.resources.statuses import pick_status, read_statuses

__all__ = ["Files", "list_files"]


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
        found = pick_status(statuses, file, dossier=self._name)
        return File(self._context, self._dossier, found)


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
