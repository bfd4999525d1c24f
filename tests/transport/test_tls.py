"""Secure connections: refused with a cure, or made with the network's own authority."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import pytest
from support.certificates import Authority, authority
from support.wire import answer, client_of, cut, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ConfigError, RequestTimeoutError, TlsError
from documine_nb.transport.endpoint import Endpoint

pytestmark = [pytest.mark.anyio, pytest.mark.fault("B65"), pytest.mark.rule("C15")]
READ = OPERATIONS["getUsers"]


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return authority(tmp_path)


async def test_an_authority_nobody_knows_is_refused_with_the_cure(own: Authority) -> None:
    async with wired(tls=own.server()) as wire, client_of(wire.url) as client:
        with pytest.raises(TlsError, match="ca_bundle=") as caught:
            await client.call(READ)
    assert "SSL_CERT_FILE" in str(caught.value)
    assert caught.value.attempts == 1
    assert wire.asked == []


async def test_the_networks_own_authority_is_trusted_when_given(own: Authority) -> None:
    async with wired(answer("[1]"), tls=own.server()) as wire:
        endpoint = Endpoint(wire.url, ca_bundle=own.bundle)
        async with client_of(wire.url, endpoint=endpoint) as client:
            assert (await client.call(READ)).json() == [1]


async def test_large_and_small_answers_are_read_over_one_secure_connection(own: Authority) -> None:
    large = bytes(range(256)) * (1 << 13)
    async with wired(answer(large), answer("[1]"), tls=own.server()) as wire:
        endpoint = Endpoint(wire.url, ca_bundle=own.bundle)
        async with client_of(wire.url, endpoint=endpoint) as client:
            assert (await client.call(READ)).content == large
            assert (await client.call(READ)).json() == [1]
    assert wire.connections == 1


async def test_the_environment_may_name_it_too(
    own: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own.bundle))
    async with wired(answer("[1]"), tls=own.server()) as wire, client_of(wire.url) as client:
        assert (await client.call(READ)).json() == [1]


@pytest.mark.parametrize(
    ("name", "expired", "cure"),
    [
        ("other.example", False, "is for another name"),
        ("127.0.0.1", True, "this machine's clock is wrong"),
    ],
)
async def test_a_certificate_that_does_not_fit_is_refused(
    own: Authority,
    name: str,
    expired: bool,  # noqa: FBT001 -- a row of the table
    cure: str,
) -> None:
    async with wired(tls=own.server(name, expired=expired)) as wire:
        endpoint = Endpoint(wire.url, ca_bundle=own.bundle)
        async with client_of(wire.url, endpoint=endpoint) as client:
            with pytest.raises(TlsError, match=cure):
                await client.call(READ)
    assert wire.asked == []


@pytest.mark.fault("B63")
async def test_https_to_a_port_without_it_says_so() -> None:
    refusal = cut(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    async with (
        wired(refusal, speaks_first=True) as wire,
        client_of(wire.url.replace("http:", "https:")) as client,
    ):
        with pytest.raises(TlsError, match="does not speak TLS"):
            await client.call(READ)


async def test_a_handshake_that_never_comes_ends_after_the_timeout() -> None:
    async with wired() as wire:
        address = wire.url.replace("http:", "https:")
        async with client_of(address, timeout=0.1) as client:
            with pytest.raises(RequestTimeoutError, match=r"not be reached in 0\.1 s") as caught:
                await client.call(READ)
    assert caught.value.attempts == 4


async def test_old_protocols_are_refused(own: Authority) -> None:
    context = own.server()
    with warnings.catch_warnings(action="ignore"):  # Python itself advises against it
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.minimum_version = ssl.TLSVersion.TLSv1
    async with wired(tls=context) as wire:
        endpoint = Endpoint(wire.url, ca_bundle=own.bundle)
        async with client_of(wire.url, endpoint=endpoint) as client:
            with pytest.raises(TlsError):
                await client.call(READ)


async def test_a_bundle_that_cannot_be_read_is_a_setting_to_mend(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        if path.name == "empty.pem":
            path.write_text("nothing")
        endpoint = Endpoint("https://127.0.0.1:1", ca_bundle=path)
        async with client_of("", endpoint=endpoint) as client:
            with pytest.raises(ConfigError, match=r"ca_bundle= a PEM file"):
                await client.call(READ)


async def test_a_folder_of_authorities_is_taken(own: Authority) -> None:
    endpoint = Endpoint("https://127.0.0.1:1", ca_bundle=own.bundle.parent)
    async with client_of("", endpoint=endpoint) as client:
        with pytest.raises(ConnectionError, match="could not be reached"):
            await client.call(READ)
