"""One embedded server for the tests of a module, and a fresh dossier for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.components import answer, files
from support.studies import STUDIES, studies

from documine_nb.models.component_table import ComponentTable
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session
from documine_nb.testing import embedded_session

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with embedded_session(tmp_path_factory.mktemp("server"), faults=True) as opened:
        yield opened


@pytest.fixture
def dossier(session: Session) -> Dossier:
    return session.dossiers.create(f"Dossier {next(_NUMBERS)}", template=STUDIES)


@pytest.fixture
def processed(dossier: Dossier, tmp_path: Path) -> Dossier:
    studies(tmp_path, 5)
    dossier.upload(tmp_path)
    dossier.wait(timeout=60)
    return dossier


@pytest.fixture
def table() -> ComponentTable:
    odd = answer(3, {"A": ["4"]}) | {"somethingNew": [1]}
    every = files({"A": ["1"], "B": []}, {"A": ["2", "3"]})
    return ComponentTable.of([*every, type(every[0]).from_json(odd)])
