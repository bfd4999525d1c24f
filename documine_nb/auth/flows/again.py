"""Signing in anew, in the same way, when the server has ended a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from documine_nb.auth.flows.ladder import ask_unseen, sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.store import SignInStore
from documine_nb.clock import SYSTEM_CLOCK, Clock

__all__ = ["Again"]

_ASKS_NOBODY = frozenset({"password", "client_credentials"})


@dataclass(frozen=True)
class Again:
    """How a session was signed in, and so will be again; see :func:`~.ladder.sign_in`."""

    settings: ConnectSettings
    flow: str | None = None
    remote: bool | None = None
    store: SignInStore | None = None
    show: Callable[[str], None] = print
    ask: Callable[[str], str] = ask_unseen
    quiet: bool = False
    http: object | None = field(default=None, repr=False)
    clock: Clock = SYSTEM_CLOCK

    @property
    def needs_person(self) -> bool:
        """Whether somebody must be there."""
        return self.flow not in _ASKS_NOBODY

    async def __call__(self, *, reason: str = "", flow: str | None = None) -> TokenKeeper:
        """Sign in; `reason` is said first, `flow` is another way than before."""
        if reason and self.needs_person:
            self.show(f"Your sign-in to {self.settings.base_url} is over ({reason}). Once more:")
        return await sign_in(
            self.settings,
            flow=flow or self.flow,
            remote=self.remote,
            store=self.store,
            show=self.show,
            ask=self.ask,
            quiet=self.quiet,
            http=self.http,
            clock=self.clock,
        )
