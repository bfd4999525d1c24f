"""One embedded server for a module, and the panel's state on it without any widget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.studies import STUDIES, studies

from documine_nb.panels.state.app import App
from documine_nb.session import Session
from documine_nb.testing import embedded_session

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three small study reports."""
    folder = tmp_path_factory.mktemp("reports")
    studies(folder, 3)
    return folder


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Iterator[Session]:
    """A session with one dossier of three processed files, and one with a hostile name."""
    with embedded_session(tmp_path_factory.mktemp("server"), faults=True) as opened:
        filled = opened.dossiers.create("Acute oral", template=STUDIES)
        filled.upload(reports, progress=False)
        filled.wait(progress=False)
        opened.dossiers.create(HOSTILE, template=STUDIES, description=HOSTILE)
        yield opened


@pytest.fixture
def app(session: Session) -> Iterator[App]:
    """The panel's state, its dossiers read."""
    state = App(session, {})
    state.settle()
    yield state
    state.close()
    state.settle()


@pytest.fixture
def opened(app: App) -> App:
    """The same with the dossier of three files open."""
    (dossier,) = (one for one in app.dossiers.table.items if one.name == "Acute oral")
    app.dossiers.table.choose(dossier.id)
    app.dossiers.start(app.dossiers.open())
    app.settle()
    return app
