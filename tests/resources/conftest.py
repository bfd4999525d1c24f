"""One embedded server for the tests of a module, and a fresh dossier for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from support.studies import STUDIES

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
