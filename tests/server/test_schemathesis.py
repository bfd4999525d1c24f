"""The published OpenAPI document is true: whatever is sent, the answers are documented ones."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from starlette.testclient import TestClient
from support.server import GENERIC, report

from documine_nb.contract import OPERATIONS
from documine_nb.server.embedded import EmbeddedServer
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.fault("B107")

schemathesis.checks.load_all_checks()
CHECKS = schemathesis.checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class World:
    """A server with a dossier, an analysed file and a finished package in it."""

    def __init__(self, server: EmbeddedServer, folder: Path) -> None:
        self.server = server
        self.http = TestClient(server.app, base_url=server.settings.base_url)
        known = server.credentials
        form = {
            "grant_type": "password", "client_id": known.client_id,
            "username": known.username, "password": known.password,
        }  # fmt: skip
        token = self.http.post(
            f"/auth/realms/{known.workspace}/protocol/openid-connect/token", data=form
        ).json()
        self.headers = {"Authorization": f"Bearer {token['access_token']}"}
        self.http.headers.update(self.headers)
        self._pdf = report(folder / "report.pdf").read_bytes()
        self._base = f"/api/dossier-templates/{GENERIC.id}/dossiers"
        user = self.http.get("/api/users").json()["users"][0]["userId"]
        self.ids = {"dossierTemplateId": GENERIC.id, "userId": user}
        self.ids["dossierId"] = self._dossier("The one")
        self.ids["fileId"] = self._file()
        while self._status() not in {"PROCESSED", "ERROR"}:
            threading.Event().wait(0.02)  # the worker is another process
        self.ids["downloadId"] = self._download()

    def call(self, operation: str, case: Any) -> int:
        """Make a call about things that are there, check the answer and return its status."""
        ids = self._to_delete(operation) if case.method == "DELETE" else self.ids
        for parameter in case.path_parameters:
            case.path_parameters[parameter] = ids[parameter]
        return int(case.call_and_validate(headers=self.headers, checks=CHECKS).status_code)

    def calling(self, operation: str) -> Callable[[Any], None]:
        def call(case: Any) -> None:
            self.call(operation, case)

        return call

    def _to_delete(self, operation: str) -> dict[str, str]:
        """Return the known ids, with a new one for what the operation takes away."""
        if operation == "deleteDossier":
            return self.ids | {"dossierId": self._dossier(uuid.uuid4().hex)}
        if operation == "deleteFile":
            return self.ids | {"fileId": self._file()}
        return self.ids | {"downloadId": self._download()}

    def _dossier(self, name: str) -> str:
        return str(self.http.post(self._base, json={"name": name}).json()["id"])

    def _file(self) -> str:
        url = f"{self._base}/{self.ids['dossierId']}/files"
        sent = self.http.post(url, files={"file": (f"{uuid.uuid4().hex}.pdf", self._pdf)})
        return str(sent.json()["fileIds"][0])

    def _status(self) -> str:
        url = f"{self._base}/{self.ids['dossierId']}/files/{self.ids['fileId']}"
        return str(self.http.get(url).json()["processingStatus"])

    def _download(self) -> str:
        url = f"{self._base}/{self.ids['dossierId']}/files/{self.ids['fileId']}/create-download"
        made = self.http.post(url, json={"downloadFileTypes": ["ORIGINAL"]})
        return str(made.json()["downloadId"])


@contextmanager
def own_loop(server: EmbeddedServer) -> Iterator[None]:
    """Let a server work on a loop that goes on while the tests call it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(30)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(server.aclose(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("schema")
    server = EmbeddedServer(ServerSettings(folder / "data", access_token_lifetime=3_600))
    with own_loop(server):
        yield World(server, folder)


def loaded(world: World, document: dict[str, Any]) -> Any:
    schema = schemathesis.openapi.from_dict(document)
    schema.app = world.server.app
    return schema


@pytest.fixture(scope="module")
def published(world: World) -> Any:
    return loaded(world, world.http.get("/openapi.json").json())


@pytest.fixture(scope="module")
def informed(world: World) -> Any:
    """The document with the names of things that are there, so that calls get somewhere."""
    document = world.http.get("/openapi.json").json()
    template = world.http.get(f"/api/dossier-templates/{GENERIC.id}").json()
    bodies = document["components"]["schemas"]
    for name in ("DownloadRequest", "BulkDownloadRequest"):
        reports = bodies[name]["properties"]["reportTemplateIds"]["anyOf"][0]
        reports["items"]["enum"] = template["reportTemplateIds"]
    bulk = bodies["BulkDownloadRequest"]["properties"]
    bulk["fileIds"]["items"]["enum"] = [world.ids["fileId"]]
    components = ["Title", "Author", "Report_Date"]
    bodies["ComponentOverride"]["properties"]["name"]["enum"] = components
    bodies["RevertOverrides"]["properties"]["components"]["items"]["enum"] = components
    return loaded(world, document)


def each_answer(
    schema: Any,
    operation_id: str,
    call: Callable[[Any], None],
    mode: GenerationMode = GenerationMode.POSITIVE,
) -> None:
    strategy = schema.find_operation_by_id(operation_id).as_strategy(generation_mode=mode)
    BOUNDED(given(case=strategy)(call))()


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_whatever_is_asked_for_the_answer_is_a_documented_one(
    published: Any, world: World, operation_id: str
) -> None:
    def call(case: Any) -> None:
        case.call_and_validate(headers=world.headers, checks=CHECKS)

    each_answer(published, operation_id, call)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_same_holds_for_things_that_are_there(
    informed: Any, world: World, operation_id: str
) -> None:
    each_answer(informed, operation_id, world.calling(operation_id))


@pytest.mark.parametrize("operation_id", [o.id for o in OPERATIONS.values() if o.query or o.body])
def test_the_same_holds_for_what_the_document_forbids(
    informed: Any, world: World, operation_id: str
) -> None:
    each_answer(informed, operation_id, world.calling(operation_id), GenerationMode.NEGATIVE)


@pytest.mark.parametrize(
    ("operation_id", "status"),
    [("prepareBulkDownload", 202), ("addOverrides", 204), ("revertOverrides", 204)],
)
def test_calls_get_as_far_as_a_success(
    informed: Any, world: World, operation_id: str, status: int
) -> None:
    seen = set()

    def call(case: Any) -> None:
        seen.add(world.call(operation_id, case))

    each_answer(informed, operation_id, call)
    assert status in seen


def test_the_document_names_every_operation_of_the_contract_and_how_sure_it_is(
    world: World,
) -> None:
    document = world.http.get("/openapi.json").json()
    described = {
        operation["operationId"]: (method.upper(), path, operation["x-documine-path-confidence"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    assert described == {
        name: (operation.method, operation.path, operation.path_confidence)
        for name, operation in OPERATIONS.items()
    }
