"""Kept sign-ins: private, whole, never trusted blindly, never kept unasked."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest
from support.metrics import IS_LONG, Metric

from documine_nb.auth.oauth import Tokens
from documine_nb.auth.store import KEEPS, BadRecordError, Key, NoLocksError, open_store
from documine_nb.auth.store import lock as locks
from documine_nb.auth.store.files import FileVault, private_folder, state_folder
from documine_nb.auth.store.keeping import SharedTokens, SignInStore
from documine_nb.auth.store.keyrings import KeyringVault
from documine_nb.auth.store.record import read_record, write_record
from documine_nb.errors import ConfigError, MissingExtraError, StorageError
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

KEY = Key("https://x.example/auth/realms/acme", "notebook", "ada")
TOKENS = Tokens(Secret("canary-a"), Secret("canary-r"), 300, 1800, Secret("canary-i"))
HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sign-ins"


@pytest.fixture
def store(folder: Path) -> SignInStore:
    opened = open_store("file", folder=folder, clock=ManualClock())
    assert opened is not None
    return opened


@pytest.fixture
def shared(store: SignInStore) -> SharedTokens:
    kept = store.at(KEY)
    assert kept.save(TOKENS)
    return kept


def path_of(folder: Path, key: Key = KEY) -> Path:
    return folder / f"{key.name}.json"


# -------------------------------------------------------------------------------- in a file


@pytest.mark.rule("C12")
def test_what_is_kept_comes_back_and_is_closed_to_others(
    folder: Path, shared: SharedTokens
) -> None:
    assert shared.load() == TOKENS
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.rule("C12")
def test_nothing_is_kept_by_default() -> None:
    assert open_store("memory") is None
    with pytest.raises(ConfigError, match="There are: memory, keyring, file"):
        open_store("disk")
    assert KEEPS[0] == "memory"


@pytest.mark.rule("C12")
@pytest.mark.rule("C21")
def test_nothing_is_kept_on_binder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "x")
    monkeypatch.setenv("DOCUMINE_REMOTE", "0")
    with pytest.raises(ConfigError, match="on Binder no sign-in is kept"):
        open_store("file", folder=folder)
    assert not folder.exists()


@pytest.mark.rule("C12")
def test_nothing_is_kept_in_the_notebooks_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="the notebook's own folder"):
        open_store("file", folder=tmp_path / "kept")
    monkeypatch.setenv("HOME", str(tmp_path))  # who works in the home folder itself
    assert open_store("file", folder=tmp_path / "kept") is not None
    assert state_folder().name == "sign-ins"


def test_an_open_folder_of_ours_is_closed(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.fault("B27")
def test_a_folder_that_is_a_link_or_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(ConfigError, match="is a link"):
        private_folder(tmp_path / "link")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used"):
        private_folder(tmp_path / "file" / "below")


def good(**changes: object) -> str:
    body = json.loads(write_record(KEY, TOKENS, received=1_800_000_000.0).reveal())
    return json.dumps(body | changes)


@pytest.mark.fault("B27")
@pytest.mark.parametrize(
    "content",
    [
        "",
        good()[:-40],
        "garbage\0\xff",
        "[]",
        good(version=2),
        good(issuer="https://other.example"),
        good(username="eve"),
        good(access_token=7),
        good(access_token="a\r\nX: y"),
        good(refresh_token=None),
        good(received="soon"),
        good(received=True),
        good(expires_in=None),
        good(expires_in=float("nan")),
        good(refresh_expires_in="x"),
        good(received=10**400),
        "x" * 300_000,
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_not_used_and_not_removed(
    folder: Path, shared: SharedTokens, content: str
) -> None:
    path_of(folder).write_text(content)
    with pytest.warns(UserWarning, match="is not used") as caught:
        assert shared.load() is None
    assert "canary" not in str(caught[0].message)
    assert path_of(folder).read_text() == content
    assert shared.save(TOKENS)
    assert shared.load() == TOKENS


@pytest.mark.fault("B27")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o666])
def test_a_file_that_was_open_to_others_is_closed_and_not_used(
    folder: Path, shared: SharedTokens, mode: int
) -> None:
    path_of(folder).chmod(mode)
    with pytest.warns(UserWarning, match="others could read it"):
        assert shared.load() is None
    assert path_of(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.fault("B27")
@pytest.mark.parametrize("kind", ["link", "folder", "fifo"])
def test_what_is_no_file_is_neither_read_nor_replaced(
    folder: Path, tmp_path: Path, shared: SharedTokens, kind: str
) -> None:
    path = path_of(folder)
    target = tmp_path / "target.json"
    path.rename(target)
    before = target.read_bytes()
    if kind == "link":
        path.symlink_to(target)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.warns(UserWarning, match="is not used"):
        assert shared.load() is None
    assert not shared.save(replace(TOKENS, access=Secret("new")))
    assert target.read_bytes() == before
    assert path.is_symlink() or path.is_dir() or path.is_fifo()


@pytest.mark.fault("B27")
def test_a_file_of_somebody_else_is_neither_read_nor_replaced(
    folder: Path, shared: SharedTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path_of(folder).read_bytes()
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    with pytest.warns(UserWarning, match="belongs to somebody else"):
        assert shared.load() is None
    assert not shared.save(replace(TOKENS, access=Secret("new")))
    assert path_of(folder).read_bytes() == before


@pytest.mark.fault("B27")
def test_a_disk_that_takes_nothing_is_told_once_and_the_old_file_stays(
    folder: Path, shared: SharedTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.warns(UserWarning, match="goes on in memory"):
        assert not shared.save(replace(TOKENS, access=Secret("new")))
    with warnings.catch_warnings(action="error"):
        assert not shared.save(replace(TOKENS, access=Secret("newer")))
    assert shared.load() == TOKENS
    assert not list(folder.glob("*.part"))


def test_what_is_forgotten_is_gone(folder: Path, store: SignInStore, shared: SharedTokens) -> None:
    (folder / f".{KEY.name}.left.part").write_text("canary of a writing that was stopped")
    assert store.people(KEY.issuer, KEY.client_id) == ["ada"]
    shared.delete()
    assert shared.load() is None
    assert store.people(KEY.issuer, KEY.client_id) == []
    assert not any("canary" in path.read_text() for path in folder.iterdir())


@pytest.mark.fault("B27")
@pytest.mark.parametrize("content", ["{", '{"a": 1}', "[1]", "x" * 300_000])
def test_a_damaged_list_of_users_is_an_empty_one(
    folder: Path, store: SignInStore, shared: SharedTokens, content: str
) -> None:
    (path,) = folder.glob("people-*.json")
    path.write_text(content)
    assert store.people(KEY.issuer, KEY.client_id) == []


# ---------------------------------------------------------------------------- what is believed


@pytest.mark.fault("B12")
@pytest.mark.parametrize(
    ("age", "left", "session"),
    [(0, 300, 1800), (100, 200, 1700), (280, 0, 1520), (4_000, 0, 0), (-60, 300, 1800)],
)
def test_a_records_age_is_taken_off(age: float, left: float, session: float) -> None:
    tokens = read_record(write_record(KEY, TOKENS, received=1_000), KEY, now=1_000 + age)
    assert (tokens.expires_in, tokens.refresh_expires_in) == (left, session)


def test_of_a_record_from_the_future_only_the_session_is_believed() -> None:
    text = write_record(KEY, TOKENS, received=9_999)
    tokens = read_record(text, KEY, now=1_000)
    assert (tokens.expires_in, tokens.refresh_expires_in) == (0, None)
    assert tokens.refresh == TOKENS.refresh


def test_a_record_and_a_shared_place_show_no_token(shared: SharedTokens) -> None:
    assert "canary" not in repr(write_record(KEY, TOKENS, received=0))
    assert "canary" not in repr(vars(shared)) + repr(shared)


@pytest.mark.fault("B26")
def test_every_server_client_and_user_has_a_place_of_its_own() -> None:
    keys = [
        KEY,
        replace(KEY, issuer="https://y.example/auth/realms/acme"),
        replace(KEY, client_id="other"),
        replace(KEY, username="bob"),
        Key('https://x.example","a', "b", "c"),
        Key("https://x.example", 'a","b', "c"),
    ]
    assert len({key.name for key in keys}) == len(keys)


def test_without_a_refresh_token_nothing_is_kept(store: SignInStore) -> None:
    kept = store.at(KEY)
    assert kept.save(replace(TOKENS, refresh=None))
    assert kept.load() is None


# ------------------------------------------------------------------------------------ locking


async def holding(path: Path, patience: float) -> None:
    async with locks.locked(path, patience=patience):
        pass


@pytest.mark.fault("B29")
def test_a_lock_that_is_held_is_waited_for_within_bounds_and_its_holder_named(
    tmp_path: Path, metric: Metric
) -> None:
    path = tmp_path / "x.lock"
    code = (
        "import asyncio, sys, pathlib\n"
        "from documine_nb.auth.store.lock import locked\n"
        "async def main():\n"
        "    async with locked(pathlib.Path(sys.argv[1])):\n"
        "        print('held', flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(StorageError, match=rf"process {holder.pid} for more than 0\.3 s"):
            asyncio.run(holding(path, 0.3))
        metric("B29", "max wait s, of the bound", (time.monotonic() - began) / 0.3, "<= 2")
        holder.send_signal(signal.SIGCONT)
        holder.kill()
        holder.wait(10)
        began = time.monotonic()
        asyncio.run(holding(path, 5))
        metric("B29", "max wait s after the holder was killed", time.monotonic() - began, "<= 0.5")


@pytest.mark.fault("B29")
def test_a_lock_holds_others_off_in_one_process_too(tmp_path: Path) -> None:
    async def both() -> None:
        async with locks.locked(tmp_path / "x"):
            with pytest.raises(StorageError, match=f"process {os.getpid()}"):
                await holding(tmp_path / "x", 0.05)

    asyncio.run(both())


@pytest.mark.fault("B29")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_from_a_lock_that_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(locks, "_take", refuse)
    with pytest.raises(NoLocksError):
        asyncio.run(holding(tmp_path / "x", 5))
    with pytest.raises(NoLocksError):
        asyncio.run(holding(tmp_path / "missing" / "x", 5))


# ------------------------------------------------------------------------------------- killing

KILLED = """
import sys
from pathlib import Path
from documine_nb.auth.oauth import Tokens
from documine_nb.auth.store import Key, open_store
from documine_nb.secrets import Secret
store = open_store("file", folder=Path(sys.argv[1]))
shared = store.at(Key("i", "c", "u"))
print("go", flush=True)
for number in range(10**9):
    shared.save(Tokens(Secret(f"a{number}"), Secret(f"r{number}" * 500), 300))
