"""Every example in a docstring runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import documine_nb


def _modules() -> list[str]:
    found = pkgutil.walk_packages(documine_nb.__path__, "documine_nb.")
    return [
        "documine_nb",
        *(module.name for module in found if not module.name.endswith("__main__")),
    ]


@pytest.mark.parametrize("name", _modules())
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=options)

    assert failed == 0
