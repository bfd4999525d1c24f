"""``session.components(dossier, engine="dask")``: a plan of partitions, loaded where Dask runs."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from documine_nb.auth.flows import Again
from documine_nb.auth.settings import ConnectSettings
from documine_nb.bridge import blocking
from documine_nb.errors import ConfigError, MissingExtraError
from documine_nb.models import FileStatus
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.file import File
from documine_nb.resources.statuses import read_statuses
from documine_nb.scale.budget import Budget, concurrent_tasks
from documine_nb.scale.layout import Layout
from documine_nb.scale.partition import Partition, load_partition, load_table
from documine_nb.scale.reference import ServiceReference, WorkerSignIn
from documine_nb.scale.worker_sessions import lend
from documine_nb.session import Session

if TYPE_CHECKING:
    import dask.dataframe as dd

__all__ = ["components"]

_SAMPLE = 16


@blocking
async def components(
    session: Session,
    dossier: Dossier,
    files: Sequence[str | File] | None = None,
    *,
    frame: str = "wide",
    schema: Mapping[str, Any] | None = None,
    partition_size: int = 250,
    connections: int = 16,
    profile: str | None = None,
    flow: str | None = None,
    variables: Mapping[str, str] | None = None,
    plugin: str | None = None,
) -> dd.DataFrame:
    """Return the components of a dossier as a Dask DataFrame; nothing is loaded before it is asked.

    Tasks that run in this process use the session itself. Workers sign in by themselves, once a
    process, as a technical user whose secrets they have: no token and no password is in the graph.

    Parameters
    ----------
    session : Session
        The session.
    dossier : Dossier
        The dossier.
    files : sequence of str or File, optional
        Names, ids or handles; all by default. Failed ones are left out.
    frame : {"wide", "long"}, default "wide"
        One row a file or one row a value.
    schema : mapping of str to dtype, optional
        The components of the wide frame with their dtypes, as in ``ComponentResult.wide``. By
        default all components of the first 16 files, as texts; what other files have besides
        stands as JSON in the last column, ``"other components"``.
    partition_size : int, default 250
        Files a partition.
    connections : int, default 16
        How many connections all workers together have open to the service.
    profile : str, optional
        A profile that the workers have.
    flow : {"password", "client_credentials"}, optional
        How workers sign in; by default whichever they have the secret for.
    variables : mapping of str to str, optional
        Names of the workers' environment variables by setting, such as ``{"password":
        "ACME_PASSWORD"}``; by default ``DOCUMINE_USERNAME``, ``DOCUMINE_PASSWORD`` and so on.
    plugin : str, optional
        The name of a worker plugin whose ``session()`` returns a signed-in session.

    Returns
    -------
    dask.dataframe.DataFrame
        Index ``file_id`` (wide) or a number within the partition (long).

    Raises
    ------
    MissingExtraError
        Dask is not installed.
    ConfigError
        An option does not fit.

    Examples
    --------
    >>> import documine_nb as dm
    >>> with dm.demo(samples=False, quiet=True) as session:
    ...     dossier = session.dossiers.create("Acute oral", template="OECD acute toxicity")
    ...     session.components("Acute oral", engine="dask", frame="long").npartitions
    1
    """
    if partition_size < 1 or connections < 1:
        raise ConfigError(
            "partitions and connections are counted from 1",
            cure="Leave out partition_size= and connections=, or give larger numbers.",
        )
    dask = await asyncio.to_thread(_dask)
    sign_in = WorkerSignIn(profile, flow, dict(variables or {}), plugin)
    reference = ServiceReference.to(_settings(session), sign_in, lend(session))
    statuses = await _chosen(dossier, files)
    partitions = _partitions(statuses, partition_size)
    layout = await _layout(session, dossier, statuses, frame, schema)
    tasks = concurrent_tasks(os.cpu_count() or 1)
    return await asyncio.to_thread(
        dask.from_map,
        load_partition,
        partitions,
        meta=layout.meta(),
        label="documine-components",
        service=reference,
        dossier=_ids(dossier),
        layout=layout,
        budget=Budget.divided(f"documine {session.base_url}", connections, tasks),
        load=uuid.uuid4().hex,
    )


def _dask() -> Any:
    try:
        import dask.dataframe  # noqa: PLC0415 -- optional, and slow to load
    except ImportError as missing:
        raise MissingExtraError(
            f'engine="dask" needs {missing.name}, which is not installed',
            cure='Install it with: pip install "documine_nb[dask]"',
        ) from missing
    return dask.dataframe


def _settings(session: Session) -> ConnectSettings:
    again = session._keeper.again  # noqa: SLF001 -- how it was signed in is nobody else's business
    if not isinstance(again, Again):
        raise ConfigError(
            "how this session was signed in is not known, so no worker could do the same",
            cure="Make the session with dm.connect(...).",
        )
    return again.settings


def _ids(dossier: Dossier) -> dict[str, str]:
    return {"dossierTemplateId": dossier.template_id, "dossierId": dossier.id}


async def _chosen(dossier: Dossier, files: Sequence[str | File] | None) -> list[FileStatus]:
    if files is None:
        statuses = await read_statuses(dossier._context, _ids(dossier))  # noqa: SLF001 -- a handle's own surroundings
    else:
        statuses = [one.record for one in await asyncio.gather(*map(dossier.file.aio, files))]
    return [status for status in statuses if not status.is_failed]


def _partitions(statuses: Sequence[FileStatus], size: int) -> list[Partition]:
    parts = [statuses[first : first + size] for first in range(0, len(statuses), size)]
    return [
        Partition(
            tuple(status.id for status in part),
            frozenset(status.id for status in part if not status.is_ready),
        )
        for part in parts or [[]]
    ]


async def _layout(
    session: Session,
    dossier: Dossier,
    statuses: Sequence[FileStatus],
    frame: str,
    schema: Mapping[str, Any] | None,
) -> Layout:
    if frame != "wide" or schema is not None:
        return Layout(frame, tuple((schema or {}).items()), is_given=schema is not None)
    ids = [status.id for status in statuses if status.is_ready][:_SAMPLE]
    context = session._context  # noqa: SLF001 -- as above
    table = await load_table(context, _ids(dossier), ids, width=_SAMPLE, details=False)
    place = {file_id: number for number, file_id in enumerate(table.file_ids)}
    table = table.take([place[file_id] for file_id in ids])
    return Layout(frame, tuple((name, "string") for name in table.names()))
