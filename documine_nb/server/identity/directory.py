"""Workspaces, their users and their clients."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import uuid
from collections.abc import Iterable

from documine_nb.server.database import Database
from documine_nb.server.identity.passwords import hash_password, verify_password
from documine_nb.server.identity.records import ROLES, Client, UserRecord

__all__ = ["Directory", "secret_hash"]

_WORKSPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


def secret_hash(secret: str) -> str:
    """Return the digest under which a long random secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Directory:
    """Who and what exists."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_workspace(self, name: str) -> None:
        """Add a workspace unless it exists."""
        if not _WORKSPACE.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot be a workspace's id: use letters, digits, '-' and '_'."
            )
        with self._db.writing() as db:
            db.execute("INSERT OR IGNORE INTO workspaces VALUES (?)", (name,))

    def has_workspace(self, name: str) -> bool:
        """Tell whether a workspace exists."""
        return self._db.row("SELECT 1 FROM workspaces WHERE name=?", name) is not None

    def workspaces(self) -> list[str]:
        """Return the names of all workspaces."""
        return [row["name"] for row in self._db.rows("SELECT name FROM workspaces ORDER BY name")]

    def add_user(
        self,
        workspace: str,
        username: str,
        password: str,
        *,
        roles: Iterable[str] = ("RED_USER",),
        email: str = "",
        first_name: str = "",
        last_name: str = "",
    ) -> UserRecord:
        """Add a user; a taken name raises ValueError."""
        held = _check_roles(roles)
        hashed = hash_password(password)
        user_id = str(uuid.uuid4())
        row = (user_id, workspace, username, email, first_name, last_name, json.dumps(held), hashed)
        try:
            with self._db.writing() as db:
                db.execute("INSERT INTO users VALUES (?,?,?,?,?,?,?,?)", row)
        except sqlite3.IntegrityError as error:
            raise ValueError(
                f"User {username!r} cannot be added to workspace {workspace!r}: "
                "the name is taken or the workspace is missing."
            ) from error
        return UserRecord(user_id, username, email, first_name, last_name, held, active=bool(held))

    def users(self, workspace: str) -> list[UserRecord]:
        """Return a workspace's users by name."""
        rows = self._db.rows("SELECT * FROM users WHERE workspace=? ORDER BY username", workspace)
        return [_user(row) for row in rows]

    def user(self, user_id: str) -> UserRecord | None:
        """Return one user by id."""
        row = self._db.row("SELECT * FROM users WHERE id=?", user_id)
        return None if row is None else _user(row)

    def check_password(self, workspace: str, username: str, password: str) -> UserRecord | None:
        """Return the user whose name and password these are; e-mail addresses are no names."""
        row = self._db.row(
            "SELECT * FROM users WHERE workspace=? AND username=?", workspace, username
        )
        right = verify_password(password, None if row is None else row["password"])
        user = None if row is None else _user(row)
        return user if right and user is not None and user.active else None

    def meet(self, workspace: str, user: UserRecord) -> None:
        """Note what is known now of a user whose id and claims come from elsewhere.

        Such a user has no password here. A name that another id held before goes to the newer one.
        """
        known = self.user(user.id)
        if known == user:
            return
        held = json.dumps(user.roles)
        row = (user.id, workspace, user.username, user.email, user.first_name, user.last_name, held)
        with self._db.writing() as db:
            db.execute(
                "UPDATE users SET username=id, roles='[]'"
                " WHERE workspace=? AND username=? AND id<>?",
                (workspace, user.username, user.id),
            )
            db.execute(
                "INSERT INTO users VALUES (?,?,?,?,?,?,?,'') ON CONFLICT (id) DO UPDATE SET"
                " username=excluded.username, email=excluded.email, roles=excluded.roles,"
                " first_name=excluded.first_name, last_name=excluded.last_name",
                row,
            )

    def set_password(self, workspace: str, username: str, password: str) -> None:
        """Give a user a new password."""
        self._update(workspace, username, "password", hash_password(password))

    def set_roles(self, workspace: str, username: str, roles: Iterable[str]) -> None:
        """Give a user other roles; none at all switches the user off and ends the sessions."""
        held = _check_roles(roles)
        self._update(workspace, username, "roles", json.dumps(held))
        if not held:
            with self._db.writing() as db:
                db.execute(
                    "DELETE FROM sessions WHERE user_id IN"
                    " (SELECT id FROM users WHERE workspace=? AND username=?)",
                    (workspace, username),
                )

    def _update(self, workspace: str, username: str, column: str, value: str) -> None:
        # Two columns, both named in this file.
        sql = f"UPDATE users SET {column}=? WHERE workspace=? AND username=?"  # noqa: S608 -- see above
        with self._db.writing() as db:
            if db.execute(sql, (value, workspace, username)).rowcount == 0:
                raise LookupError(f"Workspace {workspace!r} has no user {username!r}.")

    def put_client(self, workspace: str, client: Client) -> None:
        """Add a client, or replace the one of the same id."""
        with self._db.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO clients VALUES (?,?,?,?,?,?)",
                (
                    workspace,
                    client.client_id,
                    client.secret_hash,
                    json.dumps(client.redirect_uris),
                    client.loopback,
                    client.password_grant,
                ),
            )
            db.execute(
                "INSERT INTO client_grants VALUES (?,?,?,?)",
                (
                    workspace,
                    client.client_id,
                    client.device_grant,
                    json.dumps(_check_roles(client.service_roles)),
                ),
            )

    def client(self, workspace: str, client_id: str) -> Client | None:
        """Return one client by id."""
        row = self._db.row(
            "SELECT * FROM clients LEFT JOIN client_grants USING (workspace, client_id)"
            " WHERE workspace=? AND client_id=?",
            workspace,
            client_id,
        )
        if row is None:
            return None
        return Client(
            client_id=row["client_id"],
            secret_hash=row["secret_hash"],
            redirect_uris=tuple(json.loads(row["redirect_uris"])),
            loopback=bool(row["loopback"]),
            password_grant=bool(row["password_grant"]),
            device_grant=bool(row["device"]),
            service_roles=tuple(json.loads(row["service_roles"] or "[]")),
        )


def _check_roles(roles: Iterable[str]) -> tuple[str, ...]:
    held = tuple(sorted(set(roles), key=str))
    unknown = sorted(set(held) - set(ROLES))
    if unknown:
        raise ValueError(f"No such roles: {', '.join(unknown)}. There are: {', '.join(ROLES)}.")
    return held


def _user(row: sqlite3.Row) -> UserRecord:
    roles = tuple(json.loads(row["roles"]))
    return UserRecord(
        id=row["id"],
        username=row["username"],
        email=row["email"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        roles=roles,
        active=bool(roles),
    )
