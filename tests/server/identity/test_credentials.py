"""The data folder's own sign-in, and who may read it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from documine_nb.server.identity import Identity, load_or_create
from documine_nb.server.settings import ServerSettings


@pytest.mark.fault("B105")
def test_each_folder_has_credentials_of_its_own(tmp_path: Path) -> None:
    first, second = load_or_create(tmp_path / "a"), load_or_create(tmp_path / "b")
    assert first == load_or_create(tmp_path / "a")
    assert first.password != second.password
    assert first.client_secret != second.client_secret
    assert first.password not in repr(first)


def test_many_starting_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = set(pool.map(load_or_create, [tmp_path / "x"] * 16))
    assert len(drawn) == 1
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["credentials.json"]


@pytest.mark.fault("B105")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_with_secrets_are_their_owners_only(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    before = os.umask(umask)
    try:
        credentials = load_or_create(folder)
        identity = Identity(ServerSettings(folder))
        identity.provision(credentials)
        identity.provision(credentials)
        identity.keys.get("demo")
    finally:
        os.umask(before)
    users = [user.username for user in identity.users("demo")]
    assert users == sorted([credentials.username, credentials.viewer_username])
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    identity.close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}, modes
    assert {"credentials.json", "identity.sqlite3", "signing-key-demo.json"} <= set(modes)


def test_a_damaged_file_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text('{"password": "hidden"}')
    with pytest.raises(ValueError, match=r"credentials\.json does not hold") as caught:
        load_or_create(tmp_path)
    assert "hidden" not in str(caught.value)
