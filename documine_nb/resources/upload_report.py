"""What became of each file of an upload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from documine_nb.errors import DocuMineError
from documine_nb.resources.listing import Listing

__all__ = ["UploadOutcome", "UploadReport"]

_SHOWN = 5


@dataclass(frozen=True)
class UploadOutcome:
    """What became of one file.

    Attributes
    ----------
    name : str
        Its file name here.
    state : {"uploaded", "replaced", "skipped", "failed"}
        What was done.
    size : int
        Its bytes.
    file_ids : tuple of str
        The service's ids: one, or several for a ZIP of documents.
    note : str
        What else is to be said: why it failed or was skipped, or that the service renamed it.
    error : DocuMineError or None
        Why it failed.
    """

    name: str
    state: Literal["uploaded", "replaced", "skipped", "failed"]
    size: int = 0
    file_ids: tuple[str, ...] = ()
    note: str = ""
    error: DocuMineError | None = field(default=None, repr=False)


class UploadReport(Listing[UploadOutcome]):
    """The outcomes of an upload, in the order the files were given."""

    def __init__(self, outcomes: Sequence[UploadOutcome]) -> None:
        super().__init__(
            outcomes,
            title="files given",
            columns={
                "name": lambda one: one.name,
                "outcome": lambda one: one.state,
                "bytes": lambda one: one.size,
                "note": lambda one: one.note,
                "id": lambda one: one.file_ids,
            },
            names=("name", "state", "size", "file_ids", "note"),
            row=lambda one: {
                "name": one.name,
                "state": one.state,
                "size": one.size,
                "file_ids": list(one.file_ids),
                "note": one.note,
            },
        )

    @property
    def _heading(self) -> str:
        counts = [f"{len(self):,} files given"]
        for state in ("uploaded", "replaced", "skipped", "failed"):
            number = sum(one.state == state for one in self)
            if number:
                counts.append(f"{number:,} {state}")
        return ", ".join(counts)

    @property
    def ok(self) -> list[UploadOutcome]:
        """Those that are in the dossier now."""
        return [one for one in self if one.state != "failed"]

    @property
    def failed(self) -> list[UploadOutcome]:
        """Those that are not."""
        return [one for one in self if one.state == "failed"]

    def raise_for_failures(self) -> None:
        """Raise the error of the first file that failed, naming the others.

        Raises
        ------
        DocuMineError
            One that fits the first failure.
        """
        failed = self.failed
        if not failed:
            return
        first = failed[0].error or DocuMineError(failed[0].note)
        others = [one.name for one in failed[1 : _SHOWN + 1]]
        if others:
            first.add_note(f"{len(failed)} files failed; also {', '.join(others)}")
        raise first
