"""``documine-nb login``: a sign-in that is kept opens the next session without a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.served import served

import documine_nb as dm
from documine_nb.auth.surroundings import KNOWN_BY
from documine_nb.cli import main


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variables in KNOWN_BY.values():
        for name in variables:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_kept_sign_in_opens_the_next_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(tmp_path) as server:
        known = server.credentials
        monkeypatch.setenv("DOCUMINE_PASSWORD", known.password)
        options = ["--base-url", server.base_url, "--workspace", known.workspace]
        options += ["--client-id", known.client_id, "--username", known.username]
        code = main(
            ["login", "--profile", "mine", "--flow", "password", "--keep", "file", *options]
        )
        said = capsys.readouterr().out
        assert code == 0, said
        assert "dm.connect(profile='mine', keep='file')" in said
        assert known.password not in said
        monkeypatch.delenv("DOCUMINE_PASSWORD")
        with dm.connect(profile="mine", keep="file") as session:
            assert session.who.username == known.username
            assert session.templates.list()
            assert session.logout().session_ended
    assert "by the sign-in kept in" in capsys.readouterr().out
    assert not list((tmp_path / "state").rglob("[0-9a-f]*.json"))


def test_on_binder_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "x")
    options = ["--base-url", "http://127.0.0.1:9", "--workspace", "w", "--client-id", "c"]
    assert main(["login", "--keep", "file", *options]) == 1
    assert "on Binder no sign-in is kept" in capsys.readouterr().err
