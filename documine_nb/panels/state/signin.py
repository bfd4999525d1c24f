"""Signing in and out: by the way that works here best, by another, or as a technical user."""

from __future__ import annotations

import asyncio
import concurrent.futures
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from documine_nb.auth.flows import (
    Again,
    Choice,
    DeviceSignIn,
    Door,
    choose,
    client_credentials_sign_in,
    open_sign_in,
    password_sign_in,
    resume,
)
from documine_nb.auth.flows import SignIn as Way
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.profiles import profile_names
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.auth.store import SignInStore, open_store
from documine_nb.auth.surroundings import find_place
from documine_nb.bridge import submit
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.connecting import open_session, refuse_on_binder
from documine_nb.demonstration import demo
from documine_nb.errors import ConfigError, ProtocolError
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.known import FIELDS, keeps_here, known_fields
from documine_nb.panels.state.part import Part, action
from documine_nb.panels.state.times import in_words
from documine_nb.secrets import Secret
from documine_nb.session import Session

__all__ = ["BEAT", "SignIn"]

BEAT = 10.0
"""Seconds between two looks at the time left."""


class SignIn(Part):
    """Signing in and out.

    Attributes
    ----------
    fields : dict of str to str
        What is known of the service: from the environment, a profile, or typed.
    profiles : list of str
        The profiles there are.
    profile : str
        The one in use; empty for none.
    keep : str
        Where the sign-in is kept: one of `keeps`.
    remote : bool or None
        Whether the browser is on another machine; None where that is to be recognised.
    way : auth.flows.SignIn or None
        The sign-in under way.
    choice : Choice or None
        Which way that is, and why.
    others : tuple of str
        The other ways that work here.
    reason : str
        Why the sign-in is over, as the server put it.
    """

    title = "Sign in"

    def __init__(self, desk: Desk, *, clock: Clock = SYSTEM_CLOCK) -> None:
        super().__init__()
        self.desk = desk
        self.fields = dict.fromkeys(FIELDS, "") | known_fields()
        self.profiles = profile_names()
        self.profile = ""
        self.keeps = keeps_here()
        self.keep = "memory"
        self.remote: bool | None = None
        self.way: Way | None = None
        self.choice: Choice | None = None
        self.others: tuple[str, ...] = ()
        self.reason = ""
        self._clock = clock
        self._end = 0.0
        self._settings: ConnectSettings | None = None
        self._store: SignInStore | None = None
        self._waiting: asyncio.Task[TokenKeeper] | None = None
        self._watch: concurrent.futures.Future[None] | None = None
        self._is_made_here = False

    @property
    def address(self) -> str:
        """The page to open in a browser; empty where none is waited for."""
        return self.way.address if self.way else ""

    # ------------------------------------------------------------------------ ways in

    def take_profile(self, name: str) -> None:
        """Fill the fields from a profile."""
        self.profile, self.problem = name, None
        try:
            known = load_settings(profile=name) if name else None
        except ConfigError as error:
            self.fail(error)
            return
        if known is not None:
            self.fields = {field: getattr(known, field) for field in FIELDS}
        self.changed()

    async def begin(self, flow: str | None = None) -> None:
        """Start the way that works here best, or another; one under way is given up for it."""
        await self._interrupt()
        await self._begin(flow)

    @action("Signing in")
    async def _begin(self, flow: str | None) -> None:
        settings = self._read_settings()
        if await self._prepare(settings, flow) or self.way is None or self.way.flow == "paste":
            return
        self.progress = "Waiting for you in the browser …"
        self._waiting = waiting = asyncio.create_task(self.way.wait())
        self.changed()
        try:
            while not waiting.done():
                await asyncio.wait({waiting}, timeout=BEAT)
                self.changed()  # the time left
            if waiting.cancelled():  # its address was pasted, or another way was taken, instead
                return
            await self._enter(settings, waiting.result(), flow)
        finally:
            self._waiting = None
            if not waiting.done():
                waiting.cancel()
            if not waiting.cancelled():
                await self._give_up()

    async def paste(self, address: Secret) -> None:
        """Sign in with the address that the browser ended at."""
        await self._interrupt()
        await self._complete(address)

    @action("Signing in with the pasted address")
    async def _complete(self, address: Secret) -> None:
        if self.way is None or self._settings is None:
            raise ConfigError("no sign-in is under way", cure="Start one, then paste its address.")
        keeper = await self.way.complete(address)
        flow = self.choice.flow if self.choice and self.choice.is_asked_for else None
        await self._enter(self._settings, keeper, flow)
        await self._give_up()

    @action("Signing in by password")
    async def use_password(self, username: str, password: Secret) -> None:
        """Sign in as a technical user with a local DocuMine password."""
        settings = self._read_settings()
        if not username.strip() or not password:
            raise ConfigError("a user name and a password are needed", cure="Fill in both.")
        settings = replace(settings, username=username.strip(), password=password)
        self._store = self._open_store()
        await self._enter(settings, await password_sign_in(settings), "password")

    @action("Signing in as the client")
    async def use_client_secret(self, secret: Secret) -> None:
        """Sign in as the client itself, a service account without a person."""
        settings = self._read_settings()
        settings = replace(settings, client_secret=secret)
        self._store = None  # nothing to be kept: there is no refresh token
        keeper = await client_credentials_sign_in(settings)
        await self._enter(settings, keeper, "client_credentials")

    @action("Starting the demo")
    async def use_demo(self) -> None:
        """Start the embedded server with its sample dossiers."""
        await self._take(await demo.aio())

    async def give_up(self) -> None:
        """End the sign-in under way."""
        await self._interrupt()
        await self._give_up()
        self.changed()

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
        self.note, self.reason = report.detail, ""

    def close(self) -> None:
        """Stop for good, and give up the sign-in under way."""
        super().close()
        if self._watch is not None:
            self._watch.cancel()
        if self.way is not None:
            self.start(self._give_up())

    # ------------------------------------------------------------------------ for the views

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        if self.desk.is_over and self.desk.keeper is not None:
            return "session.sign_in()"
        names = {"profile": self.profile} if self.profile else self.fields
        given = [f"{name}={value!r}" for name, value in names.items() if value]
        if not given:
            return "session = dm.demo()"
        if self.choice is not None and self.choice.is_asked_for:
            given.append(f"flow={self.choice.flow!r}")
        if self.keep != "memory":
            given.append(f"keep={self.keep!r}")
        return f"session = dm.connect({', '.join(given)})"

    def summary(self) -> list[str]:
        """Return who is signed in."""
        session = self.desk.session
        if session is None:
            return [self.note or "Nobody is signed in."]
        where = f"{session.who.name} in workspace {session.workspace}, {session.base_url}"
        if not self.desk.is_over:
            return [f"Signed in as {where}"]
        why = f" ({self.reason})" if self.reason else ""
        return [f"The sign-in of {where} is over{why}."]

    def lasts(self) -> str:
        """Say how long the sign-in lasts; empty where there is none, or nobody knows."""
        session = self.desk.session
        left = session.session_expires_in if session is not None and not self.desk.is_over else None
        return "" if left is None else f"{in_words(left)} left"

    def time_left(self) -> str:
        """Say how long the code for another device still lives."""
        return in_words(max(0.0, self._end - self._clock.monotonic()))

    def watch(self) -> None:
        """Look at the time left now and then, until nobody is signed in."""
        if self._watch is not None:
            self._watch.cancel()
        self._watch = submit(self._look_at_time())

    async def _look_at_time(self) -> None:
        while self.desk.keeper is not None:
            await self._clock.sleep(BEAT)
            self.changed()

    # ------------------------------------------------------------------------ steps

    def _read_settings(self) -> ConnectSettings:
        keeper = self.desk.keeper
        again = keeper.again if keeper is not None else None
        if isinstance(again, Again):  # the same service and client: its handles go on
            return again.settings
        given: dict[str, Any] = {name: value.strip() for name, value in self.fields.items()}
        known = known_fields()  # what the environment says counts for a field left empty
        empty = [name for name, value in given.items() if not (value or known[name])]
        if empty and not self.profile:
            label, hint = FIELDS[empty[0]]
            raise ConfigError(f"{label} is empty", cure=f"Fill it in: {hint}.")
        settings = load_settings(profile=self.profile or None, **given)
        refuse_on_binder(settings)
        return settings

    def _open_store(self) -> SignInStore | None:
        keeper = self.desk.keeper
        again = keeper.again if keeper is not None else None
        return again.store if isinstance(again, Again) else open_store(self.keep)

    async def _interrupt(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            await self._idle.wait()

    async def _prepare(self, settings: ConnectSettings, flow: str | None) -> bool:
        """Start a way to sign in; True where a sign-in that was kept is good still."""
        await self._give_up()
        place = find_place(remote=self.remote)
        self._store = self._open_store()
        door = await Door.find(settings)
        try:
            if self._store is not None and flow is None:
                kept = await resume(door, self._store, show=self._say)
                if kept is not None:
                    await self._enter(settings, kept, flow, is_kept=True)
                    return True
            chosen = choose(settings, door.provider, place, flow=flow)
            self.way, self.choice = await open_sign_in(door, chosen)
        except BaseException:
            await door.aclose()
            raise
        if urlsplit(self.way.address).scheme not in {"http", "https"}:
            await self._give_up()
            raise ProtocolError(
                "the login server names an address that is no web page",
                cure="Check the address of the service.",
            )
        offered = {"paste", self.choice.flow}
        if choose(settings, door.provider, place).flow == "code":
            offered.add("code")
        if door.provider.discovered and door.provider.device_authorization_endpoint:
            offered.add("device")
        order = ("code", "device", "paste")
        self.others = tuple(one for one in order if one in offered - {self.choice.flow})
        if isinstance(self.way, DeviceSignIn):
            self._end = self._clock.monotonic() + self.way.expires_in
        self._settings = settings
        self.changed()
        return False

    def _say(self, text: str) -> None:
        self.note = text

    async def _give_up(self) -> None:
        way, self.way = self.way, None
        if way is not None:
            await way.aclose()

    async def _enter(
        self,
        settings: ConnectSettings,
        keeper: TokenKeeper,
        flow: str | None,
        *,
        is_kept: bool = False,
    ) -> None:
        if self._store is not None and not is_kept:
            await keeper.share(self._store)
        ours = self.desk.keeper
        if ours is not None:
            await ours.take_over(keeper)
            self.note = f"Welcome back, {ours.who.name}. Everything goes on."
            return
        keeper.again = Again(settings, flow=flow, store=self._store)
        await self._take(open_session(settings, keeper))

    async def _take(self, session: Session) -> None:
        self.desk.session = session
        self._is_made_here = True
        self.note = f"Welcome, {session.who.name}."
        # Only where the name is free: nothing of the user's is overwritten.
        if self.desk.namespace.setdefault("session", session) is session:
            self.note += " The session is in the variable session."
