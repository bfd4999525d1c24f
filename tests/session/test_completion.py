"""What jedi, which notebooks ask at the Tab key, knows of the real session."""

from __future__ import annotations

from typing import Any

import jedi
import pytest

import documine_nb as dm
from documine_nb.session import Session


@pytest.fixture(scope="module")
def cell(session: Session) -> dict[str, Any]:
    dossier = session.dossiers.create("Completed", template="Generic report")
    return {"dm": dm, "session": session, "dossier": dossier}


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
        ("dossier.create_package().", {"wait", "download", "status"}),
        ("session.packages.get(id).", {"wait", "download", "status"}),
        ("dossier.components().", {"wide", "long", "quality"}),
        ("session.license_usage().", {"plot", "to_frame"}),
    ],
)
def test_the_tab_key(cell: dict[str, Any], typed: str, offered: set[str]) -> None:
    found = {one.name_with_symbols for one in jedi.Interpreter(typed, [cell]).complete()}

    assert offered <= found
