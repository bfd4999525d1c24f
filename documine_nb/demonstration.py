"""A session with the embedded server: no account, no network, everything else as in earnest.

The module is not named after its function: a module ``documine_nb.demo`` would hide ``dm.demo``.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from documine_nb.auth.flows import Again, password_sign_in
from documine_nb.auth.settings import load_settings
from documine_nb.bridge import blocking
from documine_nb.connecting import session_context
from documine_nb.errors import ConfigError, MissingExtraError
from documine_nb.models import FileStatus
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.fanout import fan_out
from documine_nb.resources.statuses import read_statuses
from documine_nb.resources.waiting import wait_for_files
from documine_nb.session import Session
from documine_nb.transport.client import ApiClient

if TYPE_CHECKING:
    from documine_nb.server.embedded import EmbeddedServer
    from documine_nb.server.samples import Sample

__all__ = ["demo", "open_demo", "sample_reports"]

_PATIENCE = 600.0


@blocking
async def demo(
    *, samples: bool = True, folder: str | PathLike[str] | None = None, quiet: bool = False
) -> Session:
    """Start an embedded, DocuMine-compatible server in this process and sign in to it.

    Parameters
    ----------
    samples : bool, default True
        Whether dossiers with sample study reports are made and processed first.
    folder : path, optional
        Where the server keeps its data; it stays there, and a later demo goes on with it. By
        default a private temporary folder, which is removed when the session is closed.
    quiet : bool, default False
        Whether progress stays unseen.

    Returns
    -------
    Session
        Closing it ends the server.

    Raises
    ------
    MissingExtraError
        The server's libraries are not installed.

    Examples
    --------
    >>> import documine_nb as dm
    >>> with dm.demo(samples=False, quiet=True) as session:
    ...     len(session.dossiers.list())
    0
    """
    server, temporary = await asyncio.to_thread(_server, folder)
    session = await open_demo(server, temporary=temporary, quiet=quiet)
    if samples:
        try:
            await _fill(session, session._context)  # noqa: SLF001 -- one room: demo makes the session
        except BaseException:
            await session.close.aio()
            raise
    return session


def sample_reports() -> list[Path]:
    """Return paths of sample study reports (PDF) to try an upload with; synthetic, CC0.

    Examples
    --------
    >>> sample_reports()[0].suffix
    '.pdf'
    """
    from documine_nb.server import samples  # noqa: PLC0415 -- with the server, lazily

    return samples.sample_reports()


async def open_demo(
    server: EmbeddedServer, *, temporary: Path | None = None, quiet: bool = False
) -> Session:
    """Start a server that was made, sign in to it, and return the session that ends it.

    Parameters
    ----------
    server : EmbeddedServer
        The server.
    temporary : Path, optional
        A folder to remove at the end.
    quiet : bool, default False
        Whether progress stays unseen.
    """
    ends = _Ends(server, temporary)
    atexit.register(ends.forget_folder)
    try:
        await server.start()
        return await _signed_in(server, ends, quiet=quiet)
    except BaseException:
        await ends()
        raise


class _Ends:
    """What ends with the session: the server, and a folder that nobody asked to keep."""

    def __init__(self, server: EmbeddedServer, folder: Path | None) -> None:
        self._server = server
        self._folder = folder

    async def __call__(self) -> None:
        await self._server.aclose()
        await asyncio.to_thread(self.forget_folder)
        atexit.unregister(self.forget_folder)

    def forget_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _server(folder: str | PathLike[str] | None) -> tuple[EmbeddedServer, Path | None]:
    """Return the server on `folder`, or on a temporary one that is returned too."""
    try:
        from documine_nb.server.embedded import EmbeddedServer  # noqa: PLC0415 -- optional
        from documine_nb.server.folder_lock import FolderInUseError  # noqa: PLC0415 -- the same
        from documine_nb.server.settings import ServerSettings  # noqa: PLC0415 -- the same
    except ImportError as missing:
        raise MissingExtraError(
            f"the embedded server needs {missing.name}",
            cure='Install it with: pip install "documine_nb[demo]"',
        ) from missing
    temporary = Path(tempfile.mkdtemp(prefix="documine-demo-")) if folder is None else None
    home = temporary or Path(folder or ".").expanduser()
    try:
        return EmbeddedServer(ServerSettings(folder=home)), temporary
    except FolderInUseError as error:
        raise ConfigError(
            f"another embedded server works on {str(home)!r}",
            cure="Close it first, or choose another folder.",
        ) from error
    except BaseException:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        raise


async def _signed_in(server: EmbeddedServer, ends: _Ends, *, quiet: bool) -> Session:
    credentials = server.credentials
    settings = load_settings(
        environ={},  # the settings of a real service must not reach the embedded one
        asgi=server.app,
        base_url=server.settings.base_url,
        workspace=credentials.workspace,
        client_id=credentials.client_id,
        username=credentials.username,
        password=credentials.password,
    )
    keeper = await password_sign_in(settings)
    # A notebook left alone for longer than a session lasts goes on where it was.
    keeper.again = Again(settings, flow="password", quiet=True)
    client = ApiClient(settings.endpoint, keeper, workspace=settings.workspace)
    return Session(session_context(client, quiet=quiet), keeper, on_close=[ends])


async def _fill(session: Session, context: Context) -> None:
    """Make the sample dossiers where they are missing, and wait for all of them at once."""
    from documine_nb.server.samples import samples  # noqa: PLC0415 -- with the server, lazily

    groups: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples():
        groups.setdefault((sample.dossier, sample.template), []).append(sample)
    present = {one.name: one for one in await session.dossiers.list.aio()}
    templates = {_key(one.name): one for one in await session.templates.list.aio()}

    async def fill(group: tuple[tuple[str, str], Sequence[Sample]]) -> Dossier:
        (name, template), reports = group
        dossier = present.get(name) or await session.dossiers.create.aio(
            name,
            template=templates[template],
            description="Synthetic sample reports",
        )
        outcomes = await dossier.upload.aio([one.path for one in reports], progress=False)
        outcomes.raise_for_failures()
        return dossier

    with context.progress("Samples") as line:
        line.update("uploading")
        dossiers = await fan_out(list(groups.items()), fill)
        line.finish(f"{sum(map(len, groups.values()))} reports are there")
    look = partial(_look, context, dossiers)
    await wait_for_files(context, look, timeout=_PATIENCE, what="the samples", progress=True)


async def _look(context: Context, dossiers: Sequence[Dossier]) -> list[FileStatus]:
    async def read(dossier: Dossier) -> list[FileStatus]:
        ids = {"dossierTemplateId": dossier.template_id, "dossierId": dossier.id}
        return await read_statuses(context, ids)

    return [status for group in await fan_out(dossiers, read) for status in group]


def _key(name: str) -> str:
    """Return the key by which samples name a template: 'Generic report' -> 'generic_report'."""
    return name.lower().replace(" ", "_")
