"""Where the login server's endpoints are: asked of the server, or as the introduction says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from documine_nb.auth.oauth.forms import DEVICE_GRANT
from documine_nb.auth.refusals import no_such_workspace, wrong_address
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import ConfigError, ProtocolError, ServiceUnavailableError
from documine_nb.transport.answer import Answer
from documine_nb.transport.plain import PlainHttp

__all__ = ["Provider", "discover", "read_metadata"]

_OIDC = "/protocol/openid-connect"
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "end_session_endpoint",
    "revocation_endpoint",
    "device_authorization_endpoint",
)


@dataclass(frozen=True)
class Provider:
    """The login server of one workspace.

    Attributes
    ----------
    issuer : str or None
        Its name, which every answer must bear; None where only paths were given.
    authorization_endpoint, token_endpoint : str
        Full addresses.
    end_session_endpoint : str or None
        Where a session is ended.
    revocation_endpoint : str or None
        Where a token is revoked.
    device_authorization_endpoint : str or None
        Where a device code is asked for.
    sends_issuer : bool
        Whether it promises to name itself in callbacks (RFC 9207).
    discovered : bool
        Whether the server itself said all this.
    """

    issuer: str | None
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None = None
    revocation_endpoint: str | None = None
    device_authorization_endpoint: str | None = None
    sends_issuer: bool = False
    discovered: bool = False


async def discover(http: PlainHttp, settings: ConnectSettings) -> Provider:
    """Find the endpoints: explicit paths win, then the server's metadata, then the introduction.

    Raises
    ------
    ConfigError
        Where there is no such workspace or no login server, or the metadata is another server's.
    """
    stated = _stated(settings)
    if settings.auth_path and settings.token_path:
        return stated
    address = f"{_realm(settings)}/.well-known/openid-configuration"
    answer = await http.get(address, label="looking for the login server")
    if answer.is_success:
        return _explicit_over(read_metadata(answer, settings), stated, settings)
    if _error(answer) == "Realm does not exist":
        facts = {"status": answer.status, "request_id": answer.request_id}
        raise no_such_workspace(settings.workspace, facts)
    if answer.status >= 500 or answer.status == 429:  # noqa: PLR2004 -- the codes are their names
        raise ServiceUnavailableError(
            "the login server is down or failing",
            cure="Try again later.",
            status=answer.status,
            request_id=answer.request_id,
        )
    # No metadata: is there a token endpoint at all? One that is answers GET with 405 or 400.
    probe = await http.get(stated.token_endpoint, label="looking for the login server")
    if probe.status in {301, 302, 303, 307, 308, 404, 421} or probe.looks_like_html:
        raise wrong_address(answer, settings.base_url)
    return stated


def _realm(settings: ConnectSettings) -> str:
    return f"{settings.base_url}/auth/realms/{quote(settings.workspace, safe='')}"


def _stated(settings: ConnectSettings) -> Provider:
    """Return the endpoints by the settings and the introduction's paths."""
    token = _absolute(settings.token_path, settings) or f"{_realm(settings)}{_OIDC}/token"
    auth = _absolute(settings.auth_path, settings) or f"{_realm(settings)}{_OIDC}/auth"
    keycloak = token.endswith(f"{_OIDC}/token")
    return Provider(
        issuer=token.removesuffix(f"{_OIDC}/token") if keycloak else None,
        authorization_endpoint=auth,
        token_endpoint=token,
        end_session_endpoint=f"{token.removesuffix('/token')}/logout" if keycloak else None,
        revocation_endpoint=f"{token.removesuffix('/token')}/revoke" if keycloak else None,
        device_authorization_endpoint=f"{auth}/device" if keycloak else None,
    )


def _explicit_over(found: Provider, stated: Provider, settings: ConnectSettings) -> Provider:
    changes: dict[str, str] = {}
    if settings.auth_path:
        changes["authorization_endpoint"] = stated.authorization_endpoint
    if settings.token_path:
        changes["token_endpoint"] = stated.token_endpoint
    return replace(found, **changes)  # type: ignore[arg-type]  # only texts are changed


def _absolute(path: str | None, settings: ConnectSettings) -> str | None:
    if not path:
        return None
    filled = path.replace("{workspaceId}", quote(settings.workspace, safe=""))
    if filled.startswith("/"):
        return f"{settings.base_url}{filled}"
    parts = urlsplit(filled)
    if parts.scheme == "https" or (parts.scheme == "http" and settings.endpoint.is_local):
        return filled
    raise ConfigError(
        f"{path!r} is neither a path nor an https address",
        cure="Give auth_path and token_path such as "
        "'/auth/realms/{workspaceId}/protocol/openid-connect/token'.",
    )


def read_metadata(answer: Answer, settings: ConnectSettings) -> Provider:
    """Read a login server's own description (RFC 8414; OpenID Connect Discovery).

    Raises
    ------
    ConfigError
        Where it is another server's, names other hosts, or offers no S256.
    ProtocolError
        Where it is no JSON.
    """
    body = answer.json()
    if not isinstance(body, dict):
        raise wrong_address(answer, settings.base_url)
    issuer = _text(body, "issuer")
    expected = _realm(settings)
    if issuer.rstrip("/") != expected:
        # RFC 8414, section 3.3: metadata of another issuer must not be used.
        raise ConfigError(
            f"the login server calls itself {issuer!r}, not {expected!r}",
            cure="Use that name's address as the base URL, or give auth_path and token_path.",
        )
    if not (_text(body, "authorization_endpoint") and _text(body, "token_endpoint")):
        raise wrong_address(answer, settings.base_url)
    methods = body.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        # RFC 9700, section 2.1.1: a plain challenge protects nothing that an eavesdropper sees.
        raise ConfigError(
            "the login server offers no PKCE with S256, without which no code is safe",
            cure="Ask its administrator to allow code_challenge_method S256.",
        )
    provider = Provider(
        issuer=issuer,
        authorization_endpoint=_text(body, "authorization_endpoint"),
        token_endpoint=_text(body, "token_endpoint"),
        end_session_endpoint=_text(body, "end_session_endpoint") or None,
        revocation_endpoint=_text(body, "revocation_endpoint") or None,
        device_authorization_endpoint=_device_endpoint(body),
        sends_issuer=body.get("authorization_response_iss_parameter_supported") is True,
        discovered=True,
    )
    for name in _ENDPOINTS:
        address = getattr(provider, name)
        if address is not None and _origin(address) != _origin(expected):
            raise ConfigError(
                f"the login server's {name} is on another host: {_origin(address)!r}",
                cure="If that is right, give auth_path and token_path as full addresses.",
            )
    return provider


def _device_endpoint(body: dict[str, Any]) -> str | None:
    grants = body.get("grant_types_supported")
    if isinstance(grants, list) and DEVICE_GRANT not in grants:
        return None
    return _text(body, "device_authorization_endpoint") or None


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _error(answer: Answer) -> str:
    try:
        body = answer.json()
    except ProtocolError:
        return ""
    return _text(body, "error") if isinstance(body, dict) else ""


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
