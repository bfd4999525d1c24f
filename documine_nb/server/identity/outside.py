"""Access tokens of an outside issuer: checked by its public keys, without asking it about each.

So a session that is ended there counts here until its access token runs out, as with any service
that trusts an issuer's signature.
"""

from __future__ import annotations

import math
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from documine_nb.server.clock import Clock
from documine_nb.server.identity.issuer_keys import IssuerKeys, checked_issuer
from documine_nb.server.identity.records import ROLES, InvalidTokenError, Principal, UserRecord

__all__ = ["OutsideIssuer"]

# Signatures by a private key only: with "none" or HS256 whoever knows the public key could sign.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_LONGEST_TOKEN = 16_384
_LONGEST_NAME = 255
_LEEWAY = 30.0  # seconds that the issuer's clock may be ahead of ours


class OutsideIssuer:
    """Reads the tokens of one realm elsewhere.

    Parameters
    ----------
    issuer : str
        The realm's address, as its tokens have it in ``iss``.
    clock : Clock
        When tokens end.

    Attributes
    ----------
    workspace : str
        The last part of the address.
    """

    def __init__(self, issuer: str, clock: Clock) -> None:
        self.issuer = checked_issuer(issuer)
        self.workspace = self.issuer.rpartition("/")[2]
        self._clock = clock
        self._keys = IssuerKeys(self.issuer, clock)

    def read(self, token: str) -> tuple[Principal, UserRecord]:
        """Return whom an access token speaks for, and what it tells about the user.

        Raises
        ------
        InvalidTokenError
            With reason "invalid" or "expired".
        IssuerUnreachableError
            Where the issuer's keys are needed and cannot be had.
        """
        claims, now = self._claims(token), self._clock.wall()
        # Keycloak's ID and refresh tokens are signed too, and say so in `typ`.
        if claims.get("iss") != self.issuer or claims.get("typ") != "Bearer":
            raise InvalidTokenError("invalid")
        ends = _seconds(claims.get("exp"))
        if _seconds(claims.get("nbf", 0)) > now + _LEEWAY:
            raise InvalidTokenError("invalid")
        if ends <= now:
            raise InvalidTokenError("expired")
        user = _user(claims)
        principal = Principal(
            workspace=self.workspace,
            user_id=user.id,
            username=user.username,
            roles=frozenset(user.roles),
            client_id=_text(claims, "azp"),
            expires_at=ends,
        )
        return principal, user

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise InvalidTokenError("invalid")
        try:
            # Read before anything is checked, only to know by which key to check it.
            header = jws.extract_compact(token.encode()).headers()
            key = self._keys.get(str(header["kid"]))
            # The algorithms are ours to say, never the token's (RFC 8725, section 3.1).
            return dict(jwt.decode(token, key, algorithms=_ALGORITHMS).claims)
        except (
            JoseError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ) as error:
            raise InvalidTokenError("invalid") from error


def _user(claims: dict[str, Any]) -> UserRecord:
    subject = _text(claims, "sub")
    if not subject:
        raise InvalidTokenError("invalid")
    access = claims.get("realm_access")
    named = access.get("roles") if isinstance(access, dict) else None
    roles = tuple(sorted(set(ROLES).intersection(map(str, named)))) if named else ()
    return UserRecord(
        id=subject,
        username=_text(claims, "preferred_username") or subject,
        email=_text(claims, "email"),
        first_name=_text(claims, "given_name"),
        last_name=_text(claims, "family_name"),
        roles=roles,
        active=bool(roles),
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value[:_LONGEST_NAME] if isinstance(value, str) else ""


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidTokenError("invalid")
    return float(value)
