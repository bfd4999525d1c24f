"""The stop button ends every wait of a sign-in, in a real kernel."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.kernels import Kernel, Message, kernel
from support.metrics import Metric
from support.realm_served import served_realm
from support.sign_in import Realm

pytestmark = [pytest.mark.kernel, pytest.mark.fault("B21")]
BACK = "<= 1.5"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with served_realm(tmp_path_factory.mktemp("server")) as opened:
        opened.identity.add_client("acme", "notebook", loopback=True, device_grant=True)
        yield opened


@pytest.fixture(scope="module")
def running(world: Realm) -> Iterator[Kernel]:
    with kernel() as opened:
        outcome = opened.run(
            "import documine_nb as dm, webbrowser\n"
            "webbrowser.open = lambda _: True\n"
            f"where = dict(base_url={world.settings.base_url!r}, workspace='acme',"
            " client_id='notebook')"
        )
        assert outcome.status == "ok", outcome.traceback
        yield opened


def says(text: str) -> object:
    def reached(message: Message) -> bool:
        return message["msg_type"] == "stream" and text in message["content"]["text"]

    return reached


@pytest.mark.parametrize(
    ("call", "sign"),
    [
        ("dm.connect(**where, flow='code')", "in your browser"),
        ("dm.connect(**where, flow='device')", "confirm the code"),
        ("await dm.connect.aio(**where, flow='code')", "in your browser"),
        ("dm.connect(**where)", "Sign"),
    ],
)
def test_a_wait_for_the_person_ends_at_once(
    running: Kernel, metric: Metric, call: str, sign: str
) -> None:
    cell = running.send(call)
    running.until(cell, says(sign))  # type: ignore[arg-type]
    running.interrupt()
    outcome = running.finish(cell)
    assert outcome.error in {"KeyboardInterrupt", "CancelledError"}
    metric("B21", "s to return", outcome.seconds, BACK)
    assert running.run("print(6 * 7)").printed == "42\n"


@pytest.mark.parametrize("call", ["dm.connect({})", "await dm.connect.aio({})"])
def test_a_question_that_nobody_answers_ends_at_once(
    running: Kernel, metric: Metric, call: str
) -> None:
    cell = running._client.execute(call.format("**where, flow='paste'"), allow_stdin=True)
    running.until(cell, says("Open this address"))  # type: ignore[arg-type]
    asked = running._client.get_stdin_msg(timeout=10)
    assert asked["content"]["password"]
    running.interrupt()
    outcome = running.finish(cell)
    assert outcome.error in {"KeyboardInterrupt", "CancelledError"}
    metric("B21", "s to return from the question", outcome.seconds, BACK)
    assert running.run("print(6 * 7)").printed == "42\n"


def test_a_question_is_answered_unseen_and_the_sign_in_goes_on(running: Kernel) -> None:
    cell = running._client.execute("dm.connect(**where, flow='paste')", allow_stdin=True)
    asked = running._client.get_stdin_msg(timeout=20)
    running._client.input("canary.pasted.code")
    outcome = running.finish(cell)
    assert asked["content"]["password"]
    assert outcome.error == "LoginRequiredError"
    assert "canary" not in json.dumps(outcome.messages, default=str)


def test_without_a_front_end_to_ask_it_is_told(running: Kernel) -> None:
    cell = running._client.execute("dm.connect(**where, flow='paste')", allow_stdin=False)
    outcome = running.finish(cell)
    assert outcome.error == "LoginRequiredError"
    assert "nobody can be asked here" in outcome.error_text


def test_a_login_server_that_never_answers_is_left_at_once(
    running: Kernel, metric: Metric, tmp_path: Path
) -> None:
    came = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def accept() -> None:
            connection, _ = silent.accept()
            came.set()
            connection.recv(1 << 16)

        threading.Thread(target=accept, daemon=True).start()
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        cell = running.send(f"dm.connect({base!r}, workspace='acme', client_id='notebook')")
        assert came.wait(10)
        running.interrupt()
        outcome = running.finish(cell)
    assert outcome.error == "KeyboardInterrupt"
    metric("B21", "s to return from a silent server", outcome.seconds, BACK)
