"""Settings: arguments over environment over profile."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documine_nb.auth.fields import FIELDS
from documine_nb.auth.profiles import profile_names, profiles_path, read_profile, write_profile
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.errors import ConfigError, StorageError
from documine_nb.secrets import Secret

CANARY = "canary-password"
ENVIRON = {
    "DOCUMINE_URL": "https://env.example",
    "DOCUMINE_WORKSPACE": "env",
    "DOCUMINE_CLIENT_ID": "env-client",
}


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.toml"
    path.write_text(
        '[acme]\nbase_url = "https://file.example"\nworkspace = "file"\n'
        'client_id = "file-client"\ntimeout = 7\n\n[other]\nworkspace = "other"\n'
    )
    return path


def test_arguments_win_over_the_environment_and_that_over_the_profile(profiles: Path) -> None:
    environ = {"DOCUMINE_WORKSPACE": "env", "DOCUMINE_CLIENT_ID": "env-client"}
    found = load_settings(profile="acme", environ=environ, profiles=profiles, workspace="given")
    assert found.workspace == "given"
    assert found.client_id == "env-client"
    assert found.base_url == "https://file.example"
    assert found.timeout == 7


def test_nothing_given_is_not_given(profiles: Path) -> None:
    environ = ENVIRON | {"DOCUMINE_SCOPE": ""}
    found = load_settings(environ=environ, workspace=None, client_id="", profiles=profiles)
    assert (found.workspace, found.client_id, found.scope) == ("env", "env-client", "openid")


def test_the_environment_may_name_the_profile(profiles: Path) -> None:
    environ = {"DOCUMINE_PROFILE": "acme"}
    assert load_settings(environ=environ, profiles=profiles).workspace == "file"


def test_the_process_environment_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DOCUMINE_PROFILE", raising=False)
    assert load_settings().base_url == "https://env.example"


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.argument)
def test_every_setting_has_its_variable_and_its_place(row: object) -> None:
    name, variable = row.argument, row.environment  # type: ignore[attr-defined]
    value = {"base_url": "https://x.example", "timeout": "12"}.get(name, "value")
    found = getattr(load_settings(environ=ENVIRON | {variable: value}), name)
    plain = found.reveal() if isinstance(found, Secret) else found
    assert str(plain) == {"timeout": "12.0"}.get(name, value)
    assert isinstance(found, Secret) is row.secret  # type: ignore[attr-defined]


@pytest.mark.parametrize("missing", ["base_url", "workspace", "client_id"])
def test_what_is_missing_is_named_with_all_its_ways_in(missing: str) -> None:
    row = next(row for row in FIELDS if row.argument == missing)
    environ = {name: value for name, value in ENVIRON.items() if name != row.environment}
    with pytest.raises(ConfigError) as caught:
        load_settings(environ=environ)
    for way in (f"{missing} is missing", f"{missing}=", row.environment, "profile"):
        assert way in str(caught.value)
    assert ("Ask DocuMine support" in str(caught.value)) is (missing == "client_id")


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf", []])
def test_a_timeout_that_is_no_time_is_told(value: object) -> None:
    with pytest.raises(ConfigError, match="not a number above 0"):
        load_settings(environ=ENVIRON, timeout=value)


@pytest.mark.parametrize("workspace", ["a/b", " acme", "../acme"])
def test_a_workspace_that_is_no_id_is_told(workspace: str) -> None:
    with pytest.raises(ConfigError, match="not a workspace id"):
        ConnectSettings("https://x.example", workspace, "c")


def test_unknown_settings_are_told() -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'workspaces'\. There are: base_url"):
        load_settings(environ=ENVIRON, workspaces="acme")


def test_secrets_are_masked_from_the_start() -> None:
    given_ = load_settings(environ=ENVIRON | {"DOCUMINE_PASSWORD": CANARY}, client_secret=CANARY)
    for shown in (repr(given_), str(given_), f"{given_.password}"):
        assert CANARY not in shown
    assert given_.password == given_.client_secret == Secret(CANARY)


# ------------------------------------------------------------------------------------- profiles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "does not exist"),
        ("", "has no profile yet"),
        ("[b]\n[a]\n", "There are: a, b"),
        ("acme = 1", "has no profile yet"),
        ("[acme", "cannot be read"),
        ("[acme]\npasword = 'x'", "unknown key 'pasword'"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "profiles.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        read_profile("acme", path)


@pytest.mark.fault("B27")
def test_a_broken_file_with_a_secret_is_told_without_it(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text(f"[acme]\npassword = {CANARY}")
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        read_profile("acme", path)
    assert CANARY not in str(caught.value)


@pytest.mark.fault("B27")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606, 0o620])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text(f'[acme]\npassword = "{CANARY}"\n[open]\nworkspace = "acme"\n')
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        read_profile("acme", path)
    assert CANARY not in str(caught.value)
    assert read_profile("open", path)["workspace"] == "acme"
    path.chmod(0o600)
    assert read_profile("acme", path)["password"].reveal() == CANARY


def test_the_names_of_profiles_are_listed_where_they_can_be(profiles: Path) -> None:
    assert profile_names(profiles) == ["acme", "other"]
    assert profile_names(profiles.parent / "missing.toml") == []
    profiles.write_text("[acme")
    assert profile_names(profiles) == []


def test_a_profile_is_written_beside_the_others(profiles: Path) -> None:
    new = {"base_url": "https://neu.example", "workspace": "neu", "scope": None, "timeout": 5.5}
    assert write_profile("Prüf lab", new, profiles) == profiles
    tables = tomllib.loads(profiles.read_text())
    assert list(tables) == ["acme", "other", "Prüf lab"]
    assert tables["Prüf lab"] == {
        "base_url": "https://neu.example",
        "workspace": "neu",
        "timeout": 5.5,
    }
    assert tables["acme"]["timeout"] == 7
    assert profiles.stat().st_mode & 0o777 == 0o600
    assert list(profiles.parent.iterdir()) == [profiles]


def test_a_profile_is_replaced_not_mixed(profiles: Path) -> None:
    write_profile("acme", {"workspace": "new"}, profiles)
    assert read_profile("acme", profiles) == {"workspace": "new"}


def test_the_first_profile_makes_its_folder(tmp_path: Path) -> None:
    path = write_profile("acme", {"ca_bundle": Path("/x/y.pem")}, tmp_path / "new" / "p.toml")
    assert read_profile("acme", path) == {"ca_bundle": str(Path("/x/y.pem"))}
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["password", "client_secret"])
@pytest.mark.rule("C9")
@pytest.mark.rule("C8")
def test_no_secret_is_ever_written(profiles: Path, name: str) -> None:
    before = profiles.read_bytes()
    with pytest.raises(ConfigError, match="nothing was written") as caught:
        write_profile("acme", {name: Secret(CANARY)}, profiles)
    assert CANARY not in str(caught.value)
    assert profiles.read_bytes() == before


@pytest.mark.parametrize(("key", "value"), [("worksapce", "a"), ("workspace", ["a"])])
def test_what_no_profile_can_hold_is_told(profiles: Path, key: str, value: object) -> None:
    before = profiles.read_bytes()
    with pytest.raises(ConfigError):
        write_profile("acme", {key: value}, profiles)
    assert profiles.read_bytes() == before


def test_a_file_that_cannot_be_read_is_not_overwritten(profiles: Path) -> None:
    profiles.write_text("[acme")
    with pytest.raises(ConfigError, match="cannot be read"):
        write_profile("new", {"workspace": "a"}, profiles)
    assert profiles.read_text() == "[acme"


@pytest.mark.fault("B28")
def test_a_disk_that_fails_leaves_the_old_file(
    profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = profiles.read_bytes()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="No space left on device"):
        write_profile("acme", {"workspace": "new"}, profiles)
    assert profiles.read_bytes() == before
    assert list(profiles.parent.iterdir()) == [profiles]


@settings(max_examples=40, deadline=None)
@given(name=st.text(min_size=1), value=st.text())
def test_every_name_and_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: str
) -> None:
    path = tmp_path_factory.mktemp("p") / "profiles.toml"
    write_profile(name, {"workspace": value}, path)
    assert read_profile(name, path) == {"workspace": value}


def test_the_file_stands_in_the_platforms_folder() -> None:
    assert profiles_path().parts[-2:] == ("documine_nb", "profiles.toml")
