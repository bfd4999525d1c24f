"""Device codes (RFC 8628): handed out, decided on at another device, and taken once.

Keycloak's rules: a poll before its time is answered ``slow_down`` and changes nothing; a code that
was redeemed, like one that never was, is "not valid"; a challenge is asked for where the client
must use PKCE, and its verifier with every redemption.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from documine_nb.server.database import Database
from documine_nb.server.identity.directory import secret_hash
from documine_nb.server.identity.pkce import wrong_challenge
from documine_nb.server.identity.records import Client, DeviceSignIn, OAuthError
from documine_nb.server.identity.tokens import granted_scope
from documine_nb.server.settings import ServerSettings

__all__ = ["Devices", "TooManyGuessesError"]

# RFC 8628, section 6.1: consonants only, so that no words come about; 20 letters at 8 places.
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
_HALF = 4
# Section 5.1: with these, a guess at any of ten open codes succeeds once in some ten years.
_GUESSES, _PERIOD = 30, 60.0
# How long an answer still says that a code expired, rather than that there is none.
_REMEMBERED = 3600.0
_DISABLED = (
    "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant."
    " The flow is disabled for the client."
)


class TooManyGuessesError(Exception):
    """So many wrong user codes came in that right ones are not looked at for a while."""


class Devices:
    """The sign-ins that wait for somebody at another device."""

    def __init__(self, database: Database, settings: ServerSettings) -> None:
        self._db = database
        self._settings = settings
        self._misses: deque[float] = deque(maxlen=_GUESSES)

    def start(
        self, workspace: str, client: Client, form: Mapping[str, str], *, issuer: str
    ) -> dict[str, Any]:
        """Answer a device authorization request (RFC 8628, section 3.2)."""
        if not client.device_grant:
            raise OAuthError(400, "unauthorized_client", _DISABLED)
        wrong = wrong_challenge(client, form)
        if wrong is not None:
            raise OAuthError(400, *wrong)
        settings, now = self._settings, self._settings.clock.wall()
        device_code, letters = secrets.token_urlsafe(32), _letters()
        waiting = DeviceSignIn(
            workspace=workspace,
            client_id=client.client_id,
            user_code=letters,
            scope=granted_scope(form.get("scope")),
            challenge=form.get("code_challenge"),
            expires_at=now + settings.device_code_lifetime,
            next_poll_at=now,
        )
        with self._db.writing() as db:
            db.execute("DELETE FROM device_codes WHERE expires_at <= ?", (now - _REMEMBERED,))
            db.execute(
                "INSERT INTO device_codes (code_hash, workspace, client_id, user_code, scope,"
                " challenge, expires_at, next_poll_at, state, sid) VALUES (?,?,?,?,?,?,?,?,?,?)",
                (secret_hash(device_code), *astuple(waiting)),
            )
        user_code = f"{letters[:_HALF]}-{letters[_HALF:]}"
        return {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": f"{issuer}/device",
            "verification_uri_complete": f"{issuer}/device?user_code={user_code}",
            "expires_in": int(settings.device_code_lifetime),
            "interval": int(settings.device_poll_interval),
        }

    def poll(self, workspace: str, client: Client, device_code: str) -> DeviceSignIn:
        """Return an approved sign-in, or raise what its device has to hear (section 3.5)."""
        hashed, now = secret_hash(device_code), self._settings.clock.wall()
        with self._db.writing() as db:
            row = db.execute(
                "SELECT * FROM device_codes WHERE code_hash=? AND workspace=?", (hashed, workspace)
            ).fetchone()
            if row is None:
                raise OAuthError(400, "invalid_grant", "Device code not valid")
            waiting = _device(row)
            if waiting.client_id != client.client_id:
                raise OAuthError(400, "invalid_grant", "unauthorized client")
            if now < waiting.next_poll_at:
                raise OAuthError(400, "slow_down", "Slow down")
            db.execute(
                "UPDATE device_codes SET next_poll_at=? WHERE code_hash=?",
                (now + self._settings.device_poll_interval, hashed),
            )
        if waiting.expires_at <= now:
            raise OAuthError(400, "expired_token", "Device code is expired")
        if waiting.state == "denied":
            description = "The end user denied the authorization request"
            raise OAuthError(400, "access_denied", description)
        if waiting.state != "approved":
            description = "The authorization request is still pending"
            raise OAuthError(400, "authorization_pending", description)
        return waiting

    def take(self, device_code: str) -> bool:
        """Use a code up; False if somebody was faster."""
        with self._db.writing() as db:
            sql = "DELETE FROM device_codes WHERE code_hash=?"
            return db.execute(sql, (secret_hash(device_code),)).rowcount == 1

    def find(self, workspace: str, typed: str) -> DeviceSignIn | None:
        """Return the undecided sign-in that a person's user code stands for, however typed.

        Raises
        ------
        TooManyGuessesError
            After thirty wrong ones within a minute, until the minute is over.
        """
        now = self._settings.clock.wall()
        if len(self._misses) == _GUESSES and self._misses[0] > now - _PERIOD:
            raise TooManyGuessesError
        row = self._db.row(
            "SELECT * FROM device_codes"
            " WHERE workspace=? AND user_code=? AND state='pending' AND expires_at > ?",
            workspace,
            "".join(filter(str.isalnum, typed)).upper(),
            now,
        )
        if row is None:
            self._misses.append(now)
            return None
        return _device(row)

    def decide(self, workspace: str, user_code: str, *, sid: str | None) -> bool:
        """Approve (with a session) or deny; False if it was decided or is over already."""
        state = "denied" if sid is None else "approved"
        with self._db.writing() as db:
            changed = db.execute(
                "UPDATE device_codes SET state=?, sid=?"
                " WHERE workspace=? AND user_code=? AND state='pending' AND expires_at > ?",
                (state, sid, workspace, user_code, self._settings.clock.wall()),
            )
            return changed.rowcount == 1


def _letters() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF))


def _device(row: Any) -> DeviceSignIn:
    return DeviceSignIn(**{name: row[name] for name in DeviceSignIn.__dataclass_fields__})
