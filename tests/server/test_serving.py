"""The embedded server in a process of its own, on real sockets."""

from __future__ import annotations

import json
import secrets
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from support.served import CHILD, Served, await_ready, ended, served, start
from support.sockets import raw

from documine_nb.contract import OPERATIONS
from documine_nb.server.hello import proof


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


def said(server: Served) -> str:
    assert server.process.stderr is not None
    return server.process.stderr.read()


def test_who_signs_in_is_answered_on_a_port(server: Served) -> None:
    with server.signed_in() as http:
        templates = http.get("/api/dossier-templates").json()["dossierTemplates"]
    assert "OECD acute toxicity" in {template["name"] for template in templates}


def test_who_does_not_sign_in_is_not(server: Served) -> None:
    with server.http() as http:
        for path in ("/api/dossier-templates", "/openapi.json", "/docs", "/"):
            assert http.get(path).status_code in {401, 404}


def test_it_says_where_it_is_and_where_the_passwords_are_but_not_the_passwords(
    server: Served,
) -> None:
    text = "\n".join(server.announced)
    known = server.credentials
    verified = sum(operation.is_verified for operation in OPERATIONS.values())
    for expected in (
        server.base_url, known.workspace, known.client_id, known.username, known.viewer_username,
        str(server.folder / "credentials.json"), "It is not DocuMine",
        f"{len(OPERATIONS)} operations, {verified} follow", f"other {len(OPERATIONS) - verified} ",
    ):  # fmt: skip
        assert expected in text
    for secret in (known.password, known.viewer_password, known.client_secret, server.info.nonce):
        assert secret not in text


@pytest.mark.fault("B103")
def test_only_its_own_name_is_answered(server: Served) -> None:
    with server.http(headers={"Host": "evil.example"}) as http:
        assert http.get("/__hello", params={"challenge": "a" * 16}).status_code == 421


@pytest.mark.fault("B104")
def test_a_foreign_page_can_send_no_form_to_the_sign_in(server: Served) -> None:
    path = f"/auth/realms/{server.credentials.workspace}/protocol/openid-connect/token"
    with server.http(headers={"Origin": "http://evil.example"}) as http:
        assert http.post(path, data={"grant_type": "password"}).status_code == 403


@pytest.mark.fault("B105")
def test_a_client_can_check_whom_it_talks_to_before_it_sends_a_secret(server: Served) -> None:
    challenge = secrets.token_urlsafe(24)
    with server.http() as http:
        answer = http.get("/__hello", params={"challenge": challenge})
    assert answer.json() == {"proof": proof(server.info, challenge)}
    assert server.info.address == server.base_url
    assert server.info.pid == server.process.pid


@pytest.mark.fault("B105")
@pytest.mark.parametrize("query", ["", "challenge=short", "challenge=" + "a" * 200,
                                   "challenge=" + "a" * 16 + "&challenge=" + "b" * 16])  # fmt: skip
def test_a_challenge_that_is_none_gets_no_proof(server: Served, query: str) -> None:
    with server.http() as http:
        answer = http.get(f"/__hello?{query}")
    assert answer.status_code == 400
    assert "proof" not in answer.json()


@pytest.mark.fault("B105")
def test_nobody_else_can_read_what_it_keeps(server: Served) -> None:
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    for name in ("server.json", "credentials.json"):
        assert stat.S_IMODE((server.folder / name).stat().st_mode) == 0o600


@pytest.mark.fault("B106")
def test_a_second_server_on_the_folder_is_refused_with_the_pid_of_the_first(
    server: Served,
) -> None:
    before = (server.folder / "server.json").read_text()
    with ended(start(server.folder)) as second:
        assert second.process.wait(30) != 0
        assert f"process {server.process.pid} works on" in said(second)
    assert (server.folder / "server.json").read_text() == before
    with server.signed_in() as http:
        assert http.get("/api/users").status_code == 200


@pytest.mark.fault("B105")
def test_a_taken_port_is_refused_and_nothing_is_left_behind(server: Served, tmp_path: Path) -> None:
    port = int(server.base_url.rpartition(":")[2])
    with ended(start(tmp_path / "data", options={"port": port})) as second:
        assert second.process.wait(30) != 0
        assert f"port {port} cannot be used" in said(second)
    assert not (tmp_path / "data" / "server.json").exists()


