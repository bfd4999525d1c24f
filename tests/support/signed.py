"""A signed-in client that many callers use at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from documine_nb import bridge
from documine_nb.auth.flows import password_sign_in
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.settings import ConnectSettings
from documine_nb.contract import OPERATIONS
from documine_nb.testing import ManualClock
from documine_nb.transport.client import ApiClient

CALLERS = 64


class Signed:
    """The client, on the I/O thread; the test moves its clock."""

    def __init__(self, settings: ConnectSettings, clock: ManualClock) -> None:
        self.clock = clock
        self.keeper: TokenKeeper = bridge.run(password_sign_in(settings, clock=clock))
        self._client = ApiClient(
            settings.endpoint, self.keeper, workspace=settings.workspace, clock=clock
        )

    async def call(self) -> int:
        return (await self._client.call(OPERATIONS["getUsers"])).status

    async def tasks(self, number: int) -> list[int]:
        return await asyncio.gather(*(self.call() for _ in range(number)))

    def threads(self, number: int) -> list[int]:
        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(lambda _: bridge.run(self.call()), range(number)))

    async def close(self) -> None:
        await self._client.aclose()
        await self.keeper.aclose()


@contextmanager
def signed_in(settings: ConnectSettings, clock: ManualClock) -> Iterator[Signed]:
    """Sign in, and close the client in the end."""
    opened = Signed(settings, clock)
    yield opened
    bridge.run(opened.close())
