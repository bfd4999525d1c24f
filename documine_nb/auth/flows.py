"""The ways to sign in, each ending in a keeper of tokens."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import secrets
import webbrowser
from collections.abc import Callable
from urllib.parse import urlsplit

from documine_nb.auth import oauth
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.loopback import CannotListenError, LoopbackReceiver
from documine_nb.auth.metadata import Provider, discover
from documine_nb.auth.refusals import refusal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.secrets import Secret
from documine_nb.transport.plain import PlainHttp

__all__ = ["FLOWS", "CodeSignIn", "is_remote", "open_code_sign_in", "password_sign_in", "sign_in"]

FLOWS = ("code", "paste", "password")
"""``code`` opens a browser here, ``paste`` anywhere, ``password`` sends name and password."""

_PATIENCE = 600.0
_PASTE_REDIRECT = "http://127.0.0.1/callback"
_REMOTE = (
    *("JUPYTERHUB_USER", "JUPYTERHUB_API_URL", "BINDER_SERVICE_HOST", "BINDER_REPO_URL"),
    *("COLAB_RELEASE_TAG", "CODESPACES", "SSH_CONNECTION"),
)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CodeSignIn:
    """A sign-in by browser (authorization code with PKCE), in steps any front end can drive.

    ``await start()`` gives the address to open; then either ``await wait()`` for the browser to
    come back to this machine, or ``await complete(pasted)`` with the address it ended at.

    Parameters
    ----------
    http : PlainHttp
        The way to the login server.
    provider : Provider
        The login server's endpoints.
    settings : ConnectSettings
        The client and the workspace.
    listen : bool, default True
        Whether to wait for the browser on this machine.
    clock : Clock, optional
        Time, for tests.
    """

    def __init__(
        self,
        http: PlainHttp,
        provider: Provider,
        settings: ConnectSettings,
        *,
        listen: bool = True,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._http = http
        self._provider = provider
        self._settings = settings
        self._clock = clock
        self._state = Secret(secrets.token_urlsafe(32))
        self._pkce = oauth.Pkce.fresh()
        self._redirect_uri = settings.redirect_uri or _PASTE_REDIRECT
        self._receiver = self._new_receiver() if listen else None
        self._is_used = False
        self.address = ""

    async def start(self) -> str:
        """Return the address to open in a browser."""
        if self._receiver is not None:
            listening = await self._receiver.start()
            if self._settings.redirect_uri is None or ":0/" in f"{self._settings.redirect_uri}/":
                self._redirect_uri = listening
        self.address = oauth.authorization_url(
            self._provider.authorization_endpoint,
            client_id=self._settings.client_id,
            redirect_uri=self._redirect_uri,
            scope=self._settings.scope,
            state=self._state,
            pkce=self._pkce,
        )
        return self.address

    async def wait(self, timeout: float = _PATIENCE) -> TokenKeeper:  # noqa: ASYNC109 -- part of the interface: a person is waited for
        """Wait until the browser is back, and sign in.

        Raises
        ------
        LoginRequiredError
            After `timeout` seconds, or where the person or the server refused.
        """
        if self._receiver is None:
            raise ConfigError(
                "this sign-in does not listen", cure="Paste the redirected address instead."
            )
        try:
            async with asyncio.timeout(timeout):
                code = await self._receiver.wait()
        except TimeoutError:
            raise LoginRequiredError(
                f"the sign-in was not finished in {timeout:g} s",
                cure="Start it again; where no browser can reach this machine, use flow='paste'.",
            ) from None
        finally:
            await self._receiver.aclose()
        return await self._redeem(code)

    async def complete(self, pasted: str | Secret) -> TokenKeeper:
        """Sign in with the address the browser ended at, or the code in it."""
        pasted = Secret(pasted)  # from here on, so that no traceback with locals shows it
        code = oauth.read_pasted(
            pasted,
            state=self._state,
            issuer=self._provider.issuer,
            iss_required=self._provider.sends_issuer,
        )
        return await self._redeem(code)

    async def aclose(self) -> None:
        """Give the sign-in up."""
        if self._receiver is not None:
            await self._receiver.aclose()

    async def _redeem(self, code: Secret) -> TokenKeeper:
        if self._is_used:
            raise LoginRequiredError(
                "this sign-in was used already", cure="Start a new one: a code works once."
            )
        self._is_used = True
        await self.aclose()
        client = oauth.Client(self._settings.client_id, self._settings.client_secret)
        form = oauth.code_form(client, code=code, redirect_uri=self._redirect_uri, pkce=self._pkce)
        return await _keeper(
            self._http,
            self._provider,
            self._settings,
            form,
            clock=self._clock,
            grant="authorization_code",
        )

    def _new_receiver(self) -> LoopbackReceiver:
        parts = urlsplit(self._settings.redirect_uri or "http://127.0.0.1:0/callback")
        if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
            raise CannotListenError(
                f"{self._settings.redirect_uri!r} does not lead a browser back to this machine",
                cure="Sign in with flow='paste', or register http://127.0.0.1 for your client.",
            )
        return LoopbackReceiver(self._accept, port=parts.port or 0, path=parts.path)

    def _accept(self, query: str) -> Secret:
        return oauth.read_callback(
            query,
            state=self._state,
            issuer=self._provider.issuer,
            iss_required=self._provider.sends_issuer,
        )


async def open_code_sign_in(
    settings: ConnectSettings,
    *,
    listen: bool = True,
    clock: Clock = SYSTEM_CLOCK,
    http: object | None = None,
) -> CodeSignIn:
    """Find the login server and prepare a sign-in by browser; its ``address`` is ready to open."""
    plain = PlainHttp(settings.endpoint, timeout=settings.timeout, http=http)
    try:
        provider = await discover(plain, settings)
        flow = CodeSignIn(plain, provider, settings, listen=listen, clock=clock)
        await flow.start()
    except BaseException:
        await plain.aclose()
        raise
    return flow


async def password_sign_in(
    settings: ConnectSettings, *, clock: Clock = SYSTEM_CLOCK, http: object | None = None
) -> TokenKeeper:
    """Sign in with a user's name and password; meant for technical users, never repeated.

    Raises
    ------
    ConfigError
        Where the name or the password is missing, or the client may not do so.
    LoginRequiredError
        Where the login server does not accept them.
    """
    if not settings.username or not settings.password:
        missing = "username" if not settings.username else "password"
        raise ConfigError(
            f"flow='password' needs a {missing}",
            cure=f"Give {missing}= or the environment variable DOCUMINE_{missing.upper()}.",
        )
    plain = PlainHttp(settings.endpoint, timeout=settings.timeout, http=http)
    try:
        provider = await discover(plain, settings)
        form = oauth.password_form(
            oauth.Client(settings.client_id, settings.client_secret),
            username=settings.username,
            password=settings.password,
            scope=settings.scope,
        )
        return await _keeper(plain, provider, settings, form, clock=clock, grant="password")
    except BaseException:
        await plain.aclose()
        raise


async def _keeper(
    http: PlainHttp,
    provider: Provider,
    settings: ConnectSettings,
    form: oauth.Form,
    *,
    clock: Clock,
    grant: str,
) -> TokenKeeper:
    url = provider.token_endpoint
    answer = await http.post_form(url, form, label="signing in")
    if not answer.is_success:
        raise refusal(answer, grant=grant, workspace=settings.workspace, url=url)
    return TokenKeeper(http, provider, settings, oauth.read_tokens(answer), clock=clock)


def is_remote() -> bool:
    """Say whether the kernel runs where the user's browser cannot come back to, as far as known."""
    return any(os.environ.get(name) for name in _REMOTE)


