"""Connecting to a DocuMine: settings, sign-in, session."""

from __future__ import annotations

from os import PathLike

from documine_nb.auth.flows import is_remote, sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.bridge import blocking
from documine_nb.clock import SYSTEM_CLOCK
from documine_nb.resources.context import Context
from documine_nb.resources.polling import IN_PROCESS, Pace
from documine_nb.session import Session
from documine_nb.transport.client import ApiClient

__all__ = ["connect", "open_session"]

_WHY = {
    "code": "by browser: it runs on this machine, as far as known",
    "paste": "by browser and paste-back: this kernel seems to run on another machine",
    "password": "by password, as asked for",
}


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
    flow : {"code", "paste", "password"}, optional
        The way to sign in; by default one by browser, whichever works here.
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
    settings = load_settings(
        profile=profile,
        base_url=base_url,
        workspace=workspace,
        client_id=client_id,
        client_secret=client_secret,
        username=username,
        password=password,
        auth_path=auth_path,
        token_path=token_path,
        redirect_uri=redirect_uri,
        scope=scope,
        ca_bundle=ca_bundle,
        timeout=timeout,
    )
    chosen = flow or ("paste" if is_remote() else "code")
    if chosen in _WHY and not quiet:
        print(f"Signing in to {settings.base_url} {_WHY[chosen]}.")  # noqa: T201 -- said to the user
    keeper = await sign_in(settings, flow=flow, http=http)
    return open_session(settings, keeper, quiet=quiet, http=http)


def open_session(
    settings: ConnectSettings,
    keeper: TokenKeeper,
    *,
    quiet: bool = False,
    http: object | None = None,
) -> Session:
    """Return the session of somebody who has signed in; asks nobody."""
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
