"""Routes from the contract: a handler says its operationId, the table says all the rest."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from documine_nb.contract import OPERATIONS
from documine_nb.server.access import Access
from documine_nb.server.openapi import describe
from documine_nb.server.services import Services
from documine_nb.server.variants import rewrite

__all__ = ["Api", "Reply"]

Handler = Callable[..., Any]


@dataclass(frozen=True)
class Reply:
    """An answer with another status than 200."""

    body: Any
    status: int


class Api:
    """A router whose handlers return plain data.

    A handler returns what is to be written as JSON, a :class:`Reply`, a response of its own, or
    None for 204 No Content.

    Parameters
    ----------
    services : Services
        What the handlers work with.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.access = Access(services)
        self.router = APIRouter()

    def operation(
        self, operation_id: str, *, body: dict[str, Any] | None = None
    ) -> Callable[[Handler], Handler]:
        """Register a handler for an operation of the contract and its aliases.

        Parameters
        ----------
        operation_id : str
            A key of ``contract.OPERATIONS``.
        body : dict, optional
            The OpenAPI request body where FastAPI cannot know it.
        """
        operation = OPERATIONS[operation_id]

        def register(handler: Handler) -> Handler:
            answering = self._answering(handler, operation.answer)
            self.router.add_api_route(
                operation.path,
                answering,
                methods=[operation.method],
                operation_id=operation_id,
                response_model=None,
                **describe(operation, body),
            )
            for path in operation.aliases:
                self._hidden(operation.method, path, answering)
            return handler

        return register

    def also(self, method: str, operation_id: str, at: str) -> Callable[[Handler], Handler]:
        """Register a handler that does an operation's work by another method, at another's path."""

        def register(handler: Handler) -> Handler:
            answering = self._answering(handler, OPERATIONS[operation_id].answer)
            self._hidden(method, OPERATIONS[at].path, answering)
            return handler

        return register

    def _hidden(self, method: str, path: str, answering: Handler) -> None:
        self.router.add_api_route(
            path, answering, methods=[method], include_in_schema=False, response_model=None
        )

    def _answering(self, handler: Handler, schema: str | None) -> Handler:
        variants = self.services.settings.variants

        def respond(result: Any) -> Response:
            if isinstance(result, Response):
                return result
            reply = result if isinstance(result, Reply) else Reply(result, 200)
            if reply.body is None:
                return Response(status_code=204)
            return JSONResponse(rewrite(reply.body, schema, variants), status_code=reply.status)

        @functools.wraps(handler)
        async def wait(*args: Any, **kwargs: Any) -> Response:
            return await run_in_threadpool(respond, await handler(*args, **kwargs))

        @functools.wraps(handler)
        def work(*args: Any, **kwargs: Any) -> Response:
            return respond(handler(*args, **kwargs))

        answering: Handler = wait if inspect.iscoroutinefunction(handler) else work
        # Evaluated here: older FastAPI would look the names up in this module.
        answering.__signature__ = inspect.signature(handler, eval_str=True)  # type: ignore[attr-defined]
        return answering
