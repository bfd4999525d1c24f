"""Between FastAPI and the rules: reading forms, writing OAuth errors, knowing the realm."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from documine_nb.server.identity.authorize import PageError
from documine_nb.server.identity.pages import message_page
from documine_nb.server.identity.records import OAuthError

__all__ = ["RealmRoute", "answer", "read_form", "read_query"]

_LARGEST_FORM = 65_536
_MOST_FIELDS = 100


def answer(body: dict[str, Any], status: int = 200) -> JSONResponse:
    """Return JSON that nothing on the way may keep (RFC 6749, section 5.1)."""
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return JSONResponse(body, status_code=status, headers=headers)


class RealmRoute(APIRoute):
    """A route whose refusals are answers as Keycloak words them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except OAuthError as error:
                return answer(error.body(), error.status)
            except PageError as error:
                return message_page("We are sorry", str(error), status=400)

        return handle


async def read_form(request: Request) -> dict[str, str]:
    """Return a form's fields; too large, doubled or otherwise encoded ones are refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise OAuthError(415, "HTTP 415 Unsupported Media Type")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise OAuthError(413, "HTTP 413 Request Entity Too Large")
    return _fields(body.decode("latin-1"))


def read_query(request: Request) -> dict[str, str]:
    """Return the query's parameters, each given once (RFC 6749, section 3.1)."""
    return _fields(request.url.query)


def _fields(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise OAuthError(400, "invalid_request", "Too many parameters") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise OAuthError(400, "invalid_request", "duplicated parameter")
    return fields
