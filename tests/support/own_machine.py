"""A test's own surroundings, for the conftest of a room."""

from __future__ import annotations

import pytest

from documine_nb.auth.surroundings import KNOWN_BY


@pytest.fixture(autouse=True)
def own_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no test see where it runs, nor touch what is kept for the person who runs it."""
    for variables in KNOWN_BY.values():
        for name in variables:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCUMINE_REMOTE", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
