"""The session: the one object a user holds."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NoReturn, Self

from documine_nb.auth.keeper import LogoutReport, TokenKeeper, Who
from documine_nb.bridge import blocking
from documine_nb.contract import Operation
from documine_nb.errors import ConfigError
from documine_nb.markup import block
from documine_nb.models import DossierTemplate, License
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.dossiers import Dossiers
from documine_nb.resources.file import File
from documine_nb.resources.license import Moment, UsageReport, read_license, read_usage
from documine_nb.resources.listing import Listing
from documine_nb.resources.operations import list_operations
from documine_nb.resources.packages import Packages
from documine_nb.resources.tables import facts_table
from documine_nb.resources.templates import Templates
from documine_nb.resources.users import Users

__all__ = ["Session"]


class Session:
    """One signed-in user in one workspace; made by ``dm.connect(...)`` or ``dm.demo()``.

    Every method that asks the service blocks until the answer is there; ``.aio(...)`` of the same
    method returns something to await. ``with`` and ``async with`` close the session at the end.

    Attributes
    ----------
    templates : Templates
        ``.list()``, ``.get(name_or_id)``.
    dossiers : Dossiers
        ``.list()``, ``.get(name_or_id)``, ``.create(name, template=...)``.
    packages : Packages
        Your result packages: ``.list()``, ``.get(id)``.
    users : Users
        ``.list()``, ``.get(name_or_id)``.

    Examples
    --------
    >>> import documine_nb as dm
    >>> with dm.demo(samples=False, quiet=True) as session:
    ...     dossier = session.dossiers.create("Acute oral", template="OECD acute toxicity")
    ...     session.dossier("acute oral").name
    'Acute oral'
    """

    def __init__(
        self,
        context: Context,
        keeper: TokenKeeper,
        *,
        on_close: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._context = context
        self._keeper = keeper
        self._on_close = list(on_close)
        self._is_closed = False
        self.templates = Templates(context)
        self.dossiers = Dossiers(context, self.templates)
        self.packages = Packages(context)
        self.users = Users(context)

    # ------------------------------------------------------------------------ what is known here

    @property
    def who(self) -> Who:
        """Who is signed in: name, user name, workspace, login server."""
        return self._keeper.who

    @property
    def expires_in(self) -> float:
        """Seconds that the present access token still lives; it is renewed by itself."""
        return self._keeper.expires_in

    @property
    def session_expires_in(self) -> float | None:
        """Seconds until the sign-in ends if nothing is asked; None where unknown."""
        return self._keeper.session_expires_in

    @property
    def is_signed_in(self) -> bool:
        """Whether the sign-in lasts, as far as known here."""
        return not self._is_closed and self._keeper.is_signed_in

    @property
    def base_url(self) -> str:
        """The address of the service."""
        return self._context.client.endpoint.base_url

    @property
    def workspace(self) -> str:
        """The workspace's id."""
        return self._context.client.workspace

    @property
    def operations(self) -> Listing[Operation]:
        """Every call of the API, with how sure this release is of its path. Asks nobody."""
        return list_operations()

    # ------------------------------------------------------------------------ short ways

    @blocking
    async def template(self, template: str | DossierTemplate) -> DossierTemplate:
        """Return the dossier template with that name or id; short for ``templates.get``.

        Examples
        --------
        >>> session.template("generic report").name
        'Generic report'
        """
        return await self.templates.get.aio(template)

    @blocking
    async def dossier(
        self, dossier: str | Dossier, *, template: str | DossierTemplate | None = None
    ) -> Dossier:
        """Return the dossier with that name or id; short for ``dossiers.get``.

        Raises
        ------
        NotFoundError
            There is none; the nearest names are suggested.
        AmbiguousNameError
            There are several; their ids are listed.

        Examples
        --------
        >>> session.dossier("acute oral").name
        'Acute oral'
        >>> session.dossier("Acute orla")
        Traceback (most recent call last):
        documine_nb.errors.NotFoundError: there is no dossier 'Acute orla'. Did you mean ...?
        """
        return await self.dossiers.get.aio(dossier, template=template)

    @blocking
    async def components(
        self,
        dossier: str | Dossier,
        files: Sequence[str | File] | None = None,
        *,
        engine: str | None = None,
        **options: Any,
    ) -> Any:
        """Load the components of a dossier: here, or on the workers of a Dask cluster.

        Parameters
        ----------
        dossier : str or Dossier
            Name, id or handle.
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        engine : {"dask"}, optional
            Where; by default here.
        **options
            As in :meth:`.Dossier.components`, such as ``details=False``; with ``"dask"`` as in
            :func:`documine_nb.scale.components`: ``schema``, ``connections``, ``profile`` ...

        Returns
        -------
        ComponentResult or dask.dataframe.DataFrame
            By engine.

        Raises
        ------
        ConfigError
            There is no such engine.
        MissingExtraError
            Dask is not installed.

        Examples
        --------
        >>> session.components("Acute oral")
        <ComponentResult: 3 files, 39 components from dossier 'Acute oral'>
        """
        found = await self.dossiers.get.aio(dossier)
        if engine is None:
            return await found.components.aio(files, **options)
        if engine != "dask":
            raise ConfigError(f"no engine {engine!r}", cure="There is 'dask'.")
        # By name, since loading on workers stands above the session.
        scale = importlib.import_module("documine_nb.scale")
        return await scale.components.aio(self, found, files, **options)

    @blocking
    async def license(self) -> License:
        """Return the active license.

        Examples
        --------
        >>> session.license().name
        'Embedded server'
        """
        return await read_license(self._context)

    @blocking
    async def license_usage(self, start: Moment = None, end: Moment = None) -> UsageReport:
        """Return how much of the license is used: ``.plot()``, ``.to_frame()``.

        Parameters
        ----------
        start, end : str, date or datetime, optional
            The period, such as ``"2026-01-01"``; by default that of the license.

        Examples
        --------
        >>> usage = session.license_usage()
        >>> usage.usage.number_of_analyzed_pages > 0, usage.licensed_pages
        (True, 100000)
        """
        return await read_usage(self._context, start, end)

    @blocking
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Make any other call, with the same sign-in, retries and errors.

        Parameters
        ----------
        method, path : str
            Such as ``"GET"`` and ``"/api/users"``.
        query : mapping, optional
            Query parameters; None is left out.
        json : optional
            A body to send as JSON.
        content : bytes, optional
            A ready body instead.
        headers : mapping, optional
            Further headers.

        Returns
        -------
        object
            What a JSON answer says, decoded; None for an empty answer; the bytes of any other.

        Raises
        ------
        DocuMineError
            The one that fits, see :mod:`documine_nb.errors`.

        Examples
        --------
        >>> users = session.request("GET", "/api/users")
        >>> users["users"][0]["firstName"]
        'Mara'
        """
        answer = await self._context.client.request(
            method, path, query=query, json=json, content=content, headers=headers
        )
        if not answer.content:
            return None
        is_json = answer.content_type.endswith(("/json", "+json"))
        # A web page in place of data is told as such, not handed on.
        return answer.json() if is_json or answer.looks_like_html else answer.content

    def panel(self) -> Any:
        """Return the panel: all of this by mouse.

        Examples
        --------
        >>> session.panel()
        DocuMine panel
          Sign in   Signed in as Mara Manager in workspace demo, ...
        """
        # By name, since panels stand above the session and load ipywidgets.
        return importlib.import_module("documine_nb.panels").panel(self)

    # ------------------------------------------------------------------------ the sign-in

    @blocking
    async def sign_in(self, *, flow: str | None = None) -> Who:
        """Sign in anew, as the same user; all handles of this session go on with it.

        Parameters
        ----------
        flow : str, optional
            Another way than before, see :func:`documine_nb.connect`.

        Returns
        -------
        Who
            Who is signed in.

        Raises
        ------
        ConfigError
            Another user signed in.
        LoginRequiredError
            The sign-in was refused or not finished.

        Examples
        --------
        >>> session.sign_in().name
        'Mara Manager'
        """
        await self._keeper.sign_in(flow=flow)
        return self._keeper.who

    @blocking
    async def logout(self) -> LogoutReport:
        """End the sign-in, here and on the server; the report says what was achieved.

        Examples
        --------
        >>> import documine_nb as dm
        >>> with dm.demo(samples=False, quiet=True) as another:
        ...     another.logout().session_ended
        True
        """
        return await self._keeper.logout()

    @blocking
    async def close(self) -> None:
        """Close all connections; a demo's server ends, too. May be called again.

        Examples
        --------
        >>> import documine_nb as dm
        >>> another = dm.demo(samples=False, quiet=True)
        >>> another.close()
        >>> another
        <Session demo as Mara Manager at http://documine.localhost, closed>
        """
        if self._is_closed:
            return
        self._is_closed = True
        await self._context.client.aclose()
        await self._keeper.aclose()
        for end in self._on_close:
            await end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close.aio()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a session is not pickled: it holds a sign-in and open connections. Make one where it "
            "is needed: dm.connect(profile=...)"
        )

    def __repr__(self) -> str:
        state = ", closed" if self._is_closed else ""
        return f"<Session {self.workspace} as {self.who.name} at {self.base_url}{state}>"

    def _repr_html_(self) -> str:
        facts = {
            "workspace": [self.workspace],
            "signed in as": [self.who.name],
            "service": [self.base_url],
            "sign-in": [_lasts(self.is_signed_in, self.session_expires_in)],
        }
        state = " (closed)" if self._is_closed else ""
        hint = "session.dossiers.list() · session.dossier(name) · session.panel()"
        return block(
            facts_table(f"DocuMine session{state}", facts)
            + f'<div class="note"><code>{hint}</code></div>'
        )


def _lasts(is_signed_in: bool, seconds: float | None) -> str:  # noqa: FBT001 -- two plain facts
    """Say how long a sign-in lasts, as of now."""
    if not is_signed_in:
        return "over: session.sign_in()"
    if seconds is None:
        return "lasts as long as the server says"
    return f"lasts {seconds / 60:,.0f} min without a call; each call renews it"
