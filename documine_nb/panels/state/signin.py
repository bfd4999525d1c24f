"""Signing in and out: by browser, by pasting the address back, or as a technical user."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from documine_nb.auth.fields import FIELDS as SETTINGS
from documine_nb.auth.flows import CodeSignIn, is_remote, open_code_sign_in, password_sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.loopback import CannotListenError
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.connecting import open_session, refuse_on_binder
from documine_nb.demonstration import demo
from documine_nb.errors import ConfigError, ProtocolError
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.part import Part, action
from documine_nb.secrets import Secret
from documine_nb.session import Session

__all__ = ["FIELDS", "SignIn"]

FIELDS = ("base_url", "workspace", "client_id")
"""What has to be known of a DocuMine; each stands in README's table of settings."""


class SignIn(Part):
    """Signing in and out.

    Attributes
    ----------
    fields : dict of str to str
        What is known of the service: from the environment, a profile, or typed.
    address : str
        The page to open in a browser; empty where none is waited for.
    is_local : bool
        Whether the browser is expected to come back by itself.
    """

    title = "Sign in"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.fields = dict.fromkeys(FIELDS, "") | _known_fields()
        self.address = ""
        self.is_local = not is_remote()
        self._settings: ConnectSettings | None = None
        self._pending: CodeSignIn | None = None
        self._waiting: asyncio.Task[TokenKeeper] | None = None
        self._is_made_here = False

    # ------------------------------------------------------------------------ ways in

    @action("Signing in by browser")
    async def begin(self) -> None:
        """Give out the address to open; where the browser can come back here, wait for it."""
        settings = self._read_fields()
        await self._prepare(settings)
        if self._pending is None or not self.is_local:
            return
        self._waiting = waiting = asyncio.create_task(self._pending.wait())
        try:
            await asyncio.wait({waiting})
            if waiting.cancelled():  # its address was pasted instead
                return
            await self._enter(settings, waiting.result())
        finally:
            self._waiting = None
            if not waiting.done():
                waiting.cancel()
            if not waiting.cancelled():
                await self._give_up()

    async def paste(self, address: Secret) -> None:
        """Sign in with the address that the browser ended at."""
        if self._waiting is not None:
            self._waiting.cancel()
            await self._idle.wait()
        await self._complete(address)

    @action("Signing in with the pasted address")
    async def _complete(self, address: Secret) -> None:
        if self._pending is None or self._settings is None:
            raise ConfigError("no sign-in is under way", cure="Start one, then paste its address.")
        await self._enter(self._settings, await self._pending.complete(address))
        await self._give_up()

    @action("Signing in by password")
    async def use_password(self, username: str, password: Secret) -> None:
        """Sign in as a technical user with a local DocuMine password."""
        settings = self._read_fields()
        if not username.strip() or not password:
            raise ConfigError("a user name and a password are needed", cure="Fill in both.")
        settings = replace(settings, username=username.strip(), password=password)
        await self._enter(settings, await password_sign_in(settings))

    @action("Starting the demo")
    async def use_demo(self) -> None:
        """Start the embedded server with its sample dossiers."""
        await self._take(await demo.aio())

    # ------------------------------------------------------------------------ the way out

    @action("Signing out")
    async def sign_out(self) -> None:
        """End the sign-in, here and on the server."""
        session = self.desk.the_session()
        report = await session.logout.aio()
        if self._is_made_here:
            await session.close.aio()
        if self.desk.namespace.get("session") is session:
            del self.desk.namespace["session"]
        self.desk.session = None
        self.note = report.detail

    # ------------------------------------------------------------------------ for the views

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.fields.items() if value)
        return f"session = dm.connect({given})" if given else "session = dm.demo()"

    def summary(self) -> list[str]:
        """Return who is signed in."""
        session = self.desk.session
        if session is None:
            return [self.note or "Nobody is signed in."]
        who = f"Signed in as {session.who.name} in workspace {session.workspace}"
        return [f"{who}, {session.base_url}"]

    # ------------------------------------------------------------------------ steps

    def _read_fields(self) -> ConnectSettings:
        given: dict[str, Any] = {name: value.strip() for name, value in self.fields.items()}
        settings = load_settings(**given)
        refuse_on_binder(settings)
        return settings

    async def _prepare(self, settings: ConnectSettings) -> None:
        await self._give_up()
        try:
            self._pending = await open_code_sign_in(settings, listen=self.is_local)
        except CannotListenError:
            self.is_local = False
            self._pending = await open_code_sign_in(settings, listen=False)
        if urlsplit(self._pending.address).scheme not in {"http", "https"}:
            await self._give_up()
            raise ProtocolError(
                "the login server names an address that is no web page",
                cure="Check the address of the service.",
            )
        self._settings, self.address = settings, self._pending.address
        self.changed()

    async def _give_up(self) -> None:
        pending, self._pending = self._pending, None
        self.address = ""
        if pending is not None:
            await pending.aclose()

    async def _enter(self, settings: ConnectSettings, keeper: TokenKeeper) -> None:
        await self._take(open_session(settings, keeper))

    async def _take(self, session: Session) -> None:
        self.desk.session = session
        self._is_made_here = True
        self.note = f"Welcome, {session.who.name}."
        # Only where the name is free: nothing of the user's is overwritten.
        if self.desk.namespace.setdefault("session", session) is session:
            self.note += " The session is in the variable session."


def _known_fields() -> dict[str, str]:
    try:
        known = load_settings()
    except ConfigError:  # not all of it is known, and what is missing can be typed
        names = {row.argument: row.environment for row in SETTINGS}
        return {name: os.environ.get(names[name], "") for name in FIELDS}
    return {name: getattr(known, name) for name in FIELDS}
