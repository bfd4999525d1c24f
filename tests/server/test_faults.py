"""The fault planner: each kind happens, in order, and is accounted for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from support.sockets import on_a_port, raw

from documine_nb.contract import OPERATIONS
from documine_nb.server.faults import FaultPlanner, operation_of
from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio

USERS = "/api/users"
ANSWER = {"users": ["a" * 1_000]}


@dataclass
class Served:
    planner: FaultPlanner
    clock: ManualClock
    handled: list[str]


def serve() -> Served:
    handled: list[str] = []

    async def users(request: Request) -> Response:
        await request.body()
        handled.append(request.url.path)
        return JSONResponse(ANSWER)

    app = Starlette(
        routes=[
            Route(USERS, users, methods=["GET", "POST"]),
            Route("/api/downloads", users),
            Route("/auth/realms/demo/protocol/openid-connect/token", users, methods=["POST"]),
        ]
    )
    clock = ManualClock()
    return Served(FaultPlanner(app, clock=clock), clock, handled)


@pytest.fixture
def served() -> Served:
    return serve()


@pytest.fixture
async def http(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=served.planner)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        yield client


@pytest.fixture
def on_port(served: Served) -> Iterator[httpx.Client]:
    with (
        on_a_port(served.planner) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        yield client


async def plan(http: httpx.AsyncClient, **faults: list[dict[str, Any]]) -> None:
    answer = await http.post("/__faults", json=faults)
    assert answer.status_code == 200, answer.text


async def account(http: httpx.AsyncClient) -> Any:
    return (await http.get("/__faults")).json()


async def test_without_a_plan_nothing_fails(http: httpx.AsyncClient) -> None:
    assert (await http.get(USERS)).json() == ANSWER
    assert await account(http) == {"consumed": {}, "left": {}}


async def test_faults_happen_in_order_and_then_no_more(http: httpx.AsyncClient) -> None:
    await plan(http, getUsers=[{"status": 503, "times": 2}, {"status": 404}])
    statuses = [(await http.get(USERS)).status_code for _ in range(4)]
    assert statuses == [503, 503, 404, 200]


async def test_what_is_used_up_and_what_is_left_is_told(http: httpx.AsyncClient) -> None:
    await plan(http, getUsers=[{"status": 500, "times": 3}], getDossiers=[{"status": 500}])
    await http.get(USERS)
    assert await account(http) == {
        "consumed": {"getUsers": 1},
        "left": {"getUsers": 2, "getDossiers": 1},
    }


async def test_other_operations_are_not_touched(http: httpx.AsyncClient) -> None:
    await plan(http, getUsers=[{"status": 500}])
    assert (await http.get("/api/downloads")).status_code == 200


async def test_a_plan_can_be_added_to_and_forgotten(http: httpx.AsyncClient) -> None:
    await plan(http, getUsers=[{"status": 500}])
    await plan(http, getUsers=[{"status": 501}])
    assert (await account(http))["left"] == {"getUsers": 2}
    assert (await http.delete("/__faults")).status_code == 200
    assert (await http.get(USERS)).status_code == 200


async def test_status_headers_and_body_are_as_planned(
    http: httpx.AsyncClient, served: Served
) -> None:
    headers = [["Content-Type", "text/html"], ["X-Two", "1"], ["X-Two", "2"]]
    await plan(http, getUsers=[{"status": 502, "headers": headers, "body": "<h1>Bad gateway"}])
    answer = await http.get(USERS)
    assert (answer.status_code, answer.text) == (502, "<h1>Bad gateway")
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers.get_list("x-two") == ["1", "2"]
    assert served.handled == []


@pytest.mark.parametrize(
    ("fault", "content", "kind"),
    [
        ({"body": {"a": [1]}}, b'{"a": [1]}', "application/json"),
        ({"body": [], "headers": {"Content-Type": "x/y"}}, b"[]", "x/y"),
        ({"body_base64": "77u/e30="}, b"\xef\xbb\xbf{}", None),
        ({"body": ""}, b"", None),
    ],
)
async def test_a_body_alone_is_a_success_with_that_body(
    http: httpx.AsyncClient, fault: dict[str, Any], content: bytes, kind: str | None
) -> None:
    await plan(http, getUsers=[fault])
    answer = await http.get(USERS)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers.get("content-type") == kind


async def test_headers_alone_change_the_real_answer(http: httpx.AsyncClient) -> None:
    await plan(http, getUsers=[{"headers": {"Content-Type": "text/plain; charset=utf-16"}}])
    answer = await http.get(USERS)
    assert json.loads(answer.content) == ANSWER
    assert answer.headers["content-type"] == "text/plain; charset=utf-16"


@pytest.mark.parametrize(("fault", "status"), [({}, 503), ({"status": 429}, 429)])
async def test_retry_after_is_sent_as_written(
    http: httpx.AsyncClient, fault: dict[str, Any], status: int
) -> None:
    await plan(http, getUsers=[{"retry_after": "-1²", **fault}])
    answer = await http.get(USERS)
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "-1²")


async def test_a_delay_waits_by_the_servers_clock(http: httpx.AsyncClient, served: Served) -> None:
    await plan(http, getUsers=[{"delay": 61.5}])
    assert (await http.get(USERS)).status_code == 200
    assert served.clock.slept == [61.5]


async def test_a_fault_can_come_with_the_request_itself(http: httpx.AsyncClient) -> None:
    answer = await http.get(USERS, headers={"X-Fault-Plan": '{"status": 418}'})
    assert answer.status_code == 418
    assert (await account(http))["consumed"] == {"getUsers": 1}


async def test_sign_in_can_fail_too(http: httpx.AsyncClient) -> None:
    await plan(http, token=[{"status": 503}])
    answer = await http.post("/auth/realms/demo/protocol/openid-connect/token")
    assert answer.status_code == 503


@pytest.mark.parametrize("fault", [{"reset": "before"}, {"reset": True}, {"garbage": "x"}])
async def test_in_process_a_lost_connection_is_an_exception(
    http: httpx.AsyncClient, served: Served, fault: dict[str, Any]
) -> None:
    await plan(http, getUsers=[fault])
    with pytest.raises(ConnectionResetError):
        await http.get(USERS)
    assert served.handled == []


@pytest.mark.parametrize("fault", [{"reset": "after"}, {"cut": 10}])
async def test_in_process_an_answer_can_be_lost_after_the_work_is_done(
    http: httpx.AsyncClient, served: Served, fault: dict[str, Any]
) -> None:
    await plan(http, getUsers=[fault])
    with pytest.raises(ConnectionResetError):
        await http.get(USERS)
    assert served.handled == [USERS]


@pytest.mark.parametrize(
    ("planned", "says"),
    [
        ('{"getUser s": []}', "getUser s"),
        ('{"getUsers": {"status": 1}}', "list"),
        ('{"getUsers": [{"stauts": 500}]}', "stauts"),
        ('{"getUsers": [{"status": "x"}]}', "no fault"),
        ('{"getUsers": [{"times": 0}]}', "times"),
        ('{"getUsers": [{"reset": "never"}]}', "before"),
        ('{"getUsers": [{"status": 500}], "getUser": [1]}', "object"),
        ("[]", "maps"),
        ("{", "JSON"),
    ],
)
async def test_a_wrong_plan_is_refused_whole(
    http: httpx.AsyncClient, planned: str, says: str
) -> None:
    answer = await http.post("/__faults", content=planned)
    assert answer.status_code == 400
    assert says in answer.json()["message"]
    assert (await account(http))["left"] == {}


async def test_a_wrong_plan_in_a_header_is_refused(http: httpx.AsyncClient, served: Served) -> None:
    answer = await http.get(USERS, headers={"X-Fault-Plan": "500"})
    assert answer.status_code == 400
    assert served.handled == []


async def test_the_plans_address_knows_no_other_method(http: httpx.AsyncClient) -> None:
    assert (await http.put("/__faults", json={})).status_code == 405


def post_plan(client: httpx.Client, fault: dict[str, Any]) -> None:
    assert client.post("/__faults", json={"getUsers": [fault]}).status_code == 200


def raw_answer(client: httpx.Client) -> tuple[bytes, bytes]:
    port = client.base_url.port
    assert port is not None
    head, _, body = raw(port, b"GET /api/users HTTP/1.1\r\nHost: x\r\n\r\n").partition(b"\r\n\r\n")
    return head, body


def test_over_a_socket_a_cut_ends_the_connection_in_the_middle(on_port: httpx.Client) -> None:
    whole = on_port.get(USERS)
    post_plan(on_port, {"cut": 100})
    head, body = raw_answer(on_port)
    assert f"content-length: {len(whole.content)}".encode() in head
    assert body == whole.content[:100]
    assert on_port.get(USERS).content == whole.content


def test_over_a_socket_a_planned_answer_can_be_cut_too(on_port: httpx.Client) -> None:
    post_plan(on_port, {"body": "0123456789", "cut": 4})
    assert raw_answer(on_port)[1] == b"0123"


def test_an_answer_shorter_than_its_cut_arrives_whole(on_port: httpx.Client) -> None:
    post_plan(on_port, {"cut": 10_000})
    assert on_port.get(USERS).json() == ANSWER


@pytest.mark.parametrize(("when", "handled"), [("before", 0), ("after", 1)])
def test_over_a_socket_a_reset_is_a_reset(
    on_port: httpx.Client, served: Served, when: str, handled: int
) -> None:
    post_plan(on_port, {"reset": when})
    with pytest.raises(httpx.ReadError) as caught:
        on_port.get(USERS)
    assert "reset" in str(caught.value).lower()
    assert len(served.handled) == handled


def test_over_a_socket_a_cut_can_be_a_reset(on_port: httpx.Client) -> None:
    post_plan(on_port, {"cut": 100, "reset": True})
    with pytest.raises(httpx.ReadError):
        on_port.get(USERS)


def test_over_a_socket_garbage_is_no_http(on_port: httpx.Client) -> None:
    post_plan(on_port, {"garbage": "SSH-2.0-OpenSSH_9.2\r\n"})
    with pytest.raises(httpx.RemoteProtocolError):
        on_port.get(USERS)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_every_operation_and_alias_is_known_by_its_address(operation: Any) -> None:
    ids = {
        "dossierTemplateId": "t",
        "dossierId": "d",
        "fileId": "f",
        "downloadId": "x",
        "userId": "u",
    }
    for path in (operation.path, *operation.aliases):
        assert operation_of(operation.method, path.format(**ids)) == operation.id


@pytest.mark.parametrize("path", ["/api", "/api/users/1/2", "/api/users/", "/", "/auth/realms/x"])
def test_other_addresses_are_no_operation(path: str) -> None:
    assert operation_of("GET", path) is None
