"""The OpenAPI document: the contract's operations, each with how sure we are of its path."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from documine_nb.contract import TAGS, Operation
from documine_nb.server.schemas import LIST_KEYS, SCHEMAS
from documine_nb.server.settings import ServerSettings

__all__ = ["describe", "document"]

_ABOUT = """\
The embedded server of documine_nb: a small server that speaks a reconstruction of the DocuMine
API, for demonstrations and tests. It is not DocuMine, and not affiliated with its vendor. Each
operation says in `x-documine-path-confidence` what its path rests on; only `verified` was read in
the vendor's public documentation."""
_BASIS = {
    "verified": "verified: its path was read in the vendor's public documentation.",
    "inferred": "unverified: its path follows from what was read in public documentation.",
    "likely": "unverified: its path is likely, from general knowledge of the product.",
    "guess": "unverified: its path is a guess.",
}
_REFUSALS = {
    400: "The request is malformed, or asks for what cannot be",
    401: "The access token is missing, expired or not ours; the body is empty",
    403: "Role, membership or workspace is missing",
    404: "Something that is named does not exist",
    405: "The path knows no such method",
    409: "The present state does not allow it",
    413: "The body is too large",
    415: "The content type or the type of the file is not supported",
    429: "Too many requests",
    500: "Something unexpected went wrong",
    503: "The database cannot be used now",
    507: "The disk is full",
}
_SUCCESS = {
    "createDossierOrUpdateDossier": {200: "Updated", 201: "Created"},
    "uploadFile": {200: "The attributes of a CSV were taken over", 201: "Files were made"},
    "prepareDossierDownload": {202: "Queued"},
    "prepareFileDownload": {202: "Queued"},
    "prepareBulkDownload": {202: "Queued"},
}
_OVERRIDES = "ComponentOverrides"


def describe(operation: Operation, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what FastAPI is told about an operation besides its path and method."""
    extra: dict[str, Any] = {"x-documine-path-confidence": operation.path_confidence}
    if body is not None:
        extra["requestBody"] = body
    basis = _BASIS[operation.path_confidence]
    return {
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": f"{operation.summary}. This operation is {basis}",
        "status_code": next(iter(_successes(operation))),
        "responses": {**_successes(operation), **_refusals()},
        "openapi_extra": extra,
    }


def _successes(operation: Operation) -> dict[int | str, dict[str, Any]]:
    if operation.answer is None:
        return {204: {"description": "Done"}}
    texts = _SUCCESS.get(operation.id, {200: "Success"})
    content = {"content": _content(operation)}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": text, **content} for status, text in texts.items()
    }
    if operation.answer == "binary":
        found[206] = {"description": "The range that was asked for", **content}
        found[416] = {"description": "There is no such range"}
    return found


def _content(operation: Operation) -> dict[str, Any]:
    answer = operation.answer or ""
    if answer == "binary":
        return {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
    if answer.startswith("["):
        name = answer.strip("[]")
        key = LIST_KEYS[name]
        items = {"type": "array", "items": _ref(name)}
        schema = {"type": "object", "properties": {key: items}, "required": [key]}
        return {"application/json": {"schema": schema}}
    # The request of the same name is another schema: it needs less.
    name = "ComponentOverridesAnswer" if answer == _OVERRIDES else answer
    content: dict[str, Any] = {"application/json": {"schema": _ref(name)}}
    if operation.id == "getComponents":
        content["application/xml"] = {"schema": {"type": "string"}}
    return content


def _refusals() -> dict[int | str, dict[str, Any]]:
    body = {"content": {"application/json": {"schema": _ref("Error")}}}
    found: dict[int | str, dict[str, Any]] = {}
    for status, text in _REFUSALS.items():
        found[status] = {"description": text} if status == 401 else {"description": text, **body}  # noqa: PLR2004 -- Spring sends no body with it
    return found


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def document(app: FastAPI, settings: ServerSettings) -> dict[str, Any]:
    """Return the OpenAPI document of `app`."""
    made = get_openapi(
        title="documine_nb embedded server",
        version="1.0.0",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": settings.base_url}],
        tags=[{"name": tag} for tag in TAGS],
    )
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    # FastAPI's own error form is never sent here.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas.update(SCHEMAS)
    realm = f"{settings.realm}/protocol/openid-connect"
    components["securitySchemes"] = {
        "FF-OAUTH": {
            "type": "oauth2",
            "description": f"Workspaces here: {', '.join(settings.workspaces)}.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": f"{realm}/auth",
                    "tokenUrl": f"{realm}/token",
                    "scopes": {"openid": "Sign in"},
                }
            },
        }
    }
    made["security"] = [{"FF-OAUTH": ["openid"]}]
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    return made
