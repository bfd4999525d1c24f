"""The proof that whoever redeems a code also asked for it (RFC 7636, method S256)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass

from documine_nb.secrets import Secret

__all__ = ["Pkce"]


@dataclass(frozen=True)
class Pkce:
    """A verifier and its challenge."""

    verifier: Secret
    challenge: str

    @classmethod
    def fresh(cls, verifier: Secret | None = None) -> Pkce:
        """Make a new pair: 32 random bytes, 43 characters.

        Examples
        --------
        The example of RFC 7636, appendix B:

        >>> Pkce.fresh(Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).challenge
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
        """
        own = verifier or Secret(secrets.token_urlsafe(32))
        digest = hashlib.sha256(own.reveal().encode()).digest()
        return cls(own, base64.urlsafe_b64encode(digest).rstrip(b"=").decode())

    def query(self) -> dict[str, str]:
        """Return the fields by which a challenge is sent; the verifier is not among them."""
        return {"code_challenge": self.challenge, "code_challenge_method": "S256"}
