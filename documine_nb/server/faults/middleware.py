"""ASGI middleware that makes planned requests fail."""

from __future__ import annotations

import json

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from documine_nb.server.clock import SYSTEM_CLOCK, Clock
from documine_nb.server.faults.failing import fail
from documine_nb.server.faults.matching import operation_of
from documine_nb.server.faults.plan import Fault, FaultPlan, PlanError

__all__ = ["FaultPlanner"]

_PATH = "/__faults"


class FaultPlanner:
    """Serves ``/__faults`` and lets the faults planned there happen.

    Parameters
    ----------
    app : ASGI application
        What answers where nothing is planned.
    clock : Clock
        What delays wait by.
    """

    def __init__(self, app: ASGIApp, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._app = app
        self._clock = clock
        self.plan = FaultPlan()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, fail or pass the call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == _PATH:
            response = await self._administer(Request(scope, receive))
            await response(scope, receive, send)
            return
        try:
            fault = self._fault_for(scope)
        except PlanError as error:
            await JSONResponse({"message": str(error)}, 400)(scope, receive, send)
            return
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.delay:
            await self._clock.sleep(fault.delay)
        await fail(fault, self._app, scope, receive, send)

    def _fault_for(self, scope: Scope) -> Fault | None:
        name = operation_of(scope["method"], scope["path"])
        header = Headers(scope=scope).get("x-fault-plan")
        if header is not None:
            fault = Fault.from_json(_parsed(header))
            self.plan.note(name or scope["path"])
            return fault
        return None if name is None else self.plan.take(name)

    async def _administer(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                self.plan.add(_parsed(await request.body()))
            except PlanError as error:
                return JSONResponse({"message": str(error)}, 400)
        elif request.method == "DELETE":
            self.plan.clear()
        elif request.method != "GET":
            return Response(status_code=405, headers={"Allow": "GET, POST, DELETE"})
        return JSONResponse(self.plan.account())


def _parsed(text: str | bytes) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError as error:
        raise PlanError(f"A plan is JSON: {error}") from error
    return parsed
