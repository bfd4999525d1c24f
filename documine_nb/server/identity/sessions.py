"""Sign-ins that last: sessions, the codes that lead to them, and login pages not yet answered."""

from __future__ import annotations

import hmac
import json
import secrets
import uuid
from dataclasses import asdict

from documine_nb.server.clock import Clock
from documine_nb.server.database import Database
from documine_nb.server.identity.directory import secret_hash
from documine_nb.server.identity.records import PendingCode, SessionRecord, SignIn

__all__ = ["CODE_LIFETIME", "SIGN_IN_LIFETIME", "Sessions"]

# Keycloak's defaults: a code is redeemed at once, a login page may wait for its reader.
CODE_LIFETIME = 60.0
SIGN_IN_LIFETIME = 1800.0


class Sessions:
    """Every sign-in under way; only digests of what would let somebody in are kept."""

    def __init__(self, database: Database, clock: Clock, idle: float) -> None:
        self._db = database
        self._clock = clock
        self._idle = idle

    def now(self) -> float:
        """Return the time that codes and sessions are measured by."""
        return self._clock.wall()

    def start(self, workspace: str, user_id: str, *, cookie: str | None = None) -> SessionRecord:
        """Start a session, and forget what is over."""
        now = self._clock.wall()
        session = SessionRecord(
            secrets.token_urlsafe(18), workspace, user_id, now, now + self._idle
        )
        hashed = None if cookie is None else secret_hash(cookie)
        with self._db.writing() as db:
            db.execute("DELETE FROM sessions WHERE expires_at <= ?", (now,))
            db.execute("DELETE FROM codes WHERE expires_at <= ?", (now,))
            db.execute("DELETE FROM revoked_tokens WHERE expires_at <= ?", (now,))
            row = (session.sid, workspace, user_id, now, session.expires_at, hashed)
            db.execute("INSERT INTO sessions VALUES (?,?,?,?,?,?)", row)
        return session

    def get(self, workspace: str, sid: str) -> SessionRecord | None:
        """Return a session that is still alive."""
        return self._alive("sid=? AND workspace=?", sid, workspace)

    def by_cookie(self, workspace: str, cookie: str | None) -> SessionRecord | None:
        """Return the live session that a browser's cookie stands for."""
        if cookie is None:
            return None
        return self._alive("cookie_hash=? AND workspace=?", secret_hash(cookie), workspace)

    def _alive(self, condition: str, *values: str) -> SessionRecord | None:
        # The conditions are the two written above.
        row = self._db.row(
            "SELECT sid, workspace, user_id, started_at, expires_at FROM sessions"  # noqa: S608 -- see above
            f" WHERE {condition} AND expires_at > ?",
            *values,
            self._clock.wall(),
        )
        return None if row is None else SessionRecord(*row)

    def extend(self, sid: str) -> None:
        """Let a session live on from now."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE sessions SET expires_at=? WHERE sid=?",
                (self._clock.wall() + self._idle, sid),
            )

    def end(self, sid: str) -> None:
        """End a session; one that is over already is fine."""
        with self._db.writing() as db:
            db.execute("DELETE FROM sessions WHERE sid=?", (sid,))

    def end_all(self, user_id: str) -> None:
        """End every session of a user."""
        with self._db.writing() as db:
            db.execute("DELETE FROM sessions WHERE user_id=?", (user_id,))

    def detach(self, sid: str, client_id: str) -> None:
        """Shut a client out of a session: whoever holds its tokens may have stolen them."""
        with self._db.writing() as db:
            sql = "INSERT OR IGNORE INTO detached_clients SELECT sid, ? FROM sessions WHERE sid=?"
            db.execute(sql, (client_id, sid))

    def is_detached(self, sid: str, client_id: str) -> bool:
        """Tell whether a client was shut out of a session."""
        sql = "SELECT 1 FROM detached_clients WHERE sid=? AND client_id=?"
        return self._db.row(sql, sid, client_id) is not None

    def revoke(self, jti: str, expires_at: float) -> None:
        """Let an access token open nothing from now on."""
        with self._db.writing() as db:
            db.execute("INSERT OR IGNORE INTO revoked_tokens VALUES (?,?)", (jti, expires_at))

    def is_revoked(self, jti: str) -> bool:
        """Tell whether an access token was revoked by itself."""
        return self._db.row("SELECT 1 FROM revoked_tokens WHERE jti=?", jti) is not None

    def admits(self, workspace: str, *, sid: str, client_id: str, jti: str) -> bool:
        """Tell whether a token of a session, as it was issued, still counts."""
        sql = (
            "SELECT 1 FROM sessions WHERE sid=? AND workspace=? AND expires_at > ?"
            " AND NOT EXISTS (SELECT 1 FROM detached_clients AS d"
            " WHERE d.sid=sessions.sid AND client_id=?)"
            " AND NOT EXISTS (SELECT 1 FROM revoked_tokens WHERE jti=?)"
        )
        return self._db.row(sql, sid, workspace, self._clock.wall(), client_id, jti) is not None

    def use_refresh_token(self, jti: str, sid: str) -> bool:
        """Note that a refresh token was used; False if it had been before."""
        with self._db.writing() as db:
            sql = (
                "INSERT OR IGNORE INTO used_refresh_tokens SELECT ?, sid FROM sessions WHERE sid=?"
            )
            return db.execute(sql, (jti, sid)).rowcount == 1

    def issue_code(self, pending: PendingCode) -> str:
        """Keep what was granted and return its code, of three parts joined by dots."""
        code = f"{uuid.uuid4()}.{pending.sid}.{uuid.uuid4()}"
        row = (secret_hash(code), pending.sid, json.dumps(asdict(pending)), pending.expires_at)
        with self._db.writing() as db:
            db.execute("INSERT INTO codes VALUES (?,?,?,?)", row)
        return code

    def take_code(self, workspace: str, code: str) -> PendingCode | None:
        """Use a code up and return what it stands for.

        A second try finds nothing, and shuts out the client that the code was for: one of the two
        who knew it was not meant to (RFC 6749, section 4.1.2).
        """
        hashed = secret_hash(code)
        with self._db.writing() as db:
            row = db.execute(
                "DELETE FROM codes WHERE code_hash=? RETURNING pending", (hashed,)
            ).fetchone()
            pending = None if row is None else PendingCode(**json.loads(row["pending"]))
            if pending is not None:
                used = (hashed, pending.sid, pending.client_id)
                db.execute("INSERT INTO used_codes VALUES (?,?,?)", used)
        if pending is None:
            self._replayed(hashed)
        return pending if pending is not None and pending.workspace == workspace else None

    def _replayed(self, hashed: str) -> None:
        used = self._db.row("SELECT sid, client_id FROM used_codes WHERE code_hash=?", hashed)
        if used is not None:
            self.detach(used["sid"], used["client_id"])

    def open_sign_in(self, sign_in: SignIn) -> tuple[str, str, str]:
        """Keep a login page's request; return its tab, its browser's cookie and its CSRF token."""
        now = self._clock.wall()
        tab, browser, csrf = (secrets.token_urlsafe(n) for n in (9, 32, 32))
        row = (tab, secret_hash(browser), secret_hash(csrf), json.dumps(asdict(sign_in)))
        with self._db.writing() as db:
            db.execute("DELETE FROM sign_ins WHERE expires_at <= ?", (now,))
            db.execute("INSERT INTO sign_ins VALUES (?,?,?,?,?)", (*row, now + SIGN_IN_LIFETIME))
        return tab, browser, csrf

    def sign_in(self, workspace: str, tab: str, browser: str, csrf: str) -> SignIn | None:
        """Return the request of a login page, if cookie and CSRF token belong to it."""
        row = self._db.row(
            "SELECT * FROM sign_ins WHERE tab=? AND expires_at > ?", tab, self._clock.wall()
        )
        if row is None:
            return None
        mine = hmac.compare_digest(row["browser_hash"], secret_hash(browser))
        mine &= hmac.compare_digest(row["csrf_hash"], secret_hash(csrf))
        found = SignIn(**json.loads(row["sign_in"]))
        return found if mine and found.workspace == workspace else None

    def close_sign_in(self, tab: str) -> bool:
        """Forget an answered login page; False if it was answered already."""
        with self._db.writing() as db:
            return db.execute("DELETE FROM sign_ins WHERE tab=?", (tab,)).rowcount == 1
