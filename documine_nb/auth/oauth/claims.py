"""What a token says of itself, for showing, and whether an identity token is of this sign-in."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from documine_nb.errors import LoginRequiredError
from documine_nb.secrets import Secret
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["check_id_token", "read_claims"]


def read_claims(token: Secret | None) -> dict[str, Any]:
    """Return the claims of a signed token, unchecked; empty for one that is opaque."""
    parts = token.reveal().split(".") if token else []
    if len(parts) != 3:  # noqa: PLR2004 -- header, payload, signature: RFC 7515
        return {}
    try:
        payload = parse_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (BodyError, ValueError):
        return {}
    return payload if isinstance(payload, dict) else {}


def check_id_token(
    token: Secret | None, *, client_id: str, issuer: str | None, nonce: Secret
) -> None:
    """Refuse an identity token of another sign-in, client or login server.

    It came straight from the token endpoint, so its signature need not be checked (OpenID Connect
    Core, 3.1.3.7); it is used for a name to show only. Its times are not looked at: a clock that
    is wrong here keeps nobody out.

    Raises
    ------
    LoginRequiredError
        Where it does not belong to this sign-in.
    """
    claims = read_claims(token)
    if not claims:
        return
    audience = claims.get("aud")
    wrong = {
        "sign-in": not hmac.compare_digest(
            str(claims.get("nonce", "")).encode(errors="replace"), nonce.reveal().encode()
        ),
        "client": client_id not in (audience if isinstance(audience, list) else [audience]),
        "login server": issuer is not None and claims.get("iss") != issuer,
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise LoginRequiredError(
                f"the login server's answer is meant for another {what}; it was not used",
                cure="Start the sign-in again; tell support if it stays so.",
            )
