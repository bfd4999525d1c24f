"""Result packages: asked for, waited for, downloaded; a job that outlives the kernel by its id."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from documine_nb.bridge import blocking
from documine_nb.contract import OPERATIONS
from documine_nb.errors import (
    NotFoundError,
    OutcomeUnknownError,
    ProcessingError,
    ProtocolError,
    StorageError,
    WaitTimeoutError,
)
from documine_nb.models import DownloadStatus, read_records
from documine_nb.resources.context import Context
from documine_nb.resources.listing import Listing
from documine_nb.resources.polling import end_of

__all__ = ["PackageJob", "Packages", "package_body", "start_package"]


class PackageJob:
    """A result package and its making. ``await job`` waits for it, too.

    Its :attr:`id` is all that is needed to pick it up later: ``session.packages.get(id)``.

    Attributes
    ----------
    id : str
        The service's id of the package.
    record : DownloadStatus or None
        What the service said last.

    Examples
    --------
    >>> job = dossier.create_package()
    >>> job.wait(timeout=60).download("results/").name
    'Acute oral.zip'
    """

    def __init__(self, context: Context, id: str, record: DownloadStatus | None = None) -> None:  # noqa: A002 -- the field's own name
        self._context = context
        self.id = id
        self.record = record

    def __repr__(self) -> str:
        seen = f" {self.record.status} when last seen" if self.record else ""
        return f"<PackageJob {self.id}{seen}>"

    def __await__(self) -> Generator[Any, None, PackageJob]:
        return self.wait.aio().__await__()

    @blocking
    async def status(self) -> DownloadStatus:
        """Ask the service where the making stands.

        Examples
        --------
        >>> job = dossier.create_package()
        >>> job.status().status in {"QUEUED", "GENERATING", "READY"}
        True
        """
        answer = await self._context.read("getDownloadStatus", {"downloadId": self.id})
        self.record = DownloadStatus.from_json(answer)
        return self.record

    @blocking
    async def wait(self, timeout: float = 600, *, progress: bool = True) -> PackageJob:  # noqa: ASYNC109 -- the interface: seconds
        """Wait until the package is ready, and return the job.

        Parameters
        ----------
        timeout : float, default 600
            Seconds.
        progress : bool, default True
            Whether a line says how far it is.

        Raises
        ------
        ProcessingError
            The service failed to make it.
        WaitTimeoutError
            Not ready in time; the making goes on, and the job can be waited for again.

        Examples
        --------
        >>> dossier.create_package().wait(timeout=60).record.is_ready
        True
        """
        clock = self._context.clock
        end = end_of(clock, timeout)
        with self._context.progress("Package", shown=progress) as line:
            for pause in self._context.package_pace.pauses():
                status = await self.status.aio()
                if status.is_ready:
                    line.finish(f"ready, {status.filename or self.id}")
                    return self
                if status.is_failed:
                    raise ProcessingError(
                        f"the service failed to make package {self.id}: "
                        f"{status.error_cause or 'it names no cause'}",
                        cure="Create it once more, with fewer files or reports if it stays so.",
                        operation="getDownloadStatus",
                    )
                left = end - clock.monotonic()
                if left <= 0:
                    raise self._timed_out(timeout, status)
                line.update(status.status.lower())
                await clock.sleep(min(pause, left))
        raise AssertionError  # pragma: no cover -- the pauses have no end

    def _timed_out(self, timeout: float, status: DownloadStatus) -> WaitTimeoutError:
        error = WaitTimeoutError(
            f"package {self.id} was still {status.status} after {timeout:g} s",
            cure="Wait again; in another session by session.packages.get(id).",
        )
        error.states = (status,)
        return error

    @blocking
    async def download(self, target: str | PathLike[str] = ".", *, progress: bool = True) -> Path:
        """Fetch the package, prove that it is whole, and put it in its place.

        Parameters
        ----------
        target : path, default "."
            A file if its name ends in ``.zip``, else a folder, which is made where it is missing.
        progress : bool, default True
            Whether a line says how far it is.

        Returns
        -------
        Path
            The archive: every member was read, and its checksum compared.

        Raises
        ------
        ConflictError, NotFoundError
            It is not ready yet, or was deleted.
        IntegrityError
            What came is not whole; nothing was kept.
        StorageError
            The disk is full, or the folder cannot be written.

        Examples
        --------
        >>> path = dossier.create_package().wait().download("results/mine.zip")
        >>> path.as_posix()
        'results/mine.zip'
        """
        path = await asyncio.to_thread(_prepared, target)
        with self._context.progress("Download", shown=progress) as line:
            saved = await self._context.client.download(
                OPERATIONS["download"],
                ids={"downloadId": self.id},
                target=path,
                progress=lambda done, total: line.update(_sizes(done, total), done, total),
            )
            line.finish(f"{saved.path.name}, {saved.size:,} bytes, verified")
        return saved.path

    @blocking
    async def delete(self) -> None:
        """Delete the package on the service.

        Examples
        --------
        >>> dossier.create_package().wait().delete()
        """
        await self._context.call("deleteDownload", {"downloadId": self.id})


class Packages:
    """Your result packages, as ``session.packages``: the service keeps them until deleted.

    Examples
    --------
    >>> session.packages
    <Packages: .list() and .get(id)>
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def __repr__(self) -> str:
        return "<Packages: .list() and .get(id)>"

    @blocking
    async def list(self) -> Listing[PackageJob]:
        """Return all your packages, the newest last.

        Examples
        --------
        >>> job = dossier.create_package().wait()
        >>> job.id in {one.id for one in session.packages.list()}
        True
        """
        return Listing(
            [PackageJob(self._context, one.id, one) for one in await list_downloads(self._context)],
            title="result packages",
            columns={
                "file name": lambda job: job.record and job.record.filename,
                "status": lambda job: job.record and job.record.status,
                "bytes": lambda job: job.record and job.record.file_size,
                "created": lambda job: job.record and job.record.creation_date,
                "id": lambda job: job.id,
            },
            names=("id", "status", "filename"),
        )

    @blocking
    async def get(self, id: str) -> PackageJob:  # noqa: A002 -- the field's own name
        """Return the package with that id, such as one asked for before a kernel restart.

        Raises
        ------
        NotFoundError
            There is none, or it was deleted.

        Examples
        --------
        >>> job = dossier.create_package()
        >>> session.packages.get(job.id).wait().record.filename
        'Acute oral.zip'
        """
        job = PackageJob(self._context, id)
        await job.status.aio()
        return job


