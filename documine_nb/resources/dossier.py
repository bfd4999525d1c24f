"""A dossier: a container of documents that belong together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documine_nb.bridge import blocking
from documine_nb.errors import ConfigError, ProcessingError, ProtocolError
from documine_nb.models import Dossier as DossierRecord
from documine_nb.models import DossierRequest, DossierTemplate, FileStatus
from documine_nb.resources.components import load_components
from documine_nb.resources.context import Context
from documine_nb.resources.file import File
from documine_nb.resources.files import Files, list_files, read_statuses
from documine_nb.resources.listing import Listing
from documine_nb.resources.names import pick
from documine_nb.resources.packages import PackageJob, package_body, start_package
from documine_nb.resources.sources import Uploadable
from documine_nb.resources.templates import report_ids
from documine_nb.resources.upload import OnExisting, Uploader
from documine_nb.resources.upload_report import UploadReport
from documine_nb.resources.waiting import wait_for_files

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames import ComponentResult
    from documine_nb.resources.component_cache import ComponentCache
    from documine_nb.resources.component_export import ParquetExport

__all__ = ["Dossier"]


class Dossier:
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

    @property
    def _ids(self) -> dict[str, str]:
        return {**self._template, "dossierId": self.id}

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
    async def components(
        self,
        files: Sequence[str | File] | None = None,
        *,
        details: bool = True,
        progress: bool = True,
        cache: str | os.PathLike[str] | None = None,
        refresh: bool = False,
    ) -> ComponentResult:
        """Load the components of all files, or of some.

        Parameters
        ----------
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        details : bool, default True
            Whether the service says where each value is from. Without, an eighth of the bytes is
            loaded: ``.wide()`` is the same, ``.long()`` has NA for rule, description, original,
            overridden, entity types and pages. A `cache` keeps both apart.
        progress : bool, default True
            Whether a line says how far it is.
        cache : path-like, optional
            A folder in which what was loaded is kept, so that the next load fetches only files
            that changed. It holds what the documents say, so only your user can open it. Needs
            pyarrow; without a folder nothing is kept.
        refresh : bool, default False
            Whether all files are fetched anew into the cache.

        Returns
        -------
        ComponentResult
            ``.wide()``, ``.long()``, ``.quality()``, ``.save(folder, "json")``; files without a
            result are named in its quality report.

        Examples
        --------
        >>> result = dossier.components()
        >>> len(result), len(dossier.components([file]))
        (3, 1)
        >>> result.wide()["GLP_Study"].dtype
        BooleanDtype
        >>> dossier.components(details=False).wide().equals(result.wide())
        True
        """
        kept = None if cache is None else self._cache(cache, details=details)
        return await self._components(
            files, details=details, progress=progress, cache=kept, refresh=refresh
        )

    @blocking
    async def to_parquet(
        self,
        folder: str | os.PathLike[str],
        files: Sequence[str | File] | None = None,
        *,
        progress: bool = True,
    ) -> ParquetExport:
        """Load the components straight into a Parquet data set, whatever their number.

        The long frame is written part by part, so that 100,000 files take no more memory than a
        thousand. pandas, Dask, Polars and DuckDB open the folder. Needs pyarrow.

        Parameters
        ----------
        folder : path-like
            Where to; made if it is not there.
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        progress : bool, default True
            Whether a line says how far it is.

        Returns
        -------
        ParquetExport
            ``.paths``, ``.files``, and ``.missing``: files without results, and why.

        Examples
        --------
        >>> export = dossier.to_parquet("acute-oral")
        >>> export.files, export.missing
        (3, ())
        """
        from documine_nb.resources.component_export import export_components  # noqa: PLC0415 -- pandas

        statuses = await self._chosen(files)
        return await export_components(
            self._context, self._ids, statuses, Path(folder), progress=progress
        )

    @blocking
    async def purge_cache(self, cache: str | os.PathLike[str]) -> None:
        """Remove what ``components(cache=...)`` keeps of this dossier in a folder.

        Examples
        --------
        >>> dossier.components(cache="kept")
        <ComponentResult: 3 files, 39 components from dossier 'Acute oral'>
        >>> dossier.purge_cache("kept")
        """
        for details in (True, False):
            await asyncio.to_thread(self._cache(cache, details=details).purge)

    @blocking
    async def to_frame(self, files: Sequence[str | File] | None = None) -> pd.DataFrame:
        """Load the components as a wide DataFrame; the same as ``components().wide()``.

        Examples
        --------
        >>> dossier.to_frame()["Experimental_Starting_Date"].dtype
        dtype('<M8[us]')
        """
        return (await self._components(files, details=False)).wide()

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
        answer = await self._context.read("getDossierTemplate", self._template)
        chosen = list(self.record.report_template_ids) if reports is None else []
        chosen = chosen or report_ids(DossierTemplate.from_json(answer), reports)
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

    def _cache(self, folder: str | os.PathLike[str], *, details: bool) -> ComponentCache:
        from documine_nb.resources.component_cache import ComponentCache  # noqa: PLC0415 -- pandas

        client = self._context.client
        key = (client.endpoint.base_url, client.workspace, self.template_id, self.id)
        return ComponentCache(Path(folder), key if details else (*key, "without details"))

    async def _components(
        self, files: Sequence[str | File] | None, *, progress: bool = True, **options: Any
    ) -> ComponentResult:
        return await load_components(
            self._context,
            self._ids,
            await self._chosen(files),
            source=f"dossier {self.name!r}",
            whole=files is None,
            progress=progress,
            **options,
        )

    async def _chosen(self, files: Sequence[str | File] | None) -> list[FileStatus]:
        statuses = await read_statuses(self._context, self._ids)
        if files is None:
            return statuses
        given = [files] if isinstance(files, (str, File)) else files
        return [one.record for one in self._handles(statuses, given)]

    def _handles(self, statuses: Sequence[FileStatus], given: Sequence[str | File]) -> list[File]:
        handles = [File(self._context, self._ids, status) for status in statuses]
        return [
            pick(
                handles,
                one.id if isinstance(one, File) else one,
                kind="file",
                id_of=lambda file: file.id,
                name_of=lambda file: file.name,
                where=f" in dossier {self.name!r}",
            )
            for one in given
        ]


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
