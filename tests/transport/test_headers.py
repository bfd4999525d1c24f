"""What every request carries, and what nobody can make it carry."""

from __future__ import annotations

import json

import pytest
from support.wire import TOKEN, WORKSPACE, client_of, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import ConfigError
from documine_nb.transport.client import ApiClient
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.headers import request_ids

pytestmark = pytest.mark.anyio


async def test_a_call_names_its_user_workspace_and_itself() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        answer = await client.call(OPERATIONS["getUsers"])
        again = await client.call(OPERATIONS["getUsers"])
    headers = wire.asked[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-tenant-id"] == WORKSPACE
    assert headers["user-agent"].startswith("documine_nb")
    assert headers["x-request-id"] == answer.request_id != again.request_id
    assert headers["accept"] == "application/json"


def test_ids_of_requests_never_come_twice() -> None:
    some, others = request_ids(), request_ids()
    found = [next(one) for one in (some, others) for _ in range(100)]
    assert len(set(found)) == 200
    assert {len(one) for one in found} == {32}


async def test_ids_and_queries_arrive_as_they_were_given() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await client.call(
            OPERATIONS["getDossiers"],
            ids={"dossierTemplateId": "a/b c"},
            query={"includeArchived": True, "includeActive": None},
        )
    target = "/api/dossier-templates/a%2Fb%20c/dossiers?includeArchived=true"
    assert wire.asked[0].target == target


async def test_one_of_many_reads_is_sent_as_if_it_were_alone() -> None:
    row, dossier = OPERATIONS["getComponents"], {"dossierTemplateId": "t/1", "dossierId": "d"}
    query = {"includeDetails": False}
    async with wired() as wire, client_of(wire.url) as client:
        read = client.reads(row, ids=dossier, each="fileId", query=query)
        answers = [await read(one) for one in ("a b", "ü")]
        each = [{**dossier, "fileId": one} for one in ("a b", "ü")]
        answers += [await client.call(row, ids=ids, query=query) for ids in each]
    sent = [(one.method, one.target, list(one.headers), one.body) for one in wire.asked]
    assert sent[:2] == sent[2:]
    assert "/t%2F1/dossiers/d/files/a%20b/components?includeDetails=false" in sent[0][1]
    assert len({answer.request_id for answer in answers}) == 4
    assert {answer.operation for answer in answers} == {row}


async def test_one_of_many_reads_needs_its_id() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        read = client.reads(OPERATIONS["getUser"], ids={}, each="userId")
        with pytest.raises(ConfigError, match=r"'\.\.' is not an id for userId"):
            await read("..")
    assert wire.asked == []


async def test_a_body_is_sent_as_utf_8_json() -> None:
    body = {"name": "Prüfung", "n": 2**60}
    async with wired() as wire, client_of(wire.url) as client:
        await client.request("PUT", "/api/x", json=body)
    assert json.loads(wire.asked[0].body) == body
    assert wire.asked[0].headers["content-type"] == "application/json"


async def test_further_headers_go_along_but_cannot_replace_ours() -> None:
    own = {"X-Mine": "1", "authorization": "Bearer other", "x-tenant-id": "other"}
    own |= {"x-request-id": "other", "USER-AGENT": "other", "accept": "text/csv"}
    async with wired() as wire, client_of(wire.url) as client:
        await client.request("post", "/api/x", content=b"<a/>", headers=own)
    asked = wire.asked[0]
    assert (asked.method, asked.body, asked.headers["x-mine"]) == ("POST", b"<a/>", "1")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["x-tenant-id"] == WORKSPACE
    assert "other" not in asked.headers.values()
    assert asked.headers["accept"] == "text/csv"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "Prüfung", ""])
async def test_a_header_that_would_end_early_is_refused(value: str) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        with pytest.raises(ConfigError, match="cannot carry this value"):
            await client.request("GET", "/api/x", headers={"X-Mine": value})
    assert wire.asked == []


def test_a_workspaces_display_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="by its id"):
        ApiClient(Endpoint("https://acme.example"), None, workspace="Prüflabor Süd")


def test_no_time_is_no_timeout() -> None:
    with pytest.raises(ConfigError, match="is no time"):
        ApiClient(Endpoint("https://acme.example"), None, workspace="acme", timeout=0)


@pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": object()}, {1, 2}])
async def test_a_body_without_a_json_form_is_refused(body: object) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        with pytest.raises(ConfigError, match="cannot be sent as JSON"):
            await client.request("PUT", "/api/x", json=body)
    assert wire.asked == []


@pytest.mark.parametrize("ids", [{}, {"userId": ""}, {"userId": ".."}, {"userId": None}])
async def test_an_id_that_is_none_is_refused(ids: dict[str, str]) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        with pytest.raises(ConfigError, match="userId"):
            await client.call(OPERATIONS["getUser"], ids=ids)
    assert wire.asked == []


async def test_without_a_source_of_tokens_none_is_sent() -> None:
    async with wired() as wire:
        client = ApiClient(Endpoint(wire.url), None, workspace="acme")
        await client.request("GET", "/api/x")
        await client.aclose()
    assert "authorization" not in wire.asked[0].headers
    assert repr(client) == f"<ApiClient {wire.url} workspace='acme'>"
