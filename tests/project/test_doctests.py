"""Every example in a docstring runs, and whatever people touch has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import documine_nb as dm
from documine_nb.frames import ComponentResult
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.dossiers import Dossiers
from documine_nb.resources.file import File
from documine_nb.resources.files import Files
from documine_nb.resources.license import UsageReport
from documine_nb.resources.packages import PackageJob, Packages
from documine_nb.resources.templates import Templates
from documine_nb.resources.users import Users
from documine_nb.session import Session

TOUCHED = [
    *(Session, Dossiers, Dossier, Files, File, Packages, PackageJob, Templates, Users),
    *(UsageReport, ComponentResult),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the examples of handles find on the desk: a session and a dossier with three files."""
    with dm.demo(samples=False, quiet=True) as session:
        dossier = session.dossiers.create("Acute oral", template="OECD acute toxicity")
        dossier.upload(dm.sample_reports()[:3]).raise_for_failures()
        dossier.wait(timeout=120)
        yield {
            "dm": dm,
            "session": session,
            "dossier": dossier,
            "file": dossier.file(dm.sample_reports()[0].name),
            "result": dossier.components(),
        }


def _modules() -> list[str]:
    found = pkgutil.walk_packages(dm.__path__, "documine_nb.")
    return [
        "documine_nb",
        *(module.name for module in found if not module.name.endswith("__main__")),
    ]


def _is_about_handles(name: str) -> bool:
    # `mro`: what a result exports stands in a class of its own.
    return name in {home.__module__ for one in TOUCHED for home in one.mro()}


@pytest.mark.parametrize("name", [name for name in _modules() if not _is_about_handles(name)])
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert _failed(name, {}) == 0


@pytest.mark.parametrize("name", [name for name in _modules() if _is_about_handles(name)])
def test_examples_of_handles_run(
    name: str, desk: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert _failed(name, desk) == 0


# Left out: errors, which are raised, not called; and properties, facts of one line.
def _touched() -> dict[str, object]:
    """Whatever people call: the face, its charts, and the methods of what they hold."""
    face = {name: getattr(dm, name) for name in dm.__all__ if name not in {"__version__", "errors"}}
    charts = face.pop("charts")
    methods = {
        f"{one.__name__}.{name}": getattr(one, name)
        for one in TOUCHED
        for name, _ in inspect.getmembers(one, callable)
        if not name.startswith("_")
    }
    classes = {one.__name__: one for one in TOUCHED}
    return (
        face
        | {f"charts.{name}": getattr(charts, name) for name in charts.__all__}
        | methods
        | classes
    )


@pytest.mark.parametrize("name", sorted(_touched()))
def test_whatever_people_call_has_an_example(name: str) -> None:
    text = inspect.getdoc(_touched()[name]) or ""

    assert "\nExamples\n--------\n>>> " in text


def _failed(name: str, given: dict[str, Any]) -> int:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    module = importlib.import_module(name)
    return doctest.testmod(module, optionflags=options, extraglobs=given).failed
