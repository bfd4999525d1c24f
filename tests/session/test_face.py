"""``import documine_nb as dm``: few names, each real, loaded at first use."""

from __future__ import annotations

import subprocess
import sys

import pytest

import documine_nb as dm


def test_its_names_are_those_it_lists() -> None:
    assert dir(dm) == sorted(dm.__all__)


@pytest.mark.parametrize("name", dm.__all__)
def test_each_name_is_there(name: str) -> None:
    assert getattr(dm, name) is not None


def test_demo_and_connect_are_functions_whatever_was_imported_first() -> None:
    code = (
        "import documine_nb.demonstration, documine_nb.connecting, documine_nb as dm;"
        "print(callable(dm.demo), callable(dm.connect))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "True True\n"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        _ = dm.conect


def test_importing_it_does_not_load_what_is_heavy() -> None:
    code = (
        "import sys, documine_nb as dm; dir(dm); dm.errors;"
        "print([m for m in ('pandas', 'matplotlib', 'httpx', 'IPython') if m in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"


def test_a_session_does_not_load_pandas_or_a_server() -> None:
    code = (
        "import sys, documine_nb as dm; dm.connect; dm.Session;"
        "print([m for m in ('pandas', 'matplotlib', 'fastapi', 'IPython') if m in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
