"""Signing in from a company's network: through its proxy, with its own authority."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.canary import everything_shown
from support.certificates import authority
from support.connect_proxy import connect_proxy
from support.sign_in import granted, realm_of
from support.wire import answer, wired

from documine_nb.auth.flows import password_sign_in
from documine_nb.auth.settings import ConnectSettings
from documine_nb.connecting import open_session
from documine_nb.errors import ProxyError, TlsError
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
HOST = "documine.example"
BASE = f"https://{HOST}"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def settings() -> ConnectSettings:
    return ConnectSettings(
        BASE, "acme", "notebook", username="ada", password=Secret("canary-password"), timeout=5
    )


@pytest.mark.fault("B65")
@pytest.mark.fault("B66")
@pytest.mark.rule("C15")
@pytest.mark.parametrize("by", ["argument", "environment"])
async def test_a_sign_in_and_a_call_go_through_the_proxy_with_the_networks_authority(
    settings: ConnectSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    own = authority(tmp_path)
    metadata = answer(json.dumps(realm_of(f"{BASE}/auth/realms/acme")))
    if by == "argument":
        settings = replace(settings, ca_bundle=own.bundle)
    else:
        monkeypatch.setenv("SSL_CERT_FILE", str(own.bundle))
    async with (
        wired(metadata, granted(), answer("[]"), tls=own.server(HOST)) as wire,
        connect_proxy(wire.port, credentials="ada:pass@word") as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:pass%40word@{proxy.url}")
        keeper = await password_sign_in(settings, clock=ManualClock())
        session = open_session(settings, keeper, quiet=True)
        assert await session._context.client.request("GET", "/api/users")
        await session._context.client.aclose()
        await keeper.aclose()
    assert set(proxy.asked) == {f"CONNECT {HOST}:443"}
    assert proxy.refused == 0
    assert all("proxy-authorization" not in asked.headers for asked in wire.asked)


@pytest.mark.fault("B66")
async def test_a_proxy_that_wants_another_password_is_told_without_it(
    settings: ConnectSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connect_proxy(9, credentials="ada:other") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:canary-proxy@{proxy.url}")
        with pytest.raises(ProxyError, match=r"from HTTPS_PROXY\) refused: 407") as caught:
            await password_sign_in(settings)
    assert "canary" not in everything_shown(caught.value)


@pytest.mark.fault("B65")
@pytest.mark.rule("C15")
async def test_a_proxy_that_looks_into_the_connection_is_told_with_the_cure(
    settings: ConnectSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = authority(tmp_path)
    async with (
        wired(granted(), tls=own.server(HOST)) as wire,
        connect_proxy(wire.port) as proxy,
    ):
        monkeypatch.setenv("ALL_PROXY", f"http://{proxy.url}")
        with pytest.raises(TlsError, match="ca_bundle="):
            await password_sign_in(settings)
    assert wire.asked == []


@pytest.mark.fault("B67")
async def test_what_no_proxy_names_is_reached_without_it(
    settings: ConnectSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connect_proxy(9) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.url}")
        monkeypatch.setenv("NO_PROXY", "documine.invalid")
        with pytest.raises(ConnectionError, match="could not be reached"):
            await password_sign_in(replace(settings, base_url="https://documine.invalid"))
    assert proxy.asked == []