"""


@pytest.mark.fault("B28")
def test_a_kill_at_any_point_leaves_the_old_file_or_the_new_one(
    folder: Path, metric: Metric
) -> None:
    kills = 200 if IS_LONG else 12
    store = open_store("file", folder=folder)
    assert store is not None
    shared = store.at(Key("i", "c", "u"))
    corrupt = 0
    for kill in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.0007 * (kill % 23))  # the kill's own moment, not a wait
            process.kill()
        with warnings.catch_warnings(action="error"):
            try:
                tokens = shared.load()
            except UserWarning:
                corrupt += 1
            else:
                assert tokens is None or tokens.access.reveal()[1:] in tokens.refresh.reveal()  # type: ignore[union-attr]
    metric("B28", f"corrupt files after {kills} kills", corrupt, "= 0")
    assert shared.save(TOKENS)
    assert not list(folder.glob(".*.part"))
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


# ---------------------------------------------------------------------------------- in a keyring


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory, which may forget or fail."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}
        self.forgets = False
        self.longest = 0

    def set_password(self, service: str, username: str, password: str) -> None:
        self.longest = max(self.longest, len(password))
        if not self.forgets:
            self.held[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    own = Ring()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


def test_a_keyring_keeps_a_sign_in_in_parts_that_any_takes(folder: Path, ring: Ring) -> None:
    store = open_store("keyring", folder=folder, clock=ManualClock())
    assert store is not None
    assert "Ring" in store.place
    assert ring.held == {}
    shared = store.at(KEY)
    long = replace(TOKENS, access=Secret("a" * 4_000))
    for tokens in (TOKENS, long, TOKENS):
        assert shared.save(tokens)
        assert shared.load() == tokens
    assert ring.longest <= 1_000
    assert store.people(KEY.issuer, KEY.client_id) == ["ada"]
    del ring.held[
        next(name for name in ring.held if name[1].endswith("/0") and KEY.name in name[1])
    ]
    with pytest.warns(UserWarning, match="a part of it is missing"):
        assert shared.load() is None
    shared.delete()
    assert not any(KEY.name in name for _, name in ring.held)
    assert not any("canary" in path.read_text() for path in folder.iterdir())


@pytest.mark.parametrize("head", ["", "{", "[]", '["x", "y"]', "[1]"])
def test_a_damaged_keyring_entry_is_not_used(folder: Path, ring: Ring, head: str) -> None:
    vault = KeyringVault()
    ring.held["documine_nb", "x"] = head
    with pytest.raises(BadRecordError):
        vault.read("x")
    vault.write("x", Secret("new"))
    assert vault.read("x") == Secret("new")


@pytest.mark.fault("B30")
def test_a_keyring_that_forgets_is_found_out(folder: Path, ring: Ring) -> None:
    ring.forgets = True
    with pytest.raises(StorageError, match="does not give back"):
        open_store("keyring", folder=folder)


@pytest.mark.fault("B30")
def test_without_a_keyring_it_is_told_and_nothing_is_written(
    folder: Path, ring: Ring, metric: Metric
) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    with pytest.raises(StorageError, match=r"NoKeyringError.*keep='file'"):
        open_store("keyring", folder=folder)
    metric("B30", "files on disk", len(list(folder.parent.parent.rglob("*.json"))), "= 0")


def test_without_the_library_its_extra_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingExtraError, match=r"documine_nb\[keyring\]"):
        open_store("keyring", folder=folder)


def test_a_keyring_that_fails_later_costs_the_keeping_only(folder: Path, ring: Ring) -> None:
    store = open_store("keyring", folder=folder)
    assert store is not None
    shared = store.at(KEY)
    keyring.set_keyring(keyring.backends.fail.Keyring())
    with pytest.warns(UserWarning, match="keyring cannot be used"):
        assert not shared.save(TOKENS)
    shared.delete()
    assert shared.load() is None
    assert store.people(KEY.issuer, KEY.client_id) == []


def test_a_vault_without_a_record_has_none(folder: Path) -> None:
    assert FileVault(folder).read("nothing") is None
