"""What every handle needs to act: the client, the time, and where progress is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.contract import OPERATIONS
from documine_nb.resources.polling import Pace
from documine_nb.resources.progress import Progress
from documine_nb.transport.answer import Answer
from documine_nb.transport.client import ApiClient

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """The surroundings of a handle; one a session.

    Attributes
    ----------
    client : ApiClient
        Makes the calls.
    clock : Clock
        Time, for waiting and for tests.
    quiet : bool
        Whether progress stays unseen.
    file_pace, package_pace : Pace
        How often a state is asked for while waiting.
    """

    client: ApiClient
    clock: Clock = SYSTEM_CLOCK
    quiet: bool = False
    file_pace: Pace = field(default_factory=Pace)
    package_pace: Pace = field(default_factory=lambda: Pace(longest=15.0))

    async def call(
        self,
        operation: str,
        ids: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        accept: str = "application/json",
    ) -> Answer:
        """Carry out an operation of the contract; `ids` fill its path."""
        return await self.client.call(
            OPERATIONS[operation],
            ids=ids,
            query=query,
            json=json,
            accept=accept,
        )

    def reads(
        self,
        operation: str,
        ids: Mapping[str, str],
        *,
        each: str,
        query: Mapping[str, object] | None = None,
    ) -> Callable[[str], Awaitable[Answer]]:
        """Return a call for many reads that differ in the id named `each` alone."""
        return self.client.reads(OPERATIONS[operation], ids=ids, each=each, query=query)

    async def read(
        self,
        operation: str,
        ids: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
    ) -> Any:
        """Carry out an operation and return its decoded answer."""
        return (await self.call(operation, ids, query=query, json=json)).json()

    def progress(self, label: str, *, shown: bool = True) -> Progress:
        """Return a progress line; one that stays unseen where nobody wants it."""
        if not shown:
            return Progress(label)
        return Progress.here(label, self.clock, quiet=self.quiet)
