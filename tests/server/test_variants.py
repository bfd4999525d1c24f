"""The forms in which real services are feared to differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.server import report, running_server

from documine_nb.server.embedded import EmbeddedServer
from documine_nb.server.settings import ServerSettings
from documine_nb.server.variants import VARIANTS

pytestmark = pytest.mark.anyio


async def test_all_variants_at_once(tmp_path: Path) -> None:
    async with running_server(tmp_path, variants=VARIANTS) as server:
        manager = await server.manager()
        dossier = await manager.dossier("A")
        made = await manager.upload(dossier, report(tmp_path / "a.pdf"))
        await manager.settled(made)
        (file,) = await manager.ok("GET", f"{dossier}/files")
        assert file["fileId"] == made.rpartition("/")[2]
        assert "id" not in file
        (bulk,) = await manager.ok("GET", f"{dossier}/bulk/components")
        assert bulk["components"]["Document_Identifier"] == "AB-17/3"
        assert bulk["components"]["Organisation"] == ""
        assert len(await manager.ok("GET", "/api/dossier-templates")) == 2
        body = {"downloadFileTypes": ["ORIGINAL"]}
        await manager.ok("POST", f"{dossier}/create-download", json=body)
        (download,) = await manager.ok("GET", "/api/downloads")
        assert "downloadId" in download


def test_an_unknown_variant_is_named_with_the_known_ones(tmp_path: Path) -> None:
    settings = ServerSettings(tmp_path, variants=frozenset({"upside-down"}))
    with pytest.raises(ValueError, match=r"upside-down.*bare-lists"):
        EmbeddedServer(settings)
