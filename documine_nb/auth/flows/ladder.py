"""The ladder: which way to sign in works here, said in one line with its reason."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

from documine_nb import bridge
from documine_nb.auth.flows.code import CodeSignIn
from documine_nb.auth.flows.device import DeviceNotOfferedError, DeviceSignIn
from documine_nb.auth.flows.direct import DirectSignIn, check_direct
from documine_nb.auth.flows.redeeming import PATIENCE, Door
from documine_nb.auth.flows.steps import SignIn
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.loopback import CannotListenError
from documine_nb.auth.metadata import Provider
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.store import SignInStore
from documine_nb.auth.surroundings import Place, find_place, read_proxied_callback
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.secrets import Secret

__all__ = ["FLOWS", "Choice", "choose", "open_sign_in", "resume", "sign_in"]

FLOWS = ("code", "device", "paste", "password", "client_credentials")
"""``code`` opens a browser and waits for it here; ``device`` shows a code to confirm in any
browser; ``paste`` takes the address that any browser ended at; ``password`` sends a technical
user's name and password; ``client_credentials`` the client's own secret."""


_HOW = {
    "code": "by browser",
    "device": "by a device code",
    "paste": "by browser and paste-back",
    "password": "by password",
    "client_credentials": "by the client's own secret",
}


@dataclass(frozen=True)
class Choice:
    """A way to sign in, and why that one."""

    flow: str
    why: str
    is_asked_for: bool = False

    def __str__(self) -> str:
        return f"{_HOW[self.flow]}{',' if self.is_asked_for else ':'} {self.why}"


def choose(
    settings: ConnectSettings, provider: Provider, place: Place, *, flow: str | None = None
) -> Choice:
    """Choose by facts; a password or a client's secret is only ever sent when asked for.

    Examples
    --------
    >>> settings = ConnectSettings("https://acme.documine.example", "acme", "notebooks")
    >>> provider = Provider(None, "https://x.example/auth", "https://x.example/token")
    >>> choose(settings, provider, find_place({"JUPYTERHUB_USER": "ada"})).flow
    'paste'
    """
    if flow is not None:
        return Choice(flow, "as asked for", is_asked_for=True)
    if not place.is_remote:
        return Choice("code", "it runs on this machine, as far as known")
    where = f"this kernel runs in {place.name} ({place.why})"
    if place.name == "another machine":
        where = f"this kernel runs on another machine ({place.why})"
    if read_proxied_callback(settings.redirect_uri) is not None:
        return Choice("code", f"{where}; the browser comes back through jupyter-server-proxy")
    if provider.discovered and provider.device_authorization_endpoint:
        return Choice("device", f"{where}, so you confirm a code in your browser")
    return Choice("paste", f"{where}, no callback is possible here: you paste an address")


async def open_sign_in(door: Door, choice: Choice) -> tuple[SignIn, Choice]:
    """Start the chosen way; where it turns out not to work here, the next one that does.

    Raises
    ------
    CannotListenError, DeviceNotOfferedError
        Where the way was asked for and does not work.
    """
    try:
        return await _started(door, choice.flow), choice
    except (CannotListenError, DeviceNotOfferedError) as error:
        if choice.is_asked_for:
            raise
        reason = error.message
    provider = door.provider
    next_flow = "paste"
    if choice.flow == "code" and provider.discovered and provider.device_authorization_endpoint:
        next_flow = "device"
    return await open_sign_in(door, Choice(next_flow, f"the first way does not work: {reason}"))


async def _started(door: Door, flow: str) -> SignIn:
    made: SignIn
    if flow in {"code", "paste"}:
        made = CodeSignIn(door, listen=flow == "code")
    elif flow == "device":
        made = DeviceSignIn(door)
    else:
        made = DirectSignIn(door, flow=flow)
    await made.start()
    return made


def ask_unseen(prompt: str) -> str:
    """Ask the person; what is typed is not shown. Looked up late: a kernel replaces getpass."""
    return getpass.getpass(prompt)


async def sign_in(
    settings: ConnectSettings,
    *,
    flow: str | None = None,
    remote: bool | None = None,
    store: SignInStore | None = None,
    show: Callable[[str], None] = print,
    ask: Callable[[str], str] = ask_unseen,
    open_browser: Callable[[str], object] = webbrowser.open,
    timeout: float = PATIENCE,  # noqa: ASYNC109 -- a person is waited for
    quiet: bool = False,
    clock: Clock = SYSTEM_CLOCK,
    http: object | None = None,
) -> TokenKeeper:
    """Sign in and return the keeper of the tokens.

    Parameters
    ----------
    settings : ConnectSettings
        Where, and as which client.
    flow : {"code", "device", "paste", "password", "client_credentials"}, optional
        By default a sign-in that was kept in `store`, then ``"code"`` where the browser can come
        back to this kernel, ``"device"`` where the login server offers it, else ``"paste"``.
        Which and why is said. A password is only ever sent with ``"password"``.
    remote : bool, optional
        Whether the browser is on another machine; recognised by default.
    store : SignInStore, optional
        Where a sign-in is kept beyond this process.
    show : callable
        Tells the person something.
    ask : callable
        Asks the person for the pasted address, unseen; called on the thread that waits.
    open_browser : callable
        Opens an address.
    timeout : float, default 600
        Seconds to wait for the person.
    quiet : bool, default False
        Whether it stays unsaid which way was chosen; what the person must do is always shown.
    clock, http : optional
        For tests.

    Raises
    ------
    ConfigError
        Where a setting is wrong: address, workspace, client.
    LoginRequiredError
        Where the sign-in was refused or not finished.
    """
    if flow is not None and flow not in FLOWS:
        raise ConfigError(f"flow={flow!r} is not known", cure=f"There are: {', '.join(FLOWS)}.")
    if flow is not None:
        check_direct(settings, flow)
    place = find_place(remote=remote)
    door = await Door.find(settings, clock=clock, http=http)
    try:
        if store is not None and flow is None and (kept := await resume(door, store, show=show)):
            return kept
        opened, choice = await open_sign_in(door, choose(settings, door.provider, place, flow=flow))
    except BaseException:
        await door.aclose()
        raise
    try:
        if not quiet:
            show(f"Signing in to {settings.base_url} {choice}.")
        keeper = await _driven(opened, settings, _Person(show, ask, open_browser, timeout))
    finally:
        await opened.aclose()
    if store is not None:
        await keeper.share(store)
        if not quiet:
            show(f"The sign-in is kept in {store.place}, for you alone; logout() removes it.")
    return keeper


async def resume(
    door: Door, store: SignInStore, *, show: Callable[[str], None] = print
) -> TokenKeeper | None:
    """Return the keeper of a sign-in that was kept and still lives."""
    found = await store.find(door.provider, door.settings, show=show)
    if found is None:
        return None
    tokens, username = found
    keeper = door.keeper(tokens, grant="refresh_token")
    try:
        await keeper.share(store, username=username, save=False)
        await keeper.access_token()
    except LoginRequiredError as error:
        show(f"The sign-in that was kept has ended ({error.message}).")
        return None
    except BaseException:
        await keeper.aclose()  # broken off: a renewal under way is still saved
        raise
    show(f"Signed in as {keeper.who.name} by the sign-in kept in {store.place}.")
    return keeper


@dataclass(frozen=True)
class _Person:
    """How somebody is told and asked, and how long they are waited for."""

    show: Callable[[str], None]
    ask: Callable[[str], str]
    open_browser: Callable[[str], object]
    patience: float


async def _driven(opened: SignIn, settings: ConnectSettings, person: _Person) -> TokenKeeper:
    workspace = settings.workspace
    if isinstance(opened, DeviceSignIn):
        person.show(
            f"Open {opened.verification_uri} in any browser, and confirm the code "
            f"{opened.user_code} for workspace {workspace!r}, client {settings.client_id!r}. "
            f"It lives {opened.expires_in / 60:.0f} minutes; the same with the code in it:\n"
            f"{opened.address}"
        )
    elif opened.flow == "code":
        person.show(f"Sign in to workspace {workspace!r} in your browser: {opened.address}")
        # A browser that does not open is no failure: the address stands above.
        with contextlib.suppress(Exception):
            await asyncio.to_thread(person.open_browser, opened.address)
    elif opened.flow == "paste":
        person.show(
            f"Open this address and sign in to workspace {workspace!r}; the page you end at may "
            f"not load, which is right:\n{opened.address}"
        )
        return await opened.complete(await _asked(person.ask, "Paste that page's address: "))
    return await opened.wait(person.patience)


async def _asked(ask: Callable[[str], str], prompt: str) -> Secret:
    # Wrapped there, so that no future and no frame between holds it in clear.
    try:
        return await bridge.on_caller(lambda: Secret(ask(prompt)))
    except bridge.CallerGoneError:
        reason = "the sign-in was broken off"
    except (EOFError, OSError, RuntimeError, NotImplementedError) as error:
        # A kernel without a person: IPython raises StdinNotImplementedError, a RuntimeError.
        reason = f"nobody can be asked here ({type(error).__name__})"
    raise LoginRequiredError(
        reason, cure="Sign in where somebody can answer, or with flow='device'."
    )
