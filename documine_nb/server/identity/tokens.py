"""Making tokens and reading them: claims as Keycloak writes them."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any, Literal

from joserfc import jwt
from joserfc.errors import JoseError

from documine_nb.server.identity.keys import SigningKeys
from documine_nb.server.identity.records import InvalidTokenError, SessionRecord, UserRecord
from documine_nb.server.settings import ServerSettings

__all__ = ["Tokens", "granted_scope", "profile", "unknown_scope"]

Kind = Literal["Bearer", "Refresh", "ID"]
_LONGEST = 16_384
_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})


def granted_scope(asked: str | None) -> str:
    """Return the scope that is granted: profile and email always, openid if asked for."""
    return "openid profile email" if "openid" in (asked or "").split() else "profile email"


def unknown_scope(asked: str | None) -> bool:
    """Tell whether something is asked for that there is not."""
    return not _SCOPES.issuperset((asked or "").split())


class Tokens:
    """Signs and checks the tokens of all workspaces."""

    def __init__(self, settings: ServerSettings, keys: SigningKeys) -> None:
        self._settings = settings
        self._keys = keys

    def issuer(self, workspace: str) -> str:
        """Return the issuer's address, which is also the realm's."""
        return f"{self._settings.base_url}/auth/realms/{workspace}"

    def answer(
        self,
        session: SessionRecord,
        user: UserRecord,
        *,
        client_id: str,
        scope: str,
        nonce: str | None = None,
        renewable: bool = True,
    ) -> dict[str, Any]:
        """Return what the token endpoint answers when all is well.

        With ``renewable=False`` there is no refresh token: a service signs in anew instead
        (RFC 6749, section 4.4.3).
        """
        settings = self._settings
        common = {
            "iss": self.issuer(session.workspace),
            "sub": user.id,
            "azp": client_id,
            "sid": session.sid,
        }
        if nonce is not None:
            common["nonce"] = nonce
        access = self._sign(
            session.workspace,
            "Bearer",
            settings.access_token_lifetime,
            {
                **{name: value for name, value in common.items() if name != "nonce"},
                "acr": "1",
                "allowed-origins": [],
                "realm_access": {"roles": list(user.roles)},
                "scope": scope,
                **profile(user),
            },
        )
        body: dict[str, Any] = {
            "access_token": access,
            "expires_in": int(settings.access_token_lifetime),
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": scope,
        }
        if renewable:
            lifetime = settings.refresh_token_lifetime
            renewal = {**common, "aud": common["iss"], "scope": scope}
            body |= {
                "refresh_expires_in": int(lifetime),
                "refresh_token": self._sign(session.workspace, "Refresh", lifetime, renewal),
                "session_state": session.sid,
            }
        if "openid" in scope.split():
            claims = {
                **common,
                "aud": client_id,
                "auth_time": int(session.started_at),
                "at_hash": _half_hash(access),
                "acr": "1",
                **profile(user),
            }
            body["id_token"] = self._sign(
                session.workspace, "ID", settings.access_token_lifetime, claims
            )
        return body

    def _sign(self, workspace: str, kind: Kind, lifetime: float, claims: dict[str, Any]) -> str:
        now = self._settings.clock.wall()
        key = self._keys.get(workspace)
        header = {"alg": "RS256", "typ": "JWT", "kid": key.kid}
        times = {"exp": int(now + lifetime), "iat": int(now), "jti": str(uuid.uuid4())}
        return jwt.encode(header, {**times, **claims, "typ": kind}, key)

    def read(
        self, workspace: str, token: str, kind: Kind, *, expired: bool = False
    ) -> dict[str, Any]:
        """Return the claims of a token we signed.

        Parameters
        ----------
        workspace : str
            Whose token it must be.
        token : str
            The JWT.
        kind : {"Bearer", "Refresh", "ID"}
            What it must be; an ID token opens nothing.
        expired : bool, default False
            Whether one whose time is over will do.

        Raises
        ------
        InvalidTokenError
            With reason "invalid" or "expired".
        """
        if len(token) > _LONGEST:
            raise InvalidTokenError("invalid")
        try:
            # The algorithm is ours to say, never the token's (RFC 8725, section 3.1).
            claims = dict(jwt.decode(token, self._keys.get(workspace), algorithms=["RS256"]).claims)
        except (
            JoseError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ) as error:
            # The header is the caller's JSON: what is no object at all trips joserfc 1.8 elsewhere.
            raise InvalidTokenError("invalid") from error
        if claims.get("typ") != kind or claims.get("iss") != self.issuer(workspace):
            raise InvalidTokenError("invalid")
        if not expired and claims["exp"] <= self._settings.clock.wall():
            raise InvalidTokenError("expired")
        return claims


def profile(user: UserRecord) -> dict[str, Any]:
    """Return what the scopes profile and email tell about a user."""
    claims: dict[str, Any] = {"email_verified": False, "preferred_username": user.username}
    name = f"{user.first_name} {user.last_name}".strip()
    optional = {
        "name": name,
        "given_name": user.first_name,
        "family_name": user.last_name,
        "email": user.email,
    }
    return claims | {claim: value for claim, value in optional.items() if value}


def _half_hash(token: str) -> str:
    # OpenID Connect Core, section 3.1.3.6.
    digest = hashlib.sha256(token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
