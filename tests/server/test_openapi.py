"""The published document: complete, honest, and true to what is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.server import running_server

from documine_nb.contract import OPERATIONS, TAGS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def document(tmp_path: Path) -> dict[str, Any]:
    async with running_server(tmp_path) as server:
        return dict(await (await server.manager()).ok("GET", "/openapi.json"))


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


async def test_it_lists_exactly_the_contract(document: dict[str, Any]) -> None:
    published = {key: value[:2] for key, value in operations(document).items()}
    assert published == {key: (one.method, one.path) for key, one in OPERATIONS.items()}
    assert [tag["name"] for tag in document["tags"]] == list(TAGS)


async def test_it_never_claims_more_than_is_known(document: dict[str, Any]) -> None:
    assert "DocuMine" not in document["info"]["title"]
    assert "It is not DocuMine" in document["info"]["description"]
    for key, (_, _, operation) in operations(document).items():
        confidence = OPERATIONS[key].path_confidence
        assert operation["x-documine-path-confidence"] == confidence
        says_verified = " verified: " in operation["description"]
        assert says_verified == (confidence == "verified"), key
        assert says_verified or "unverified: " in operation["description"]


async def test_every_operation_tells_its_refusals_and_parameters(document: dict[str, Any]) -> None:
    for key, (_, path, operation) in operations(document).items():
        assert {"400", "401", "403", "404", "409", "413", "415", "429", "500"} <= set(
            operation["responses"]
        ), key
        assert "422" not in operation["responses"]
        names = {one["name"] for one in operation.get("parameters", ())}
        placeholders = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert names == placeholders | set(OPERATIONS[key].query), key
        assert ("requestBody" in operation) == (OPERATIONS[key].body is not None), key


async def test_its_references_lead_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        if isinstance(node, list):
            return set().union(*(references(value) for value in node))
        return set()

    named = {reference.rpartition("/")[2] for reference in references(document)}
    assert named <= set(schemas)
    assert {"Error", "FileComponents", "DossierRequest"} <= named


async def test_its_sign_in_has_the_placeholder_of_the_workspace(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["FF-OAUTH"]["flows"]["authorizationCode"]
    for url in (flow["authorizationUrl"], flow["tokenUrl"]):
        assert "/auth/realms/{workspaceId}/protocol/openid-connect/" in url
    assert document["security"] == [{"FF-OAUTH": ["openid"]}]
