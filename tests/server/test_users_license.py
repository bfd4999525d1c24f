"""Users, the license, and what counts as used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.server import OECD, Person, report, running_server

from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio
USAGE = "/api/license/active/usage"


async def test_users_are_listed_and_read(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        viewer = await server.viewer()
        listed = (await viewer.ok("GET", "/api/users"))["users"]
        assert [user["lastName"] for user in listed] == ["Manager", "Viewer"]
        assert listed[1]["roles"] == ["RED_USER"]
        assert await viewer.ok("GET", f"/api/users/{listed[0]['userId']}") == listed[0]
        assert (await viewer.get("/api/users/nobody")).status_code == 404


async def test_the_license_tells_its_pages_to_managers_only(tmp_path: Path) -> None:
    async with running_server(tmp_path, licensed_pages=250) as server:
        found = await (await server.manager()).ok("GET", "/api/license/active")
        assert found["features"] == [{"name": "processingPages", "type": "NUMBER", "value": 250}]
        viewer = await server.viewer()
        for method, url in (("GET", "/api/license/active"), ("GET", USAGE), ("POST", USAGE)):
            assert (await viewer.request(method, url)).status_code == 403


async def used(person: Person, **period: str) -> dict[str, Any]:
    return dict(await person.ok("POST", USAGE, json=period))


async def test_usage_grows_at_the_first_analysis_only_and_never_shrinks(tmp_path: Path) -> None:
    async with running_server(tmp_path, licensed_pages=4) as server:
        manager = await server.manager()
        dossier = await manager.dossier("A", OECD.id)
        file = await manager.upload(dossier, report(tmp_path / "a.pdf"))
        size = (await manager.settled(file))["fileSize"]
        once = await used(manager)
        assert (once["numberOfAnalyzedFiles"], once["numberOfAnalyzedPages"]) == (1, 1)
        assert (once["analysedFilesBytes"], once["analysisPercentageOfTotal"]) == (size, 25.0)
        attributes = {"attributes": {"OECD Number": "425"}}
        await manager.ok("PUT", f"{file}/file-attributes", json=attributes)
        assert (await manager.settled(file))["numberOfAnalyses"] == 2
        assert await used(manager) == once
        await manager.ok("DELETE", file)
        trash = await used(manager)
        assert (trash["activeFilesUploadedBytes"], trash["trashFilesUploadedBytes"]) == (0, size)
        await manager.ok("DELETE", dossier, params={"permanently": True})
        after = await used(manager)
        assert after["numberOfAnalyzedPages"] == after["numberOfDossiers"] == 1
        assert after["totalFilesUploadedBytes"] == 0


async def test_an_analysis_that_fails_is_not_charged(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        manager = await server.manager()
        answer = await manager.offer(await manager.dossier("A"), "a.pdf", b"%PDF-1.4 nothing")
        url = f"{answer.url.path!s}/{answer.json()['fileIds'][0]}"
        assert (await manager.settled(url))["processingStatus"] == "ERROR"
        assert (await used(manager))["numberOfAnalyzedFiles"] == 0


async def test_usage_is_told_month_by_month(tmp_path: Path) -> None:
    march = datetime(2027, 3, 15, tzinfo=UTC).timestamp()
    clock = ManualClock(wall=march)
    async with running_server(tmp_path, clock=clock) as server:
        manager = await server.manager()
        await manager.dossier("A")
        whole = await used(manager)
        assert whole["startDate"] == "2027-01-01T00:00:00.000+00:00"
        assert whole["endDate"] == "2027-12-31T23:59:59.999+00:00"
        assert [month["numberOfDossiers"] for month in whole["monthlyData"]] == [0, 0, 1]
        period = {"startDate": "2027-02-10T00:00:00Z", "endDate": "2027-03-01T00:00:00+00:00"}
        part = await used(manager, **period)
        assert part["numberOfDossiers"] == 0
        assert [month["startDate"][:10] for month in part["monthlyData"]] == ["2027-02-10"]
        assert await manager.ok("GET", USAGE, params=period) == part


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2027-02-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("1980-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("yesterday", "2027-01-01T00:00:00Z"),
    ],
)
async def test_a_period_has_to_make_sense(tmp_path: Path, start: str, end: str) -> None:
    async with running_server(tmp_path) as server:
        manager = await server.manager()
        answer = await manager.post(USAGE, json={"startDate": start, "endDate": end})
        assert answer.status_code == 400, answer.text