@pytest.mark.fault("B109")
def test_without_the_switch_there_is_no_way_to_plan_faults(server: Served) -> None:
    with server.signed_in() as http:
        assert http.get("/__faults").status_code == 404
        assert http.post("/__faults", json={"getUsers": [{"status": 500}]}).status_code == 404
        answer = http.get("/api/users", headers={"X-Fault-Plan": '{"status": 500}'})
        assert answer.status_code == 200
    with server.http() as http:
        assert http.post("/__faults", json={}).status_code == 401


@pytest.mark.fault("B101")
def test_headers_without_end_or_measure_are_refused(server: Served) -> None:
    port = int(server.base_url.rpartition(":")[2])
    answer = raw(port, b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 17_000)
    assert answer.split(b" ")[1] == b"400"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: int) -> None:
    with served(tmp_path) as running:
        assert running.stop(number) == 0
        assert said(running) == ""
        assert not (running.folder / "server.json").exists()


def test_requests_under_way_are_answered_before_it_ends(tmp_path: Path) -> None:
    with (
        served(tmp_path, faults=True) as running,
        running.signed_in() as http,
        ThreadPoolExecutor() as pool,
    ):
        http.post("/__faults", json={"getUsers": [{"delay": 0.5}]})
        answer = pool.submit(running.signed_in().get, "/api/users")
        while http.get("/__faults").json()["left"]:
            pass
        assert running.stop() == 0
        assert answer.result(30).status_code == 200


@pytest.mark.fault("B106")
def test_after_a_kill_the_folder_can_be_served_again_with_the_same_sign_in(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        before = first.credentials
        first.stop(signal.SIGKILL)
        assert (first.folder / "server.json").exists()
    with served(tmp_path) as again, again.signed_in() as http:
        assert again.info.pid == again.process.pid
        assert again.credentials == before
        assert http.get("/api/users").status_code == 200


@pytest.mark.fault("B105")
def test_on_a_socket_file_only_its_owner_can_connect_and_a_dead_servers_is_replaced(
    tmp_path: Path,
) -> None:
    for number in (signal.SIGKILL, signal.SIGTERM):
        with served(tmp_path, uds=True) as running:
            path = running.uds
            assert path is not None
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            with running.signed_in() as http:
                assert http.get("/api/users").status_code == 200
            running.stop(number)
        assert path.exists() == (number == signal.SIGKILL)


def test_an_ipv6_address_is_served_under_its_own_name(tmp_path: Path) -> None:
    with ended(start(tmp_path, options={"host": "::1"})) as running:
        await_ready(running)
        assert running.base_url.startswith("http://[::1]:")
        with running.signed_in() as http:
            assert http.get("/api/users").status_code == 200


@pytest.mark.fault("B106")
def test_it_ends_with_its_parent_when_asked_to(tmp_path: Path) -> None:
    given = {"folder": str(tmp_path), "options": {"exit_with_parent": True}, "settings": {}}
    # The parent tells the port and waits; both know nothing of each other's end.
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
        "line = next(line for line in child.stdout if line.startswith('READY'))\n"
        "print(child.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, sys.executable, str(CHILD), json.dumps(given)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    psutil.wait_procs([child], timeout=30)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_planned_faults_happen_on_the_sockets_connections(tmp_path: Path) -> None:
    with served(tmp_path, faults=True) as running, running.signed_in() as http:
        assert any("Faults" in line for line in running.announced)
        plan = {"getUsers": [{"reset": "before"}, {"cut": 5}, {"status": 503, "retry_after": 1}]}
        assert http.post("/__faults", json=plan).status_code == 200
        for expected in (httpx.ReadError, httpx.RemoteProtocolError):
            with pytest.raises(expected):
                http.get("/api/users")
        assert http.get("/api/users").headers["retry-after"] == "1"
        assert http.get("/api/users").status_code == 200
        assert http.get("/__faults").json() == {"consumed": {"getUsers": 3}, "left": {}}
        running.stop()
        assert said(running) == ""
