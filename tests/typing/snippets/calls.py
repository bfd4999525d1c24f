"""Read by type checkers, never run: they must find fault with the marked lines and no others."""

from __future__ import annotations

import asyncio
from typing import assert_type

from documine_nb import bridge
from documine_nb.bridge import blocking


class Dossier:
    def __init__(self, name: str, *, exact: bool) -> None:
        self.name = name
        self.exact = exact

    @blocking
    async def upload(self, path: str, *, retries: int = 3) -> list[str]:
        return [path] * retries


class Session:
    def __init__(self, url: str | None, workspace: str) -> None:
        self.place = (url, workspace)

    @blocking
    async def dossier(self, name: str, *, exact: bool = False) -> Dossier:
        return Dossier(name, exact=exact)

    @blocking
    async def close(self) -> None:
        return None


@blocking
async def connect(url: str | None = None, *, workspace: str = "") -> Session:
    return Session(url, workspace)


assert_type(connect(), Session)
assert_type(connect("https://documine.example", workspace="tox"), Session)
assert_type(connect().dossier("x", exact=True), Dossier)
assert_type(connect().dossier("x").upload("a.pdf", retries=1), list[str])
assert_type(Session.dossier(connect(), "x"), Dossier)
connect().close()

connect(1)  # wrong: the type of an argument
connect(workspaces="tox")  # wrong: the name of an argument
connect().dossier()  # wrong: an argument is missing
connect().dossier("x", True)  # wrong: too many positions
upload = connect().dossier("x").uploads  # wrong: no such attribute of the result
connect().dossier("x") + 1  # wrong: use of the result


async def cells() -> None:
    session = await connect.aio(workspace="tox")
    assert_type(session, Session)
    assert_type(await session.dossier.aio("x", exact=True), Dossier)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(session.dossier.aio("x"))
    assert_type(task.result(), Dossier)

    await session.dossier.aio(2)  # wrong: the type of an argument
    await session.dossier.aio("x", exakt=True)  # wrong: the name of an argument
    await session.dossier("x")  # wrong: the blocking form is not awaited


async def work() -> int:
    return 42


assert_type(bridge.run(work()), int)
assert_type(bridge.submit(work()).result(), int)
bridge.run(work)  # wrong: the function instead of its coroutine
