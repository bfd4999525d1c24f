"""The server ends a session while a cell works: one question, and the cell goes on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from support.kernels import Kernel, Message, Outcome, kernel
from support.metrics import Metric
from support.realm_served import served_realm
from support.sign_in import Realm, fill_in

pytestmark = [pytest.mark.kernel, pytest.mark.fault("B7"), pytest.mark.fault("B8")]
PREPARE = """
import documine_nb as dm
from concurrent.futures import ThreadPoolExecutor
where = dict(base_url={base!r}, workspace="acme", client_id="notebook", flow="paste")

def many(_):
    return session.request("GET", "/api/users")
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with served_realm(tmp_path_factory.mktemp("server")) as opened:
        yield opened


@pytest.fixture(scope="module")
def running(world: Realm) -> Iterator[Kernel]:
    with kernel() as opened:
        assert opened.run(PREPARE.format(base=world.settings.base_url)).status == "ok"
        yield opened


def answered(running: Kernel, code: str) -> tuple[Outcome, int]:
    """Run a cell; answer its question as a person does who signs in with a browser."""
    seen: list[str] = []

    def shows_address(message: Message) -> bool:
        text = message["content"].get("text", "") if message["msg_type"] == "stream" else ""
        seen.extend(re.findall(r"http://\S+openid-connect/auth\?\S+", text))
        return bool(seen)

    client: Any = running._client
    cell = client.execute(code, allow_stdin=True)
    running.until(cell, shows_address)
    client.get_stdin_msg(timeout=20)
    client.input(asyncio.run(browse(seen[-1])))
    outcome = running.finish(cell)
    return outcome, outcome.printed.count("Open this address")


async def browse(address: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await fill_in(http, address)


@pytest.mark.parametrize(
    "work",
    [
        "print(session.request('GET', '/api/users'))",
        "print(await session.request.aio('GET', '/api/users'))",
        "with ThreadPoolExecutor(8) as pool: print(list(pool.map(many, range(8)))[0])",
    ],
    ids=["call", "await", "threads"],
)
def test_one_question_appears_and_the_cell_goes_on(
    running: Kernel, world: Realm, metric: Metric, work: str
) -> None:
    outcome, _ = answered(running, "session = dm.connect(**where)")
    assert outcome.status == "ok", outcome.traceback
    assert running.run(work).printed == "[]\n"
    end_all_sessions(world)
    outcome, prompts = answered(running, work)
    assert outcome.status == "ok", outcome.traceback
    assert outcome.printed.endswith("[]\n")
    assert "Your sign-in to" in outcome.printed
    metric("B8", "questions in the cell", prompts, "= 1")
    assert running.run(work).printed == "[]\n"


def end_all_sessions(world: Realm) -> None:
    for user in world.identity.users("acme"):
        world.identity.sessions.end_all(user.id)


def test_in_the_background_it_is_an_error_and_a_new_sign_in_mends_it(
    running: Kernel, world: Realm
) -> None:
    answered(running, "session = dm.connect(**where)")
    end_all_sessions(world)
    told = running.run(
        "from documine_nb import bridge\n"
        "future = bridge.submit(session.request.aio('GET', '/api/users'))\n"
        "print(type(future.exception(20)).__name__)"
    )
    assert told.printed == "LoginRequiredError\n"
    outcome, _ = answered(running, "print(session.sign_in().username)")
    assert outcome.printed.endswith("ada\n")
    assert running.run("print(many(0))").printed == "[]\n"
