"""The public keys of an outside issuer: fetched when needed, kept for a while, renewed."""

from __future__ import annotations

import ipaddress
import json
import math
import threading
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from documine_nb.server.clock import Clock
from documine_nb.server.identity.records import IssuerUnreachableError

__all__ = ["IssuerKeys", "checked_issuer"]

_LARGEST_ANSWER = 1 << 20
_TIMEOUT = 10.0
# A key that its issuer withdrew is forgotten after the first; made-up key ids cost the issuer no
# more than one call in the second, and neither does an issuer that is down cost us more.
_KEYS_LIVE = 600.0
_PAUSE = 10.0


def checked_issuer(issuer: str) -> str:
    """Return an issuer's address without a trailing slash.

    Raises
    ------
    ValueError
        Where it is not https (or http on this machine), or its path names no realm.

    Examples
    --------
    >>> checked_issuer("https://login.example/auth/realms/acme/")
    'https://login.example/auth/realms/acme'
    """
    parts = urlsplit(issuer)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if not (is_safe and is_plain and parts.hostname and parts.path.strip("/")):
        raise ValueError(
            f"{issuer!r} cannot be an issuer: give the address of a realm, such as"
            " 'https://login.example/auth/realms/acme'; http is for this machine only."
        )
    return issuer.rstrip("/")


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class IssuerKeys:
    """Signing keys by their ids, as the issuer's metadata leads to them.

    Parameters
    ----------
    issuer : str
        The issuer's checked address.
    clock : Clock
        For when keys are asked for anew.
    """

    def __init__(self, issuer: str, clock: Clock) -> None:
        self._issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, Any] = {}
        self._due = self._not_before = -math.inf
        self._opener = urllib.request.build_opener(_NoRedirects)

    def get(self, kid: str) -> Any:
        """Return a key; KeyError where the issuer has none of that id.

        Raises
        ------
        IssuerUnreachableError
            Where the keys are not known (any more) and cannot be read.
        """
        with self._lock:
            now = self._clock.monotonic()
            is_due = now >= self._due
            if (is_due or kid not in self._keys) and now >= self._not_before:
                self._not_before = now + _PAUSE
                self._keys = self._ask()
                self._due = now + _KEYS_LIVE
            elif is_due:
                raise IssuerUnreachableError(f"The keys of {self._issuer} cannot be read for now.")
            return self._keys[kid]

    def _ask(self) -> dict[str, Any]:
        try:
            metadata = self._read(f"{self._issuer}/.well-known/openid-configuration")
            address = metadata["jwks_uri"]
            # RFC 8414, section 3.3: what calls itself otherwise is another issuer's.
            if metadata["issuer"] != self._issuer or not _same_origin(address, self._issuer):
                raise ValueError("its metadata are another issuer's")  # noqa: TRY301 -- told as all else that is wrong
            return _signing_keys(self._read(address)["keys"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, JoseError) as error:
            raise IssuerUnreachableError(
                f"The keys of {self._issuer} cannot be read: {error}."
            ) from error

    def _read(self, address: str) -> dict[str, Any]:
        asked = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 -- https, or this machine
        with self._opener.open(asked, timeout=_TIMEOUT) as answer:
            body = answer.read(_LARGEST_ANSWER + 1)
        if len(body) > _LARGEST_ANSWER:
            raise ValueError("the answer is too large")
        found = json.loads(body)
        if not isinstance(found, dict):
            raise TypeError("the answer is no JSON object")
        return found


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    # Keys come from where the issuer is, not from where it may be sent on to.
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _signing_keys(published: list[dict[str, Any]]) -> dict[str, Any]:
    # Others among them are for encryption, or of kinds that no algorithm here is for.
    signing = [
        key
        for key in published
        if key.get("use", "sig") == "sig" and key.get("kty") in {"RSA", "EC"} and key.get("kid")
    ]
    return {str(key.kid): key for key in KeySet.import_key_set({"keys": signing}).keys}


def _same_origin(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)