async def list_downloads(context: Context) -> list[DownloadStatus]:
    """Read the list of the user's packages."""
    answer = await context.read("getDownloadStatusList")
    return read_records(DownloadStatus, answer, wrapper_hint="downloadStatus")


async def start_package(
    context: Context, operation: str, ids: Mapping[str, str], body: Mapping[str, object]
) -> PackageJob:
    """Ask for a package once; an answer that is lost or says nothing is looked up."""
    before = await _known_ids(context)
    try:
        return PackageJob(context, _download_id(await context.read(operation, ids, json=body)))
    except (OutcomeUnknownError, ProtocolError):
        created = [one for one in await list_downloads(context) if one.id not in (before or ())]
        ours = [one for one in created if one.dossier_id in {None, ids["dossierId"]}]
        if before is None or len(ours) != 1:
            raise
        return PackageJob(context, ours[0].id, ours[0])


async def _known_ids(context: Context) -> set[str] | None:
    try:
        return {one.id for one in await list_downloads(context)}
    except NotFoundError:
        return None  # a service without that list can make packages all the same


def _download_id(answer: Any) -> str:
    if isinstance(answer, Mapping):
        for name in ("downloadId", "id", "storageId"):
            if answer.get(name) is not None:
                return str(answer[name])
    raise ProtocolError(
        "the answer names no package",
        cure="Look for it with session.packages.list(); it may have been started.",
    )


def _prepared(target: str | PathLike[str]) -> Path:
    path = Path(target).expanduser()
    if path.suffix.lower() == ".zip" and not path.is_dir():
        return path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the folder {str(path)!r} cannot be made: {error.strerror or error}",
            cure="Choose another target; nothing was downloaded.",
        ) from None
    return path


def _sizes(done: int, total: int) -> str:
    return f"{done / 1e6:.1f} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:.1f} MB"


def package_body(reports: Sequence[str], *, originals: bool) -> dict[str, object]:
    """Return the request of a package; the service wants at least one of both lists filled."""
    return {
        "reportTemplateIds": list(reports),
        "downloadFileTypes": ["ORIGINAL"] if originals else [],
    }
