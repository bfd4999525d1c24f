"""A dossier: a container of documents that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from documine_nb.bridge import blocking
from documine_nb.errors import ConfigError, ProcessingError, ProtocolError
from documine_nb.models import Dossier as DossierRecord
from documine_nb.models import DossierRequest, FileStatus
from documine_nb.resources.context import Context
from documine_nb.resources.dossier_components import DossierComponents
from documine_nb.resources.file import File
from documine_nb.resources.files import Files, list_files
from documine_nb.resources.listing import Listing
from documine_nb.resources.packages import PackageJob, package_body, start_package
from documine_nb.resources.sources import Uploadable
from documine_nb.resources.statuses import read_statuses
from documine_nb.resources.templates import read_report_ids
from documine_nb.resources.upload import OnExisting, Uploader
from documine_nb.resources.upload_report import UploadReport
from documine_nb.resources.waiting import wait_for_files

__all__ = ["Dossier"]


class Dossier(DossierComponents):
    """A dossier, as ``session.dossier(name_or_id)``.

    Attributes
    ----------
    record : documine_nb.models.Dossier
        What the service said last.
    files : Files
        Its files.

    Examples
    --------
    >>> session.dossier("Acute oral")
    <Dossier 'Acute oral' ...>
    """

    def __init__(self, context: Context, record: DossierRecord, template_id: str) -> None:
        self._context = context
        self.record = record
        self.template_id = template_id
        self.files = Files(context, self._ids, record.name)

    def __repr__(self) -> str:
        return f"<Dossier {self.name!r} {self.id}>"

    @property
    def id(self) -> str:
        """The service's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """The dossier's name."""
        return self.record.name

    @property
    def _template(self) -> dict[str, str]:
        return {"dossierTemplateId": self.template_id}

    @blocking
    async def file(self, file: str | File) -> File:
        """Return the file with that name or id; short for ``files.get``.

        Examples
        --------
        >>> dossier.file(file.id).name == file.name
        True
        """
        return await self.files.get.aio(file)

    @blocking
    async def upload(
        self,
        paths: Uploadable,
        *,
        attributes: Mapping[str, str] | None = None,
        on_existing: OnExisting = "skip",
        progress: bool = True,
    ) -> UploadReport:
        """Upload files; each has its own outcome, and none stops the others.

        Parameters
        ----------
        paths : path, pattern, folder, (name, bytes), mapping of names to bytes, or several of them
            A pattern such as ``"reports/*.pdf"`` may hold ``**``. A folder stands for the
            documents directly in it.
        attributes : mapping, optional
            File attributes to set on each, by name or id.
        on_existing : {"skip", "replace", "error"}, default "skip"
            What to do where the dossier has a file of that name already.
        progress : bool, default True
            Whether a line says how far it is.

        Returns
        -------
        UploadReport
            A table of outcomes, with ``.ok``, ``.failed`` and ``.raise_for_failures()``.

        Raises
        ------
        StorageError
            Nothing at all was found under `paths`.

        Examples
        --------
        >>> import documine_nb as dm
        >>> with dm.demo(samples=False, quiet=True) as session:
        ...     dossier = session.dossiers.create("Mine", template="Generic report")
        ...     report = dossier.upload([("notes.pdf", b"no PDF"), *dm.sample_reports()[:1]])
        >>> len(report.ok), len(report.failed)
        (1, 1)
        """
        uploader = Uploader(self._context, self._ids, self.name, on_existing)
        return await uploader.upload(paths, attributes=attributes or {}, progress=progress)

    @blocking
    async def wait(self, timeout: float = 600, *, progress: bool = True) -> Listing[File]:  # noqa: ASYNC109 -- the interface: seconds
        """Wait until every file is processed; return them, with the cause of each failure.

        Parameters
        ----------
        timeout : float, default 600
            Seconds.
        progress : bool, default True
            Whether a line says how far it is.

        Raises
        ------
        ProcessingError
            Every file failed. Where only some did, they are in the table that is returned.
        WaitTimeoutError
            Not done in time; processing goes on, and ``error.states`` holds the last states.

        Examples
        --------
        >>> [one.record.processing_status for one in dossier.wait(timeout=60)]
        ['PROCESSED', 'PROCESSED', 'PROCESSED']
        """

        async def look() -> list[FileStatus]:
            return await read_statuses(self._context, self._ids)

        statuses = await wait_for_files(
            self._context,
            look,
            timeout=timeout,
            what=f"dossier {self.name!r}",
            progress=progress,
        )
        if statuses and all(status.is_failed for status in statuses):
            causes = {status.error_cause or "no cause named" for status in statuses}
            raise ProcessingError(
                f"the processing of all {len(statuses)} files of {self.name!r} failed: "
                f"{'; '.join(sorted(causes))}",
                cure="Look at dossier.files.list(); mend the documents and replace them.",
            )
        return list_files([File(self._context, self._ids, one) for one in statuses])

    @blocking
    async def create_package(
        self,
        files: Sequence[str | File] | None = None,
        reports: Sequence[str] | None = None,
        *,
        originals: bool = True,
    ) -> PackageJob:
        """Start a result package of all files, or of some.

        Parameters
        ----------
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        reports : sequence of str, optional
            Report templates by name or id; by default those of the dossier, else all of its
            template.
        originals : bool, default True
            Whether the documents themselves are in it.

        Returns
        -------
        PackageJob
            ``job.wait().download("results/")``; its id survives a kernel restart.

        Raises
        ------
        OutcomeUnknownError
            Asked for, but whether the service makes it could not be found out.

        Examples
        --------
        >>> job = dossier.create_package([file], reports=["Component report"])
        >>> job.wait(timeout=60).download("results/").suffix
        '.zip'
        """
        chosen = list(self.record.report_template_ids) if reports is None else []
        chosen = chosen or await read_report_ids(self._context, self.template_id, reports)
        body = package_body(chosen, originals=originals)
        if files is None:
            return await start_package(self._context, "prepareDossierDownload", self._ids, body)
        ids = [status.id for status in await self._chosen(files)]
        if len(ids) == 1:
            return await start_package(
                self._context, "prepareFileDownload", {**self._ids, "fileId": ids[0]}, body
            )
        return await start_package(
            self._context, "prepareBulkDownload", self._ids, {**body, "fileIds": ids}
        )

    @blocking
    async def update(self, **changes: Any) -> DossierRecord:
        """Change the dossier; what is not named stays as it is.

        Parameters
        ----------
        **changes
            Fields of :class:`documine_nb.models.DossierRequest`: ``name``, ``description``,
            ``due_date``, ``owner_id``, ``member_ids``, ``report_template_ids`` ...

        Raises
        ------
        ProtocolError
            The service made a second dossier instead: it does not update in this way.

        Examples
        --------
        >>> dossier.update(description="Oral studies of 2014").description
        'Oral studies of 2014'
        """
        current = DossierRecord.from_json(await self._context.read("getDossier", self._ids))
        answer = await self._context.read(
            "createDossierOrUpdateDossier",
            self._template,
            json=_changed(current, changes).to_json(),
        )
        updated = DossierRecord.from_json(answer)
        if updated.id != self.id:
            raise ProtocolError(
                f"the service made a new dossier {updated.id} instead of changing {self.id}",
                cure="Delete the new one if it is not wanted; this service updates in another way, "
                "so please report it.",
                operation="createDossierOrUpdateDossier",
            )
        self.record = updated
        self.files = Files(self._context, self._ids, updated.name)
        return updated

    @blocking
    async def delete(self, *, permanently: bool = False) -> None:
        """Delete the dossier: into the trash of the service, or for good.

        Examples
        --------
        >>> draft = session.dossiers.create("Draft", template="Generic report")
        >>> draft.delete(permanently=True)
        """
        await self._context.call("deleteDossier", self._ids, query={"permanently": permanently})


def _changed(current: DossierRecord, changes: Mapping[str, Any]) -> DossierRequest:
    allowed = [one.name for one in fields(DossierRequest) if one.name not in {"id", "extra"}]
    unknown = sorted(set(changes) - set(allowed))
    if unknown:
        raise ConfigError(
            f"a dossier has no field {unknown[0]!r} that can be changed",
            cure=f"There are: {', '.join(allowed)}.",
        )
    kept = {name: getattr(current, name) for name in allowed}
    return DossierRequest(id=current.id, **{**kept, **changes})
