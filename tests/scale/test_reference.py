"""References name what a worker has; secrets are the worker's own."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from documine_nb.auth.profiles import write_profile
from documine_nb.auth.settings import ConnectSettings
from documine_nb.errors import ConfigError
from documine_nb.scale.reference import ServiceReference, WorkerSignIn
from documine_nb.secrets import Secret

SETTINGS = ConnectSettings(
    "https://acme.documine.example",
    "acme",
    "notebooks",
    username="ada",
    password=Secret("swordfish"),
    client_secret=Secret("opensesame"),
    token_path="/token",
)


@pytest.fixture(autouse=True)
def bare_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away what this machine's environment may hold."""
    for name in ("USERNAME", "PASSWORD", "CLIENT_SECRET", "PROFILE", "URL", "WORKSPACE"):
        monkeypatch.delenv(f"DOCUMINE_{name}", raising=False)
    monkeypatch.setattr(
        "documine_nb.auth.settings.profiles_path", lambda: tmp_path / "profiles.toml"
    )


def reference(sign_in: WorkerSignIn | None = None) -> ServiceReference:
    return ServiceReference.to(SETTINGS, sign_in or WorkerSignIn(), "1")


def test_a_reference_holds_neither_secrets_nor_names_of_people() -> None:
    made = reference()

    for shown in (repr(made), pickle.dumps(made).decode("latin-1")):
        assert "notebooks" in shown
        assert not any(secret in shown for secret in ("ada", "swordfish", "opensesame"))


def test_a_worker_takes_secrets_from_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMINE_USERNAME", "robot")
    monkeypatch.setenv("DOCUMINE_PASSWORD", "its own")
    monkeypatch.setenv("DOCUMINE_URL", "https://elsewhere.example")

    settings, flow = reference().load()

    assert flow == "password"
    assert (settings.username, settings.password) == ("robot", Secret("its own"))
    assert (settings.base_url, settings.token_path) == ("https://acme.documine.example", "/token")


def test_variables_may_have_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", "its own")

    settings, flow = reference(WorkerSignIn(variables={"client_secret": "ACME_SECRET"})).load()

    assert flow == "client_credentials"
    assert settings.client_secret == Secret("its own")


def test_a_profile_of_the_worker_is_read_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_profile("robot", {"username": "robot", "workspace": "other"}, tmp_path / "profiles.toml")
    monkeypatch.setenv("DOCUMINE_PASSWORD", "its own")

    settings, flow = reference(WorkerSignIn(profile="robot")).load()

    assert (settings.username, flow) == ("robot", "password")
    assert settings.workspace == "acme"  # of the session, not of the profile


def test_a_worker_without_any_says_how_to_give_it_some() -> None:
    with pytest.raises(ConfigError, match="DOCUMINE_PASSWORD"):
        reference().load()


def test_the_embedded_server_cannot_be_reached_from_elsewhere() -> None:
    embedded = ServiceReference.to(
        ConnectSettings("http://localhost", "w", "c", asgi=object()), WorkerSignIn(), "1"
    )

    with pytest.raises(ConfigError, match="documine-nb serve"):
        embedded.load()
