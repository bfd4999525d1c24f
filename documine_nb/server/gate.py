"""The door in front of everything but the identity server: token, workspace, size of the body."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from documine_nb.server.clock import Clock
from documine_nb.server.errors import ApiError, refusal
from documine_nb.server.identity import Identity, InvalidTokenError, IssuerUnreachableError

__all__ = ["Gate"]

_LARGEST_JSON = 4 << 20
_DESCRIPTIONS = {
    "expired": "The access token expired",
    "ended": "The session has ended",
    "invalid": "The access token is invalid",
}


class Gate:
    """Lets requests with a good access token pass, and tells the routes whose it is.

    A missing ``X-TENANT-ID`` means the token's own workspace; another one is refused.

    Parameters
    ----------
    app : ASGI application
        What stands behind the door.
    identity : Identity
        Who knows tokens.
    clock : Clock
        For the time in refusals.
    """

    def __init__(self, app: ASGIApp, identity: Identity, clock: Clock) -> None:
        self._app = app
        self._identity = identity
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http" or scope["path"].startswith("/auth/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refused = await self._check(request)
        if refused is not None:
            await refused(scope, receive, send)
            return
        uploads = request.headers.get("content-type", "").lower().startswith("multipart/")
        await self._app(scope, receive if uploads else _bounded(receive), send)

    async def _check(self, request: Request) -> Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            principal = await run_in_threadpool(self._identity.verify, token.strip())
        except InvalidTokenError as error:
            challenge = (
                f'Bearer error="invalid_token", error_description="{_DESCRIPTIONS[error.reason]}"'
            )
            return Response(status_code=401, headers={"WWW-Authenticate": challenge})
        except IssuerUnreachableError as error:
            return refusal(503, str(error), self._clock)
        tenant = request.headers.get("x-tenant-id")
        if tenant is not None and tenant != principal.workspace:
            return refusal(
                403,
                f"X-TENANT-ID names another workspace than the access token, which is for"
                f" {principal.workspace!r}.",
                self._clock,
            )
        request.state.principal = principal
        return None


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > _LARGEST_JSON:
            raise ApiError(413, f"The body is larger than the limit of {_LARGEST_JSON} bytes.")
        return message

    return bounded
