"""The login server's endpoints: asked of it, stated by hand, or as the introduction says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.sign_in import realm_of, settings_of
from support.wire import Reply, Wire, answer, wired

from documine_nb.auth.metadata import Provider, discover
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import ConfigError, DocuMineError, ProtocolError, ServiceUnavailableError
from documine_nb.transport.plain import PlainHttp

pytestmark = pytest.mark.anyio
METADATA = "/auth/realms/acme/.well-known/openid-configuration"


def unstated(wire: Wire, **changes: str) -> ConnectSettings:
    settings = replace(settings_of(wire), auth_path=None, token_path=None)
    return replace(settings, **changes)  # type: ignore[arg-type]  # only texts are changed


async def find(settings: ConnectSettings) -> Provider:
    http = PlainHttp(settings.endpoint, timeout=5)
    try:
        return await discover(http, settings)
    finally:
        await http.aclose()


async def found(said: Callable[[str], object], **changes: str) -> tuple[Provider, Wire]:
    async with wired() as wire:
        wire.replies = [answer(json.dumps(said(f"{wire.url}/auth/realms/acme")))]
        return await find(unstated(wire, **changes)), wire


async def test_the_server_itself_says_where_its_endpoints_are() -> None:
    provider, wire = await found(
        lambda issuer: realm_of(issuer, authorization_response_iss_parameter_supported=True)
    )
    issuer = f"{wire.url}/auth/realms/acme"
    assert provider == Provider(
        issuer,
        f"{issuer}/protocol/openid-connect/auth",
        f"{issuer}/protocol/openid-connect/token",
        f"{issuer}/protocol/openid-connect/logout",
        sends_issuer=True,
        discovered=True,
    )
    assert [asked.target for asked in wire.asked] == [METADATA]


async def test_one_stated_path_wins_over_what_the_server_says() -> None:
    provider, wire = await found(realm_of, token_path="/own/{workspaceId}/token")
    assert provider.token_endpoint == f"{wire.url}/own/acme/token"
    assert provider.authorization_endpoint.endswith("/protocol/openid-connect/auth")


@pytest.mark.rule("C18")
async def test_two_stated_paths_need_no_question() -> None:
    async with wired() as wire:
        provider = await find(
            unstated(wire, auth_path="/a/{workspaceId}", token_path=f"{wire.url}/t")
        )
    assert provider.authorization_endpoint == f"{wire.url}/a/acme"
    assert (provider.token_endpoint, provider.issuer) == (f"{wire.url}/t", None)
    assert provider.end_session_endpoint is None
    assert wire.asked == []


async def test_the_introductions_paths_are_known_by_their_form() -> None:
    path = "/auth/realms/{workspaceId}/protocol/openid-connect/"
    async with wired() as wire:
        provider = await find(unstated(wire, auth_path=f"{path}auth", token_path=f"{path}token"))
    issuer = f"{wire.url}/auth/realms/acme"
    assert provider.issuer == issuer
    assert provider.end_session_endpoint == f"{issuer}/protocol/openid-connect/logout"


async def test_without_metadata_the_introductions_paths_are_tried() -> None:
    async with wired(answer("", 404), answer("", 405)) as wire:
        provider = await find(unstated(wire))
    assert not provider.discovered
    assert provider.token_endpoint.endswith("/realms/acme/protocol/openid-connect/token")
    assert len(wire.asked) == 2


@pytest.mark.fault("B25")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "https://other.example/auth/realms/acme"}, "calls itself"),
        ({"issuer": None}, "calls itself ''"),
        ({"token_endpoint": "https://other.example/token"}, "token_endpoint is on another host"),
        ({"authorization_endpoint": "http://127.0.0.1:1/x"}, "is on another host"),
        ({"end_session_endpoint": "https://other.example/x"}, "is on another host"),
        ({"revocation_endpoint": "https://other.example/x"}, "is on another host"),
        ({"device_authorization_endpoint": "https://other.example/x"}, "is on another host"),
        ({"code_challenge_methods_supported": ["plain"]}, "no PKCE with S256"),
        ({"token_endpoint": None}, "no DocuMine login server"),
    ],
)
@pytest.mark.rule("C3")
@pytest.mark.rule("C18")
async def test_metadata_of_another_server_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        await found(lambda issuer: realm_of(issuer, **change))


@pytest.mark.fault("B17")
@pytest.mark.parametrize(
    ("replies", "kind", "said"),
    [
        ([answer('{"error": "Realm does not exist"}', 404)], ConfigError, "no workspace 'acme'"),
        ([answer("", 503)], ServiceUnavailableError, "down or failing"),
        ([answer("", 429)], ServiceUnavailableError, "down or failing"),
        ([answer("", 404)], ConfigError, "no DocuMine login server"),
        ([answer("", 302, Location="/login")], ConfigError, "no DocuMine login server"),
        ([answer('{"message": "called x"}', 421)], ConfigError, "it said: .*called x"),
        ([answer("{broken", 404)], ConfigError, "no DocuMine login server"),
        ([answer("[]", 404), answer("<html>", 200)], ConfigError, "no DocuMine login server"),
        ([answer("[]")], ConfigError, "no DocuMine login server"),
        ([answer("<html>Sign in</html>", kind="text/html")], ProtocolError, "a web page"),
    ],
)
async def test_where_no_login_server_answers_it_is_told(
    replies: list[Reply], kind: type[DocuMineError], said: str
) -> None:
    async with wired(*replies) as wire:
        with pytest.raises(kind, match=said):
            await find(unstated(wire))


@pytest.mark.parametrize("path", ["token", "ftp://x.example/token"])
async def test_a_stated_path_must_be_a_path_or_a_safe_address(path: str) -> None:
    async with wired() as wire:
        with pytest.raises(ConfigError, match="neither a path nor an https address"):
            await find(unstated(wire, token_path=path))


@pytest.mark.rule("C10")
async def test_an_unencrypted_login_server_elsewhere_is_refused() -> None:
    settings = ConnectSettings(
        "https://acme.example", "acme", "c", auth_path="/a", token_path="http://acme.example/t"
    )
    with pytest.raises(ConfigError, match="https address"):
        await find(settings)


@pytest.mark.parametrize(
    ("grants", "is_offered"),
    [(None, True), (["urn:ietf:params:oauth:grant-type:device_code"], True), (["password"], False)],
)
async def test_all_endpoints_are_read_and_the_device_grant_only_where_it_is_offered(
    grants: list[str] | None,
    is_offered: bool,  # noqa: FBT001 -- a row of the table
) -> None:
    provider, wire = await found(
        lambda issuer: realm_of(
            issuer,
            revocation_endpoint=f"{issuer}/revoke",
            device_authorization_endpoint=f"{issuer}/device",
            grant_types_supported=grants,
            code_challenge_methods_supported=["plain", "S256"],
        )
    )
    issuer = f"{wire.url}/auth/realms/acme"
    assert provider.revocation_endpoint == f"{issuer}/revoke"
    assert (provider.device_authorization_endpoint == f"{issuer}/device") is is_offered
