"""One I/O thread for each process: born late, not inherited, gone at exit."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import textwrap
import threading

import pytest

from documine_nb import bridge
from documine_nb.io_thread import IOThread

PATIENCE = 20.0  # seconds; far more than an exit may take


async def _ident() -> int:
    return threading.get_ident()


def _python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_importing_starts_no_thread() -> None:
    ended = _python("""
        import threading
        from documine_nb import bridge
        print(threading.active_count())
    """)

    assert ended.stdout == "1\n"


@pytest.mark.fault("B97")
def test_a_forked_child_gets_a_thread_of_its_own_and_the_parents_goes_on() -> None:
    parents = bridge.run(_ident())
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    child = context.Process(target=lambda: answers.put(bridge.run(_ident())))
    child.start()
    child.join(PATIENCE)
    child.kill()  # one that hangs must not hang the tests

    assert child.exitcode == 0
    assert answers.get()
    assert bridge.run(_ident()) == parents


def test_exit_lets_a_renewal_of_the_sign_in_end() -> None:
    ended = _python("""
        import asyncio
        from documine_nb import bridge
        from documine_nb.auth.flight import Flight

        async def renewal():
            await asyncio.sleep(0.2)
            print("saved")

        async def begin():
            Flight().start(renewal)

        bridge.run(begin())
    """)

    assert ended.stdout == "saved\n"


def test_exit_does_not_wait_for_work_that_never_ends() -> None:
    ended = _python("""
        import asyncio
        from documine_nb import bridge

        async def forever():
            try:
                await asyncio.Event().wait()
            finally:
                print("unwound", flush=True)

        bridge.submit(forever())
        bridge.run(asyncio.sleep(0))
    """)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "unwound\n", "")


def test_exit_does_not_hang_on_work_that_refuses_to_be_cancelled() -> None:
    ended = _python("""
        import asyncio
        from documine_nb import bridge

        async def stubborn():
            while True:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    pass

        bridge.submit(stubborn())
        bridge.run(asyncio.sleep(0))
    """)

    assert ended.returncode == 0


def test_exit_in_the_middle_of_a_call_on_another_thread_ends_quietly() -> None:
    ended = _python("""
        import asyncio, threading
        from documine_nb import bridge

        begun = threading.Event()

        async def forever():
            begun.set()
            await asyncio.Event().wait()

        def call():
            try:
                bridge.run(forever())
            except asyncio.CancelledError:
                print("cancelled", flush=True)

        threading.Thread(target=call, daemon=True).start()
        begun.wait()
    """)

    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_a_closed_thread_has_ended_and_closing_again_is_harmless() -> None:
    thread = IOThread()

    thread.close()
    thread.close()

    assert not thread._thread.is_alive()
    assert thread.loop.is_closed()
