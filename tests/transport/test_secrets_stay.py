"""No token and no query in logs, messages, tracebacks with their locals."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from support.canary import everything_shown
from support.wire import TOKEN, Reply, answer, client_of, cut, reset, stall, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import DocuMineError
from documine_nb.secrets import Secret
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.masked import MaskedBytes, MaskedHeaders
from documine_nb.transport.plain import PlainHttp

pytestmark = pytest.mark.anyio
QUERY = "canary-query"
PASSWORD = "canary-password"


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
@pytest.mark.rule("C10")
async def test_logs_hold_no_token_and_no_query(
    level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(level)
    async with wired() as wire, client_of(wire.url) as client:
        await client.request("GET", "/api/x", query={"q": QUERY})
        await client.call(OPERATIONS["getUsers"])
    assert "/api/x" in caplog.text
    assert TOKEN not in caplog.text
    assert QUERY not in caplog.text


FAULTS = [
    answer("", 401),
    answer("", 403),
    answer("", 503),
    answer("<html>", 302, Location="https://x.example"),
    answer("x", Content_Encoding="br"),
    reset(),
    cut(b"nonsense\r\n\r\n"),
    stall(),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", ["getUsers", "download", "uploadFile"])
@pytest.mark.rule("C14")
async def test_no_traceback_shows_the_token(fault: Reply, operation: str, tmp_path: Path) -> None:
    row = OPERATIONS[operation]
    ids = {"dossierTemplateId": "t", "dossierId": "d", "downloadId": "x"}
    async with wired(fault) as wire, client_of(wire.url, timeout=0.05) as client:
        calls: dict[str, Callable[[], Coroutine[None, None, object]]] = {
            "getUsers": lambda: client.call(row),
            "download": lambda: client.download(row, ids=ids, target=tmp_path / "x.zip"),
            "uploadFile": lambda: client.upload(row, ids=ids, filename="a", source=b"a"),
        }
        with pytest.raises(DocuMineError) as caught:
            await calls[operation]()
    shown = everything_shown(caught.value)
    assert "attempts" in shown
    assert TOKEN not in shown
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- our own bytes
    assert str(again) == str(caught.value)


@pytest.mark.parametrize(
    "fault", [*FAULTS[5:], answer(f'{{"access_token": "{PASSWORD}', Content_Encoding="gzip")]
)
async def test_no_traceback_shows_a_password_on_its_way(fault: Reply) -> None:
    async with wired(fault) as wire:
        http = PlainHttp(Endpoint(wire.url), timeout=0.1)
        with pytest.raises(DocuMineError) as caught:
            await http.post_form(wire.url, {"password": Secret(PASSWORD)}, label="signing in")
        await http.aclose()
    assert wire.asked[0].body == f"password={PASSWORD}".encode()
    assert PASSWORD not in everything_shown(caught.value)


async def test_an_exchange_with_the_login_server_is_made_once() -> None:
    async with wired(answer("{}", 503)) as wire:
        http = PlainHttp(Endpoint(wire.url))
        got = await http.post_form(wire.url, {"a": "ü &"}, label="signing in")
        await http.get(f"{wire.url}/x", label="looking")
        await http.aclose()
    assert (got.status, len(wire.asked)) == (503, 2)
    assert wire.asked[0].body == b"a=%C3%BC+%26"
    assert wire.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert "x-tenant-id" not in wire.asked[0].headers


def test_masked_things_show_only_their_form() -> None:
    assert str(MaskedBytes(b"secret")) == repr(MaskedBytes(b"secret")) == "<6 bytes>"
    headers = MaskedHeaders(Authorization="secret")
    assert str(headers) == repr(headers) == "<headers Authorization>"
