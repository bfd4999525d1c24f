"""A running Keycloak behind the port, with its administrator's operations."""

from __future__ import annotations

import time
from typing import Any

import httpx
from support.keycloak import ADMIN, Keycloak
from support.provider import ROTATING, Provider


class KeycloakProvider(Provider):
    """The realms of ``tests/keycloak/realms``."""

    name = "keycloak"

    def __init__(self, server: Keycloak, http: httpx.Client) -> None:
        self._server = server
        self.http = http

    def base_url(self, realm: str = ROTATING) -> str:  # noqa: ARG002 -- one server has all
        return self._server.base_url

    def let_pass(self, seconds: float) -> None:
        # Its clock cannot be set; the lifetimes of its realms are short for that.
        time.sleep(seconds)

    def end_sessions(self, username: str, realm: str = ROTATING) -> None:
        (user,) = self._admin("GET", f"{realm}/users", username=username, exact="true").json()
        self._admin("POST", f"{realm}/users/{user['id']}/logout")

    def refreshes(self, username: str, realm: str = ROTATING) -> int:
        """Return how often refresh tokens of a user were taken, by the server's own account."""
        (user,) = self._admin("GET", f"{realm}/users", username=username, exact="true").json()
        events: list[Any] = self._admin(
            "GET", f"{realm}/events", type="REFRESH_TOKEN", user=user["id"], max="1000"
        ).json()
        return len(events)

    def _admin(self, method: str, path: str, **query: str) -> httpx.Response:
        name, password = ADMIN
        form = {"grant_type": "password", "client_id": "admin-cli"}
        signed_in = self.token("master", **form, username=name, password=password)
        headers = {"Authorization": f"Bearer {signed_in.raise_for_status().json()['access_token']}"}
        address = f"{self.base_url()}/auth/admin/realms/{path}"
        answer = self.http.request(method, address, params=query, headers=headers)
        return answer.raise_for_status()
