"""What the Tab key offers on the real session, as in a notebook's cell."""

from __future__ import annotations

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import documine_nb as dm
from documine_nb.session import Session


@pytest.fixture(scope="module")
def shell(session: Session) -> InteractiveShell:
    shell = InteractiveShell()
    dossier = session.dossiers.create("Completed", template="Generic report")
    shell.user_ns.update(dm=dm, session=session, dossier=dossier)
    return shell


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("dm.", {"connect", "demo", "read_package", "charts"}),
        ("dm.connect(", {"base_url=", "workspace=", "client_id="}),
        ("dm.charts.", {"ld50", "timeline", "completeness"}),
        ("session.", {"dossier", "dossiers", "packages", "panel", "license_usage"}),
        ("session.dossiers.create(", {"name=", "template="}),
        ('session.dossier("x").', {"to_frame", "upload", "components", "create_package"}),
        ('session.dossier("x").files.', {"list", "get"}),
        ('session.dossier("x").components().', {"wide", "long", "quality", "save"}),
        ("dossier.upload(", {"paths=", "on_existing="}),
        ("await dossier.upload.aio(", {"paths=", "on_existing="}),
        ("dossier.components().", {"wide", "long", "quality"}),
        ("session.license_usage().", {"plot", "to_frame"}),
    ],
)
def test_the_tab_key(shell: InteractiveShell, typed: str, offered: set[str]) -> None:
    with provisionalcompleter():
        found = {one.text for one in shell.Completer.completions(typed, len(typed))}

    assert offered <= found
