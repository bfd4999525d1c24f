"""One kernel of each release for a module, warm: what is measured is not its start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.kernels import NEWEST, Kernel, kernel
from support.slow_server import SlowServer, slow_server

RELEASES = [NEWEST, "6.31"]

PREPARE = """
import asyncio
import ipykernel
from documine_nb import bridge
from documine_nb.bridge import blocking
from support.slow_server import hold_open_many

class Service:
    @blocking
    async def double(self, number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number

    @blocking
    async def ask(self, port: int, count: int) -> None:
        await hold_open_many(port, count)

    @blocking
    async def fail(self) -> float:
        return 1 / 0

service = Service()
service.double(1)
"""


@pytest.fixture(scope="module", params=RELEASES)
def warm(request: pytest.FixtureRequest) -> Iterator[Kernel]:
    with kernel(request.param) as running:
        assert running.run(PREPARE).status == "ok"
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[SlowServer]:
    with slow_server() as running:
        yield running


@pytest.fixture
def silent(server: SlowServer) -> SlowServer:
    """A server that does not answer, its counts at zero."""
    server.reset()
    return server
