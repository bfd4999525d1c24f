"""Proxies of the environment."""

from __future__ import annotations

import pytest
from support.canary import everything_shown
from support.wire import answer, client_of, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ConfigError, NetworkError, ProxyError

pytestmark = pytest.mark.anyio
READ = OPERATIONS["getUsers"]
SERVICE = "https://documine.example"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.fault("B67")
async def test_a_proxy_does_not_come_between_us_and_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with wired(answer("[1]")) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == [1]


@pytest.mark.fault("B66")
@pytest.mark.parametrize("status", [403, 407, 502])
async def test_a_proxy_that_refuses_is_named_without_its_password(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wired(answer(b"", status)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:swordfish@127.0.0.1:{proxy.port}")
        async with client_of(SERVICE) as client:
            with pytest.raises(ProxyError) as caught:
                await client.call(READ)
    assert [asked.method for asked in proxy.asked] == ["CONNECT"]
    assert f"the proxy 127.0.0.1:{proxy.port} (from HTTPS_PROXY)" in str(caught.value)
    assert "NO_PROXY=documine.example" in str(caught.value)
    assert "swordfish" not in str(caught.value)
    assert "authorization" not in proxy.asked[0].headers


@pytest.mark.fault("B66")
async def test_a_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wired() as proxy:
        port = proxy.port
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
    async with client_of(SERVICE) as client:
        with pytest.raises(NetworkError, match=rf"through the proxy 127\.0\.0\.1:{port}"):
            await client.call(READ)


@pytest.mark.fault("B66")
@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://ada:swordfish@127.0.0.1:9",
        "ftp://ada:swordfish@127.0.0.1:9",
        "http://ada:swordfish",
        "http://[::1:swordfish",
    ],
)
async def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    async with client_of(SERVICE) as client:
        with pytest.raises(ConfigError, match=r"NO_PROXY=documine\.example") as caught:
            await client.call(READ)
    assert "swordfish" not in everything_shown(caught.value)
