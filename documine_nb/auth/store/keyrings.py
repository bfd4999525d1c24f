"""Secrets in the system's keyring, which is tried before it is trusted."""

from __future__ import annotations

import importlib
import json
import secrets
from typing import Any

from documine_nb.auth.store.record import BadRecordError
from documine_nb.errors import MissingExtraError, StorageError
from documine_nb.secrets import Secret

__all__ = ["KeyringVault"]

_SERVICE = "documine_nb"
_PART = 1_000  # characters: Windows takes 2,560 bytes an entry, two bytes a character
_CURE = "Connect with keep='file', or keep='memory'."


class KeyringVault:
    """Keeps each text in the keyring, in parts that any keyring takes.

    Raises
    ------
    MissingExtraError
        The library is not installed.
    StorageError
        There is no keyring here, or it does not give back what it was given.
    """

    def __init__(self) -> None:
        try:
            self._keyring: Any = importlib.import_module("keyring")
        except ImportError:
            raise MissingExtraError(
                "keep='keyring' needs the library keyring",
                cure='Install it with: pip install "documine_nb[keyring]"',
            ) from None
        self._probe()
        self.place = f"the keyring ({type(self._keyring.get_keyring()).__name__})"

    def _probe(self) -> None:
        # Many machines have the library and no keyring behind it; some forget at once.
        name, text = f"probe-{secrets.token_hex(4)}", Secret(secrets.token_hex(8))
        self._set(name, text)
        came_back = self._get(name)
        self._remove(name)
        if came_back != text or self._get(name) is not None:
            raise StorageError("the keyring does not give back what it was given", cure=_CURE)

    def read(self, name: str) -> Secret | None:
        """Return the text, or None where there is none.

        Raises
        ------
        BadRecordError
            Where a part is missing.
        """
        head = self._get(name)
        if head is None:
            return None
        parts = [self._get(part) for part in self._names(name, head)]
        if not parts or None in parts:
            raise BadRecordError("a part of it is missing")
        return Secret("".join(part.reveal() for part in parts if part is not None))

    def write(self, name: str, text: Secret) -> None:
        """Replace the text: first the new parts, then the entry that names them."""
        old = self._get(name)
        whole = text.reveal()
        head = Secret(json.dumps([secrets.token_hex(4), -(-len(whole) // _PART)]))
        for number, part in enumerate(self._names(name, head)):
            self._set(part, Secret(whole[number * _PART : (number + 1) * _PART]))
        self._set(name, head)
        for part in self._names(name, old):
            self._remove(part)

    def delete(self, name: str) -> None:
        """Remove the text."""
        head = self._get(name)
        if head is not None:
            self._remove(name)
            for part in self._names(name, head):
                self._remove(part)

    def _names(self, name: str, head: Secret | None) -> list[str]:
        try:
            mark, count = json.loads(head.reveal()) if head else ("", 0)
            return [f"{name}/{mark}/{number}" for number in range(min(int(count), 200))]
        except (ValueError, TypeError):
            return []

    def _set(self, name: str, text: Secret) -> None:
        self._call("set_password", name, text.reveal())

    def _get(self, name: str) -> Secret | None:
        text = self._call("get_password", name)
        return Secret(text) if isinstance(text, str) else None

    def _remove(self, name: str) -> None:
        if self._get(name) is not None:
            self._call("delete_password", name)

    def _call(self, method: str, name: str, *secret: str) -> Any:
        reason = ""
        try:
            return getattr(self._keyring, method)(_SERVICE, name, *secret)
        except Exception as error:  # noqa: BLE001 -- each back end has errors of its own
            reason = type(error).__name__
        raise StorageError(f"the keyring cannot be used here ({reason})", cure=_CURE)
