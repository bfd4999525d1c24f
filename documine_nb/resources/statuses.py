"""Where the files of a dossier stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documine_nb.models import FileStatus, read_records
from documine_nb.models.garbage import collector_paused
from documine_nb.models.outlines import read_outlines
from documine_nb.models.quick_json import NotQuickError
from documine_nb.resources.context import Context
from documine_nb.resources.names import pick

__all__ = ["pick_status", "read_statuses"]

_STATE = ("number_of_analyses",)
"""What tells whether a file is ready, besides its processing status."""

_LOAD = (
    *_STATE,
    *("analysis_version", "rules_version", "dictionary_version", "file_error_info"),
    *("last_processed", "last_updated", "last_uploaded"),
)
"""What a load of components needs to know of a file, besides its id, name and status."""


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


def pick_status(statuses: Sequence[FileStatus], wanted: str, *, dossier: str) -> FileStatus:
    """Return the state of the file with that id or name; `dossier` is named where there is none."""
    return pick(
        statuses,
        wanted,
        kind="file",
        id_of=lambda one: one.id,
        name_of=lambda one: one.filename,
        where=f" in dossier {dossier!r}",
    )
