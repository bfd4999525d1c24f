"""``%documine`` in a real shell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from support.studies import STUDIES, studies

from documine_nb.demonstration import demo
from documine_nb.session import Session
from documine_nb.testing import embedded_session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with embedded_session(tmp_path_factory.mktemp("server")) as opened:
        dossier = opened.dossiers.create("Acute oral", template=STUDIES)
        dossier.upload(studies(tmp_path_factory.mktemp("studies"), 2))
        dossier.wait(timeout=60)
        yield opened


@pytest.fixture
def shell(session: Session) -> Iterator[InteractiveShell]:
    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "documine_nb")
    shell.user_ns["session"] = session
    yield shell
    InteractiveShell.clear_instance()


def documine(shell: InteractiveShell, line: str) -> object:
    return shell.run_line_magic("documine", line)


def test_dossiers_are_listed(shell: InteractiveShell) -> None:
    assert "Acute oral" in repr(documine(shell, "dossiers"))


def test_a_quoted_name_is_loaded_into_a_variable(shell: InteractiveShell) -> None:
    documine(shell, "load 'Acute oral' --into df")

    assert isinstance(shell.user_ns["df"], pd.DataFrame)
    assert len(shell.user_ns["df"]) == 2


def test_a_name_of_several_words_needs_no_quotes(shell: InteractiveShell) -> None:
    documine(shell, "load Acute oral --into df")

    assert len(shell.user_ns["df"]) == 2
    assert "study1.pdf" in repr(documine(shell, "status Acute oral"))


def test_without_a_variable_the_frame_is_shown(shell: InteractiveShell) -> None:
    assert isinstance(documine(shell, 'load "Acute oral"'), pd.DataFrame)


def test_an_export_is_downloaded(shell: InteractiveShell, tmp_path: Path) -> None:
    path = documine(shell, f"export 'Acute oral' --target '{tmp_path}'")

    assert path == tmp_path / "Acute oral.zip"


def test_the_status_is_the_session_or_the_files(shell: InteractiveShell) -> None:
    assert documine(shell, "status") is shell.user_ns["session"]
    assert "study1.pdf" in repr(documine(shell, "status 'Acute oral'"))


@pytest.mark.parametrize("line", ["lode x", "load", "load 'Acute", "nest off"])
def test_what_it_does_not_understand_is_a_usage_error(shell: InteractiveShell, line: str) -> None:
    with pytest.raises(UsageError):
        documine(shell, line)


def test_alone_it_lists_what_there_is_and_is_no_error(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert documine(shell, "") is None

    said = capsys.readouterr().out
    assert said.startswith("usage: %documine action")
    assert "make a result package and download it" in said


def test_an_unknown_action_lists_the_known_ones(shell: InteractiveShell) -> None:
    with pytest.raises(
        UsageError, match=r"'login', 'dossiers', 'load', 'export', 'status', 'nest'"
    ):
        documine(shell, "lode")


def test_a_wrong_name_suggests_the_right_one(shell: InteractiveShell) -> None:
    with pytest.raises(UsageError, match="Did you mean 'Acute oral'"):
        documine(shell, "load 'Acut oral'")


def test_a_variable_must_be_one(shell: InteractiveShell) -> None:
    with pytest.raises(UsageError, match="not a name for a variable"):
        documine(shell, "load 'Acute oral' --into 2x")


def test_without_a_session_it_says_how_to_get_one(shell: InteractiveShell) -> None:
    del shell.user_ns["session"]

    with pytest.raises(UsageError, match="%documine login"):
        documine(shell, "dossiers")


def test_login_without_settings_names_the_cure(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCUMINE_URL", raising=False)
    monkeypatch.delenv("DOCUMINE_PROFILE", raising=False)

    with pytest.raises(UsageError, match="base_url is missing"):
        documine(shell, "login")


def test_login_to_the_demo_puts_the_session_into_a_variable(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The samples themselves have tests of their own, which take longer.
    monkeypatch.setattr("documine_nb.magics.demo", partial(demo, samples=False, quiet=True))

    documine(shell, "login --demo --into other")

    opened = shell.user_ns["other"]
    assert isinstance(opened, Session)
    assert len(opened.templates.list()) == 2
    opened.close()
