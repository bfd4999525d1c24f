"""Passwords as scrypt hashes (RFC 7914)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

__all__ = ["hash_password", "verify_password"]

# OWASP's Password Storage Cheat Sheet: N=2^14 with r=8 and p=5 costs an attacker as much as its
# other rows, and 16 MiB of memory at a time is kind to small machines such as Binder's.
_N, _R, _P = 1 << 14, 8, 5


def hash_password(password: str) -> str:
    """Return a salted hash of `password`, with its parameters."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_derive(password, salt, _N, _R, _P).hex()}"


def verify_password(password: str, stored: str | None) -> bool:
    """Tell whether `password` belongs to `stored`; as slow for nobody's (None or "") as any."""
    if not stored:
        _derive(password, bytes(16), _N, _R, _P)
        return False
    _, n, r, p, salt, expected = stored.split("$")
    actual = _derive(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(actual, bytes.fromhex(expected))


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # `surrogatepass`: whatever a form can hold is hashed, never an error of its own.
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=64 << 20, dklen=32)
