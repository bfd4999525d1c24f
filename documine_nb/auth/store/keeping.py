"""The store of sign-ins, and the place of one of them in it."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

from documine_nb.auth.metadata import Provider
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.store.files import FileVault, private_folder, state_folder
from documine_nb.auth.store.keyrings import KeyringVault
from documine_nb.auth.store.lock import PATIENCE, NoLocksError, locked
from documine_nb.auth.store.record import BadRecordError, Key, read_record, write_record
from documine_nb.auth.surroundings import find_place
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import ConfigError, StorageError
from documine_nb.secrets import Secret

__all__ = ["KEEPS", "SharedTokens", "SignInStore", "Vault", "open_store"]

KEEPS = ("memory", "keyring", "file")
"""Where a sign-in may be kept: in this process only, in the system's keyring, in a file."""


class Vault(Protocol):
    """Something that keeps texts by name."""

    place: str

    def read(self, name: str) -> Secret | None:
        """Return the text, or None."""
        ...

    def write(self, name: str, text: Secret) -> None:
        """Replace the text."""
        ...

    def delete(self, name: str) -> None:
        """Remove the text."""
        ...


def open_store(
    keep: str, *, folder: Path | None = None, clock: Clock = SYSTEM_CLOCK
) -> SignInStore | None:
    """Open the store that ``keep=`` names; None for memory.

    Raises
    ------
    ConfigError
        For an unknown name, and on Binder, whose machines are public.
    MissingExtraError, StorageError
        Where the keyring or the folder cannot be used.
    """
    if keep not in KEEPS:
        raise ConfigError(f"keep={keep!r} is not known", cure=f"There are: {', '.join(KEEPS)}.")
    if keep == "memory":
        return None
    if find_place().is_binder:
        raise ConfigError(
            "on Binder no sign-in is kept: its machines are public and gone after minutes",
            cure="Leave keep= out there.",
        )
    folder = folder or state_folder()
    vault: Vault = FileVault(folder) if keep == "file" else KeyringVault()
    return SignInStore(vault, private_folder(folder), clock=clock)


class SignInStore:
    """Kept sign-ins of any login servers, clients and users.

    Parameters
    ----------
    vault : Vault
        Where the texts are.
    locks : Path
        A private folder for the locks between processes.
    clock : Clock, optional
        Time, for tests.
    """

    def __init__(self, vault: Vault, locks: Path, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._vault = vault
        self._locks = locks
        self._clock = clock
        self.place = vault.place

    def at(self, key: Key) -> SharedTokens:
        """Return the place of one sign-in."""
        return SharedTokens(self._vault, self._locks / f"{key.name}.lock", key, self._clock, self)

    async def find(
        self, provider: Provider, settings: ConnectSettings, *, show: Callable[[str], None]
    ) -> tuple[Tokens, str] | None:
        """Return the kept tokens and their user; None where there are none, or it is unclear whose.

        With ``username`` in the settings only that user's are looked for.
        """
        issuer = provider.issuer or provider.token_endpoint
        people = self.people(issuer, settings.client_id)
        if settings.username:
            people = [name for name in people if name == settings.username]
        if len(people) > 1:
            show(f"Sign-ins of {', '.join(people)} are kept: give username= to choose one.")
        if len(people) != 1:
            return None
        shared = self.at(Key(issuer, settings.client_id, people[0]))
        try:
            async with shared.locked():  # nobody replaces it while it is read
                tokens = shared.load(warn=show)
        except (NoLocksError, StorageError) as error:
            show(f"The kept sign-in in {self.place} is not used: {error}.")
            return None
        return None if tokens is None else (tokens, people[0])

    def people(self, issuer: str, client_id: str) -> list[str]:
        """Return the users whose sign-ins are kept; no secret is read for it."""
        try:
            text = self._vault.read(_list_of(issuer, client_id))
            names = json.loads(text.reveal()) if text else []
        except (BadRecordError, ValueError, StorageError):
            return []
        good = isinstance(names, list) and all(isinstance(name, str) for name in names)
        return sorted(set(names)) if good else []

    def note(self, key: Key, *, is_kept: bool) -> None:
        """Note that a user's sign-in is kept, or no more."""
        people = set(self.people(key.issuer, key.client_id))
        changed = people | {key.username} if is_kept else people - {key.username}
        if changed != people:
            text = Secret(json.dumps(sorted(changed)))
            self._vault.write(_list_of(key.issuer, key.client_id), text)


def _list_of(issuer: str, client_id: str) -> str:
    return f"people-{Key(issuer, client_id, '').name}"


class SharedTokens:
    """One kept sign-in, as several processes see it."""

    def __init__(
        self, vault: Vault, lock: Path, key: Key, clock: Clock, store: SignInStore
    ) -> None:
        self._vault = vault
        self._lock = lock
        self._clock = clock
        self._store = store
        self._has_warned = False
        self.key = key
        self.place = store.place
        self.patience = PATIENCE

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Hold it: nobody else renews meanwhile.

        Raises
        ------
        NoLocksError
            Where the file system offers no locks.
        StorageError
            Where somebody holds it for too long.
        """
        async with locked(self._lock, patience=self.patience):
            yield

    def load(self, *, warn: Callable[[str], None] | None = None) -> Tokens | None:
        """Return what is kept; None where there is nothing to be believed, which is said."""
        try:
            text = self._vault.read(self.key.name)
            return None if text is None else read_record(text, self.key, now=self._clock.wall())
        except (BadRecordError, StorageError) as error:
            (warn or self.warn)(f"The kept sign-in in {self._vault.place} is not used: {error}.")
            return None

    def save(self, tokens: Tokens) -> bool:
        """Keep tokens that came just now; False where that failed, which is said once."""
        if tokens.refresh is None:
            return True
        try:
            text = write_record(self.key, tokens, received=self._clock.wall())
            self._vault.write(self.key.name, text)
        except StorageError as error:
            self.warn(str(error))
            return False
        self._note(is_kept=True)
        return True

    async def withdraw(self) -> Tokens | None:
        """Return what is kept, which another process may have renewed, and keep it no more."""
        async with AsyncExitStack() as stack:
            with suppress(NoLocksError, StorageError):  # who hangs keeps nobody signed in
                await stack.enter_async_context(self.locked())
            tokens = self.load()
            self.delete()
        return tokens

    def delete(self) -> None:
        """Forget what is kept."""
        try:
            self._vault.delete(self.key.name)
        except StorageError as error:
            self.warn(str(error))
        self._note(is_kept=False)

    def _note(self, *, is_kept: bool) -> None:
        # Only a name is lost where this fails; the tokens themselves are safe.
        try:
            self._store.note(self.key, is_kept=is_kept)
        except StorageError as error:
            self.warn(str(error))

    def warn(self, message: str) -> None:
        """Say something once."""
        if not self._has_warned:
            self._has_warned = True
            warnings.warn(message, stacklevel=2)
