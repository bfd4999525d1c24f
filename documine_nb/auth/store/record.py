"""One kept sign-in as text: what is written, and what is believed of what is read. No I/O."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any

from documine_nb.auth.oauth import Tokens
from documine_nb.secrets import Secret
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["BadRecordError", "Key", "read_record", "write_record"]

_VERSION = 1
_AHEAD_OF_US = 120.0
_ENDING = 0.1
_TOKENS = ("access_token", "refresh_token", "id_token")


class BadRecordError(ValueError):
    """A record that cannot be believed; the text says why."""


@dataclass(frozen=True)
class Key:
    """Whose sign-in it is: login server, client and user; nothing is shared across these."""

    issuer: str
    client_id: str
    username: str

    @property
    def name(self) -> str:
        """A name for a file, the same for the same key."""
        whole = json.dumps([self.issuer, self.client_id, self.username])
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def write_record(key: Key, tokens: Tokens, *, received: float) -> Secret:
    """Return the text to keep; `received` is the wall clock's time at which they came."""
    fields: dict[str, Any] = {
        "version": _VERSION,
        "issuer": key.issuer,
        "client_id": key.client_id,
        "username": key.username,
        "received": received,
        "expires_in": tokens.expires_in,
        "refresh_expires_in": tokens.refresh_expires_in,
    }
    for name, token in zip(_TOKENS, (tokens.access, tokens.refresh, tokens.id_token), strict=True):
        fields[name] = token.reveal() if token else None
    return Secret(json.dumps(fields))


def read_record(text: Secret, key: Key, *, now: float) -> Tokens:
    """Return the tokens, their lifetimes shortened by the record's age.

    Raises
    ------
    BadRecordError
        For anything that this release did not write for this very key.
    """
    fields = _fields(text)
    if fields.get("version") != _VERSION:
        raise BadRecordError("it is of another version")
    if [fields.get(name) for name in ("issuer", "client_id", "username")] != [
        key.issuer,
        key.client_id,
        key.username,
    ]:
        raise BadRecordError("it is of another login server, client or user")
    access, refresh = fields["access_token"], fields["refresh_token"]
    if access is None or refresh is None:
        raise BadRecordError("it holds no tokens")
    age = now - _number(fields, "received")
    # One from the future: this clock or that one was wrong, so that nothing is known of its age.
    is_odd = age < -_AHEAD_OF_US
    life = _number(fields, "expires_in")
    left = life - max(age, 0.0)
    session = fields.get("refresh_expires_in")
    return Tokens(
        access=access,
        refresh=refresh,
        # One about to end would be refused before it is used: it counts as over.
        expires_in=0.0 if is_odd or left < _ENDING * life else left,
        refresh_expires_in=None
        if session is None or is_odd
        else max(_number(fields, "refresh_expires_in") - max(age, 0.0), 0.0),
        id_token=fields["id_token"],
    )


def _fields(text: Secret) -> dict[str, Any]:
    reason = ""
    try:
        body = parse_json(text.reveal().encode(errors="surrogatepass"))
    except BodyError:
        body, reason = None, "it is damaged"
    if not isinstance(body, dict):
        # Raised here: as its context, the reader's frames would hold the text.
        raise BadRecordError(reason or "it is damaged")
    fields: dict[str, Any] = body
    for name in _TOKENS:
        value = fields.get(name)
        usable = isinstance(value, str) and value.isascii() and value.isprintable()
        fields[name] = Secret(value) if usable and value else None
    return fields


def _number(fields: dict[str, Any], name: str) -> float:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRecordError(f"its {name} is no number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadRecordError(f"its {name} is no number")
    return number
