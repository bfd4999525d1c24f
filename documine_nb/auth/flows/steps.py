"""What every way to sign in has in common, so that any front end can drive it."""

from __future__ import annotations

from typing import Protocol

from documine_nb.auth.flows.redeeming import PATIENCE
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.secrets import Secret

__all__ = ["SignIn"]


class SignIn(Protocol):
    """A sign-in under way: start, then wait or complete; give it up with ``aclose``.

    Attributes
    ----------
    flow : str
        Its name in ``flow=``.
    address : str
        What to open in a browser; empty where nothing is to be opened.
    """

    flow: str
    address: str

    async def start(self) -> str:
        """Begin, and return the address to open."""
        ...

    async def wait(self, timeout: float = PATIENCE) -> TokenKeeper:  # noqa: ASYNC109 -- part of the interface: a person is waited for
        """Wait until the person has signed in."""
        ...

    async def complete(self, pasted: str | Secret) -> TokenKeeper:
        """Finish with what the person pasted."""
        ...

    async def aclose(self) -> None:
        """Give the sign-in up."""
        ...
