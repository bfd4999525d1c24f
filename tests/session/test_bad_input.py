"""What people get wrong: each has an error that names the cure, on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.served import Served, served

import documine_nb as dm
from documine_nb.errors import ConfigError, DocuMineError, LoginRequiredError, NetworkError
from documine_nb.session import Session
from documine_nb.transport._http import library


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCUMINE_URL", "DOCUMINE_WORKSPACE", "DOCUMINE_CLIENT_ID", "DOCUMINE_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def connect(server: Served, **changes: object) -> Session:
    known = server.credentials
    settings = {
        "base_url": server.base_url,
        "workspace": known.workspace,
        "client_id": known.client_id,
        "username": known.username,
        "password": known.password,
        "flow": "password",
    }
    return dm.connect(**{**settings, **changes}, quiet=True)  # type: ignore[arg-type] -- all texts


def test_the_right_settings_open_a_session_on_a_socket(server: Served) -> None:
    with connect(server) as session:
        assert session.base_url == server.base_url
        assert len(session.templates.list()) == 2


def test_no_client_id(server: Served) -> None:
    with pytest.raises(ConfigError, match=r"client_id is missing\. Ask DocuMine support"):
        connect(server, client_id="")


def test_no_address() -> None:
    with pytest.raises(ConfigError, match=r"base_url is missing.*dm\.demo\(\)"):
        dm.connect(workspace="acme", client_id="x")


def test_an_address_nobody_listens_at(server: Served) -> None:
    with pytest.raises(NetworkError, match="Check the address"):
        connect(server, base_url="http://127.0.0.1:9")


def test_an_address_that_is_none(server: Served) -> None:
    with pytest.raises(ConfigError, match="Did you mean 'https://acme"):
        connect(server, base_url="acme.documine.example")


def test_a_wrong_workspace(server: Served) -> None:
    with pytest.raises(ConfigError, match="workspace"):
        connect(server, workspace="acmee")


def test_a_wrong_password_is_tried_once_and_never_shown(server: Served) -> None:
    with pytest.raises(LoginRequiredError) as raised:
        connect(server, password="swordfish")

    assert raised.value.cure
    assert "swordfish" not in str(raised.value)


def test_a_wrong_client_id(server: Served) -> None:
    with pytest.raises(ConfigError, match="client"):
        connect(server, client_id="somebody")


def test_an_unknown_flow(server: Served) -> None:
    with pytest.raises(ConfigError, match="code, device, paste, password"):
        connect(server, flow="magic")


def test_an_unknown_profile(
    server: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    with pytest.raises(ConfigError, match="there is no profile 'acme'"):
        dm.connect(profile="acme")


@pytest.mark.fault("B17")
def test_a_server_that_answers_with_web_pages() -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b"<html><title>Welcome to the hotel</title></html>"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async def attempt() -> None:
        async with await asyncio.start_server(page, "127.0.0.1", 0) as hotel:
            port = hotel.sockets[0].getsockname()[1]
            await dm.connect.aio(
                f"http://127.0.0.1:{port}",
                workspace="acme",
                client_id="x",
                username="u",
                password="p",
                flow="password",
                quiet=True,
            )

    with pytest.raises(DocuMineError, match=r"text/html|web page") as raised:
        asyncio.run(attempt())

    assert raised.value.cure


def test_a_viewer_may_not_create_dossiers(server: Served) -> None:
    known = server.credentials
    with (
        connect(server, username=known.viewer_username, password=known.viewer_password) as session,
        pytest.raises(dm.errors.PermissionDeniedError, match="Ask for the role"),
    ):
        session.dossiers.create("Mine", template="Generic report")


def test_which_way_was_chosen_is_said_in_one_line(
    server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    known = server.credentials
    dm.connect(
        server.base_url,
        workspace=known.workspace,
        client_id=known.client_id,
        username=known.username,
        password=known.password,
        flow="password",
    ).close()

    assert (
        capsys.readouterr().out == f"Signing in to {server.base_url} by password, as asked for.\n"
    )


def test_a_client_of_your_own_is_used_and_stays_open(server: Served) -> None:
    asked: list[str] = []

    async def note(request: Any) -> None:
        asked.append(request.url.path)

    mine = library().AsyncClient(trust_env=False, event_hooks={"request": [note]})
    with connect(server, http=mine) as session:
        session.templates.list()

    assert "/api/dossier-templates" in asked
    assert not mine.is_closed
