"""Connecting to a DocuMine: settings, sign-in, session."""

from __future__ import annotations

import os
from collections.abc import Callable
from os import PathLike

from documine_nb.auth.flows import Again
from documine_nb.auth.flows.ladder import ask_unseen
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings, hidden, load_settings
from documine_nb.auth.store import open_store
from documine_nb.auth.surroundings import find_place
from documine_nb.bridge import blocking
from documine_nb.clock import SYSTEM_CLOCK
from documine_nb.errors import ConfigError
from documine_nb.resources.context import Context
from documine_nb.resources.polling import IN_PROCESS, Pace
from documine_nb.session import Session
from documine_nb.transport.client import ApiClient

__all__ = ["connect", "open_session", "refuse_on_binder"]

_FORCED = "DOCUMINE_ALLOW_BINDER"


@blocking
async def connect(
    base_url: str | None = None,
    *,
    workspace: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    username: str | None = None,
    password: str | None = None,
    auth_path: str | None = None,
    token_path: str | None = None,
    redirect_uri: str | None = None,
    scope: str | None = None,
    ca_bundle: str | PathLike[str] | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 -- a setting, in seconds
    profile: str | None = None,
    flow: str | None = None,
    keep: str = "memory",
    remote: bool | None = None,
    prompt: Callable[[str], str] | None = None,
    quiet: bool = False,
    http: object | None = None,
) -> Session:
    """Sign in to a DocuMine and return the session.

    What is not given is taken from the environment, then from the profile; README has the table.

    Parameters
    ----------
    base_url : str
        Address of the service, such as ``"https://acme.documine.example"``.
    workspace : str
        The workspace's id, not its display name.
    client_id : str
        The client id of your instance; ask DocuMine support for it.
    client_secret : str, optional
        The client's secret, where your instance issued one.
    username, password : str, optional
        For ``flow="password"`` only: a technical user with a local DocuMine password.
    auth_path, token_path : str, optional
        Paths or addresses of the login server's endpoints, where they are not the usual ones.
    redirect_uri : str, optional
        Where the browser is sent back to, where your client allows one address only.
    scope : str, optional
        OAuth scope, ``"openid"`` by default.
    ca_bundle : path, optional
        PEM file of your network's own certificate authority.
    timeout : float, optional
        Seconds of silence before a call is given up; 30 by default.
    profile : str, optional
        A named profile, as ``documine-nb login`` writes it.
    flow : {"code", "device", "paste", "password", "client_credentials"}, optional
        The way to sign in; by default one by browser, whichever works here, which is said.
    keep : {"memory", "keyring", "file"}, default "memory"
        Where the sign-in is kept: for this session only, or so that the next session and other
        notebooks of yours share it, in the system's keyring or in a file that only you can read.
    remote : bool, optional
        Whether your browser runs on another machine than this kernel, where that is not
        recognised; so does the environment variable ``DOCUMINE_REMOTE``.
    prompt : callable, optional
        Asks you for a pasted address, such as ``input``; by default unseen. When the server ends
        the session during your work you are asked once, and the work goes on; calls in the
        background raise LoginRequiredError instead.
    quiet : bool, default False
        Whether progress stays unseen.
    http : object, optional
        A ready ``AsyncClient`` of httpx or httpx2 to use; it is not closed.

    Raises
    ------
    ConfigError
        A setting is missing or wrong; the message says how to give it.
    LoginRequiredError
        The sign-in was refused or not finished.
    NetworkError
        The service or its login server could not be reached.

    Examples
    --------
    >>> import documine_nb as dm
    >>> dm.connect("https://acme.documine.example", workspace="acme")
    Traceback (most recent call last):
    ...
    documine_nb.errors.ConfigError: client_id is missing. Ask DocuMine support for the client id ...
    """
    hidden_secret, hidden_password = hidden(client_secret), hidden(password)
    client_secret = password = None  # tools that show a traceback with its locals show these
    settings = load_settings(
        profile=profile,
        base_url=base_url,
        workspace=workspace,
        client_id=client_id,
        client_secret=hidden_secret,
        username=username,
        password=hidden_password,
        auth_path=auth_path,
        token_path=token_path,
        redirect_uri=redirect_uri,
        scope=scope,
        ca_bundle=ca_bundle,
        timeout=timeout,
    )
    refuse_on_binder(settings)
    again = Again(
        settings,
        flow=flow,
        remote=remote,
        store=open_store(keep),
        ask=prompt or ask_unseen,
        quiet=quiet,
        http=http,
    )
    keeper = await again()
    keeper.again = again
    return open_session(settings, keeper, quiet=quiet, http=http)


def refuse_on_binder(settings: ConnectSettings) -> None:
    """Refuse to take real credentials where anybody may look on, unless that is forced."""
    if settings.endpoint.is_local or os.environ.get(_FORCED) or not find_place().is_binder:
        return
    raise ConfigError(
        "this is Binder: a public machine that others made, gone after minutes of rest; no sign-in "
        f"to {settings.base_url} was begun",
        cure=f"Use dm.demo() here, and a kernel of your own for real work. {_FORCED}=1 forces it.",
    )


def open_session(
    settings: ConnectSettings,
    keeper: TokenKeeper,
    *,
    quiet: bool = False,
    http: object | None = None,
) -> Session:
    """Return the session of somebody who has signed in; asks nobody."""
    keeper.again = keeper.again or Again(settings, quiet=quiet, http=http)
    client = ApiClient(
        settings.endpoint,
        keeper,
        workspace=settings.workspace,
        timeout=settings.timeout,
        http=http,
    )
    return Session(session_context(client, quiet=quiet), keeper)


def session_context(client: ApiClient, *, quiet: bool) -> Context:
    """Return the surroundings of a session: a service on this machine is asked more often."""
    is_local = client.endpoint.is_local
    return Context(
        client,
        SYSTEM_CLOCK,
        quiet=quiet,
        file_pace=IN_PROCESS if is_local else Pace(),
        package_pace=IN_PROCESS if is_local else Pace(longest=15.0),
    )
