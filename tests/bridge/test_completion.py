"""What the Tab key offers in a notebook."""

from __future__ import annotations

import inspect

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from support import stub_session


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    shell = InteractiveShell()
    shell.user_ns["stub"] = stub_session
    shell.user_ns["session"] = stub_session.connect()
    return shell


def _offered(shell: InteractiveShell, typed: str) -> set[str]:
    with provisionalcompleter():
        return {found.text for found in shell.Completer.completions(typed, len(typed))}


def test_parameter_names_of_a_method(shell: InteractiveShell) -> None:
    assert {"name=", "exact="} <= _offered(shell, "session.dossier(")


def test_parameter_names_of_the_awaited_form(shell: InteractiveShell) -> None:
    assert {"name=", "exact="} <= _offered(shell, "await session.dossier.aio(")


def test_parameter_names_of_a_plain_function(shell: InteractiveShell) -> None:
    assert {"url=", "workspace="} <= _offered(shell, "stub.connect(")


def test_what_a_methods_result_has(shell: InteractiveShell) -> None:
    assert {"name", "upload"} <= _offered(shell, 'session.dossier("x").')


def test_what_a_plain_functions_result_has(shell: InteractiveShell) -> None:
    offered = _offered(shell, "stub.connect().")

    assert "dossier" in offered
    assert "send" not in offered  # it would be offered for a coroutine


def test_along_a_chain_of_calls(shell: InteractiveShell) -> None:
    assert "upload" in _offered(shell, 'stub.connect().dossier("x").')


def test_the_awaited_form_itself(shell: InteractiveShell) -> None:
    assert "aio" in _offered(shell, "session.dossier.")


def test_the_question_mark_shows_signature_and_text(shell: InteractiveShell) -> None:
    found = shell.object_inspect("session.dossier")

    assert "name: 'str', *, exact: 'bool' = False" in found["definition"]
    assert found["docstring"] == "Find a dossier."


def test_two_question_marks_show_the_methods_own_source(shell: InteractiveShell) -> None:
    found = shell.object_inspect("session.dossier", detail_level=1)

    assert inspect.cleandoc(found["source"]).startswith("@blocking\nasync def dossier")