async def sign_in(
    settings: ConnectSettings,
    *,
    flow: str | None = None,
    show: Callable[[str], None] = print,
    ask: Callable[[str], str] = getpass.getpass,
    open_browser: Callable[[str], object] = webbrowser.open,
    timeout: float = _PATIENCE,  # noqa: ASYNC109 -- a person is waited for
    clock: Clock = SYSTEM_CLOCK,
    http: object | None = None,
) -> TokenKeeper:
    """Sign in and return the keeper of the tokens.

    Parameters
    ----------
    settings : ConnectSettings
        Where, and as which client.
    flow : {"code", "paste", "password"}, optional
        By default ``"code"`` where the browser runs on this machine, ``"paste"`` elsewhere and
        where the registered redirect address cannot be listened on, which is said. A password
        is only ever sent with ``"password"``.
    show : callable
        Tells the person one line.
    ask : callable
        Asks the person for the pasted address, unseen; called in a thread.
    open_browser : callable
        Opens an address.
    timeout : float, default 600
        Seconds to wait for the person.
    clock, http : optional
        For tests.

    Raises
    ------
    ConfigError
        Where a setting is wrong: address, workspace, client.
    LoginRequiredError
        Where the sign-in was refused or not finished.
    """
    chosen = flow or ("paste" if is_remote() else "code")
    if chosen not in FLOWS:
        raise ConfigError(f"flow={flow!r} is not known", cure=f"There are: {', '.join(FLOWS)}.")
    if chosen == "password":
        return await password_sign_in(settings, clock=clock, http=http)
    try:
        pending = await open_code_sign_in(settings, listen=chosen == "code", clock=clock, http=http)
    except CannotListenError as error:
        if flow is not None:
            raise
        show(f"The browser cannot be waited for here: {error.message}.")
        chosen = "paste"
        pending = await open_code_sign_in(settings, listen=False, clock=clock, http=http)
    try:
        if chosen == "code":
            show(f"Sign in to workspace {settings.workspace!r} in your browser: {pending.address}")
            # A browser that does not open is no failure: the address stands above.
            with contextlib.suppress(Exception):
                await asyncio.to_thread(open_browser, pending.address)
            return await pending.wait(timeout)
        show(
            f"Open this address and sign in to workspace {settings.workspace!r}; the page you end "
            f"at may not load, which is right:\n{pending.address}"
        )
        pasted = Secret(await asyncio.to_thread(ask, "Paste that page's address: "))
        return await pending.complete(pasted)
    finally:
        await pending.aclose()
