"""Proof Key for Code Exchange (RFC 7636): only S256, and public clients must use it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

from documine_nb.server.identity.records import Client, OAuthError

__all__ = ["check_verifier", "wrong_challenge"]

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def wrong_challenge(client: Client, asked: Mapping[str, str]) -> tuple[str, str] | None:
    """Return error code and description for a request without a good challenge, else None."""
    method, challenge = asked.get("code_challenge_method"), asked.get("code_challenge")
    if not client.public and method is None and challenge is None:
        return None
    wrong = None
    if not method:
        wrong = "Missing parameter: code_challenge_method"
    elif method != "S256":
        wrong = "Invalid parameter: code challenge method is not matching the configured one"
    elif not challenge:
        wrong = "Missing parameter: code_challenge"
    elif not _CHALLENGE.fullmatch(challenge):
        wrong = "Invalid parameter: code_challenge"
    return None if wrong is None else ("invalid_request", wrong)


def check_verifier(challenge: str | None, verifier: str | None) -> None:
    """Raise OAuthError unless the verifier belongs to the challenge."""
    wrong = _wrong_verifier(challenge, verifier)
    if wrong is not None:
        raise OAuthError(400, "invalid_grant", wrong)


def _wrong_verifier(challenge: str | None, verifier: str | None) -> str | None:
    if challenge is None:
        unasked = "PKCE code verifier specified but challenge not present in authorization"
        return unasked if verifier else None
    if not verifier:
        return "PKCE code verifier not specified"
    if not _VERIFIER.fullmatch(verifier):
        return "PKCE verification failed: Invalid code verifier"
    digest = hashlib.sha256(verifier.encode()).digest()
    actual = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    matches = hmac.compare_digest(actual, challenge)
    return None if matches else "PKCE verification failed: Code mismatch"
