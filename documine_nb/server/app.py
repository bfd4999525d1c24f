"""The FastAPI application: identity at ``/auth``, the API behind the gate."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse

from documine_nb.server.api import Api
from documine_nb.server.errors import add_error_handlers
from documine_nb.server.faults import FaultPlanner
from documine_nb.server.gate import Gate
from documine_nb.server.openapi import document
from documine_nb.server.routes import add_routes
from documine_nb.server.services import Services

__all__ = ["build_app"]


def build_app(services: Services) -> FastAPI:
    """Return the application over `services`.

    Its OpenAPI document is at ``/openapi.json``, for those who are signed in. There are no pages of
    documentation, for these load scripts from elsewhere.
    """
    settings = services.settings
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    add_error_handlers(app, settings.clock)
    app.add_middleware(Gate, identity=services.identity, clock=settings.clock)
    if settings.faults:
        app.add_middleware(FaultPlanner, clock=settings.clock)
    api = Api(services)
    add_routes(api)
    app.include_router(services.identity.router, prefix="/auth")
    app.include_router(api.router)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, settings)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    def read_document() -> JSONResponse:
        return JSONResponse(app.openapi())

    return app
