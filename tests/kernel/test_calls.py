"""Calls from cells of real kernels: they work, and the stop button stops them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.kernels import NEWEST, Kernel, Message
from support.slow_server import SlowServer

pytestmark = pytest.mark.kernel

BACK_WITHIN = 1.5  # seconds after the stop button


@pytest.fixture
def release(warm: Kernel, request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["warm"])


def test_the_kernel_is_of_the_release_asked_for(warm: Kernel, release: str) -> None:
    version = warm.run("print(ipykernel.__version__)").printed.strip()

    assert int(version.split(".")[0]) >= 7 if release == NEWEST else version.startswith("6.31.")


def test_a_blocking_call_works_in_a_cell(warm: Kernel) -> None:
    assert warm.run("print(service.double(21))").printed == "42\n"


def test_a_blocking_call_works_in_an_async_cell(warm: Kernel) -> None:
    cell = "await asyncio.sleep(0); print(service.double(21))"

    assert warm.run(cell).printed == "42\n"


def test_an_awaited_call_works_in_an_async_cell(warm: Kernel) -> None:
    assert warm.run("print(await service.double.aio(21))").printed == "42\n"


def test_run_all_runs_every_queued_cell_in_order(warm: Kernel) -> None:
    cells = [warm.send(f"print(service.double({number}))") for number in (1, 2, 3)]

    assert [warm.finish(cell).printed for cell in cells] == ["2\n", "4\n", "6\n"]


@pytest.mark.fault("B88")
@pytest.mark.parametrize(
    "cell", ["service.ask({port}, 5)", "await service.ask.aio({port}, 5)"], ids=["call", "await"]
)
def test_an_interrupt_cuts_all_parallel_requests_and_gives_the_cell_back(
    warm: Kernel, silent: SlowServer, cell: str
) -> None:
    running = warm.send(cell.format(port=silent.port))
    assert silent.until(lambda server: server.waiting == 5)

    warm.interrupt()
    outcome = warm.finish(running)

    assert outcome.error in {"KeyboardInterrupt", "CancelledError"}
    assert outcome.seconds < BACK_WITHIN
    assert silent.until(lambda server: server.cut == 5)


def test_calls_work_after_an_interrupt(warm: Kernel, silent: SlowServer) -> None:
    running = warm.send(f"service.ask({silent.port}, 1)")
    assert silent.until(lambda server: server.waiting == 1)
    warm.interrupt()
    warm.finish(running)

    assert warm.run("print(service.double(21))").printed == "42\n"


def test_a_progress_bar_moves_while_the_cell_blocks(warm: Kernel, silent: SlowServer) -> None:
    cell = f"""
import ipywidgets
bar = ipywidgets.IntProgress()

async def work():
    bar.value = 40
    await hold_open_many({silent.port}, 1)

bridge.run(work())
"""
    running = warm.send(cell)

    warm.until(running, _sets_value_to(40))  # the cell is still waiting for the server

    assert silent.until(lambda server: server.waiting == 1)
    warm.interrupt()
    assert warm.finish(running).error == "KeyboardInterrupt"


def _sets_value_to(value: int) -> Callable[[Message], bool]:
    def reached(message: Message) -> bool:
        if message["msg_type"] != "comm_msg":
            return False
        state: dict[str, object] = message["content"]["data"].get("state", {})
        return state.get("value") == value

    return reached


def test_what_a_call_prints_appears_in_its_own_cell(warm: Kernel) -> None:
    cell = """
async def speak():
    print("from the I/O thread")

bridge.run(speak())
"""
    assert warm.run(cell).printed == "from the I/O thread\n"


def test_a_traceback_shows_the_readers_cell_and_none_of_our_frames(warm: Kernel) -> None:
    outcome = warm.run("service.fail()")

    traceback = outcome.traceback
    assert "service.fail()" in traceback
    assert "division by zero" in traceback
    assert "bridge.py" not in traceback
    assert "io_thread.py" not in traceback
