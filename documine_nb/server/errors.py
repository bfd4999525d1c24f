"""Refusals: what is raised, and what the client reads."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from documine_nb.server.clock import Clock

__all__ = ["ApiError", "add_error_handlers", "refusal"]

_LOG = logging.getLogger(__name__)
_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


class ApiError(HTTPException):
    """A request that is refused.

    Parameters
    ----------
    status : int
        The HTTP status.
    message : str
        What happened, to what, and why; the client shows it.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)


def refusal(
    status: int, message: str, clock: Clock, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the answer to a refused request."""
    moment = datetime.fromtimestamp(int(clock.wall()), UTC).isoformat().replace("+00:00", "Z")
    body = {"timestamp": moment, "message": message}
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def add_error_handlers(app: FastAPI, clock: Clock) -> None:
    """Make every refusal and failure of `app` an answer of the one form."""

    def refused(_: Request, error: Exception) -> JSONResponse:
        http = error if isinstance(error, HTTPException) else HTTPException(500)
        return refusal(http.status_code, http.detail, clock, http.headers)

    def invalid(request: Request, error: Exception) -> JSONResponse:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if _has_body(request) and kind != "application/json" and not kind.endswith("+json"):
            return refusal(415, "Send the body as application/json.", clock)
        found = error.errors() if isinstance(error, RequestValidationError) else []
        return refusal(400, _what_is_wrong(found), clock)

    def failed(_: Request, error: Exception) -> JSONResponse:
        status, message = _failure(error)
        _LOG.error("A request failed: %s", message, exc_info=error)
        return refusal(status, message, clock)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    for kind in (sqlite3.Error, OSError, Exception):
        app.add_exception_handler(kind, failed)


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or (
        "transfer-encoding" in request.headers
    )


def _what_is_wrong(found: Any) -> str:
    problems = []
    for item in list(found)[:5]:
        where = ".".join(str(part) for part in item.get("loc", ())[1:])
        problems.append(f"{where}: {item.get('msg', '')}" if where else str(item.get("msg", "")))
    return "The request is not valid. " + "; ".join(problems)


def _failure(error: Exception) -> tuple[int, str]:
    text = str(error)
    full = isinstance(error, OSError) and error.errno in _FULL
    if full or (isinstance(error, sqlite3.Error) and "full" in text):
        return 507, "The disk of the embedded server is full; nothing of the request was kept."
    if isinstance(error, sqlite3.OperationalError):
        return 503, f"The database of the embedded server cannot be used now ({text})."
    return 500, "An error occurred while processing the request."
