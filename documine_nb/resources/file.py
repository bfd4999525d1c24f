"""A file (document) of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from documine_nb.bridge import blocking
from documine_nb.errors import ProcessingError
from documine_nb.models import FileStatus
from documine_nb.resources.components import load_components
from documine_nb.resources.context import Context
from documine_nb.resources.packages import PackageJob, package_body, start_package
from documine_nb.resources.templates import read_report_ids
from documine_nb.resources.waiting import wait_for_files

if TYPE_CHECKING:
    from documine_nb.frames import ComponentResult

__all__ = ["File"]


class File:
    """A file of a dossier, as ``dossier.file(name_or_id)``.

    Attributes
    ----------
    record : FileStatus
        What the service said last; :meth:`status` asks anew.

    Examples
    --------
    >>> file = dossier.files.list()[0]
    >>> file.status().is_ready
    True
    """

    def __init__(self, context: Context, dossier: Mapping[str, str], record: FileStatus) -> None:
        self._context = context
        self._dossier = dossier
        self.record = record

    def __repr__(self) -> str:
        return f"<File {self.name!r} {self.record.processing_status} when last seen>"

    @property
    def id(self) -> str:
        """The service's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """The file name."""
        return self.record.filename

    @property
    def _ids(self) -> dict[str, str]:
        return {**self._dossier, "fileId": self.id}

    @blocking
    async def status(self) -> FileStatus:
        """Ask the service how the file is.

        Examples
        --------
        >>> file.status().number_of_pages > 3
        True
        """
        answer = await self._context.read("getFileStatus", self._ids)
        self.record = FileStatus.from_json(answer)
        return self.record

    @blocking
    async def wait(self, timeout: float = 600, *, progress: bool = True) -> File:  # noqa: ASYNC109 -- the interface: seconds
        """Wait until the file is processed, and return it.

        Raises
        ------
        ProcessingError
            Its processing failed; the message names the service's cause.
        WaitTimeoutError
            Not done after `timeout` seconds; processing goes on.

        Examples
        --------
        >>> file.wait(timeout=60).record.processing_status
        'PROCESSED'
        """

        async def look() -> list[FileStatus]:
            return [await self.status.aio()]

        await wait_for_files(
            self._context, look, timeout=timeout, what=f"file {self.name!r}", progress=progress
        )
        if self.record.is_failed:
            raise ProcessingError(
                f"the processing of {self.name!r} failed: "
                f"{self.record.error_cause or 'the service names no cause'}",
                cure="Mend the document, then upload it again with on_existing='replace'.",
            )
        return self

    @blocking
    async def components(self, *, details: bool = True) -> ComponentResult:
        """Load the file's components: ``.wide()``, ``.long()``, ``.quality()``, ``.save(...)``.

        Parameters
        ----------
        details : bool, default True
            Whether the service says where each value is from; see :meth:`.Dossier.components`.

        Examples
        --------
        >>> file.components().wide().shape[0]
        1
        """
        return await load_components(
            self._context,
            self._dossier,
            [await self.status.aio()],
            source=f"file {self.name!r}",
            whole=False,
            details=details,
            progress=False,
        )

    @blocking
    async def set_attributes(self, attributes: Mapping[str, str]) -> None:
        """Set file attributes by name or id; may start a new analysis.

        Examples
        --------
        >>> file.set_attributes({"OECD Number": "423"})
        >>> file.wait(timeout=60).record.file_attributes
        {'OECD Number': '423'}
        """
        await self._context.call(
            "setFileAttributes", self._ids, json={"attributes": dict(attributes)}
        )

    @blocking
    async def overrides(self) -> dict[str, list[str]]:
        """Return the manual corrections: values by component name.

        Examples
        --------
        >>> file.overrides()
        {}
        """
        answer = await self._context.read("getOverrides", self._ids)
        listed = answer.get("components", []) if isinstance(answer, Mapping) else answer
        return {
            str(one["name"]): [str(value["value"]) for value in one.get("componentValues", [])]
            for one in listed or []
        }

    @blocking
    async def override(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Correct components by hand; the extracted values are kept.

        Parameters
        ----------
        values : mapping
            One value, or several, by component name.

        Examples
        --------
        >>> file.override({"Sex": "male and female"})
        >>> file.overrides()
        {'Sex': ['male and female']}
        >>> file.revert()
        """
        components = [
            {"name": name, "componentValues": [{"value": one} for one in _several(given)]}
            for name, given in values.items()
        ]
        await self._context.call("addOverrides", self._ids, json={"components": components})

    @blocking
    async def revert(self, components: Sequence[str] | None = None) -> None:
        """Take corrections back: of those components, or all.

        Examples
        --------
        >>> file.override({"Sex": "male", "Strain": "Wistar"})
        >>> file.revert(["Sex"])
        >>> file.overrides()
        {'Strain': ['Wistar']}
        >>> file.revert()
        """
        names = list(components if components is not None else await self.overrides.aio())
        if names:
            await self._context.call("revertOverrides", self._ids, json={"components": names})

    @blocking
    async def delete(self, *, permanently: bool = False) -> None:
        """Delete the file: into the trash of the service, or for good.

        Examples
        --------
        >>> draft = session.dossiers.create("Draft", template="Generic report")
        >>> report = draft.upload(dm.sample_reports()[0])
        >>> draft.files.list()[0].delete()
        >>> len(draft.files.list()), len(draft.files.list(deleted=True))
        (0, 1)
        >>> draft.delete(permanently=True)
        """
        await self._context.call("deleteFile", self._ids, query={"permanently": permanently})

    @blocking
    async def create_package(
        self, reports: Sequence[str] | None = None, *, originals: bool = True
    ) -> PackageJob:
        """Start a result package of this file; see :meth:`.Dossier.create_package`.

        Examples
        --------
        >>> job = file.create_package().wait(timeout=60)
        >>> job.record.status
        'READY'
        """
        template_id = self._dossier["dossierTemplateId"]
        chosen = await read_report_ids(self._context, template_id, reports)
        return await start_package(
            self._context,
            "prepareFileDownload",
            self._ids,
            package_body(chosen, originals=originals),
        )


def _several(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
