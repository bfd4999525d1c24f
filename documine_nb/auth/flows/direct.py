"""Signing in without a browser: a technical user's password, or the client's own secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from documine_nb.auth import oauth
from documine_nb.auth.flows.redeeming import PATIENCE, Door
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import ConfigError
from documine_nb.secrets import Secret

__all__ = ["DirectSignIn", "client_credentials_sign_in", "password_sign_in"]


class DirectSignIn:
    """A sign-in that asks nobody; one call, never repeated: repeating locks accounts.

    Parameters
    ----------
    door : Door
        The login server.
    flow : {"password", "client_credentials"}
        The grant.

    Raises
    ------
    ConfigError
        Where a name, password or client secret is missing.
    """

    def __init__(self, door: Door, *, flow: str) -> None:
        check_direct(door.settings, flow)
        self._door = door
        self.flow = flow
        self.address = ""

    async def start(self) -> str:
        """Return "": nothing is to be opened."""
        await asyncio.sleep(0)
        return self.address

    async def wait(self, timeout: float = PATIENCE) -> TokenKeeper:  # noqa: ASYNC109 -- part of the interface
        """Sign in.

        Raises
        ------
        ConfigError
            Where the client may not do so.
        LoginRequiredError
            Where the login server does not accept what was sent.
        """
        async with asyncio.timeout(timeout):
            return await self._door.redeem(_FORMS[self.flow](self._door), grant=self.flow)

    async def complete(self, pasted: str | Secret) -> TokenKeeper:
        """Refuse: nothing is pasted here."""
        del pasted
        raise ConfigError("nothing is pasted in this sign-in", cure="Wait for it instead.")

    async def aclose(self) -> None:
        """Give the sign-in up: nothing is under way."""
        await asyncio.sleep(0)


def _by_password(door: Door) -> oauth.Form:
    known = door.settings
    return oauth.password_form(
        door.client,
        username=known.username or "",
        password=known.password or Secret(""),
        scope=known.scope,
    )


def _by_secret(door: Door) -> oauth.Form:
    return oauth.client_credentials_form(door.client, scope=door.settings.scope)


_FORMS: dict[str, Callable[[Door], oauth.Form]] = {
    "password": _by_password,
    "client_credentials": _by_secret,
}
_NEEDED = {"password": ("username", "password"), "client_credentials": ("client_secret",)}


def check_direct(settings: ConnectSettings, flow: str) -> None:
    """Refuse settings that lack what the flow sends, before anything is asked."""
    for name in _NEEDED.get(flow, ()):
        if not getattr(settings, name):
            raise ConfigError(
                f"flow={flow!r} needs a {name}",
                cure=f"Give {name}= or the environment variable DOCUMINE_{name.upper()}.",
            )


async def password_sign_in(
    settings: ConnectSettings, *, clock: Clock = SYSTEM_CLOCK
) -> TokenKeeper:
    """Sign in with a user's name and password; meant for technical users, never repeated.

    Raises
    ------
    ConfigError
        Where the name or the password is missing, or the client may not do so.
    LoginRequiredError
        Where the login server does not accept them.
    """
    return await _directly(settings, "password", clock)


async def client_credentials_sign_in(
    settings: ConnectSettings, *, clock: Clock = SYSTEM_CLOCK
) -> TokenKeeper:
    """Sign in as the client itself, a service account; there is no user and no session.

    Raises
    ------
    ConfigError
        Where the client secret is missing or wrong, or the client may not do so.
    """
    return await _directly(settings, "client_credentials", clock)


async def _directly(settings: ConnectSettings, flow: str, clock: Clock) -> TokenKeeper:
    check_direct(settings, flow)
    door = await Door.find(settings, clock=clock)
    try:
        return await DirectSignIn(door, flow=flow).wait()
    except BaseException:
        await door.aclose()
        raise
