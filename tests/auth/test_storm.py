"""Many callers, a server that turns refresh tokens over and ends the session on a second use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import FastAPI, Header, Response
from support.identity import BASE
from support.metrics import Metric
from support.sign_in import Realm, realm
from support.signed import CALLERS, Signed, signed_in

from documine_nb import bridge
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.metadata import Provider
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.settings import ConnectSettings
from documine_nb.contract import OPERATIONS
from documine_nb.secrets import Secret
from documine_nb.transport.client import ApiClient
from documine_nb.transport.plain import PlainHttp


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Realm]:
    with realm(tmp_path, rotate_refresh_tokens=True, access_token_lifetime=60) as opened:
        yield opened


@pytest.fixture
def signed(world: Realm) -> Iterator[Signed]:
    with signed_in(world.settings, world.clock) as opened:
        yield opened


@pytest.mark.fault("B1")
def test_threads_with_a_token_that_is_over(world: Realm, signed: Signed, metric: Metric) -> None:
    world.clock.advance(61)
    metric("B1", "ok of 64 threads", signed.threads(CALLERS).count(200), f"= {CALLERS}")
    metric("B1", "refreshes", world.token_calls - 1, "= 1")


@pytest.mark.fault("B2")
@pytest.mark.rule("C11")
def test_tasks_with_a_token_that_is_over(world: Realm, signed: Signed, metric: Metric) -> None:
    world.clock.advance(61)
    metric("B2", "ok of 64 tasks", bridge.run(signed.tasks(CALLERS)).count(200), f"= {CALLERS}")
    metric("B2", "refreshes", world.token_calls - 1, "= 1")


@pytest.mark.fault("B2")
def test_threads_and_tasks_together_again_and_again(
    world: Realm, signed: Signed, metric: Metric
) -> None:
    for _ in range(3):
        world.clock.advance(61)
        tasks = bridge.submit(signed.tasks(CALLERS // 2))
        assert signed.threads(CALLERS // 2) == tasks.result() == [200] * (CALLERS // 2)
    metric("B2", "refreshes, mixed, three times over", world.token_calls - 1, "= 3")


@pytest.mark.fault("B5")
def test_tokens_that_the_service_refuses_though_they_live(
    world: Realm, signed: Signed, metric: Metric
) -> None:
    # The server's clock alone goes on: here the token still seems to live.
    world.clock.advance(61)
    signed.keeper._received = (world.clock.monotonic(), world.clock.wall())
    failed = CALLERS - signed.threads(CALLERS).count(200)
    metric("B5", "failed requests of 64", failed, "= 0")
    metric("B5", "refreshes", world.token_calls - 1, "= 1")


class KillsOld:
    """A service whose refresh ends the old access token at once; it holds calls until told."""

    def __init__(self) -> None:
        self.newest, self.refreshes, self.calls = "t0", 0, 0
        self.all_there, self.may_answer = asyncio.Event(), asyncio.Event()
        self.app = FastAPI()
        self.app.post("/token")(self.token)
        self.app.get("/api/users")(self.users)

    async def token(self) -> dict[str, object]:
        self.refreshes += 1
        self.newest = f"t{self.refreshes}"
        return {"access_token": self.newest, "refresh_token": "r", "expires_in": 300}

    async def users(self, authorization: Annotated[str, Header()]) -> Response:
        self.calls += 1
        if self.calls == CALLERS:
            self.all_there.set()
        await self.may_answer.wait()
        is_good = authorization == f"Bearer {self.newest}"
        return Response("[]" if is_good else "", 200 if is_good else 401)


@pytest.mark.fault("B5")
def test_calls_in_flight_survive_a_refresh_that_kills_their_token(metric: Metric) -> None:
    async def storm() -> tuple[int, KillsOld]:
        service = KillsOld()
        settings = ConnectSettings(BASE, "acme", "notebook", asgi=service.app)
        provider = Provider(None, f"{BASE}/auth", f"{BASE}/token")
        keeper = TokenKeeper(
            PlainHttp(settings.endpoint),
            provider,
            settings,
            Tokens(Secret("t0"), Secret("r"), 300),
        )
        clients = [ApiClient(settings.endpoint, keeper, workspace="acme") for _ in range(8)]
        calls = [
            asyncio.create_task(clients[number % 8].call(OPERATIONS["getUsers"]))
            for number in range(CALLERS)
        ]
        await service.all_there.wait()
        await keeper.access_token(rejected=Secret("t0"))
        service.may_answer.set()
        answers = await asyncio.gather(*calls)
        for client in clients:
            await client.aclose()
        await keeper.aclose()
        return sum(answer.status == 200 for answer in answers), service

    served, service = bridge.run(storm())
    metric("B5", "failed of 64 calls in flight", CALLERS - served, "= 0")
    metric("B5", "repeats a call", service.calls / CALLERS - 1, "<= 1")
    metric("B5", "refreshes during them", service.refreshes, "= 1")
